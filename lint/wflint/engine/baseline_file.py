"""The file of a baseline: findings that a repository had when it adopted wflint, one a line.

Every line of a finding ends in a comma, and the last line is the same in every baseline: lines may come and
go without changing others, so that git merges them by itself.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any, Final

from wflint.engine.configuration import ConfigError
from wflint.reading import MIB, RECORDED, parse_json, read_bounded
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION: Final = 1
_FORMAT: Final = "wflint-baseline"
_MOST: Final = 1_000_000  # findings of one line; more is no count
_MARKERS = re.compile(rb"^(?:<{7}|>{7}|={7})(?:\s|$)", re.MULTILINE)
_MEMBERS: Final = ("path", "rule", "fingerprint", "message", "count")
_FINGERPRINT = re.compile("[0-9a-f]{16}")


class KnownFindingsError(ConfigError):
    """A baseline that cannot be used, in one line that names it and what helps."""


class KnownFinding(NamedTuple):
    """Findings of a file that are alike: ``path`` is relative to the baseline's folder, with slashes.

    ``message`` tells people which one it is, and wflint which of several with one fingerprint; it may have
    been worded anew since.
    """

    path: str
    rule: str
    fingerprint: str
    message: str
    times: int


def read_baseline(path: str, shown: str) -> list[KnownFinding]:
    """The entries of a baseline; ``shown`` is what errors call it.

    Raises KnownFindingsError, and FileNotFoundError where there is none.
    """
    try:
        raw = read_bounded(path, RECORDED)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise KnownFindingsError(f"{shown}: cannot be read: {error.strerror or error}") from None
    if _MARKERS.search(raw):
        cure = "keep the lines of both sides, without the markers"
        raise KnownFindingsError(f"{shown}: git left conflict markers in it; {cure}")
    try:
        data = parse_json(raw)
    except ValueError as error:
        raise KnownFindingsError(f"{shown}: {str(error).splitlines()[0]}{_CURE}") from None
    return _merged(_entries(data, shown))


_CURE = "; `wflint check --write-baseline` writes it anew once it is deleted"


def _entries(data: Any, shown: str) -> Iterable[KnownFinding]:
    last = data[-1] if type(data) is list and data else None
    version = last.get(_FORMAT) if type(last) is dict else None
    if version is None:
        raise KnownFindingsError(f"{shown}: not a baseline of wflint{_CURE}")
    if type(version) is not int or version != VERSION:
        newer = type(version) is int and version > VERSION
        why = "written by a newer wflint, which can read it" if newer else "of an unknown version"
        raise KnownFindingsError(f"{shown}: {why}{'' if newer else _CURE}")
    for number, item in enumerate(data[:-1], 1):
        yield _entry(item, f"{shown}: finding {number}")


def _entry(item: Any, where: str) -> KnownFinding:
    if type(item) is not dict:
        raise KnownFindingsError(f"{where} is not an object{_CURE}")
    for name in ("path", "rule", "fingerprint", "message"):
        if type(item.get(name)) is not str or not (item[name] or name == "message"):
            raise KnownFindingsError(f"{where}: {name} must be a text{_CURE}")
    if not _FINGERPRINT.fullmatch(item["fingerprint"]):
        raise KnownFindingsError(f"{where}: fingerprint must be 16 hexadecimal digits{_CURE}")
    count = item.get("count", 1)
    if type(count) is not int or not 1 <= count <= _MOST:
        raise KnownFindingsError(f"{where}: count must be a whole number from 1 to {_MOST:,}{_CURE}")
    return KnownFinding(item["path"], item["rule"], item["fingerprint"], item["message"], count)


def _merged(entries: Iterable[KnownFinding]) -> list[KnownFinding]:
    """Each finding once: two branches that wrote down the same one had one, not two."""
    found: dict[tuple[str, ...], KnownFinding] = {}
    for entry in entries:
        key = entry[:-1]
        held = found.get(key)
        if held is None or held.times < entry.times:
            found[key] = entry
    return sorted(found.values())


def written(entries: Iterable[KnownFinding]) -> str:
    """The text of a baseline."""
    lines = [json.dumps(dict(zip(_MEMBERS, entry, strict=True))) + ",\n" for entry in sorted(entries)]
    return "".join(["[\n", *lines, json.dumps({_FORMAT: VERSION}), "\n]\n"])


def write_baseline(path: str, shown: str, entries: Iterable[KnownFinding]) -> bool:
    """Write a baseline that differs from what is there; whether it did. Raises KnownFindingsError."""
    from wflint.writing import encode, write_file

    raw = encode(written(entries))
    if len(raw) > RECORDED:
        cure = "check and correct a part of the files first, or exclude some"
        raise KnownFindingsError(f"{shown}: it would be larger than {RECORDED // MIB} MiB; {cure}")
    try:
        if os.path.isfile(path) and read_bounded(path, RECORDED) == raw:
            return False
        write_file(path, raw)
    except OSError as error:
        raise KnownFindingsError(f"cannot write {shown}: {error.strerror or error}") from None
    return True
