"""Where it happened: places that the parse ties to an event, never mere co-occurrence."""
