"""From bytes to documents, without ever raising on what the bytes hold.

The clean path decodes, parses once, counting the members of all objects, and classifies. A text that parses
has a colon for every member it spells: where there are no more colons than members, no key is repeated.
Everything that looks closer or explains a fault lives in modules that are imported when there is one.
"""

from __future__ import annotations

import json
import sys
from _thread import _local  # threading.local, without the import of threading
from typing import Any

from wflint.document.kinds import DOCUMENTS, documents_in
from wflint.document.model import Kind, Loaded, Source
from wflint.reading import DOCUMENT, PICTURES, VALUES, has_too_many


class _Watch:
    """What the parser's hooks saw: how many members all objects have, and a constant JSON lacks."""

    __slots__ = ("members", "odd")

    def __init__(self) -> None:
        self.members = 0
        self.odd = False


def _decoder(watch: _Watch) -> json.JSONDecoder:
    def count(found: dict[str, Any]) -> dict[str, Any]:
        watch.members += len(found)
        return found

    def constant(name: str) -> float:
        watch.odd = True
        return float(name)

    return json.JSONDecoder(object_hook=count, parse_constant=constant)


class _Parsing(_local):
    """Each thread's own: two that parse at once must not count into one number."""

    def __init__(self) -> None:
        self.watch = _Watch()
        self.decode = _decoder(self.watch).decode


_PARSING = _Parsing()
_SURROGATE_STARTS = ("ud", "uD")
# From 3.14 on Python's parser has no limit of its own; InvokeAI's servers run on older ones, which have.
_HAS_LIMIT = sys.version_info < (3, 14)


def load_bytes(raw: bytes, name: str) -> Loaded:
    """The documents in a file's bytes: JSON in any Unicode encoding, or a PNG's or WebP's metadata.

    Never raises on content: what cannot be read is a finding of the rules ``syntax-error``,
    ``bad-encoding``, ``nested-too-deep``, ``too-large``, and then there are no documents.
    """
    if raw[:4] in PICTURES:
        from wflint.document.pictures import load_picture

        return load_picture(raw, name, load_text)
    if len(raw) > DOCUMENT:
        from wflint.document.limits import too_long

        return too_long(name)
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = ""
    if not text or text[0] not in '{["' or "\0" in text[:4]:
        from wflint.document.decode import decode
        from wflint.document.pointers import unfetched

        pointer = unfetched(raw)
        if pointer is not None:
            return _not_fetched(pointer, Source(name, text))

        text, finding = decode(raw)
        if finding is not None:
            return Loaded([], [finding], "not UTF-8", Source(name, text))
    return load_text(text, Source(name, text))


def _not_fetched(pointer: str, source: Source) -> Loaded:
    from wflint.diagnostics import Finding
    from wflint.document.pointers import LFS

    # The message says how, as other commands have no more than that line.
    cure = "on CI, `lfs: true` of actions/checkout fetches it" if pointer == LFS else ""
    finding = Finding(
        f"this is {pointer}", (), rule="not-fetched", help=cure, then="nothing of it was checked"
    )
    return Loaded([], [finding], pointer, source)


def _has_repeats(text: str, members: int) -> bool:
    from wflint.document.repeats import has_repeats

    return has_repeats(text, members)


def _has_surrogate_escape(text: str) -> bool:
    """Whether some ``\\ud800`` to ``\\udfff`` may be there; paired halves count too.

    Splitting at the few backslashes is several times faster than a search for the escape.
    """
    return any(part[:2] in _SURROGATE_STARTS for part in text.split("\\"))


def load_text(text: str, source: Source, part: str | None = None) -> Loaded:
    """The documents in a JSON text. ``part`` names the piece of the file it is, if it is a piece."""
    if len(text) > VALUES and has_too_many(text):
        from wflint.document.limits import too_many_values

        return too_many_values(source)
    watch = _PARSING.watch
    watch.odd = False
    watch.members = 0
    try:
        data = _PARSING.decode(text)
    except (ValueError, RecursionError):
        from wflint.document.syntax import parse_leniently

        data, finding = parse_leniently(text)
        if finding is not None:
            return Loaded([], [finding], "not JSON", source)
        watch.odd = True
    odd = watch.odd or (text.count(":") != watch.members and _has_repeats(text, watch.members))
    if not _HAS_LIMIT:
        from wflint.document.syntax import nested_too_deep

        finding = nested_too_deep(text)
        if finding is not None:
            return Loaded([], [finding], "not JSON", source)
    documents = documents_in(data, source, part)
    if len(documents) >= DOCUMENTS:
        from wflint.document.limits import tell_of_more

        tell_of_more(documents, data)
    if odd or ("\\" in text and _has_surrogate_escape(text)):
        from wflint.document.oddities import attach_oddities

        attach_oddities(text, documents)
    if documents[0].kind is Kind.UNKNOWN and type(data) is dict:
        from wflint.document.embedded import embedded_documents

        documents = embedded_documents(data, source, load_text) or documents
    elif '"workflow"' in text and any(d.kind is Kind.SESSION and d.beside is None for d in documents):
        from wflint.document.embedded import with_texts_beside

        documents = with_texts_beside(documents, data, load_text)
    return Loaded(documents, [], None, source)
