"""Which releases have a node type, for messages."""

from __future__ import annotations


def releases_with(node_type: str) -> tuple[str, str] | None:
    """The first and the last stable release with a node type; None when no release in the store has it."""
    try:
        from wflint.catalogue.history import lifetime
    except ImportError:
        return None
    return lifetime(node_type)
