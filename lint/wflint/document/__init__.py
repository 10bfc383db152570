"""Reading files: bytes to JSON documents with lazy positions."""

from wflint.document.model import Document, Kind, Loaded, Source

__all__ = ["Document", "Kind", "Loaded", "Source"]
