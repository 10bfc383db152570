"""Whose node it is: of all packs that have a type, the one that a file means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.catalogue.model import CORE_PACK
from wflint.catalogue.packs.index import plain_name

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.packs.index import PackIndex
    from wflint.catalogue.packs.model import PackNode

# What exporters write as the pack of a node that comes with InvokeAI, or whose pack they do not know: the web
# UI writes "Unknown" in the language of its user.
NO_PACK: Final = (
    "invokeai", "Unknown", "", "Unbekannt", "Desconocido", "Inconnu", "Sconosciuto",
    "Onbekend", "nieznany", "Necunoscut", "Bilinmeyen", "Không Rõ", "Неизвестно", "不明",
    "未知", "알려지지 않음",
)  # fmt: skip
_NO_PACK: Final = frozenset(map(plain_name, NO_PACK))


def names_a_pack(node_pack: str | None) -> bool:
    """Whether what a file says of a node's pack is the name of one. People who write files by hand also
    write ``InvokeAI``, which is no pack however it is spelled: its forks are called so.
    """
    return node_pack is not None and plain_name(node_pack) not in _NO_PACK


def installed_packs(catalogue: Catalogue) -> AbstractSet[str]:
    """The plain names of the packs of which a target has nodes: a server, a saved file, or a release with
    what a configuration adds to it.
    """
    if catalogue.name == catalogue.version and not catalogue.packs:
        return frozenset()
    found: set[str] | None = catalogue.memo.get("installed-packs")
    if found is None:
        load = catalogue.definitions.load
        packs = {load(handle).get("pack", CORE_PACK) for handle in catalogue.node_types.values()}
        found = catalogue.memo["installed-packs"] = set(map(plain_name, packs - {CORE_PACK}))
    return found


class Owner:
    """Whose node it is.

    ``nodes`` are the candidates, the likeliest first: one where the file or the index decides, none where no
    pack has the type. ``judged`` is the node by whose facts the file's node may be judged: it is the only
    candidate, and the version is the one that the index has the facts of. ``contradicts`` says that the file
    names a pack which is in the index, but has no such node.
    """

    __slots__ = ("contradicts", "judged", "nodes")

    def __init__(
        self, nodes: tuple[PackNode, ...] = (), judged: PackNode | None = None, *, contradicts: bool = False
    ) -> None:
        self.nodes = nodes
        self.judged = judged
        self.contradicts = contradicts


def owner(index: PackIndex, node_type: str, node_pack: str | None, version: str | None) -> Owner:
    """Whose node of that type it is, by what the file says of its pack and version (None: nothing).

    A pack is called by its folder on the author's machine, so a name that no pack has says nothing. Of packs
    that are left, those that the repository brings are meant.
    """
    candidates = index.find(node_type)
    stated = names_a_pack(node_pack)
    if not candidates:
        return Owner(contradicts=stated and bool(index.named(node_pack or "")))
    contradicts = False
    if stated:
        name = plain_name(node_pack or "")
        named = [n for n in candidates if plain_name(n.pack.name) == name]
        if named:
            candidates = tuple(named)
        else:
            contradicts = bool(index.named(node_pack or ""))
    candidates = tuple(n for n in candidates if n.pack.own) or candidates
    if len(candidates) > 1 and version is not None:
        fitting = tuple(n for n in candidates if version in n.versions)
        candidates = fitting or candidates
    return Owner(candidates, _judged(candidates, version), contradicts=contradicts)


def _judged(candidates: tuple[PackNode, ...], version: str | None) -> PackNode | None:
    if len(candidates) != 1:
        return None
    (node,) = candidates
    if version is None:  # a graph states none: only a node that never changed is surely this one
        return node if len(node.versions) == 1 and node.version is not None else None
    return node if version == node.version else None
