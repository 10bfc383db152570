"""Measuring runs: times from the server's clock and events, memory of its process and of the GPU."""
