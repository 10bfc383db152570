"""Models that nodes find among the metadata that they are given (``metadata_to_model`` and kin).

Read from app/invocations/metadata_linked.py and metadata.py of InvokeAI 6.14.2 and 5.15.0, and tried there:
only what is plain among metadata is found, by its key, else by its name. An identifier that an edge brought
into ``metadata_item`` or ``metadata_item_linked`` is an object of a class and is passed over, unless
``merge_metadata`` or ``core_metadata`` wrote it out. Without a list of models a key is taken for one that the
server has; of the metadata of an image nothing is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.families.bases import FAMILIES
from wflint.models.families.node_facts import Loader, LoraNode
from wflint.models.families.nodes import DENOISERS
from wflint.models.families.nodes import LORAS as LORA_NODES
from wflint.models.families.sd15 import CLIP, UNET, VAE
from wflint.models.families.sdxl import CLIP2
from wflint.models.flow.computed.known import UNKNOWN, Noted, Thing, Unknown
from wflint.models.flow.facts import NO_BASES, Fact, Step
from wflint.models.flow.loras import loras_of
from wflint.models.flow.reference import NamedModel, read_reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

_CUSTOM = "* CUSTOM LABEL *"
_FAR = 64  # nodes that are looked at for where a model is named
_LOADERS: dict[str, tuple[Loader, str]] = {
    "metadata_to_model": (
        Loader({"unet": UNET, "clip": CLIP, "vae": VAE}, strict=False),
        "main_model_loader",
    ),
    "metadata_to_sdxl_model": (
        Loader({"unet": UNET, "clip": CLIP, "clip2": CLIP2, "vae": VAE}, strict=False),
        "sdxl_model_loader",
    ),
}
# By output: the label, the member that names the model, and its type and kind.
_ADAPTERS = {
    "metadata_to_controlnets": ("control_list", "controlnets", "control_model", "controlnet", "control"),
    "metadata_to_ip_adapters": (
        "ip_adapter_list", "ipAdapters", "ip_adapter_model", "ip_adapter", "ip_adapter"
    ),
    "metadata_to_t2i_adapters": (
        "t2i_adapter_list", "t2iAdapters", "t2i_adapter_model", "t2i_adapter", "t2i_adapter"
    ),
}  # fmt: skip
LORAS: Mapping[str, LoraNode] = {
    "metadata_to_loras": LoraNode("unet clip"),
    "metadata_to_sdlx_loras": LoraNode("unet clip clip2"),
}
for _node in LORAS.values():
    _node.field = "metadata"
    _node.bases = frozenset()


class _Default:
    """Says that the metadata name no model."""


_DEFAULT = _Default()
_Found = NamedModel | _Default | None  # None: not known


def loader_like(node_type: str) -> str:
    """The loader that gives the same parts."""
    return _LOADERS[node_type][1] if node_type in _LOADERS else ""


def found(families: Families, node: Node) -> Iterator[Fact]:
    """The outputs of such a node, as far as they come from metadata or the default."""
    if node.type in _LOADERS:
        yield from _parts(families, node)
    elif node.type == "metadata_to_vae":
        yield from _vae(families, node)
    elif node.type == "metadata_to_lora_collection":
        yield from _collection(families, node)
    elif node.type in _ADAPTERS:
        yield from _adapters(families, node)


def loras(families: Families, node: Node) -> list[Fact]:
    """The LoRAs that ``metadata_to_loras`` adds."""
    return _all_loras(families, node, "loras", ("model",))


def _parts(families: Families, node: Node) -> Iterator[Fact]:
    label = _label(families, node)
    ref = _by_label(families, node, label, "main") if label is not None else None
    if ref is _DEFAULT:
        given = families.model(node, "default_value")
        ref = given if isinstance(given, NamedModel) else None
    if not isinstance(ref, NamedModel) or ref.base not in FAMILIES:
        return
    bases = frozenset((ref.base,))
    yield Fact("model", bases, Step(node.id, "model"), ref)
    if ref.type in ("", "main"):
        for output, part in _LOADERS[node.type][0].outputs.items():
            if families.has_part(ref.base, part.submodel):
                yield Fact(part.kind, bases, Step(node.id, output), ref, part.submodel)


def _vae(families: Families, node: Node) -> Iterator[Fact]:
    label = _label(families, node)
    ref = _by_label(families, node, label, "vae") if label is not None else None
    step = Step(node.id, "vae")
    if ref is _DEFAULT:
        fed = families.into(node.id, "default_value")
        if fed is not None:
            step = Step(node.id, "vae", fed.step)
            ref = fed.model
        else:
            value, pointer = families.given(node, "default_value")
            held = value.get("vae") if type(value) is dict else None
            ref = read_reference(held, node.id, "default_value", pointer, families.inventory)
    if isinstance(ref, NamedModel) and ref.type in ("", "vae", "main") and ref.base in FAMILIES:
        yield Fact("vae", frozenset((ref.base,)), step, ref, "vae")


def _collection(families: Families, node: Node) -> Iterator[Fact]:
    field = "loras"
    if families.edge_into(node.id, field) is not None or families.given(node, field)[0]:
        return  # it takes none (rule unusable-value)
    name = families.literal(node, "custom_label", "loras")
    if type(name) is str:
        parts = _all_loras(families, node, name.strip() or "loras", ("model", "lora"))
        if parts:
            made = Fact("lora", NO_BASES, Step(node.id, "lora"))
            made.parts = tuple(parts)
            yield made


def _adapters(families: Families, node: Node) -> Iterator[Fact]:
    output, label, member, kind, part = _ADAPTERS[node.type]
    parts = []
    for denoise in _written_by(families, node):
        used = families.into(denoise.id, part) if denoise.type == "denoise_latents_meta" else None
        parts += [fact.at(node.id, output) for fact in used.items() if fact.kind == part] if used else []
    for item in _items(families, node, label):
        ref = _of_item(families, node, item, (member,), kind)
        if isinstance(ref, NamedModel) and ref.type in ("", kind) and ref.base in FAMILIES:
            parts.append(Fact(part, frozenset((ref.base,)), Step(node.id, output), ref))
    if parts:
        fed = families.into(node.id, output)
        made = Fact(part, NO_BASES, Step(node.id, output))
        made.parts = (*(fed.each() if fed is not None else ()), *parts)
        yield made


def _all_loras(families: Families, node: Node, label: str, members: tuple[str, ...]) -> list[Fact]:
    made = [lora for denoise in _written_by(families, node) for lora in _used(families, denoise)]
    if made and label != "loras":
        made = []
    for item in _items(families, node, label):
        ref = _of_item(families, node, item, members, "lora")
        if isinstance(ref, NamedModel) and ref.type in ("", "lora"):
            bases = frozenset((ref.base,)) if ref.base in FAMILIES else NO_BASES
            fact = Fact("lora", bases, Step(node.id, "metadata"), ref)
            fact.idle = type(item) is dict and item.get("weight") == 0
            made.append(fact)
    return made


def _written_by(families: Families, node: Node) -> list[Node]:
    """The denoise node whose own record of what it was given is the metadata of a node, as a list."""
    edge = families.edge_into(node.id, "metadata")
    source = families.graph.nodes.get(edge.source) if edge is not None else None
    if source is None or edge is None or edge.source_field != "metadata":
        return []
    return [source] if source.type in DENOISERS and source.type.endswith("_meta") else []


def _used(families: Families, denoise: Node) -> list[Fact]:
    """The LoRAs on the way to the model of a denoise node."""
    nodes, main = families.graph.nodes, families.into(denoise.id, DENOISERS[denoise.type].main)
    way = [nodes[step.node] for step in main.step.chain()] if main is not None else []
    return [
        lora
        for one in way
        if one.type in LORA_NODES
        for lora in loras_of(families, one, LORA_NODES[one.type])
    ]


def _label(families: Families, node: Node) -> str | None:
    """The label that a node looks for; None where that is not known."""
    label = families.literal(node, "label", node.type.rpartition("_")[2])
    if label == _CUSTOM:
        label = families.literal(node, "custom_label")
    return label if type(label) is str else None


def _held(families: Families, node: Node, label: str) -> Any:
    """What stands under a label; _DEFAULT where nothing does, UNKNOWN where nobody knows."""
    place = (node.id, "metadata")
    if place not in families.graph.into and "metadata" not in node.values:
        return _DEFAULT
    value = families.in_this_run(node, "metadata")
    if value is None:
        return _DEFAULT
    if isinstance(value, dict):
        return value.get(label, _DEFAULT)
    if type(value) is Thing and value.node_type.endswith("_meta") and label == "model":
        return _DEFAULT  # it writes the model down as an object of a class
    return UNKNOWN


def _by_label(families: Families, node: Node, label: str, kind: str) -> _Found:
    held = _held(families, node, label)
    return _DEFAULT if held is _DEFAULT else _named(families, node, held, kind)


def _items(families: Families, node: Node, label: str) -> list[Any]:
    held = _held(families, node, label)
    return list(held) if isinstance(held, list) else []


def _of_item(families: Families, node: Node, item: Any, members: tuple[str, ...], kind: str) -> _Found:
    """The model of an entry of a list, in the first of its members that names one."""
    if isinstance(item, dict):
        for member in members:
            if member in item:
                ref = _named(families, node, item[member], kind)
                if ref is not _DEFAULT:
                    return ref
        return _DEFAULT
    if type(item) is Noted and item.dumped:
        # Written out, a LoRA and a ControlNet have these members.
        fact = families.of(item.thing.node, item.thing.output)
        own = "lora" if kind == "lora" else members[0]
        if fact is not None and fact.model is not None and not fact.parts and own in members:
            return fact.model
    return None


def _named(families: Families, node: Node, held: Any, kind: str) -> _Found:
    """The model that an entry names, as the server looks for it."""
    if isinstance(held, dict):
        return _listed(families, node, held, kind)
    if isinstance(held, (Thing, Noted)):
        noted = held if isinstance(held, Noted) else Noted(held)
        fact = families.of(noted.thing.node, noted.thing.output)
        if fact is None or fact.parts:
            return None
        reads = noted.dumped and (fact.kind == "model" or (fact.kind == "vae" and noted.unpacked))
        return fact.model if reads else _DEFAULT
    if type(held) is str:
        return None if "key" in held or "name" in held else _DEFAULT
    if isinstance(held, list) and not any(type(item) is str or isinstance(item, Unknown) for item in held):
        return _DEFAULT
    return None


def _listed(families: Families, node: Node, held: dict[str, Any], kind: str) -> _Found:
    """The model of an identifier; without a list of models that has the key it is taken for right."""
    models = families.inventory
    if models is None:
        if "key" in held:
            return _read(families, node, held)
        return None if held.keys() & {"name", "model_name"} else _DEFAULT
    if "key" in held and models.get(held["key"]) is not None:
        return _read(families, node, held)
    for member in ("name", "model_name"):
        same = models.named(held.get(member), None, kind)
        if same:
            return _read(families, node, {**held, "key": same[0].key})
    return _DEFAULT


def _read(families: Families, node: Node, held: dict[str, Any]) -> NamedModel | None:
    origin, field, pointer = _origin(families, node, held)
    return read_reference(held, origin, field, pointer, families.inventory)


def _origin(families: Families, node: Node, held: dict[str, Any]) -> tuple[str, str, Pointer]:
    """Where the file writes an identifier down, among the nodes that the metadata come through."""
    nodes, key = families.graph.nodes, held.get("key")
    waiting, seen = [node], {node.id}
    for one in waiting:  # grows while it is walked
        for field, value in one.values.items():
            for place in _places(value, key):
                return one.id, field, (*one.input_pointer(field), *place)
        for field in ("metadata", "items", "item", "collection"):
            for edge in families.edges_into(one.id, field):
                source = nodes.get(edge.source)
                if source is not None and source.id not in seen and len(seen) < _FAR:
                    seen.add(source.id)
                    waiting.append(source)
    return node.id, "metadata", node.input_pointer("metadata")


def _places(value: Any, key: Any) -> Iterator[Pointer]:
    """Where in a literal the identifier with a key stands, at most three levels down."""
    level: list[tuple[Pointer, Any]] = [((), value)]
    for _ in range(4):
        deeper: list[tuple[Pointer, Any]] = []
        for place, inside in level:
            if type(inside) is dict:
                if inside.get("key") == key:
                    yield place
                deeper += [((*place, name), part) for name, part in inside.items()]
            elif type(inside) is list:
                deeper += [((*place, i), part) for i, part in enumerate(inside[:_FAR])]
        level = deeper
