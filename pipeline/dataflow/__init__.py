"""Dataflow's flex template: its parameters, their description, and what the launcher runs."""
