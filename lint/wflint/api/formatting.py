"""``wflint.format``: a document in canonical form, in memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.api.sources import given
from wflint.engine.formatting import format_bytes

if TYPE_CHECKING:
    from wflint.api.sources import Source


class Formatted(NamedTuple):
    """What became of a document.

    ``raw`` are its bytes in canonical form; where ``reason`` says why that could not be, they are the ones
    that were given. ``stripped`` is what was taken out.
    """

    raw: bytes
    reason: str | None = None
    stripped: tuple[Any, ...] = ()

    @property
    def data(self) -> Any:
        """The JSON data of the result. Raises ValueError where it is none, as of a picture."""
        return json.loads(self.raw)


def format_document(source: Source, *, strip: bool = False, name: str | None = None) -> Formatted:
    """Put one document into the form in which ``wflint format`` writes it; nothing is written.

    With ``strip`` what only the author's machine has is taken out. ``name`` is what to call bytes or data.
    Raises FileError and SourceError; what cannot be formatted has a ``reason``.
    """
    document = given(source, name)
    found = format_bytes(document.raw, document.name, strip=strip)
    return Formatted(found.raw, found.reason, tuple(found.stripped))
