"""What changes between InvokeAI releases, and what that does to workflows."""
