"""Nodes of a request by the name that somebody gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.suggest import did_you_mean
from wflint.live.client.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LISTED = 12


def nodes_called(name: str, nodes: Mapping[str, Any], labels: Mapping[str, str]) -> list[str]:
    """The ids of the nodes that an id, a label or a type stands for, in the order of the graph.

    ``nodes`` are those of the graph by their ids. Raises InputError when there are none.
    """
    folded = name.casefold()
    for found in (
        [i for i in nodes if i == name],
        [i for i in nodes if labels.get(i, "").casefold() == folded],
        [i for i, node in nodes.items() if str(node.get("type")).casefold() == folded],
    ):
        if found:
            return found
    names = [*dict.fromkeys(labels.get(i) or str(n.get("type")) for i, n in nodes.items())]
    shown = ", ".join(names[:_LISTED]) or "none"
    raise InputError(f'no node "{name}"{did_you_mean(name, names)}; there are {shown}')


def called(node: str, nodes: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """A node in words: its label and type, else its type."""
    node_type = str(nodes.get(node, {}).get("type", "node"))
    label = labels.get(node)
    return f'"{label}" ({node_type})' if label else node_type
