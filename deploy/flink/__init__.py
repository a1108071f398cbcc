"""Flink: its jars, and a cluster on this machine."""
