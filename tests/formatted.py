"""What formatting must keep of a file: every value as it is spelled, and the request that comes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.builders.conversion import ConvertOptions, convert_document
from wflint.document.decode import decode
from wflint.document.load import load_bytes
from wflint.graph.convert.decisions import ConversionError

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue

Number = tuple[str]


def spelled(raw: bytes) -> Any:
    """The value of a file whose numbers are texts of their own; positions are left out."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return {key: _no_numbers(value) if key == "position" else value for key, value in pairs}

    text = decode(raw)[0]
    return json.loads(text, parse_int=_number, parse_float=_number, object_pairs_hook=members)


def _number(text: str) -> Number:
    return (text,)


def _no_numbers(place: Any) -> Any:
    """A position without the numbers that are rounded: those that a browser knows exactly."""
    if not isinstance(place, dict):
        return place
    return {key: value for key, value in place.items() if not (key in ("x", "y") and _is_exact(value))}


def _is_exact(value: Any) -> bool:
    return isinstance(value, tuple) and abs(float(value[0])) < 2**53


def request_of(raw: bytes, catalogue: Catalogue) -> list[Any]:
    """The enqueue bodies of a file's documents, with the order of their nodes; positions are left out."""
    found: list[Any] = []
    for document in load_bytes(raw, "a.json").documents:
        try:
            made = convert_document(
                [document], "batch", catalogue, ConvertOptions(board="b", defaults=True)
            ).value
        except ConversionError as error:
            found.append(str(error))
            continue
        assert isinstance(made, dict)
        batch: dict[str, Any] = made["batch"]
        graph = batch["graph"] if isinstance(batch.get("graph"), dict) else {}
        graph.pop("id", None)  # made up each time
        workflow = batch.get("workflow")
        drawn = workflow.get("nodes") if isinstance(workflow, dict) else None
        for node in drawn if isinstance(drawn, list) else ():
            if isinstance(node, dict):
                node.pop("position", None)
        nodes = graph.get("nodes")
        order = [(name, _order(node)) for name, node in nodes.items()] if isinstance(nodes, dict) else None
        found.append((json.dumps(made, sort_keys=True), order))
    return found


def _order(node: Any) -> list[str] | None:
    """The inputs of a node in their order; its other members may move."""
    moving = ("id", "type", "use_cache", "is_intermediate")
    return [name for name in node if name not in moving] if isinstance(node, dict) else None
