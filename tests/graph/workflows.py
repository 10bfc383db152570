"""Random workflows as the web UI saves them, of every node type of a release.

Deterministic: the same seed gives the same workflow. They have what conversions must see through:
connectors in chains and fans, collapsed edges, notes, boards, batch and generator nodes, collectors.
Everything in them is right: the UI keeps all of it, and the server takes the graph.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from tests.differential.generate import Generator
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.webui.kept import DROPPED, GENERATOR_DEFAULTS, kept_value
from wflint.graph.webui.template import template_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.catalogue.model import Catalogue, NodeDef

# The first three ask for things on the server's disk or in its database when they are validated or built; the
# others are put in where something feeds them.
LEFT_OUT = frozenset({"prompt_from_file", "call_saved_workflow", "workflow_return", "collect", "iterate"})
_ITEMS = {"integer": ("integers", "value"), "float": ("floats", "value"), "string": ("strings", "value")}
_VALUES: dict[str, list[Any]] = {"integer": [1, 2, 3], "float": [0.25, 0.5, 1.5], "string": ["a", "b", "c"]}
_MODEL = {"key": "k", "hash": "h", "name": "Some Model", "base": "sd-1", "type": "main"}


def node_types(catalogue: Catalogue) -> list[str]:
    """The node types that workflows are made of, in order."""
    return [
        n.type
        for n in catalogue.nodes()
        if n.type not in LEFT_OUT and n.type not in UI_ONLY_NODES and not n.type.startswith("metadata_")
    ]


class Workflows:
    """Makes workflows from the nodes of one catalogue."""

    def __init__(self, catalogue: Catalogue, seed: int) -> None:
        self.rng = random.Random(seed)
        self.catalogue = catalogue
        self._values = Generator(catalogue, seed)
        self.nodes: list[dict[str, Any]] = []
        self.edges: list[dict[str, Any]] = []
        self._taken: set[tuple[str, str]] = set()

    def workflow(self, types: Sequence[str] = ()) -> dict[str, Any]:
        """One workflow; it has nodes of the given types, or of random ones."""
        rng = self.rng
        self.nodes, self.edges, self._taken = [], [], set()
        chosen = list(types) or rng.choices(node_types(self.catalogue), k=rng.randint(2, 9))
        for node_type in chosen:
            self._add(node_type)
        for _ in range(rng.randint(0, 2 * len(chosen))):
            self._connect()
        if rng.random() < 0.5:
            self._collector()
        for _ in range(rng.choice((0, 0, 1, 2))):
            self._batch()
        for _ in range(rng.choice((0, 1, 1, 3))):
            self._reroute()
        if rng.random() < 0.3:
            self._collapse()
        if rng.random() < 0.3:
            self._special("notes", notes="What this is for.")
        exposed = [(n["id"], name) for n in self._invocations() for name in list(n["data"]["inputs"])[:1]]
        return {
            "name": "generated", "author": "", "description": "", "version": "", "contact": "", "tags": "",
            "notes": "", "nodes": self.nodes, "edges": self.edges,
            "exposedFields": [{"nodeId": n, "fieldName": f} for n, f in exposed[:3]],
            "meta": {"category": "user", "version": "4.0.0"},
        }  # fmt: skip

    def _invocations(self) -> list[dict[str, Any]]:
        return [n for n in self.nodes if n["type"] == "invocation"]

    def _definition(self, node: dict[str, Any]) -> NodeDef:
        found = self.catalogue.node(node["data"]["type"])
        assert found is not None
        return found

    def _add(self, node_type: str, **values: Any) -> str:
        definition, template = self.catalogue.node(node_type), template_of(self.catalogue, node_type)
        assert definition is not None
        assert template is not None
        node_id = f"{node_type}-{len(self.nodes)}"
        inputs = {}
        for name in template:
            instance = {"name": name, "label": "", "description": ""}
            value = values.get(name, self._value(definition, name))
            inputs[name] = instance if value is DROPPED else {**instance, "value": value}
        rng = self.rng
        data = {
            "id": node_id, "type": node_type, "version": definition.version or "1.0.0",
            "nodePack": "invokeai",
            "label": rng.choice(("", "", "mine")), "notes": "", "isOpen": True,
            "isIntermediate": rng.random() < 0.7, "useCache": rng.random() < 0.7, "dynamicInputTemplates": {},
            "inputs": inputs,
        }  # fmt: skip
        position = {"x": rng.randint(-500, 500), "y": rng.randint(-500, 500)}
        self.nodes.append({"id": node_id, "type": "invocation", "data": data, "position": position})
        return node_id

    def _value(self, definition: NodeDef, name: str) -> Any:
        """A value that both the UI keeps and the server takes; often the one of a fresh node."""
        template = template_of(self.catalogue, definition.type)
        assert template is not None
        field = template[name]
        if template.types[name].name == "BoardField":
            return self.rng.choice(("auto", "none", {"board_id": "b"}, DROPPED))
        if not template.edits(name) or field.kind == "connection":
            return DROPPED
        fresh = template.default(name)
        if "ModelIdentifierField" in (str(field.type), *map(str, field.type.args)):
            return dict(_MODEL) if field.schema_required or self.rng.random() < 0.7 else DROPPED
        if definition.validators or (self.rng.random() < 0.5 and not field.schema_required):
            return fresh if field.default is not None else DROPPED
        found = self._values.value(field.type)
        if type(found) not in (int, float, str, bool, list, dict):
            return fresh if field.default is not None else DROPPED
        return found if kept_value(found) == found else fresh if field.default is not None else DROPPED

    # -- edges -------------------------------------------------------------------------------------------

    def _edge(self, source: str, output: str, target: str, field: str, kind: str = "default") -> None:
        edge = {"id": f"e{len(self.edges)}", "type": kind, "source": source, "target": target}
        self.edges.append(
            edge | ({"sourceHandle": output, "targetHandle": field} if kind == "default" else {})
        )

    def _connect(self) -> None:
        """An edge between equal types, from an earlier node to a later one."""
        nodes = self._invocations()
        for _ in range(8):
            i = self.rng.randrange(len(nodes))
            later = nodes[i + 1 :]
            outputs = [n for n, o in self._definition(nodes[i]).outputs.items() if self._plain(str(o.type))]
            if not later or not outputs:
                continue
            output, target = self.rng.choice(outputs), self.rng.choice(later)
            wanted = str(self._definition(nodes[i]).outputs[output].type)
            fits = self._fitting(target, wanted)
            if fits:
                self._taken.add((target["id"], fits[0]))
                self._edge(nodes[i]["id"], output, target["id"], fits[0])
                return

    @staticmethod
    def _plain(name: str) -> bool:
        return "any" not in name and "enum" not in name and " or " not in name

    def _fitting(self, node: dict[str, Any], wanted: str) -> list[str]:
        definition = self._definition(node)
        return [
            name
            for name in node["data"]["inputs"]
            if str(definition.inputs[name].type) == wanted
            and definition.inputs[name].kind != "direct"
            and (node["id"], name) not in self._taken
        ]

    def _collector(self) -> None:
        """Two nodes of one type through a collector into a list, and its items one by one into a node."""
        first = self._add("integer"), self._add("integer")
        collect, target = self._add("collect"), self._add("integer_collection")
        for source in first:
            self._edge(source, "value", collect, "item")
        self._taken.add((target, "collection"))
        self._edge(collect, "collection", target, "collection")
        iterate, last = self._add("iterate"), self._add("add")
        self._edge(target, "collection", iterate, "collection")
        self._taken.add((last, "a"))
        self._edge(iterate, "item", last, "a")

    def _batch(self) -> None:
        """A batch node with one or two targets, its items its own or those of a generator."""
        kind = self.rng.choice(tuple(_ITEMS))
        field, output = _ITEMS[kind]
        group = self.rng.choice(("None", "None", "Group 1"))
        items = _VALUES[kind]
        batch = self._add(f"{kind}_batch", batch_group_id=group, **{field: items})
        wanted = {"integer": "int", "float": "float", "string": "str"}[kind]
        others = [n for n in self._invocations() if n["data"]["type"] not in UI_ONLY_NODES]
        targets = [(n["id"], name) for n in others for name in self._fitting(n, wanted)]
        for node, name in self.rng.sample(targets, min(len(targets), self.rng.choice((1, 1, 2)))):
            self._taken.add((node, name))
            self._edge(batch, output, node, name)
        if self.rng.random() < 0.3:
            settings = {
                "type": f"{kind}_generator_parse_string",
                **GENERATOR_DEFAULTS[f"{kind}_generator_parse_string"],
            }
            settings["input"] = "1,2,3"
            generator = self._add(f"{kind}_generator", generator=settings)
            self._edge(generator, field, batch, field)

    def _special(self, kind: str, **more: Any) -> str:
        node_id = f"{kind}-{len(self.nodes)}"
        data = {"id": node_id, "type": kind, "label": "", "isOpen": True, **more}
        self.nodes.append({"id": node_id, "type": kind, "data": data, "position": {"x": 0, "y": 0}})
        return node_id

    def _reroute(self) -> None:
        """Put connectors into an edge between two nodes; its source's other edges may share them."""
        plain = {n["id"] for n in self._invocations() if n["data"]["type"] not in UI_ONLY_NODES}
        found = [
            e for e in self.edges if e["type"] == "default" and e["source"] in plain and e["target"] in plain
        ]
        if not found:
            return
        edge = self.rng.choice(found)
        source, output = edge["source"], edge["sourceHandle"]
        before, handle = source, output
        wires = []
        for _ in range(self.rng.choice((1, 1, 2, 4))):
            connector = self._special("connector")
            wires.append((before, handle, connector, "in"))
            before, handle = connector, "out"
        for each in [e for e in found if (e["source"], e["sourceHandle"]) == (source, output)]:
            if each is edge or self.rng.random() < 0.5:
                each["source"], each["sourceHandle"] = before, handle
        rest, self.edges = self.edges, []
        for wire in wires:
            self._edge(*wire)
        self.edges = [{**e, "id": f"e{i}"} for i, e in enumerate((*self.edges, *rest))]

    def _collapse(self) -> None:
        """An edge that the editor draws between collapsed nodes."""
        found = [e for e in self.edges if e["type"] == "default"]
        if found:
            edge = self.rng.choice(found)
            self._edge(edge["source"], "", edge["target"], "", kind="collapsed")
