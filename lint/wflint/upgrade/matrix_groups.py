"""Which releases of a range are the same to a document: those are judged once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.catalogue.renames import FIELDS, GONE, MAJORS, NODES
from wflint.release import release_of
from wflint.upgrade.matrix_signature import Signatures
from wflint.upgrade.silent.table import every

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.packs.index import PackIndex
    from wflint.release import Release


# What migrations put in beside what stands for a node (a test looks for others).
_INSERTED: Final = (
    "denoise_latents", "float_collection", "float_math", "image", "img_resize", "img_scale", "integer_math",
)  # fmt: skip


class Grouper:
    """The releases of a matrix, cut into groups for one document after the other."""

    def __init__(self, catalogues: Sequence[Catalogue], index: PackIndex) -> None:
        self._catalogues = catalogues
        self._signatures = [Signatures(catalogue, index) for catalogue in catalogues]

    def groups(self, node_types: Iterable[str], olds: Sequence[str]) -> list[tuple[str, ...]]:
        """The groups for a document that uses these nodes, oldest first: neighbours that differ in nothing
        that its judgement looks at. ``olds`` are the releases that it is taken to be of at each release.
        """
        used = _related(node_types)
        steps = sorted(_steps(used), key=lambda release: (release.numbers, release.phase, release.serial))
        found: list[list[str]] = []
        before: object = None
        for catalogue, old, signatures in zip(self._catalogues, olds, self._signatures, strict=True):
            release = catalogue.release
            passed = sum(not release < step for step in steps)
            way = "same" if old == catalogue.version else "down" if release < release_of(old) else old
            mine = (way, passed, signatures.of(used))
            if mine != before:
                found.append([])
                before = mine
            found[-1].append(catalogue.name)
        return [tuple(group) for group in found]


def _related(node_types: Iterable[str]) -> set[str]:
    """These node types, and those that stand for them where they are gone."""
    found: set[str] = set()
    known = {row.old for row in (*NODES, *GONE)}
    waiting = list(node_types)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name in known:
            waiting += _INSERTED
        waiting += (row.new for row in NODES if row.old == name)
        waiting += (new for row in GONE if row.old == name for new in row.instead)
    return found


def _steps(node_types: set[str]) -> set[Release]:
    """The releases with which something about these nodes changed that no definition shows."""
    found = {row.since for row in NODES if row.old in node_types}
    found |= {row.since for row in FIELDS if row.node in node_types}
    found |= {row.since for row in MAJORS if row.node in node_types}
    found |= {change.since for change in every() if not node_types.isdisjoint(change.nodes)}
    return {release_of(since) for since in found}
