"""How families flow along the edges of a graph, and what the document fixes of sizes and models."""
