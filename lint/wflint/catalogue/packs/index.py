"""The index of node packs: from a node type to the packs that have it.

An entry (:class:`~wflint.catalogue.packs.model.Pack`) is one JSON object. The index in the wheel has one a
line and is read a line at a time; a repository's own file (``saved.py``) has them in a list.
"""

from __future__ import annotations

import json
import os
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from wflint.catalogue.packs.model import Pack, PackNode, UnreleasedNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

NODES: Final = b',"nodes":'  # where a line tells of the nodes
DATA: Final = os.path.join(os.path.dirname(__file__), "data")
# Of several packs that have a type the likeliest comes first.
_LISTED: Final = {"now": 0, "once": 1, "no": 2}
# A stranger's file may say a thousand times who has a type, and a stranger's workflow ask as often.
_MOST: Final = 50


class PackIndex:
    """The packs in the wheel, behind the packs of files that a repository brings (they speak first)."""

    def __init__(self, own: Iterable[Pack] = (), folder: str = DATA) -> None:
        self._own = tuple(own)
        self._own_by_type: dict[str, list[Pack]] = {}  # a stranger's file has any number of packs
        for pack in self._own:
            for node_type in pack.node_types:
                _add(self._own_by_type, node_type, pack)
        self._folder = folder
        self._packs: dict[int, Pack] = {}  # by where their lines begin
        self._text: bytes | None = None
        self._types: bytes | None = None
        self._names: dict[str, list[Pack]] | None = None
        self._unreleased: Mapping[str, Any] | None = None
        self._found: dict[str, tuple[PackNode, ...]] = {}

    def find(self, node_type: str) -> tuple[PackNode, ...]:
        """The packs' nodes of that type, the likeliest first: a repository's own, packs of InvokeAI's list,
        packs that still have it. Of packs with one history (a copy that moved) only the first, and of a
        repository's entries for one pack (a file that is named twice).
        """
        try:
            return self._found[node_type]
        except KeyError:
            pass
        mine = {(pack.name, pack.url): pack for pack in reversed(self._own_by_type.get(node_type, ()))}
        own = [PackNode(pack, node_type) for pack in reversed(mine.values())]
        shipped = [self._node(node_type, place) for place in self._places(node_type)]
        if len(shipped) > 1:
            shipped = _one_history(sorted(shipped, key=_rank))
        found = self._found[node_type] = (*own, *shipped)
        return found

    def unreleased(self, node_type: str) -> UnreleasedNode | None:
        """What is known of a type that no release of InvokeAI had, but a branch of it."""
        if self._unreleased is None:
            self._unreleased = json.loads(self._read("unreleased.json"))
        facts = self._unreleased.get(node_type)
        return UnreleasedNode(node_type, facts) if facts is not None else None

    def has(self, node_type: str) -> bool:
        """Whether some pack has, or some branch had, a node of that type."""
        return (
            bool(self._places(node_type))
            or node_type in self._own_by_type
            or self.unreleased(node_type) is not None
        )

    def named(self, name: str) -> tuple[Pack, ...]:
        """The packs of that name; letters' case and separators do not count, nor what unpacking adds."""
        if self._names is None:
            names: dict[str, list[Pack]] = {}
            for pack in self.packs():
                _add(names, plain_name(pack.name), pack)
            self._names = names  # whole: another thread may ask meanwhile
        return tuple(self._names.get(plain_name(name), ()))

    def packs(self) -> Iterator[Pack]:
        """Every pack, a repository's own first, then by name."""
        yield from self._own
        start = 0
        for line in self._lines.splitlines(keepends=True):
            yield self._pack(start, start + line.index(NODES))
            start += len(line)

    @property
    def _lines(self) -> bytes:
        """Half a megabyte, of which only the pieces are taken apart that tell of what is asked for."""
        if self._text is None:
            self._text = self._read("packs.jsonl")
        return self._text

    def _places(self, node_type: str) -> list[bytes]:
        """Where the nodes of a type are told of; no table is made of the types, since few are asked for."""
        if self._types is None:
            self._types = b"\n" + self._read("types.tsv")
        name = node_type.encode("utf-8", "surrogatepass")
        line = b"\n" + name + b"\t"
        at = self._types.find(line)
        if at < 0 or b"\t" in name:
            return []
        return self._types[at + len(line) : self._types.index(b"\n", at + len(line))].split()

    def _node(self, node_type: str, place: bytes) -> PackNode:
        start, end, first, last = [int(part) for part in place.split(b":")]
        return PackNode(self._pack(start, end), node_type, json.loads(self._lines[first:last].decode()))

    def _pack(self, start: int, end: int) -> Pack:
        """The pack whose line begins at ``start``, and tells of its nodes from ``end`` on."""
        pack = self._packs.get(start)
        if pack is None:
            head = json.loads(self._lines[start:end].decode() + "}")
            pack = self._packs[start] = Pack(head, partial(self._all_nodes, start))
        return pack

    def _all_nodes(self, start: int) -> Mapping[str, Any]:
        line = self._lines[start : self._lines.index(b"\n", start)]
        nodes: Mapping[str, Any] = json.loads(line)["nodes"]
        return nodes

    def _read(self, name: str) -> bytes:
        with open(os.path.join(self._folder, name), "rb") as file:
            return file.read()


def _add(known: dict[str, list[Pack]], key: str, pack: Pack) -> None:
    packs = known.setdefault(key, [])
    if len(packs) < _MOST:
        packs.append(pack)


def plain_name(name: str) -> str:
    """A pack's name without what differs between a repository, its folder and an unpacked archive of it."""
    name = name.lower().removesuffix(".git").removesuffix("-main").removesuffix("-master")
    return name.replace("-", "").replace("_", "").replace(" ", "").replace(".", "")


def _rank(node: PackNode) -> tuple[bool, bool, int, str]:
    return node.pack.is_fork, node.removed, _LISTED.get(node.pack.listed, 2), node.pack.url


def _one_history(nodes: Iterable[PackNode]) -> list[PackNode]:
    kept: list[PackNode] = []
    for node in nodes:
        histories = {other.pack.url for other in kept} | {
            other.pack.entry.get("same_history_as") for other in kept
        }
        if node.pack.url not in histories and node.pack.entry.get("same_history_as") not in histories - {
            None
        }:
            kept.append(node)
    return kept


@cache
def shipped_index() -> PackIndex:
    """The packs in this wheel."""
    return PackIndex()
