"""Explain: one article with all that was read from it, for a person to look at."""
