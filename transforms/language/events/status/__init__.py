"""Whether it happened, and who says so: polarity, certainty and the chain of sources."""
