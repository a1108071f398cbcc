"""Python workers for an engine that is written in another language, as Flink is.

``pool`` listens for engines that ask for workers, ``keeper`` starts one and starts it again where it
dies, and ``harness`` is the worker: Beam's own, with log records of ours.
"""
