"""Facts of an InvokeAI release from its wheel alone: no torch, no GPU, no server.

``take`` runs in wflint and makes the throwaway environment; ``inspect_release`` and ``fake_packages`` run
there; ``overlay`` says what the classes show beyond the OpenAPI document.
"""
