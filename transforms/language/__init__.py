"""Annotate: one parse for each article, and what is read from it: entities, times, quotes, events."""
