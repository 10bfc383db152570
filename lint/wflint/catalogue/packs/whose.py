"""Whose node it is: of all packs that have a type, the one that a file means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.catalogue.packs.index import plain_name

if TYPE_CHECKING:
    from wflint.catalogue.packs.index import PackIndex
    from wflint.catalogue.packs.model import PackNode

# What exporters write as the pack of a node that comes with InvokeAI, or whose pack they do not know: the web
# UI writes "Unknown" in the language of its user.
NO_PACK: Final = frozenset(
    {
        "invokeai", "Unknown", "unknown", "", "Unbekannt", "Desconocido", "Inconnu", "Sconosciuto",
        "Onbekend", "nieznany", "Necunoscut", "Bilinmeyen", "Không Rõ", "Неизвестно", "不明",
        "未知", "알려지지 않음",
    }
)  # fmt: skip


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
    stated = node_pack is not None and node_pack not in NO_PACK
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
