"""The runs that the data of a batch makes, as far as they differ in their models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.flow.reference import read_reference

if TYPE_CHECKING:
    from wflint.graph.ir import BatchItem, Graph
    from wflint.models.flow.reference import NamedModel
    from wflint.models.inventory.inventory import Inventory

Given = dict[tuple[str, str], "NamedModel | None"]
_MOST_RUNS = 12  # analyses of one document; more different families than that nobody has


def runs(graph: Graph, inventory: Inventory | None) -> list[Given]:
    """The models that each run is given, one entry for every different choice of families.

    Items of one group go together, as the server zips them; of the other groups the first item is taken,
    for a fault of two models shows within a group or against the models of the graph. An item that is no
    identifier stands for a model of which nothing is known.
    """
    groups = [_models(group, inventory) for group in graph.batch]
    groups = [group for group in groups if group]
    if not groups:
        return [{}]
    first: Given = {}
    for group in groups:
        first.update(group[0])
    found = [first]
    for group in groups:
        for choice in group[1:]:
            if len(found) < _MOST_RUNS:
                found.append({**first, **choice})
    return found


def _models(group: list[BatchItem], inventory: Inventory | None) -> list[Given]:
    """The different choices of models that a group makes; empty when it chooses none."""
    columns = [item for item in group if any(type(value) is dict for value in item.items)]
    if not columns:
        return []
    seen: set[object] = set()
    choices: list[Given] = []
    for row in range(max(len(column.items) for column in columns)):
        choice: Given = {}
        for column in columns:
            value = column.items[row] if row < len(column.items) else None
            pointer = (*column.path, "items", row)
            choice[column.node, column.field] = read_reference(
                value, column.node, column.field, pointer, inventory
            )
        key = tuple((ref.base, ref.type, ref.variant) if ref is not None else None for ref in choice.values())
        if key not in seen:
            seen.add(key)
            choices.append(choice)
    return choices
