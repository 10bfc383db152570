"""What a file says that is larger than wflint reads: the findings of the rule ``too-large``.

The limits stand in :mod:`wflint.reading`; they are far above every file of InvokeAI's, and below what would
fill a machine's memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding
from wflint.document.kinds import DOCUMENTS
from wflint.document.model import Loaded, Source
from wflint.reading import DOCUMENT, MIB, PICTURE, VALUES

if TYPE_CHECKING:
    from wflint.document.model import Document

RULE = "too-large"
_CURE = "check a smaller file; workflows have less than one MiB"


def too_long(name: str, *, picture: bool = False) -> Loaded:
    """Of a file with too many bytes."""
    most = PICTURE if picture else DOCUMENT
    what = "image" if picture else "file"
    return _refused(Source(name, ""), f"the {what} is larger than {most // MIB} MiB")


def too_many_values(source: Source) -> Loaded:
    """Of a text with too many lists, objects and members."""
    return _refused(source, f"the file has more than {VALUES:,} values")


def texts_too_long() -> Finding:
    """Of an image whose texts unpack to too much."""
    return _finding(f"the texts in the image are larger than {DOCUMENT // MIB} MiB")


def tell_of_more(documents: list[Document], data: Any) -> None:
    """Say in the last document that the file holds more than are looked at, if it does."""
    items = data.get("items") if type(data) is dict else data
    if type(items) is list and len(items) > DOCUMENTS:
        last = documents[-1]
        message = f"the file holds {len(items):,} documents; the first {DOCUMENTS:,} are checked"
        found = Finding(
            message, (), rule=RULE, help="split the file", then="wflint does not look at the rest"
        )
        last.findings = (*last.findings, found)


def _refused(source: Source, message: str) -> Loaded:
    return Loaded([], [_finding(message)], message.partition(" is ")[2] or "too many values", source)


def _finding(message: str) -> Finding:
    return Finding(message, (), rule=RULE, help=_CURE, then="wflint does not look into it")
