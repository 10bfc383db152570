"""Every kind of document read into a graph, with the faults of its shape."""
