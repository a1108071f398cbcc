"""Dataflow: one image for launcher and workers, and the description of its template."""
