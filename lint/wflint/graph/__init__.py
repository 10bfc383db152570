"""The graph behind every kind of document, and how InvokeAI judges its connections and values."""
