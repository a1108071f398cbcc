"""What a record is: one frozen dataclass a table, and all that is derived from it."""
