"""Throwaway InvokeAI servers: environments, processes, tiny models."""
