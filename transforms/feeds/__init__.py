"""Feeds: asking for them politely, reading what they say, remembering when to ask again."""
