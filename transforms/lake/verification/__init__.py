"""Verification: what a lake promises, checked against what lies there, and the repair."""
