"""Golden articles of this project's own: their form, the measure on them, and the table."""
