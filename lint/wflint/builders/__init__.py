"""Typed builders: InvokeAI graphs and workflows written in Python."""
