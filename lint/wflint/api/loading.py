"""``wflint.load``: the documents in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.api.sources import given
from wflint.document.load import load_bytes

if TYPE_CHECKING:
    from wflint.api.sources import Source
    from wflint.document import Document


def load(source: Source) -> list[Document]:
    """The documents in a file, in bytes or in data: ``kind``, ``version``, ``part`` and ``data`` of each.

    A picture of InvokeAI's may hold two, and so may an answer of its API. Text that is no JSON, and pictures
    without metadata, hold none: :func:`wflint.check` says why. What is no document of InvokeAI's is of the
    kind ``unknown`` or ``comfyui``. Raises FileError and SourceError, as :func:`wflint.check` does.
    """
    raw, name, _ = given(source)
    return load_bytes(raw, name).documents
