"""From bytes to documents."""

from __future__ import annotations

import json

from wflint.document.kinds import classify
from wflint.document.model import Document, Source


def load_bytes(raw: bytes, name: str) -> list[Document]:
    """The documents in a file. (First version: plain JSON only.)"""
    text = raw.decode("utf-8")
    data = json.loads(text)
    kind = classify(data)
    return [Document(kind, data, Source(name, text))]
