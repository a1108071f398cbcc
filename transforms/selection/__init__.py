"""Which entries are fetched now: the new and the changed ones, and those that waited."""
