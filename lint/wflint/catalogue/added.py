"""Releases that a user added to those of the wheel: ``wflint catalogue update`` writes them, into the cache.

``catalogue/VERSION.json`` below the cache directory is a release: a saved catalogue (``saved``) with what its
classes show, and on its first line the version of this format and a digest of the rest. It is read like any
other file, whole and checked: a damaged one is an error where its release is named, and nothing elsewhere.

Where one is opened, all of them lie behind the shipped definitions as one store, in which equal definitions
are one line; until then nobody looks for them.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.cache import cache_dir
from wflint.catalogue.entry import make_entry, make_history
from wflint.catalogue.errors import TargetError
from wflint.catalogue.model import Catalogue, InMemoryDefinitions, dump_fact
from wflint.catalogue.saved import (
    borrowed_overlay,
    check_texts,
    closest_release,
    read_saved,
    to_json,
)
from wflint.catalogue.store import Store, open_in, shipped, use
from wflint.catalogue.types import type_from_json
from wflint.reading import CATALOGUE, parse_json, read_bounded
from wflint.release import exact_release, is_version, release_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from wflint.catalogue.openapi import Facts

FORMAT: Final = 1
_AGAIN: Final = "`wflint catalogue update` makes it anew"
_NAMES, _LISTS = "names", "lists"  # of the shapes of an overlay's sections
_SHAPES: Final[Mapping[str, Any]] = {
    "ancestors": {_NAMES: _LISTS},
    "graph_rules": str,
    "model_validators": {_NAMES: {_NAMES: _LISTS}},
    "node_attributes": {_NAMES: type_from_json},
    "node_config": {_NAMES: (bool, str)},
    "output_base": {_NAMES: type_from_json},
    "types": {_NAMES: {_NAMES: {_NAMES: type_from_json}}},
    "validators": {_NAMES: {_NAMES: _LISTS}},
}


class DamagedError(TargetError):
    """An added release that cannot be read. The message is one line."""


class AddedRelease(NamedTuple):
    """A release as it lies in the cache."""

    version: str
    nodes: Facts
    models: Facts
    overlay: Mapping[str, Any] | None  # None: its classes could not be read


def added_folder() -> Path:
    """Where added releases lie. Raises CacheError where there is no place for a cache."""
    return cache_dir() / "catalogue"


def added_releases() -> tuple[str, ...]:
    """The releases in the cache that wflint does not come with, oldest first; nothing of them is read."""
    try:
        names = os.listdir(added_folder())
    except OSError:  # CacheError among them
        return ()
    found = [name.removesuffix(".json") for name in names if name.endswith(".json")]
    known = shipped().releases
    return tuple(sorted((v for v in found if _is_release(v) and v not in known), key=release_of))


def outdated() -> tuple[str, ...]:
    """The releases in the cache that wflint comes with by now: the shipped ones are read."""
    return tuple(v for v in shipped().releases if (added_folder() / f"{v}.json").exists())


def open_added(version: str) -> Catalogue:
    """The catalogue of an added release. From now on the history of nodes goes on in all added releases.

    Raises DamagedError, and FileNotFoundError when there is none.
    """
    folder = added_folder()
    state = []
    for name in added_releases():
        try:
            found = (folder / f"{name}.json").stat()
        except OSError:  # removed meanwhile
            continue
        state.append((name, found.st_mtime_ns, found.st_size))
    store = _store_of(shipped(), str(folder), tuple(state))
    if version in store.damaged:
        raise DamagedError(store.damaged[version])
    found_catalogue = open_in(store, version)
    use(store)
    return found_catalogue


@cache
def _store_of(base: Store, folder: str, state: tuple[tuple[str, int, int], ...]) -> AddedStore:
    return AddedStore(base, folder, (version for version, *_ in state))


class AddedStore(Store):
    """The releases of a store, and those of a folder whose definitions lie behind its own."""

    def __init__(self, base: Store, folder: str, versions: Iterable[str]) -> None:
        super().__init__(base.folder)
        self.damaged: dict[str, str] = {}
        self._base = base
        self._entries: dict[str, dict[str, Any]] = {}
        own = base.lines[:-1]  # nothing follows the end of the last
        numbers = {line: number for number, line in enumerate(own)}
        new: list[bytes] = []

        def line_of(text: str) -> int:
            line = text.encode()
            number = numbers.setdefault(line, len(own) + len(new))
            if number == len(own) + len(new):
                new.append(line)
            return number

        for version in versions:
            try:
                found = read_added(os.path.join(folder, f"{version}.json"), version)
            except DamagedError as error:
                self.damaged[version] = str(error)
                continue
            source = {"schema": "light route"}
            entry = make_entry(version, found.nodes, found.models, source, _overlay(found), line_of)
            self._entries[version] = entry
        self._lines = [*own, *new]
        self._releases = tuple(sorted((*base.releases, *self._entries), key=release_of))
        self._history: dict[str, str] | None = None

    def entry(self, version: str) -> dict[str, Any]:
        """The release's entry. Raises FileNotFoundError when the store does not have the release."""
        return self._entries.get(version) or self._base.entry(version)

    def history(self) -> dict[str, str]:
        """As the shipped store's, through the added releases."""
        if self._history is None:
            self._history = make_history(self)
        return self._history


def _overlay(found: AddedRelease) -> Mapping[str, Any] | None:
    if found.overlay is not None:
        return found.overlay
    closest = closest_release(found.nodes, found.models)
    return borrowed_overlay(closest, found.nodes) if closest else None


# -- the files -------------------------------------------------------------------------------------------


def added_text(release: AddedRelease) -> str:
    """The file of a release. Raises DamagedError where it would not be read again."""
    catalogue = Catalogue(InMemoryDefinitions(release.version, release.nodes, release.models))
    rest = f'"overlay":{dump_fact(release.overlay) if release.overlay is not None else "null"},\n'
    rest += to_json(catalogue, "light route").removeprefix("{")
    text = f'{{"wflint_added":{FORMAT},"sha256":"{_digest(rest.encode())}",\n{rest}'
    _parsed(text.encode(), release.version)
    return text


def read_added(path: str, version: str) -> AddedRelease:
    """The release in a file, which must be that one. Raises DamagedError."""
    try:
        return _parsed(read_bounded(path, CATALOGUE), version)
    except OSError as error:
        raise DamagedError(f"{path}: {error.strerror or error}; {_AGAIN}") from None
    except DamagedError as error:
        raise DamagedError(f"{path}: {error}; {_AGAIN}") from None


def _parsed(raw: bytes, version: str) -> AddedRelease:
    head, _, rest = raw.partition(b"\n")
    try:
        first = parse_json(head.rstrip(b",") + b"}")
    except ValueError:
        raise DamagedError("is not a valid release of the catalogue") from None
    if not isinstance(first, dict) or first.get("wflint_added") != FORMAT:
        raise DamagedError("is of another format than this wflint reads")
    if first.get("sha256") != _digest(rest):
        raise DamagedError("is damaged (it is not what was written)")
    try:
        document = parse_json(b"{" + rest)
        nodes, models = read_saved(document)
        check_texts(nodes, models)
        _check_names(nodes, b'{"type":')
        _check_names(models, b'{"model":')
        overlay = document["overlay"]
        if document["version"] != version or not _is_release(version):
            raise ValueError("it is another release")
        if overlay is not None:
            _check_overlay(overlay)
    except (KeyError, TypeError, AttributeError, RecursionError, ValueError) as error:
        why = f"{error}" if isinstance(error, ValueError) else f"{error!r}"
        raise DamagedError(f"is damaged ({why.splitlines()[0] if why else 'a member'})") from None
    return AddedRelease(version, nodes, models, overlay)


def _check_names(facts: Facts, begin: bytes) -> None:
    """A line of a store begins with its name, which is read there without being parsed."""
    for name, fact in facts.items():
        if not dump_fact(fact).encode().startswith(begin + b'"%s"' % name.encode()) or '"' in name:
            raise ValueError(f"{name!r} cannot name a definition")


def _check_overlay(overlay: Any) -> None:
    for section, value in overlay.items():
        _check_shape(value, _SHAPES[section])


def _check_shape(value: Any, shape: Any) -> None:
    if isinstance(shape, dict):
        for inner in value.values():
            _check_shape(inner, shape[_NAMES])
    elif shape == _LISTS:
        if not isinstance(value, list) or not all(type(each) is str for each in value):
            raise TypeError("a list of names")
    elif isinstance(shape, (type, tuple)):
        if not isinstance(value, shape):
            raise TypeError("a value of another type")
    else:
        shape(value)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _is_release(version: str) -> bool:
    return is_version(version) and exact_release(version) is not None
