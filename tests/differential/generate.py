"""Random API graphs for the comparison with InvokeAI: half of them right, the others with faults put in.

Deterministic: the same seed gives the same graph. Types, fields, ids, edges, cycles, collectors, iterators
and the shape of the JSON itself are all varied; nothing here knows what wflint thinks of the result.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from tests.differential.generate_faults import FAULTS

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue, InputDef, NodeDef
    from wflint.catalogue.types import TypeExpr

# Left out of the comparison: nodes that look at the server's disk or database, metadata validators, and
# nodes that exist in the web UI only.
_LEFT_OUT = frozenset({"prompt_from_file", "call_saved_workflow"})
_UI_ONLY = ("_batch", "_generator")
_NONE = object()


def comparable(node_type: str) -> bool:
    """Whether a node type takes part in the comparison."""
    return not (
        node_type in _LEFT_OUT
        or node_type.startswith("metadata_")
        or (
            node_type.endswith(_UI_ONLY)
            and node_type.split("_", maxsplit=1)[0] in ("image", "string", "integer", "float")
        )
    )


class Generator:
    """Makes graphs from the nodes of one catalogue."""

    def __init__(self, catalogue: Catalogue, seed: int) -> None:
        self.rng = random.Random(seed)
        self.catalogue = catalogue
        self.defs = [n for n in catalogue.nodes() if comparable(n.type)]
        self.by_output: dict[str, list[tuple[NodeDef, str]]] = {}
        for n in self.defs:
            for name, out in n.outputs.items():
                self.by_output.setdefault(str(out.type), []).append((n, name))
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: list[dict[str, Any]] = []

    # -- right graphs ------------------------------------------------------------------------------

    def graph(self) -> dict[str, Any]:
        """One graph; half of all are complete and untouched."""
        self.nodes, self.edges = {}, []
        self.tidy = self.rng.random() < 0.6
        complete = self.tidy or self.rng.random() < 0.5
        for _ in range(self.rng.choice((1, 1, 2, 3, 4))):
            self._add(self.rng.choice(self.defs), complete, depth=0)
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            self.rng.choice((self._collector, self._iterator, self._chain))()
        for _ in range(self.rng.choice((0, 0, 1, 2, 4))):
            self._fitting_edge()
        graph: dict[str, Any] = {"id": "g", "nodes": self.nodes, "edges": self.edges}
        if not self.tidy or self.rng.random() < 0.1:
            for _ in range(self.rng.choice((1, 1, 1, 2, 3))):
                self.rng.choice(FAULTS)(self, graph)
        return graph

    def _add(self, definition: NodeDef, complete: bool, depth: int) -> str:
        node_id = f"{definition.type}_{len(self.nodes)}"
        node: dict[str, Any] = {"id": node_id, "type": definition.type}
        self.nodes[node_id] = node
        if self.rng.random() < 0.3:
            node["is_intermediate"] = self.rng.random() < 0.5
        for field in definition.inputs.values():
            wanted = (field.required or field.schema_required) and (complete or field.schema_required)
            if field.kind == "connection" or (wanted and self.rng.random() < 0.4 and field.kind != "direct"):
                if wanted and depth < 4:
                    self._feed(node_id, field, complete, depth)
                continue
            if wanted or self.rng.random() < 0.25:
                value = self.value(field.type)
                if value is not _NONE:
                    node[field.name] = value
        return node_id

    def _feed(self, node_id: str, field: InputDef, complete: bool, depth: int) -> None:
        accepted = field.type.args if field.type.kind == "union" else (field.type,)
        choices = [c for t in accepted for c in self.by_output.get(str(t), ())]
        if not choices:
            return
        existing = [
            (n, f)
            for n, raw in self.nodes.items()
            if n != node_id
            for d, f in choices
            if d.type == raw["type"] and not self._reaches(node_id, n)
        ]
        if existing and self.rng.random() < 0.6:
            source, output = self.rng.choice(existing)
        else:
            definition, output = self.rng.choice(choices)
            source = self._add(definition, complete, depth + 1)
        self._edge(source, output, node_id, field.name)

    def _reaches(self, start: str, goal: str) -> bool:
        seen, todo = {start}, [start]
        while todo:
            for e in self.edges:
                if e["source"]["node_id"] == todo[-1] and e["destination"]["node_id"] not in seen:
                    seen.add(e["destination"]["node_id"])
                    todo.insert(0, e["destination"]["node_id"])
            todo.pop()
        return goal in seen

    def _edge(self, source: str, output: str, target: str, field: str) -> None:
        self.edges.append(
            {
                "source": {"node_id": source, "field": output},
                "destination": {"node_id": target, "field": field},
            }
        )

    def _def(self, node_id: str) -> NodeDef | None:
        node = self.nodes[node_id]
        kind = node.get("type") if isinstance(node, dict) else None
        return self.catalogue.node(kind) if isinstance(kind, str) else None

    def _random_output(self) -> tuple[str, str] | None:
        if not self.nodes:
            return None
        node_id = self.rng.choice(list(self.nodes))
        definition = self._def(node_id)
        names = [*definition.outputs] if definition else []
        if self.rng.random() < 0.03:
            names += ["output_meta", "type"]
        return (node_id, self.rng.choice(names)) if names else None

    def _random_input(self) -> tuple[str, str] | None:
        if not self.nodes:
            return None
        node_id = self.rng.choice(list(self.nodes))
        definition = self._def(node_id)
        names = [*definition.inputs] if definition else []
        if self.rng.random() < 0.05:
            names += ["id", "is_intermediate", "use_cache", "type"]
        return (node_id, self.rng.choice(names)) if names else None

    def _fitting_edge(self) -> None:
        """An edge between equal or nearly equal types, wherever there is one."""
        for _ in range(8):
            out, into = self._random_output(), self._random_input()
            if out is None or into is None or self._reaches(into[0], out[0]):
                continue
            source, target = self._def(out[0]), self._def(into[0])
            if (
                source is None
                or target is None
                or out[1] not in source.outputs
                or into[1] not in target.inputs
            ):
                continue
            a, b = str(source.outputs[out[1]].type), str(target.inputs[into[1]].type)
            if a == b or (not self.tidy and (a in b or "any" in (a, b) or self.rng.random() < 0.05)):
                self._edge(*out, *into)
                return

    def _typed_sources(self, count: int) -> list[tuple[str, str]]:
        names = list(self.by_output)
        name = self.rng.choice(names)
        found = []
        for _ in range(count):
            if not self.tidy and self.rng.random() < 0.15:
                name = self.rng.choice(names)
            definition, output = self.rng.choice(self.by_output[name])
            found.append((self._add(definition, True, 3), output))
        return found

    def _list_target(self, item: str) -> tuple[str, str] | None:
        wanted = f"list[{item}]"
        choices = [
            (d, f.name)
            for d in self.defs
            for f in d.inputs.values()
            if wanted in str(f.type) or str(f.type) in ("any", "list[any]")
        ]
        if not choices:
            return None
        definition, field = self.rng.choice(choices)
        return self._add(definition, True, 3), field

    def _collector(self) -> None:
        """Items of one type (mostly) through a collector into a list input (mostly fitting)."""
        collect = self.catalogue.node("collect")
        if collect is None:
            return
        node_id = self._add(collect, True, 4)
        sources = self._typed_sources(self.rng.choice((1, 2, 3) if self.tidy else (0, 1, 1, 2, 3)))
        for source, output in sources:
            field = "item" if self.tidy or self.rng.random() < 0.9 else "collection"
            self._edge(source, output, node_id, field)
        if sources and self.rng.random() < 0.8:
            definition = self._def(sources[0][0])
            item = str(definition.outputs[sources[0][1]].type) if definition else "int"
            target = self._list_target(item if self.tidy or self.rng.random() < 0.9 else "int")
            target = target or (None if self.tidy else self._random_input())
            if target is not None and not self._reaches(target[0], node_id):
                self._edge(node_id, "collection", *target)

    def _iterator(self) -> None:
        iterate = self.catalogue.node("iterate")
        lists = [n for n in self.by_output if n.startswith("list[")]
        if iterate is None or not lists:
            return
        node_id = self._add(iterate, True, 4)
        name = self.rng.choice(lists)
        if self.tidy or self.rng.random() < 0.9:
            definition, output = self.rng.choice(self.by_output[name])
            if definition.type == "collect":
                source = self._add(definition, True, 4)
                for s, o in self._typed_sources(1):
                    self._edge(s, o, source, "item")
            else:
                source = self._add(definition, True, 3)
            self._edge(source, output, node_id, "collection")
        item = name[5:-1]
        targets = [
            (d, f.name)
            for d in self.defs
            for f in d.inputs.values()
            if item == str(f.type) or (not self.tidy and (item in str(f.type) or self.rng.random() < 0.01))
        ]
        if targets and self.rng.random() < 0.9:
            definition, field = self.rng.choice(targets)
            target = self._add(definition, True, 3)
            self._edge(node_id, self.rng.choice(("item", "item", "item", "index", "total")), target, field)

    def _chain(self) -> None:
        """Collectors one after the other, then perhaps an iterator."""
        collect, iterate = self.catalogue.node("collect"), self.catalogue.node("iterate")
        if collect is None or iterate is None:
            return
        previous = None
        for _ in range(self.rng.choice((2, 2, 3))):
            node_id = self._add(collect, True, 4)
            if previous is not None:
                self._edge(
                    previous, "collection", node_id, self.rng.choice(("collection", "collection", "item"))
                )
            if previous is None or (not self.tidy and self.rng.random() < 0.6):
                for s, o in self._typed_sources(1):
                    self._edge(s, o, node_id, "item")
            previous = node_id
        if self.rng.random() < 0.5 and previous is not None:
            node_id = self._add(iterate, True, 4)
            self._edge(previous, "collection", node_id, "collection")
            into = None if self.tidy else self._random_input()
            if into is not None and not self._reaches(into[0], node_id):
                self._edge(node_id, "item", *into)

    # -- batch data --------------------------------------------------------------------------------

    def batch(self) -> dict[str, Any]:
        """An enqueue body's batch: a graph, runs and batch data, half of it right."""
        graph = self.graph()
        rng = self.rng
        batch: dict[str, Any] = {"graph": graph, "runs": rng.choice((1, 1, 1, 2, "3", 0, None, 1.5, True))}
        targets = []
        for node_id, node in graph["nodes"].items() if isinstance(graph.get("nodes"), dict) else ():
            kind = node.get("type") if isinstance(node, dict) else None
            definition = self.catalogue.node(kind) if isinstance(kind, str) else None
            targets += [(node_id, name) for name in (definition.inputs if definition else ())]
        groups: list[Any] = []
        for _ in range(rng.choice((0, 1, 1, 2))):
            length = rng.choice((0, 1, 2, 3))
            group: list[Any] = []
            for _ in range(rng.choice((1, 1, 2))):
                node, field = rng.choice(targets) if targets and rng.random() < 0.9 else ("nowhere", "value")
                size = length if rng.random() < 0.85 else 4
                items = [self._batch_item(k) for k in [rng.choice("isfmvlx")] * size]
                if items and rng.random() < 0.15:
                    items[-1] = self._batch_item(rng.choice("isfmvlx"))
                datum: dict[str, Any] = {"node_path": node, "field_name": field, "items": items}
                if rng.random() < 0.05:
                    datum.pop(rng.choice(list(datum)))
                if rng.random() < 0.05:
                    datum[rng.choice(("node_path", "field_name", "items", "more"))] = self.odd_value()
                group.append(datum)
            groups.append(group if rng.random() < 0.97 else self.odd_value())
        if rng.random() < 0.9:
            batch["data"] = groups if rng.random() < 0.97 else self.odd_value()
        for member in ("origin", "destination", "batch_id", "workflow"):
            if rng.random() < 0.03:
                batch[member] = self.odd_value()
        return batch

    def _batch_item(self, kind: str) -> Any:
        rng = self.rng
        if kind == "i":
            return rng.randrange(100)
        if kind == "s":
            return rng.choice(("a", "b", "7"))
        if kind == "f":
            return rng.choice((0.5, 1.0, 2, True))
        if kind == "m":
            return {"image_name": rng.choice(("a.png", "b.png"))}
        if kind == "v":
            return {"video_name": "a.mp4"}
        if kind == "l":
            return [self._batch_item(k) for k in rng.choice(("i", "ii", "s", "if", "is", ""))]
        return self.odd_value()

    # -- values ------------------------------------------------------------------------------------

    def value(self, t: TypeExpr, depth: int = 0) -> Any:
        """A value that ought to be right for a type; _NONE where none is known."""
        rng = self.rng
        if t.kind == "bound":
            return self.value(t.args[0], depth)
        if t.kind == "int":
            low = int(t.bounds.get("ge", t.bounds.get("gt", -1) + 1))
            high = int(t.bounds.get("le", t.bounds.get("lt", low + 2000)))
            step = int(t.bounds.get("mult", 1)) or 1
            first = -(-low // step) * step
            return first + step * rng.randrange(0, max(1, min(50, (high - first) // step + 1)))
        if t.kind == "float":
            low = float(t.bounds.get("ge", t.bounds.get("gt", 0.0)))
            high = float(t.bounds.get("le", t.bounds.get("lt", low + 4)))
            return round(low + (high - low) * rng.choice((0.25, 0.5, 0.75)), 3)
        if t.kind == "str":
            return rng.choice(("a fox", "", "x", "12"))[: t.bounds.get("max", 99)]
        if t.kind == "bool":
            return rng.random() < 0.5
        if t.kind == "enum":
            return rng.choice(t.options)
        if t.kind == "list":
            if depth > 2:
                return []
            items = [
                self.value(t.args[0], depth + 1)
                for _ in range(max(t.bounds.get("min", 0), rng.choice((0, 1, 2))))
            ]
            return _NONE if _NONE in items else items
        if t.kind == "union":
            options = [
                v
                for m in t.args
                if (v := self.value(m, depth + 1)) is not _NONE and (v is not None or rng.random() < 0.1)
            ]
            return rng.choice(options) if options else _NONE
        if t.kind == "null":
            return None
        if t.kind == "any":
            return rng.choice((1, "x", [1], {"a": 1}))
        if t.kind == "ref":
            return self._model_value(t.name, depth)
        if t.kind == "dict":
            return {}
        return _NONE

    def _model_value(self, name: str, depth: int) -> Any:
        model = self.catalogue.model(name)
        if model is None or depth > 4:
            return _NONE
        if model.options:
            return self.rng.choice(model.options)
        if model.root is not None:
            return {}
        found = {}
        for field, t in model.fields.items():
            if field in model.required or self.rng.random() < 0.2:
                v = self.value(t, depth + 1)
                if v is _NONE:
                    if field in model.required:
                        return _NONE
                    continue
                found[field] = v
        return found

    def odd_value(self) -> Any:
        """A value that is wrong for most inputs."""
        return self.rng.choice(
            (None, "x", "", "7", -1, 0, 3, 10**9, 0.5, -0.25, 7.0, 1e9, True, [], [1], ["a"], [0.5, "x"],
             [None], {}, {"a": 1}, {"image_name": "i.png"}, {"image_name": 5}, {"key": "k"}, [[1]], "none",
             "euler", float("inf"))
        )  # fmt: skip
