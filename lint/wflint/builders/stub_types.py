"""Names for the types of outputs and inputs of one release, and which output may feed which input.

Every type of output gets a class of its own, with no relation among them; an input names the classes it
takes. Which these are is asked of the same judge that checks connections when a workflow is built, so that
type checkers agree with InvokeAI.
"""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING, Any, Final

from wflint.builders.connect import connection_fault
from wflint.graph import ir
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.server.annotations import contains_list, is_any, unwrap
from wflint.graph.server.collectors import SpecialNodes
from wflint.graph.webui.types import ui_input, ui_output

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue, InputDef, NodeDef, OutputDef
    from wflint.catalogue.types import TypeExpr

ANY_OUTPUT: Final = "NodeOutput"  # the base of all outputs but those of batch and generator nodes
_SCALARS: Final = {
    "int": "Int",
    "float": "Float",
    "str": "Str",
    "bool": "Bool",
    "any": "Any",
    "object": "Object",
}
# Names that the head of a stub has for itself, and those that are no names to Python.
TAKEN: Final = frozenset(
    {"Any", "Bool", "Catalogue", "F", "Float", "Int", "Literal", "Mapping", "ModelRef", "Node", "NotRequired"}
    | {
        "Null",
        "Output",
        "Product",
        "Sequence",
        "Str",
        "TypeAlias",
        "TypeVar",
        "TypedDict",
        "Unset",
        "Workflow",
    }
    | {ANY_OUTPUT, *keyword.kwlist}
)
_WORDS: Final = re.compile(r"[^A-Za-z0-9]+")


class Ports:
    """The outputs of a catalogue by class, and the classes that each input takes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._names: dict[object, str] = {}
        self._samples: dict[str, tuple[str, str]] = {}  # class -> a node type and output that has it
        self._ui_only: set[str] = set()
        self._taken: dict[object, tuple[str, ...]] = {}
        self._collected: dict[object, tuple[str, ...]] = {}
        for node in catalogue.nodes():
            for output in node.outputs.values():
                name = self.output_class(node, output)
                self._samples.setdefault(name, (node.type, output.name))
                if node.type in UI_ONLY_NODES:
                    self._ui_only.add(name)
        self.classes = tuple(sorted(self._samples))

    def base_of(self, output_class: str) -> str:
        """The base class of a class of outputs."""
        return "Output" if output_class in self._ui_only else ANY_OUTPUT

    def output_class(self, node: NodeDef, output: OutputDef) -> str:
        """The class of an output. Those of batch and generator nodes have their own."""
        ui_only = node.type in UI_ONLY_NODES
        key = (unwrap(output.type).signature, ui_output(node, output.name), ui_only)
        found = self._names.get(key)
        if found is None:
            kind = "Batch" if node.type.endswith("_batch") else "Generator" if ui_only else ""
            word = type_word(output.type, camel(output.name))
            if output.type.kind == "any" and output.ui_type:  # InvokeAI's Any has several names
                word = camel(output.ui_type).removesuffix("Field")
            wanted, number = f"{word}{kind}Output", 1
            found = wanted
            while found in self._names.values() or found in TAKEN:
                number += 1
                found = f"{wanted}{number}"
            self._names[key] = found
        return found

    def taken_by(self, node: NodeDef, field: InputDef) -> tuple[str, ...]:
        """The classes of outputs that may feed an input; their base class where all may."""
        if field.kind == "direct":
            return ()
        key = self._key(node, field)
        if key not in self._taken:
            found = [c for c in self.classes if self._fits(*self._samples[c], node.type, field.name)]
            self._taken[key] = self._shortened(found)
        return self._taken[key]

    def collected_by(self, node: NodeDef, field: InputDef) -> tuple[str, ...]:
        """The classes of outputs of which an input takes a list, through a collector."""
        if field.kind == "direct" or node.type in UI_ONLY_NODES:
            return ()
        if (node.type, field.name) in (("collect", "item"), ("collect", "collection")):
            return self.taken_by(node, field)
        annotation = unwrap(field.type)
        if not (contains_list(annotation) or is_any(annotation)) or not self._has_collector():
            return ()
        key = self._key(node, field)
        if key not in self._collected:
            found = [
                c for c in self.classes if c not in self._ui_only and self._gathers(c, node.type, field.name)
            ]
            self._collected[key] = self._shortened(found)
        return self._collected[key]

    def _shortened(self, classes: list[str]) -> tuple[str, ...]:
        everything = [c for c in self.classes if c not in self._ui_only]
        if classes and set(everything) <= set(classes):
            return (ANY_OUTPUT, *(c for c in classes if c in self._ui_only))
        return tuple(classes)

    def _key(self, node: NodeDef, field: InputDef) -> object:
        return (unwrap(field.type).signature, ui_input(node, field.name), node.type in UI_ONLY_NODES)

    def _fits(self, source: str, output: str, target: str, field: str) -> bool:
        return connection_fault(self._catalogue, source, output, target, field) is None

    def _has_collector(self) -> bool:
        return self._catalogue.node("collect") is not None

    def _gathers(self, output_class: str, target: str, field: str) -> bool:
        source, output = self._samples[output_class]
        if not self._fits(source, output, "collect", "item"):
            return False
        if not self._fits("collect", "collection", target, field):
            return False
        graph = ir.Graph()
        for node_id, node_type in (("a", source), ("c", "collect"), ("b", target)):
            graph.nodes[node_id] = ir.Node(node_id, node_type, (), {}, {}, {}, ())
        graph.edges = [
            ir.Edge("a", output, "c", "item", (), "graph", 0),
            ir.Edge("c", "collection", "b", field, (), "graph", 1),
        ]
        graph.index()
        return SpecialNodes(graph, self._catalogue).fault(graph.nodes["c"]) is None


def type_word(t: TypeExpr, hint: str) -> str:
    """A word for a type: ``Latents``, ``IntList``, ``OptionalUNet``. ``hint`` names a choice of values."""
    if t.kind == "bound":
        return type_word(t.args[0], hint)
    if t.kind == "ref":
        return camel(t.name).removesuffix("Field") or camel(t.name)
    if t.kind == "list":
        return f"{type_word(t.args[0], hint)}List"
    if t.kind == "union":
        members = [type_word(a, hint) for a in t.args if a.kind != "null"]
        word = "Or".join(members) or "Null"
        return f"Optional{word}" if len(members) < len(t.args) else word
    if t.kind == "enum":
        return f"{hint}Choice"
    if t.kind in ("dict", "tuple"):
        return "Object" if t.kind == "dict" else "Tuple"
    return _SCALARS.get(t.kind, camel(t.kind))


def camel(text: str) -> str:
    """A name as a class is called: ``image_output`` gives ``ImageOutput``."""
    parts = [part for part in _WORDS.split(text) if part]
    word = "".join(part[0].upper() + part[1:] for part in parts)
    return word if word[:1].isalpha() else f"X{word}"


def is_text(value: Any) -> bool:
    """Whether a value can be written into a stub as a literal."""
    return type(value) in (str, int, bool) or (type(value) is float and value - value == 0)
