"""The steps of the pipeline: pure functions first, then the thin PTransform that wires them."""
