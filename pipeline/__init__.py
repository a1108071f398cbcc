"""Configuration, the graph, the command line and the ways to run it."""
