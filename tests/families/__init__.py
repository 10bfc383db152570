"""The truth table of model families: graphs, and what a real InvokeAI makes of them."""
