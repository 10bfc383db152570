"""The runs of a graph that iterations and the data of a batch make, as far as their models differ."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

from wflint.models.families.node_facts import set_of
from wflint.models.flow.computed.batches import axis_of
from wflint.models.flow.dataflow import Families
from wflint.models.flow.reference import read_reference
from wflint.models.flow.variants import sort

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import BatchItem, Graph
    from wflint.models.inventory.inventory import Inventory

Places = dict[str, int]
_MOST_RUNS = 16  # analyses of one document; more different families than that nobody has
_DEEPEST = 4  # iterations that only show once others are decided
# Inputs that are no models, but decide whether models fit.
TELLING = set_of(
    "noise_type weight control_weight begin_step_percent clip_vision_model condition loras t5_max_seq_len"
    " num_frames mode num_images target"
)
_OF_WAN = frozenset(("width", "height"))


def runs(
    graph: Graph, catalogue: Catalogue, inventory: Inventory | None, *, workflow: bool = False
) -> list[Families]:
    """The families of each run that differs from the others in what is known of its models.

    Items of one group of a batch go together, as the server zips them. Of what several groups and
    iterations give, the first is taken; then each is changed in turn, then two at a time, for a fault is
    one of two models.
    """
    choices = {axis: rows for group in graph.batch for axis, rows in _rows(graph, group, inventory)}
    start = {axis: rows[0] for axis, rows in choices.items()}
    first = Families(graph, catalogue, inventory, workflow=workflow, places=start)
    found: list[Families] = []
    for places in _ways(first, choices):
        found.append(_decided(first, places, choices) if places is not None else first)
        if len(found) == _MOST_RUNS:
            break
    return found


def _ways(first: Families, choices: dict[str, list[int]]) -> Iterator[Mapping[str, int] | None]:
    """The places of each run; None is the one that is looked at already."""
    if not first.open:
        yield None
    else:
        yield {**first.places}
    axes = list(choices)
    for axis in axes:
        for place in choices[axis][1:]:
            yield {axis: place}
    for one, other in combinations(axes, 2):
        for place, further in product(choices[one][1:], choices[other][1:]):
            yield {one: place, other: further}


def _decided(first: Families, places: Mapping[str, int], choices: dict[str, list[int]]) -> Families:
    """The run at these places, with the first item of all that they leave open."""
    families = first
    wanted = {**{axis: rows[0] for axis, rows in choices.items()}, **places}
    for _ in range(_DEEPEST):
        for axis, rows in families.open.items():
            if rows:  # a batch may have no items
                choices.setdefault(axis, rows)
                wanted.setdefault(axis, rows[0])
        families = Families(
            first.graph, first.catalogue, first.inventory, workflow=first.workflow, places=wanted, like=first
        )
        if not families.open:
            break
    return families


def _rows(
    graph: Graph, group: list[BatchItem], inventory: Inventory | None
) -> Iterator[tuple[str, list[int]]]:
    """The rows of a group that differ in models, or in what decides whether they fit."""
    columns = [item for item in group if item.node in graph.nodes and _tells(graph, item)]
    if not columns:
        return
    seen: dict[object, int] = {}
    for row in range(max(len(column.items) for column in columns)):
        kind: list[object] = []
        for column in columns:
            value = column.items[row] if row < len(column.items) else None
            ref = read_reference(value, column.node, column.field, (), inventory)
            kind.append(repr(value) if ref is None and type(value) is not dict else sort(ref))
        seen.setdefault(tuple(kind), row)
    if seen:
        yield axis_of(columns[0]), list(seen.values())


def _tells(graph: Graph, item: BatchItem) -> bool:
    if item.field in TELLING or (item.field in _OF_WAN and graph.nodes[item.node].type.startswith("wan_")):
        return True
    return any(type(value) is dict for value in item.items)
