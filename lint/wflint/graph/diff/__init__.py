"""What changed between two documents, in nodes, inputs and edges."""
