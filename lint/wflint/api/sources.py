"""What the functions take: a path, the bytes of a file, or the data of a document."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from wflint.api.errors import SourceError, path_error
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic

    Path: TypeAlias = "str | os.PathLike[str]"
    Source: TypeAlias = "Path | bytes | bytearray | Mapping[str, Any]"

OF_BYTES, OF_DATA = "<bytes>", "<data>"  # what reports call what has no name
# Data too deep for Python's own writer: any reader says so of this text, too.
_TOO_DEEP = b"[" * 10_000 + b"]" * 10_000


class Given(NamedTuple):
    """One file's bytes, and what to call it. ``data`` is what was given where that was no text."""

    raw: bytes
    name: str
    data: Mapping[str, Any] | None = None


def without_places(diagnostic: Diagnostic) -> Diagnostic:
    """A finding in data, which has pointers and no lines."""
    related = tuple(place._replace(span=None) for place in diagnostic.related)
    return diagnostic._replace(span=None, source_line=None, related=related)


def is_path(source: object) -> bool:
    """Whether it is a path: a text always is."""
    return isinstance(source, str | os.PathLike)


def path_of(source: Path) -> str:
    """The path as a text. Raises SourceError for one of bytes."""
    path = os.fspath(source)
    if not isinstance(path, str):
        raise SourceError("a path must be a string: bytes are the content of a file")
    if path == "-":
        return os.path.join(os.curdir, path)  # a file of that name: what the process is fed is not ours
    return path


def given(source: Source, name: str | None = None) -> Given:
    """The bytes of one file or document. Raises FileError, SourceError."""
    if name is not None and not isinstance(name, str | os.PathLike):
        raise SourceError(f"name must be a string, not {name!r:.60}")
    name = None if name is None else path_of(name)
    if isinstance(source, bytes | bytearray):
        return Given(bytes(source), name or OF_BYTES)
    if isinstance(source, Mapping):
        return Given(_text(source), name or OF_DATA, source)
    if not isinstance(source, str | os.PathLike):
        kind = type(source).__name__
        raise SourceError(f"give a path, the bytes of a file or a mapping, not {kind}")
    from wflint.reading import read_document_file

    path = path_of(source)
    try:
        return Given(read_document_file(path), name or path)
    except (OSError, ValueError) as error:
        raise path_error(error, path) from None


def _text(data: Mapping[str, Any]) -> bytes:
    try:
        text = json.dumps(data if isinstance(data, dict) else dict(data))
    except RecursionError:
        return _TOO_DEEP
    except (TypeError, ValueError) as error:
        raise SourceError(f"the data is not JSON: {error}") from None
    _only_texts(data)
    return text.encode()


def _only_texts(data: Any) -> None:
    """Raises SourceError for a member whose name is no text: JSON would make one of it."""
    from wflint.diagnostics import format_pointer

    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(data, ())]
    while waiting:
        value, place = waiting.pop()
        if isinstance(value, Mapping):
            for key, inner in value.items():
                if not isinstance(key, str):
                    where = format_pointer(place) or "/"
                    raise SourceError(f"the data is not JSON: the name {key!r} at {where} is not a string")
                if isinstance(inner, Mapping | list | tuple):
                    waiting.append((inner, (*place, key)))
        else:
            for number, inner in enumerate(value):
                if isinstance(inner, Mapping | list | tuple):
                    waiting.append((inner, (*place, number)))
