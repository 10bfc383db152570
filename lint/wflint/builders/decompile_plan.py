"""Arranging the calls that build a document, and making them once to see whether they give it again."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

from wflint.builders.builder import KEYWORDS
from wflint.builders.decompile_read import MISSING
from wflint.builders.errors import BuildError
from wflint.builders.ids import automatic_id
from wflint.builders.literals import identifier, wrong_model
from wflint.builders.product import Product
from wflint.builders.refs import ModelRef
from wflint.builders.values import NULL, UNSET
from wflint.models.flow.unresolved import UNRESOLVED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.builders.decompile_read import CodePlan, NodePlan
    from wflint.catalogue.model import Catalogue

_IDENTIFIER = frozenset({"key", "hash", "name", "base", "type"})
_MOST_EDGES = 300  # whether an edge closes a circle is asked of the whole graph each time
_SEVERAL = frozenset({"item", "collection"})


def rehearse(plan: CodePlan, catalogue: Catalogue) -> None:
    """Settle order, connections, flags, ids and whether builders refuse anything."""
    _order(plan)
    _connect(plan)
    _flags(plan, catalogue)
    _gather(plan)
    for node in plan.nodes.values():
        node.values = {n: _value(v, node.type, n, catalogue) for n, v in node.values.items()}
        definition = catalogue.node(node.type)
        if definition is not None:
            given = {*node.values, *node.takes}
            node.open = [
                f.name
                for f in definition.inputs.values()
                if f.required and not f.has_default and f.name not in given
            ]
    if len(plan.rest) > _MOST_EDGES:
        plan.strict, plan.reason = False, f"{len(plan.rest)} connections are made in the end"
    try:
        _build(plan, catalogue)
    except BuildError as error:
        plan.strict, plan.reason = False, str(error)
        _build(plan, catalogue)


def _order(plan: CodePlan) -> None:
    """Sources before those they feed, otherwise the order of the file; circles in the order of the file."""
    place = {node_id: i for i, node_id in enumerate(plan.nodes)}
    ids = list(plan.nodes)
    after: dict[str, set[str]] = {node_id: set() for node_id in ids}
    waiting = dict.fromkeys(ids, 0)
    for source, _, target, _ in plan.edges:
        if source in place and target in place and source != target and target not in after[source]:
            after[source].add(target)
            waiting[target] += 1
    ready = [place[i] for i in ids if not waiting[i]]
    heapq.heapify(ready)
    left = dict.fromkeys(ids)
    while left:
        if not ready:  # a circle
            heapq.heappush(ready, place[next(iter(left))])
        node_id = ids[heapq.heappop(ready)]
        if node_id not in left:
            continue
        del left[node_id]
        plan.order.append(node_id)
        for target in after[node_id]:
            waiting[target] -= 1
            if not waiting[target] and target in left:
                heapq.heappush(ready, place[target])


def _connect(plan: CodePlan) -> None:
    """Give each node the connections that its call can make; the rest is made in the end."""
    position = {node_id: i for i, node_id in enumerate(plan.order)}
    into: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for source, output, target, name in plan.edges:
        into.setdefault((target, name), []).append((source, output))
    for (target, name), sources in into.items():
        node = plan.nodes.get(target)
        fine = (
            node is not None
            and name not in node.values
            and name not in KEYWORDS
            and all(s in position and position[s] < position[target] for s, _ in sources)
            and (len(sources) == 1 or (node.type == "collect" and name in _SEVERAL))
        )
        if fine and node is not None:
            node.takes[name] = sources
        else:
            plan.rest += [(source, output, target, name) for source, output in sources]


def _flags(plan: CodePlan, catalogue: Catalogue) -> None:
    """Choose what a node says by saying nothing such that few have to say something."""
    fed = {source for source, _, _, _ in plan.edges}
    nodes = plan.nodes.values()
    modes = {
        "auto": [n.is_intermediate is (n.id in fed) for n in nodes],
        "unset": [n.is_intermediate is MISSING for n in nodes],
        "true": [n.is_intermediate is True for n in nodes],
        "false": [n.is_intermediate is False for n in nodes],
    }
    best = max(modes, key=lambda mode: sum(modes[mode]))
    plan.is_intermediate = {"auto": None, "unset": UNSET, "true": True, "false": False}[best]
    for node, same in zip(nodes, modes[best], strict=True):
        node.is_intermediate = None if same else _said(node.is_intermediate)
    cached = {
        "unset": [n.use_cache is MISSING for n in nodes],
        "true": [n.use_cache is True for n in nodes],
        "false": [n.use_cache is False for n in nodes],
    }
    best = max(cached, key=lambda mode: sum(cached[mode]))
    plan.use_cache = {"unset": None, "true": True, "false": False}[best]
    for node, same in zip(nodes, cached[best], strict=True):
        node.use_cache = None if same else _said(node.use_cache)


def _said(flag: Any) -> Any:
    return UNSET if flag is MISSING else flag


def _gather(plan: CodePlan) -> None:
    """Find the collectors that a list of outputs would make just so."""
    out: dict[str, list[tuple[str, str, str]]] = {}
    for source, output, target, name in plan.edges:
        out.setdefault(source, []).append((output, target, name))
    for node in plan.nodes.values():
        feeds = out.get(node.id, [])
        if node.type != "collect" or len(feeds) != 1 or [*node.takes] != ["item"]:
            continue
        output, target, name = feeds[0]
        plain = not (node.values or node.label or node.notes)
        usual = node.is_intermediate is None and node.use_cache is None
        other = plan.nodes.get(target)
        if output != "collection" or other is None or other.type == "collect" or not (plain and usual):
            continue
        if node.id == f"{target}_{name}" and other.takes.get(name) == [(node.id, "collection")]:
            node.gathered = True


def _value(value: Any, node_type: str, name: str, catalogue: Catalogue) -> Any:
    """A literal with references where they say the same as identifiers."""
    return NULL if value is None else _with_refs(value, node_type, name, catalogue, "")


def _with_refs(value: Any, node_type: str, name: str, catalogue: Catalogue, member: str) -> Any:
    if type(value) is list:
        return [_with_refs(item, node_type, name, catalogue, member) for item in value]
    if type(value) is not dict:
        return value
    if value.keys() >= _IDENTIFIER and all(type(v) is str for v in value.values()):
        ref = ModelRef(
            value["base"],
            value["type"],
            value["name"] or None,
            None if value["key"] == UNRESOLVED else value["key"],
            None if value["hash"] == UNRESOLVED else value["hash"],
            value.get("submodel_type"),
        )
        if (member or wrong_model(ref, node_type, name, catalogue) is None) and value == _written(
            ref, node_type, name, catalogue, member
        ):
            return ref
    return {k: _with_refs(v, node_type, name, catalogue, k) for k, v in value.items()}


def _written(ref: ModelRef, node_type: str, name: str, catalogue: Catalogue, member: str) -> Any:
    try:
        return identifier(ref, node_type, name, catalogue, None, member)
    except BuildError:
        return None


def options(plan: CodePlan) -> dict[str, Any]:
    """The arguments of ``Workflow`` beside the target, those that say nothing new left out."""
    found: dict[str, Any] = dict(plan.texts)
    if not plan.workflow and plan.graph_id != "graph":
        found["graph_id"] = plan.graph_id
    if plan.workflow:
        found["defaults"] = False
    if plan.is_intermediate is not None:
        found["is_intermediate"] = plan.is_intermediate
    if plan.use_cache is not None:
        found["use_cache"] = plan.use_cache
    if not plan.strict:
        found["strict"] = False
    return found


def arguments(node: NodePlan, definition_inputs: Iterable[str]) -> dict[str, Any]:
    """What the call of a node says beside its connections."""
    inputs = set(definition_inputs)
    found: dict[str, Any] = {}
    if not node.automatic:
        found["id"] = node.id
    texts = {"label": node.label, "notes": node.notes}
    found |= {keyword: said for keyword, said in texts.items() if said and keyword not in inputs}
    found |= {n: v for n, v in node.values.items() if n not in KEYWORDS or n in inputs}
    flags = {"is_intermediate": node.is_intermediate, "use_cache": node.use_cache}
    found |= {keyword: flag for keyword, flag in flags.items() if flag is not None}
    found |= dict.fromkeys(node.open, UNSET)
    return found


def hidden(node: NodePlan, definition_inputs: Iterable[str]) -> dict[str, Any]:
    """Values of unknown inputs that are called as a keyword is: they are set afterwards."""
    inputs = set(definition_inputs)
    return {n: v for n, v in node.values.items() if n in KEYWORDS and n not in inputs}


def _build(plan: CodePlan, catalogue: Catalogue) -> None:
    """Make the calls. Raises BuildError when ``strict`` is on and something is refused."""
    product = Product(catalogue, **options(plan))
    for node_id in plan.order:
        node = plan.nodes[node_id]
        if node.gathered:
            continue
        definition = catalogue.node(node.type)
        inputs = definition.inputs if definition is not None else {}
        label = node.label if "label" not in inputs else ""
        values = {k: v for k, v in _plain(product, node).items() if k not in KEYWORDS or k in inputs}
        node.automatic = node.id == automatic_id(node.type, label, values, node.takes, product._nodes)
        connections = {name: _outputs(plan, product, sources) for name, sources in node.takes.items()}
        made = product.node(node.type, **{**arguments(node, inputs), **connections})
        assert made.id == node.id
        if later := hidden(node, inputs):
            made.set(**later)
        if len(made.literals) != len(node.values):
            raise BuildError(f"{node.type} has an empty list as the value of an input that takes connections")
    for source, output, target, name in plan.rest:
        product.edge(source, output, target, name)
    if plan.strict:
        product.to_graph()
        if plan.workflow:
            product.to_workflow()


def _plain(product: Product, node: NodePlan) -> dict[str, Any]:
    from functools import partial

    from wflint.builders.literals import plain

    def written(ref: ModelRef, member: str, name: str) -> Any:
        return identifier(ref, node.type, name, product.catalogue, None, member)

    return {n: plain(v, partial(written, name=n)) for n, v in node.values.items()}


def _outputs(plan: CodePlan, product: Product, sources: list[tuple[str, str]]) -> Any:
    from wflint.builders.values import Output

    found: list[Any] = []
    for source, output in sources:
        if plan.nodes[source].gathered:
            return [Output(product._nodes[s], o) for s, o in plan.nodes[source].takes["item"]]
        found.append(Output(product._nodes[source], output))
    return found if len(found) > 1 else found[0]
