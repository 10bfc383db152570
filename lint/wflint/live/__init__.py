"""Running workflows on a real InvokeAI server."""
