"""All silent changes, those between two releases, and those that a graph meets."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from wflint.release import release_of
from wflint.upgrade.silent import (
    controls,
    families,
    flux,
    flux2,
    images,
    latents,
    masks,
    prompts,
    sampling,
    seeds,
)
from wflint.upgrade.silent.change import Met, SilentChange
from wflint.upgrade.silent.holds import Holds
from wflint.upgrade.silent.look import SilentLook

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Graph

_AREAS = (sampling, prompts, controls, images, masks, latents, seeds, flux, flux2, families)


@cache
def every() -> tuple[SilentChange, ...]:
    """All of them, oldest first."""
    found = [change for area in _AREAS for change in area.CHANGES]
    return tuple(sorted(found, key=lambda change: _order(change.since)))


def between(old_release: str, new_release: str) -> list[SilentChange]:
    """What an upgrade brings, oldest first; nothing for a way back.

    Of a behaviour that is turned over twice on the way nothing is left, and of one that is turned over three
    times the last.
    """
    old, new = _order(old_release), _order(new_release)
    found = [change for change in every() if old < _order(change.since) <= new]
    turns: dict[str, list[str]] = {}
    for change in found:
        if change.flips:
            turns.setdefault(change.flips, []).append(change.id)
    last = {ids[-1] for ids in turns.values() if len(ids) % 2}
    return [change for change in found if not change.flips or change.id in last]


def met(graph: Graph, old: Catalogue, new: Catalogue) -> list[Met]:
    """The silent changes between two releases whose condition the graph meets, oldest first."""
    return met_of(between(old.version, new.version), graph, old)


def met_of(changes: list[SilentChange], graph: Graph, old: Catalogue) -> list[Met]:
    """Those of some changes that the graph meets."""
    by_type: dict[str, list[str]] = {}
    for node in graph.nodes.values():
        by_type.setdefault(node.type, []).append(node.id)
    look = SilentLook(graph, old)
    found = []
    for change in changes:
        holds = {
            node_id: change.meets(look, graph.nodes[node_id])
            for node_type in change.nodes
            if (before := old.node(node_type)) is None or change.concerns(before)
            for node_id in by_type.get(node_type, ())
        }
        nodes = tuple(node_id for node_id, answer in holds.items() if answer)
        if nodes:
            surely = change.surely and Holds.YES in holds.values()
            found.append(Met(change, nodes, surely))
    return found


def _order(release: str) -> tuple[tuple[int, ...], int, int]:
    parsed = release_of(release)
    return parsed.numbers, parsed.phase, parsed.serial
