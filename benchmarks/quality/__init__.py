"""How good the annotation is, measured on the evaluation data."""
