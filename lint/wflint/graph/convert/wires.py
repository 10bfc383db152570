"""The edges of a workflow file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.ir import LINKAGE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable


def wires_of(
    edges: Iterable[tuple[str, str, str, str]], links: Container[tuple[str, str, str, str]] = ()
) -> list[dict[str, Any]]:
    """Connections (source, output, target, input) as edges, named as React Flow names them.

    Those among ``links`` are loop linkages.
    """
    found: dict[str, dict[str, Any]] = {}
    for source, output, target, field in edges:
        edge_id = wanted = f"reactflow__edge-{source}{output}-{target}{field}"
        n = 1
        while edge_id in found:
            n += 1
            edge_id = f"{wanted}-{n}"
        found[edge_id] = {
            "id": edge_id,
            "type": LINKAGE if (source, output, target, field) in links else "default",
            "source": source,
            "target": target,
            "sourceHandle": output,
            "targetHandle": field,
        }
    return list(found.values())
