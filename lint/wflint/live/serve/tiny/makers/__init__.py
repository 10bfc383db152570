"""Makers of tiny models. Run inside InvokeAI's environment (torch, diffusers, transformers), not wflint's.

Nothing here is imported by wflint: ``build.py`` is run there with this folder's parent on the path, and the
modules import each other relatively. Each family of models is a module with ``MODELS``, a table from the
model's name to the function that makes it at a path.
"""
