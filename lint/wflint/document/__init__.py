"""Reading files: bytes to JSON documents with lazy positions."""

from wflint.document.model import Document, Kind, Source

__all__ = ["Document", "Kind", "Source"]
