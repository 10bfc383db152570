"""Which family every value of a graph belongs to: one pass over the nodes, sources first.

Nothing here judges; models/judges does. Unknown stays unknown: a node type that ``families/nodes.py``
does not know, a model that is not chosen, or a node in a cycle gives no fact (or one without families).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.edges.verdict import verdict
from wflint.models.families.bases import FAMILIES, SUBMODELS
from wflint.models.families.nodes import (
    ADAPTERS,
    DENOISERS,
    FROM_METADATA,
    IMAGE_ENCODERS,
    LOADERS,
    LORA_SELECTOR,
    LORAS,
    NOISE,
    OTHER_TYPES,
    PASSES,
    VAE_LOADER,
)
from wflint.models.flow.computed.batches import axis_of
from wflint.models.flow.computed.known import UNKNOWN
from wflint.models.flow.computed.tables import NOWHERE
from wflint.models.flow.encoders import encode
from wflint.models.flow.facts import NO_BASES, Fact, Step
from wflint.models.flow.idle import is_idle
from wflint.models.flow.movers import choose, collect, iterate
from wflint.models.flow.order import sources_first
from wflint.models.flow.reference import NamedModel, read_reference
from wflint.models.flow.sizes import Sizes
from wflint.models.flow.spaces import vae_classes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Pointer
    from wflint.graph.ir import BatchItem, Edge, Graph, Node
    from wflint.models.families.node_facts import Loader, Part
    from wflint.models.flow.computed.tables import Table
    from wflint.models.inventory.inventory import Inventory

Place = tuple[str, str]


_VAE_ONLY = frozenset({"vae"})


class Connected:
    """Says that an input is fed by an edge of which nothing is known."""


CONNECTED = Connected()


class Families:
    """What is known of each output of a graph, and each model it names.

    Edges that InvokeAI refuses or drops carry nothing. ``workflow``: of several edges into one input the web
    UI keeps the first, the server the last. ``places`` says which item of a batch or iteration it is about
    (by axis, as computed/tables.py names them); ``open`` are the axes that are not among them though
    something differs along them, each with one place of every kind. ``like`` is another look at the graph.
    """

    def __init__(
        self,
        graph: Graph,
        catalogue: Catalogue,
        inventory: Inventory | None = None,
        *,
        workflow: bool = False,
        places: Mapping[str, int] | None = None,
        like: Families | None = None,
    ) -> None:
        self.graph = graph
        self.inventory = inventory
        self.catalogue = catalogue
        self.places = places or {}
        self.open: dict[str, list[int]] = {}
        self.workflow = workflow
        self._varied = {(item.node, item.field): item for group in graph.batch for item in group}
        self._facts: dict[Place, Fact] = {}
        self._models: dict[Place, NamedModel | Connected | None] = {}
        self._sizes = like.sizes.at(self.places) if like is not None else None
        for node in sources_first(graph):
            self._evaluate(node)

    @property
    def sizes(self) -> Sizes:
        """The sizes and literals of the graph."""
        if self._sizes is None:
            sizes = Sizes(self.graph, self.catalogue, first_edge_wins=self.workflow)
            self._sizes = sizes.at(self.places) if self.places else sizes
        return self._sizes

    @property
    def has_pipelines(self) -> bool:
        """Whether the release can load FLUX.1 from one pipeline (6.14), with the checks that came with it.

        Told by its loader, which then does without a separate VAE. 5.15.0 decodes FLUX.1 with a VAE of its
        own class only, and says AssertionError where 6.14 has words.
        """
        loader = self.catalogue.node("flux_model_loader")
        vae = loader.inputs.get("vae_model") if loader is not None else None
        return vae is not None and not vae.required

    def of(self, node_id: str, output: str) -> Fact | None:
        """What an output gives; None when nothing is known of it."""
        return self._facts.get((node_id, output))

    def edge_into(self, node_id: str, field: str) -> Edge | None:
        """The edge that feeds an input, the one that counts if there are several."""
        edges = self.edges_into(node_id, field)
        return edges[0 if self.workflow else -1] if edges else None

    def edges_into(self, node_id: str, field: str) -> list[Edge]:
        """The edges into an input that InvokeAI takes."""
        return [edge for edge in self.graph.into.get((node_id, field), ()) if self._holds(edge)]

    def _holds(self, edge: Edge) -> bool:
        source, target = self.graph.nodes.get(edge.source), self.graph.nodes.get(edge.target)
        if source is None or target is None:
            return False
        judged = verdict(self.catalogue, source.type, edge.source_field, target.type, edge.target_field)
        if judged is None:
            return True
        return (judged.ui_fault if self.workflow else judged.fault) is None

    def into(self, node_id: str, field: str) -> Fact | None:
        """What an input is fed by its edge; None when nothing is known of it."""
        edge = self.edge_into(node_id, field)
        return self._facts.get((edge.source, edge.source_field)) if edge is not None else None

    def model(self, node: Node, field: str) -> NamedModel | Connected | None:
        """The model that an input names, itself or through an edge; None when it names none."""
        place = (node.id, field)
        try:
            return self._models[place]
        except KeyError:
            pass
        found: NamedModel | Connected | None
        if place in self.graph.into:
            fact = self.into(*place)
            found = fact.model if fact is not None and fact.model is not None else CONNECTED
        elif place in self._varied:
            found = self._item(self._varied[place]) or CONNECTED
        else:
            value = node.values.get(field)
            found = (
                read_reference(value, node.id, field, node.input_pointer(field), self.inventory)
                if value is not None
                else None
            )
        self._models[place] = found
        return found

    def _item(self, item: BatchItem) -> NamedModel | None:
        """The model that batch data give an input."""
        value, pointer = self.given(self.graph.nodes[item.node], item.field)
        return read_reference(value, item.node, item.field, pointer, self.inventory)

    def literal(self, node: Node, field: str, default: Any = None) -> Any:
        """A value that decides what the node does; None where it is not the same in all runs, or unknown."""
        place = (node.id, field)
        if place not in self.graph.into and place not in self._varied:
            return node.values.get(field, default)
        value = self.sizes.literal(node, field)
        if value is None:
            self.leave_open(self.sizes.computed.into(node, field))
        return value

    def in_this_run(self, node: Node, field: str) -> Any:
        """What an input is given, plain or not; UNKNOWN where nobody knows or the runs differ."""
        value = self.sizes.value(node, field)
        if value is UNKNOWN:
            self.leave_open(self.sizes.computed.into(node, field))
        return value

    def has_part(self, base: str, submodel: str) -> bool:
        """Whether main models of a family have a part."""
        return submodel in SUBMODELS.get(base, _VAE_ONLY)

    def given(self, node: Node, field: str) -> tuple[Any, Pointer]:
        """What the file or batch data give an input that no edge feeds, and where it stands."""
        item = self._varied.get((node.id, field))
        if item is None:
            return node.values.get(field), node.input_pointer(field)
        row = self.places.get(axis_of(item), len(item.items))
        return item.items[row] if row < len(item.items) else None, (*item.path, "items", row)

    def leave_open(self, table: Table) -> None:
        """Note that a value differs along the axes of its table."""
        for number, axis in enumerate(table.axes):
            if axis not in self.places and axis not in self.open:
                kinds: dict[object, int] = {}
                for place, value in table.rows.items():
                    alone = len(table.axes) == 1 and type(value) is str
                    kinds.setdefault(value if alone else place[number], place[number])
                self.open[axis] = [place for place in kinds.values() if place != NOWHERE]

    def put(self, fact: Fact) -> None:
        """Note what an output gives."""
        self._facts[fact.step.node, fact.step.output] = fact

    def _evaluate(self, node: Node) -> None:
        node_type = node.type
        if node_type in LOADERS:
            self._load(node, LOADERS[node_type])
        elif node_type in DENOISERS:
            self._denoise(node)
        elif node_type in LORAS:
            for name in LORAS[node_type].through:
                self.hand_on(node, name, name)
        elif node_type in ADAPTERS:
            adapter = ADAPTERS[node_type]
            if self._is_of(node, adapter.field, adapter.type):
                self._name(node, adapter.field, adapter.output, adapter.kind, adapter.bases)
        elif node_type in PASSES:
            for output, name in PASSES[node_type].items():
                self.hand_on(node, name, output)
            if node_type in FROM_METADATA:
                self._look_up(node)
        elif node_type in FROM_METADATA:
            self._look_up(node)
        elif node_type in IMAGE_ENCODERS:
            self._encode_image(node)
        elif node_type in _OTHERS:
            _OTHERS[node_type](self, node)
        else:
            made = encode(self, node)
            if made is not None:
                self.put(made)

    def _look_up(self, node: Node) -> None:
        """Models that a node finds among metadata, or takes in their place."""
        from wflint.models.flow.metadata import found  # few graphs have such nodes

        for fact in found(self, node):
            self.put(fact)

    # What follows is one function for each way that a node makes its outputs.

    def hand_on(self, node: Node, name: str, output: str) -> None:
        """Note that an output gives what an input is fed."""
        fact = self.into(node.id, name)
        if fact is not None:
            self.put(fact.at(node.id, output))

    def _load(self, node: Node, loader: Loader) -> None:
        for output, part in loader.outputs.items():
            fact = self._part(node, loader, output, part)
            if fact is not None:
                self.put(fact)

    def _part(self, node: Node, loader: Loader, output: str, part: Part) -> Fact | None:
        """One output of a loader; None when its model cannot be what the loader needs."""
        step = Step(node.id, output)
        for name in part.inputs:
            ref = self.model(node, name)
            if ref is None:
                continue
            if isinstance(ref, Connected):
                return None
            main = name not in loader.others or (loader.others[name] and ref.type == "main")
            allowed = loader.others.get(name, loader.bases)
            if ref.type and ref.type != OTHER_TYPES.get(name, "main"):
                return None
            known = ref.base if ref.base in FAMILIES else ""
            if known and allowed and known not in allowed and (loader.strict or not main):
                return None
            if known and not loader.strict and not self.has_part(known, part.submodel):
                return None
            bases = frozenset((known,)) if known else (allowed or loader.bases if loader.strict else NO_BASES)
            return Fact(part.kind, bases, step, ref, part.submodel if main else "", loader.line)
        return Fact(part.kind, loader.bases, step, None, part.submodel, loader.line)

    def _name(self, node: Node, field: str, output: str, kind: str, allowed: frozenset[str]) -> None:
        """A node that just names a model for others. ``allowed`` empty: of any family."""
        ref = self.model(node, field)
        if not isinstance(ref, NamedModel):
            return
        known = ref.base if ref.base in FAMILIES else ""
        if known and allowed and known not in allowed:
            return
        step = Step(node.id, output)
        if ref.node != node.id and (held := self.into(node.id, field)) is not None:
            step = Step(node.id, output, held.step)
        made = Fact(kind, frozenset((known,)) if known else NO_BASES, step, ref)
        made.idle = is_idle(self.sizes, node)
        self.put(made)

    def _is_of(self, node: Node, field: str, *types: str) -> bool:
        """Whether the model of an input is of one of these types, as far as is known."""
        ref = self.model(node, field)
        return isinstance(ref, NamedModel) and (not ref.type or ref.type in types)

    def _select_lora(self, node: Node) -> None:
        _, field, output = LORA_SELECTOR
        if self._is_of(node, field, "lora", "control_lora"):
            self._name(node, field, output, "lora", NO_BASES)

    def _load_vae(self, node: Node) -> None:
        _, field, output = VAE_LOADER
        ref = self.model(node, field)
        if isinstance(ref, NamedModel) and (ref.type in ("", "vae") or ref.submodel):
            self._name(node, field, output, "vae", NO_BASES)
            if ref.type == "main":
                self._facts[node.id, output].submodel = "vae"

    def _identify(self, node: Node) -> None:
        ref = self.model(node, "model")
        if isinstance(ref, NamedModel):
            self.put(Fact("model", frozenset((ref.base,)), Step(node.id, "model"), ref))

    def _denoise(self, node: Node) -> None:
        spec = DENOISERS[node.type]
        main = self.into(node.id, spec.main)
        step = Step(node.id, "latents", main.step if main is not None else None)
        if main is None or not main.bases:
            self.put(Fact("latents", spec.bases, step))
        elif main.bases & spec.bases:
            self.put(Fact("latents", main.bases, step, main.model))

    def _encode_image(self, node: Node) -> None:
        vae = self.into(node.id, "vae")
        spec = IMAGE_ENCODERS[node.type]
        if vae is not None and not spec.refuses(vae_classes(vae)):  # else there are no latents
            bases = spec.bases if vae.bases & spec.adapts else vae.bases
            self.put(Fact("latents", bases, Step(node.id, "latents", vae.step), vae.model))

    def _make_noise(self, node: Node) -> None:
        kind = self.literal(node, "noise_type", "SD")
        if kind is None:
            return
        fact = Fact("noise", NO_BASES, Step(node.id, "noise"))
        fact.shape = NOISE.get(kind) if type(kind) is str else None
        if (node.id, "noise_type") in self._varied:
            fact.pointer = self.given(node, "noise_type")[1]
        self.put(fact)


_OTHERS = {
    "collect": collect,
    "iterate": iterate,
    "if": choose,
    "noise": Families._make_noise,
    "model_identifier": Families._identify,
    "lora_selector": Families._select_lora,
    "vae_loader": Families._load_vae,
}


def families(graph: Graph, catalogue: Catalogue, inventory: Inventory | None = None) -> Families:
    """The families of every value in a graph that goes to the server.

    ``inventory`` says what the keys of models stand for; a model that it has is what it says there, whatever
    the document calls it. ``catalogue`` is the release, which says which edges hold.
    """
    return Families(graph, catalogue, inventory)
