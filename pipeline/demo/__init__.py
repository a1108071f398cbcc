"""The demo: a news site of our own on loopback, its configuration, and what a user sees at the end."""
