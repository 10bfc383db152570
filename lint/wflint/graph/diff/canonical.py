"""The canonical form of an API graph: two graphs that InvokeAI runs alike are the same text.

Ids are made from structure, members stand in one order, numbers are written one way, and inputs that are not
set or say what InvokeAI assumes anyway are left out. Snapshots, round trips and comparisons use it. The
result is an API graph itself, without ``id``.

Two edges into one input keep their order: a collector gathers in that order.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from wflint.graph.ir import LINKAGE
from wflint.graph.webui.kept import plain_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wflint.catalogue.model import Catalogue

_ATTRIBUTES: Final = frozenset({"id", "type", "is_intermediate", "use_cache"})
_ROUNDS: Final = 3  # of telling nodes apart by their neighbours


class _Link(NamedTuple):
    source: str
    output: str
    target: str
    field: str


def canonical(
    graph: Mapping[str, Any],
    catalogue: Catalogue | None = None,
    *,
    ids: Literal["structure", "keep"] = "structure",
    defaults: Literal["drop", "keep"] = "drop",
) -> dict[str, Any]:
    """The canonical form of an API graph.

    With ``ids="keep"`` nodes keep their ids (and are sorted by them). With a catalogue and
    ``defaults="drop"``, an input that is set to its default, and a flag that says what the node's class
    says, are left out; ``keep`` leaves out only null, which is how InvokeAI writes an unset input. The
    literal of a connected input is left out too: InvokeAI overwrites it. Never raises on content; what is
    no node or edge is passed over.
    """
    known = catalogue if defaults == "drop" else None
    nodes, links = _parts(graph)
    names = canonical_names(graph, known) if ids == "structure" else {node: node for node in sorted(nodes)}
    members = _all_members(nodes, links, known)
    tied = _linkages(graph)
    return {
        "nodes": {name: {"id": name, **members[node]} for node, name in names.items()},
        "edges": [
            {
                **({"type": LINKAGE} if link in tied else {}),
                "source": {"node_id": names[link.source], "field": link.output},
                "destination": {"node_id": names[link.target], "field": link.field},
            }
            for link in _sorted_links(links, names)
        ],
    }


def canonical_text(
    graph: Mapping[str, Any],
    catalogue: Catalogue | None = None,
    *,
    ids: Literal["structure", "keep"] = "structure",
    defaults: Literal["drop", "keep"] = "drop",
) -> str:
    """The canonical form as JSON, indented, with a newline at its end."""
    found = canonical(graph, catalogue, ids=ids, defaults=defaults)
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def same_graph(one: Mapping[str, Any], other: Mapping[str, Any], catalogue: Catalogue | None = None) -> bool:
    """Whether two API graphs have the same canonical form."""
    return canonical(one, catalogue) == canonical(other, catalogue)


def canonical_names(graph: Mapping[str, Any], catalogue: Catalogue | None = None) -> dict[str, str]:
    """A name for each node from its type and its place in the structure, in canonical order.

    ``compel`` for the only node of its type, else ``compel_1``, ``compel_2``. The order is that of a walk
    from the last nodes upstream, inputs by name, and each node after those that feed it. Ids and the order
    of the file play no part, except between nodes that nothing else tells apart. With a catalogue, whether a
    default is written out plays none either.
    """
    nodes, links = _parts(graph)
    into: dict[str, list[_Link]] = {}
    leads: set[str] = set()
    for link in links:
        into.setdefault(link.target, []).append(link)
        leads.add(link.source)
    for fed in into.values():
        fed.sort(key=lambda link: link.field)  # stable: those into one input stay in order
    rank = _ranks(nodes, links, catalogue)
    found: dict[str, None] = {}
    starts = sorted(nodes, key=lambda node: (node in leads, *rank[node]))
    seen: set[str] = set()
    for start in starts:
        stack = [(start, iter(into.get(start, ())))] if start not in seen else []
        seen.add(start)
        while stack:
            node, rest = stack[-1]
            source = next((link.source for link in rest if link.source not in seen), None)
            if source is None:
                stack.pop()
                found[node] = None
            else:
                seen.add(source)
                stack.append((source, iter(into.get(source, ()))))
    return _numbered((node, nodes[node]["type"]) for node in found)


def canonical_data(data: Any, names: Mapping[str, str]) -> list[list[dict[str, Any]]]:
    """Batch data with canonical names, groups and their members sorted (their order has no effect).

    What is of the wrong shape is passed over; nodes without a name keep their id.
    """
    groups = []
    for group in data if type(data) is list else ():
        members = []
        for datum in group if type(group) is list else ():
            if type(datum) is dict and type(datum.get("node_path")) is str:
                node = datum["node_path"]
                members.append(
                    {
                        "node_path": names.get(node, node),
                        "field_name": datum.get("field_name"),
                        "items": plain(datum.get("items")),
                    }
                )
        groups.append(sorted(members, key=_text))
    return sorted(groups, key=_text)


def plain(value: Any) -> Any:
    """A JSON value with its numbers as JavaScript writes them (7.0 is 7) and its members sorted.

    One that is nested beyond Python's limit is given back as it is.
    """
    try:
        return _plain(value)
    except RecursionError:
        return value


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is dict:
        return {key: _plain(value[key]) for key in sorted(value, key=str)}
    if kind is list:
        return [_plain(item) for item in value]
    return plain_number(value)


def _numbered(nodes: Iterable[tuple[str, str]]) -> dict[str, str]:
    pairs = list(nodes)
    by_type: dict[str, int] = {}
    for _, node_type in pairs:
        by_type[node_type] = by_type.get(node_type, 0) + 1
    count: dict[str, int] = {}
    found = {}
    for node, node_type in pairs:
        count[node_type] = count.get(node_type, 0) + 1
        found[node] = node_type if by_type[node_type] == 1 else f"{node_type}_{count[node_type]}"
    if len(set(found.values())) < len(found):  # a type that ends like a number, such as foo_2
        found = {node: f"{i}_{nodes_type}" for i, (node, nodes_type) in enumerate(pairs, 1)}
    return found


def _parts(graph: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], list[_Link]]:
    nodes, edges = graph.get("nodes"), graph.get("edges")
    found: dict[str, dict[str, Any]] = {
        node_id: node
        for node_id, node in (nodes.items() if type(nodes) is dict else ())
        if type(node_id) is str and type(node) is dict and type(node.get("type")) is str
    }
    links: dict[_Link, None] = {}
    for edge in edges if type(edges) is list else ():
        try:
            source, target = edge["source"], edge["destination"]
            link = _Link(source["node_id"], source["field"], target["node_id"], target["field"])
            "".join(link)
        except (KeyError, TypeError, IndexError):
            continue
        if link.source in found and link.target in found:
            links[link] = None
    return found, list(links)


def _linkages(graph: Mapping[str, Any]) -> set[_Link]:
    """The edges of type ``loop_linkage``."""
    edges = graph.get("edges")
    typed = [e for e in edges if type(e) is dict and e.get("type") == LINKAGE] if type(edges) is list else []
    return set(_parts({"nodes": graph.get("nodes"), "edges": typed})[1])


def _sorted_links(links: Iterable[_Link], names: Mapping[str, str]) -> list[_Link]:
    place = {node: i for i, node in enumerate(names)}
    return sorted(links, key=lambda link: (place[link.target], link.field))


def _members(node: Mapping[str, Any], connected: set[str], catalogue: Catalogue | None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": node["type"]}
    definition = catalogue.node(node["type"]) if catalogue is not None else None
    inputs = definition.inputs if definition is not None else {}
    for name in sorted(key for key in node if type(key) is str and key not in _ATTRIBUTES):
        value = plain(node[name])
        field = inputs.get(name)
        if value is None or name in connected:
            continue
        if field is not None and field.has_default and _text(value) == _text(plain(field.default)):
            continue
        found[name] = value
    if node.get("is_intermediate") is True:
        found["is_intermediate"] = True
    use_cache = node.get("use_cache")
    if type(use_cache) is bool and (definition is None or use_cache != definition.use_cache):
        found["use_cache"] = use_cache
    return found


def _all_members(
    nodes: Mapping[str, Any], links: list[_Link], catalogue: Catalogue | None
) -> dict[str, dict[str, Any]]:
    """The canonical members of every node but its id."""
    connected: dict[str, set[str]] = {node: set() for node in nodes}
    for link in links:
        connected[link.target].add(link.field)
    return {node: _members(nodes[node], connected[node], catalogue) for node in nodes}


def _ranks(
    nodes: Mapping[str, Any], links: list[_Link], catalogue: Catalogue | None
) -> dict[str, tuple[str, str, str, int]]:
    """What sorts nodes: type, structure around them, values around them, place in the file."""
    bare = _refined({node: nodes[node]["type"] for node in nodes}, links)
    values = {node: _text(members) for node, members in _all_members(nodes, links, catalogue).items()}
    full = _refined({node: bare[node] + values[node] for node in nodes}, links)
    return {node: (nodes[node]["type"], bare[node], full[node], i) for i, node in enumerate(nodes)}


def _refined(colours: dict[str, str], links: list[_Link]) -> dict[str, str]:
    """Colours that tell nodes apart by their own and by all that is upstream, then by what is around.

    Upstream in one pass along the edges; members of circles are told apart by the rounds only.
    """
    into: dict[str, list[_Link]] = {}
    out: dict[str, list[_Link]] = {}
    missing = dict.fromkeys(colours, 0)
    for link in links:
        into.setdefault(link.target, []).append(link)
        out.setdefault(link.source, []).append(link)
        missing[link.target] += 1
    found = {node: _digest(colour) for node, colour in colours.items()}
    ready = [node for node, count in missing.items() if count == 0]
    for node in ready:
        fed = sorted(f"{link.field} {link.output} {found[link.source]}" for link in into.get(node, ()))
        found[node] = _digest(colours[node], *fed)
        for link in out.get(node, ()):
            missing[link.target] -= 1
            if missing[link.target] == 0:
                ready.append(link.target)
    for _ in range(_ROUNDS):
        before = found
        found = {
            node: _digest(
                colour,
                *sorted(f"< {link.field} {link.output} {before[link.source]}" for link in into.get(node, ())),
                *sorted(f"> {link.field} {link.output} {before[link.target]}" for link in out.get(node, ())),
            )
            for node, colour in before.items()
        }
    return found


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _text(value: Any) -> str:
    try:
        return json.dumps(value, sort_keys=True, default=str)
    except RecursionError:
        return "nested too deep"
