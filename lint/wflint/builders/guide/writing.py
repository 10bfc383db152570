"""The graph that a guide becomes, as it is written: nodes, values that InvokeAI takes, edges, models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.builders.errors import BuildError
from wflint.builders.literals import identifier
from wflint.builders.refs import ModelRef
from wflint.diagnostics import Confidence
from wflint.graph.convert.decisions import ConversionError, Decision
from wflint.graph.server.node_values import node_judge
from wflint.models.flow.names import guess

if TYPE_CHECKING:
    from collections.abc import Container

    from wflint.catalogue.model import Catalogue

_SHOWN = 40


class Out(NamedTuple):
    """An output of a written node."""

    node: str
    field: str


class Writing:
    """A graph in the making, with its decisions. ``taken`` are the ids of the guide."""

    def __init__(self, catalogue: Catalogue, taken: Container[str]) -> None:
        self.catalogue = catalogue
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: list[dict[str, Any]] = []
        self.decisions: list[Decision] = []
        self._taken = taken

    def decide(self, text: str, node: str | None = None, field: str | None = None) -> None:
        """Note a decision."""
        self.decisions.append(Decision("decision", text, node, field))

    def lose(self, text: str, node: str | None = None, field: str | None = None) -> None:
        """Note a loss."""
        self.decisions.append(Decision("loss", text, node, field))

    def free(self, wanted: str) -> str:
        """An id that is not in use."""
        found, n = wanted, 1
        while found in self.nodes or found in self._taken:
            n += 1
            found = f"{wanted}_{n}"
        return found

    def add(self, node_id: str, node_type: str, **values: Any) -> str:
        """Write a node; a value that InvokeAI would refuse is left out, and None. Raises ConversionError."""
        definition = self.catalogue.node(node_type)
        judge = node_judge(node_type, self.catalogue)
        if definition is None or judge is None:
            raise ConversionError(
                f"InvokeAI {self.catalogue.version} has no node {node_type}, which this needs"
            )
        node: dict[str, Any] = {"id": node_id, "type": node_type}
        for name, value in values.items():
            if value is None:
                continue
            if name not in definition.inputs:
                self.lose(
                    f'{node_type} of InvokeAI {self.catalogue.version} has no "{name}": left out',
                    node_id,
                    name,
                )
            elif judge.accepts[name](value):
                node[name] = value
            else:
                shown = repr(value)[:_SHOWN]
                self.lose(f'"{name}" of {node_type} cannot be {shown}: left at its default', node_id, name)
        node["is_intermediate"] = node_type != "save_image"
        node["use_cache"] = definition.use_cache
        self.nodes[node_id] = node
        return node_id

    def wire(self, source: Out, node: str, field: str) -> None:
        """Connect an output to an input."""
        self.nodes[node].pop(field, None)
        self.edges.append(
            {
                "source": {"node_id": source.node, "field": source.field},
                "destination": {"node_id": node, "field": field},
            }
        )

    def gather(self, sources: list[Out], node: str, field: str) -> None:
        """Connect one or several outputs to an input; several go through a collector."""
        if len(sources) == 1:
            self.wire(sources[0], node, field)
        elif sources:
            collector = self.add(self.free(f"{node}_{field}"), "collect")
            for source in sources:
                self.wire(source, collector, "item")
            self.wire(Out(collector, "collection"), node, field)
            self.decide(f'{len(sources)} edges lead into "{field}": a collect node gathers them', node, field)

    def model(self, name: str | None, base: str, kind: str, node: str, node_type: str, field: str) -> Any:
        """The identifier of a model for an input; its key is not known before a server is."""
        plain = _plain_name(name) if name else None
        said = guess(name, kind) if name else None
        if said is not None and said.confidence is Confidence.CERTAIN and base != "any":
            base = said.base
        try:
            found = identifier(ModelRef(base, kind, plain), node_type, field, self.catalogue, None)
        except BuildError as error:
            raise ConversionError(str(error)) from None
        sort = f"{kind} model" if base == "any" else f"{base} {kind} model"
        what = f'"{name}" becomes the {sort} "{plain}"' if name else f"any {sort} will do"
        self.decide(f"{what}; its key is filled in when a server is known", node, field)
        return found


def _plain_name(name: str) -> str:
    """The name that InvokeAI gives a model it installs from such a file or repository."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2] or name
    stem, dot, ending = last.rpartition(".")
    return (
        stem if dot and ending.lower() in ("safetensors", "ckpt", "pt", "pth", "bin", "gguf", "sft") else last
    )
