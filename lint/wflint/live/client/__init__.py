"""The client of a running InvokeAI server."""
