"""Whether InvokeAI makes the same of a file before and after a change: what keeps safe fixes safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Effect
from wflint.document.load import load_bytes
from wflint.document.model import Kind
from wflint.engine.alike import kind_of
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.diff.canonical import canonical
from wflint.graph.reading.read import read_document
from wflint.graph.server.literal_fault import LiteralFault
from wflint.graph.server.validators import node_check, read_value

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Diagnostic
    from wflint.document import Document

_GRAPHS = (Kind.GRAPH, Kind.BATCH, Kind.SESSION)
_ATTRIBUTES = ("id", "type", "is_intermediate", "use_cache")
_HOLDS_ANYTHING = "core_metadata"


def same_request(
    before: bytes,
    after: bytes,
    diagnostics: Sequence[Diagnostic],
    mended: Sequence[Diagnostic] | None = None,
    *,
    catalogues: Sequence[Catalogue],
) -> bool:
    """Whether each document gives the same request; ``diagnostics`` are of before.

    Where InvokeAI refuses a document for what is ``mended`` (without it: for anything), there is no request
    to keep. What else is mended in a refused document must not change what it becomes once it is accepted.
    """
    one, other = load_bytes(before, "").documents, load_bytes(after, "").documents
    if [(d.kind, d.part) for d in one] != [(d.kind, d.part) for d in other]:
        return False
    refused = [d for d in diagnostics if d.effect is Effect.REJECTED]
    cured = refused if mended is None else [d for d in mended if d.effect is Effect.REJECTED]
    for old, new in zip(one, other, strict=True):
        if old.data == new.data:
            continue
        types = _types(old) | _types(new)
        asked: set[Hashable] = set()
        for catalogue in catalogues:
            if _told(cured, old, catalogue):
                continue
            if len(catalogues) > 1:
                kind = kind_of(catalogue, types), _told(refused, old, catalogue)
                if kind in asked:
                    continue
                asked.add(kind)
            try:
                was = request_of(old, catalogue)
            except Exception:  # files of strangers: what cannot be compared is not known to be the same
                if _told(refused, old, catalogue):
                    continue
                return False
            try:
                if was != request_of(new, catalogue):
                    return False
            except Exception:
                return False
    return True


def _types(document: Document) -> dict[str, None]:
    graph = read_document(document)[0]
    return dict.fromkeys([node.type for node in graph.nodes.values()])


def _told(diagnostics: Sequence[Diagnostic], document: Document, catalogue: Catalogue) -> bool:
    """Whether one of them is about this document and target."""
    return any(
        d.part == document.part and (not d.targets or catalogue.name in d.targets) for d in diagnostics
    )


def request_of(document: Document, catalogue: Catalogue) -> Any:
    """What the server is sent of a document, as it reads it; None for what is never sent."""
    if document.kind is Kind.WORKFLOW:
        try:
            converted = convert_workflow(document, catalogue, copied=False)
        except ValueError:  # batch nodes without values
            converted = convert_workflow(document, catalogue, with_data=False, copied=False)
        return _read(converted.graph, catalogue), converted.data, 1
    data: Any = document.data
    if document.kind not in _GRAPHS or type(data) is not dict:
        return None
    if document.kind is Kind.BATCH:
        graph = _read(data.get("graph"), catalogue)
        return graph, _filled(data.get("data"), graph), data.get("runs", 1)
    return _read(data, catalogue), [], 1


def _read(graph: Any, catalogue: Catalogue) -> Any:
    """A graph without what the server passes over: inputs of no node, edges whose value is replaced."""
    if type(graph) is not dict:
        return graph
    found = canonical({**graph, "nodes": _replaced(graph.get("nodes"), catalogue)}, catalogue, ids="keep")
    for name, node in found["nodes"].items():
        definition = catalogue.node(node["type"]) if type(node.get("type")) is str else None
        if definition is not None and node["type"] != _HOLDS_ANYTHING:
            kept = {k: v for k, v in node.items() if k in _ATTRIBUTES or k in definition.inputs}
            found["nodes"][name] = kept
    return {"nodes": found["nodes"], "edges": _arriving(graph.get("edges"), found["nodes"])}


def _replaced(nodes: Any, catalogue: Catalogue) -> Any:
    """Nodes with the values that the server's own classes put in the place of others: a seed modulo 2^32."""
    if type(nodes) is not dict:
        return nodes
    found = dict(nodes)
    for name, node in nodes.items():
        if type(node) is not dict or type(node.get("type")) is not str:
            continue
        definition = catalogue.node(node["type"])
        check = node_check(definition, catalogue) if definition is not None else None
        if definition is None or check is None:
            continue
        for field in check.before:
            if field in node and field in definition.inputs:
                value = read_value(node[field], definition.inputs[field], check, catalogue)
                if not isinstance(value, LiteralFault):
                    found[name] = {**found[name], field: value}
    return found


def _filled(data: Any, graph: Any) -> list[Any]:
    """The batch data without what fills inputs that edges feed: only the number of its items counts."""
    fed = graph["edges"] if type(graph) is dict else ()
    found = []
    for group in data or ():
        kept = [item for item in group if (item["node_path"], item["field_name"]) not in fed]
        if kept:
            found.append(kept)
        elif group and len(group[0]["items"]) != 1:  # one item is one session, as without it
            found.append([len(group[0]["items"])])
    return found


def _arriving(edges: Any, nodes: dict[str, Any]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The outputs whose values arrive, by input: of several edges the last, but a collector takes all."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for edge in edges if type(edges) is list else ():
        try:
            source, target = edge["source"], edge["destination"]
            output, end = (source["node_id"], source["field"]), (target["node_id"], target["field"])
            "".join((*output, *end))
        except (KeyError, TypeError, IndexError):
            continue
        if output[0] in nodes and end[0] in nodes:
            before = found.get(end, []) if nodes[end[0]].get("type") == "collect" else []
            found[end] = [*before, output]
    return found
