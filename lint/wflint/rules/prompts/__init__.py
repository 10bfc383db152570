"""Prompts: what InvokeAI's readers make of the texts that reach them."""
