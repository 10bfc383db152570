"""What is known of model families, and how it flows along the edges of a graph."""
