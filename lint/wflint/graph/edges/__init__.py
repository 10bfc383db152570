"""Which edges of a document hold, and how faults of edges are worded."""
