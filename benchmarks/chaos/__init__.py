"""Runs that are killed, find the disk full or the store out of order; then the lake is counted."""
