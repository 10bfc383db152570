"""The models that a document names, with what is certain of them and what only their names say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.document import Kind
from wflint.models.families.bases import FAMILIES
from wflint.models.flow.names import certain, guess
from wflint.models.flow.reference import read_reference
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Node
    from wflint.models.flow.names import NameGuess
    from wflint.rules.base import Context

# Inputs that hold the name of a model in guides and in what language models write, many of them ComfyUI's.
_NAME_FIELDS = frozenset(
    {"model", "model_name", "ckpt_name", "checkpoint", "unet_name", "control_net_name", "controlnet_name",
     "control_model", "controlnet_model", "lora", "lora_name", "vae_name", "vae_model", "vae",
     "ip_adapter_name", "ip_adapter_model", "ipadapter_file", "t2i_adapter_model", "refiner_model"}
)  # fmt: skip
_FILES = (".safetensors", ".ckpt", ".pth", ".pt", ".gguf")
_MAIN_FIELDS = frozenset({"model", "ckpt_name", "checkpoint", "unet_name", "model_name"})
# What the name of an input or a node type says of the type of a model, first match wins.
_TYPE_WORDS = (
    ("control", "controlnet"),
    ("lora", "lora"),
    ("vae", "vae"),
    ("ip_adapter", "ip_adapter"),
    ("ipadapter", "ip_adapter"),
    ("t2i", "t2i_adapter"),
    ("clip", "clip_embed"),
    ("upscale", "spandrel_image_to_image"),
    ("esrgan", "spandrel_image_to_image"),
)


class Named(NamedTuple):
    """One model: where it is named, its name, and what is known of it.

    ``base`` is "" where not even the name tells; ``type`` likewise. ``said`` is what the name says, None
    where the identifier itself states a base. ``pointer`` is where the name stands.
    """

    node: Node
    field: str
    name: str
    base: str
    type: str
    said: NameGuess | None
    pointer: Pointer


def named_models(ctx: Context) -> list[Named]:
    """Every model that is named by a text, or by an identifier; call it through ``ctx.analysis``."""
    found = []
    guide = ctx.kind is Kind.GUIDE
    inputs: dict[str, tuple[str, ...] | None] = ctx.catalogue.cached("named-models", _no_inputs)
    for node in ctx.server_nodes():
        try:
            fields = inputs[node.type]
        except KeyError:
            fields = inputs[node.type] = _model_inputs(ctx.catalogue, node.type)
        if guide or fields is None:  # in a node that nobody knows, a name has to look like one
            fields = tuple(f for f, value in node.values.items() if _looks_like_model(f, value, guide))
        for field in fields:
            value = node.values.get(field)
            if value is None or (node.id, field) in ctx.graph.into:
                continue
            if type(value) is dict:
                one = _identified(node, field, value)
            elif type(value) is str:
                one = _named(node, field, value, _type(node, field), node.input_pointer(field))
            else:
                continue
            if one is not None:
                found.append(one)
    return found


def something_to_say(ctx: Context) -> bool:
    """Whether a name may be wrong; the look of the rule about names."""
    return not nothing_to_say(ctx)


def nothing_to_say(ctx: Context) -> bool:
    """Whether surely every model states a base that its name does not contradict."""
    if ctx.kind is Kind.GUIDE:
        return False
    inputs: dict[str, tuple[str, ...] | None] = ctx.catalogue.cached("named-models", _no_inputs)
    for node in ctx.graph.nodes.values():
        try:
            fields = inputs[node.type]
        except KeyError:
            fields = inputs[node.type] = _model_inputs(ctx.catalogue, node.type)
        if fields is None:
            return False
        for field in fields:
            value = node.values.get(field)
            if value is not None and not _is_fine(value):
                return False
    return True


def _is_fine(value: Any) -> bool:
    if type(value) is not dict:
        return False
    name, base, kind = value.get("name"), value.get("base"), value.get("type")
    if type(name) is not str or type(base) is not str or type(kind) is not str:
        return False
    key = (name, base, kind)
    if key in _FINE:
        return True
    if base not in FAMILIES and base != "any":
        return False
    said = certain(name, kind) if base != "any" else None
    if said is not None and said.base != base:
        return False
    if len(_FINE) < _KEPT:
        _FINE.add(key)
    return True


_FINE: set[tuple[str, str, str]] = set()
_KEPT = 10_000


def _no_inputs(_catalogue: Catalogue) -> dict[str, tuple[str, ...] | None]:
    return {}


def _model_inputs(catalogue: Catalogue, node_type: str) -> tuple[str, ...] | None:
    """The inputs that take a model; None for a node type that the release does not have.

    The nodes of metadata only write down what was used.
    """
    definition = catalogue.node(node_type)
    if definition is None:
        return None
    if node_type == "core_metadata" or node_type.startswith("metadata"):
        return ()
    return tuple(
        name
        for name, declared in definition.inputs.items()
        if any(part.name == "ModelIdentifierField" for part in (declared.type, *declared.type.args))
    )


def _looks_like_model(field: str, value: object, guide: bool) -> bool:
    if type(value) is str:
        is_file = len(value) < 300 and value.lower().endswith(_FILES)
        return is_file or (guide and field in _NAME_FIELDS)
    return type(value) is dict and field in _NAME_FIELDS


def _identified(node: Node, field: str, value: dict[str, Any]) -> Named | None:
    ref = read_reference(value, node.id, field, node.input_pointer(field))
    if ref is None or not ref.name:
        return None
    kind = ref.type or _type(node, field)
    if ref.base in FAMILIES or ref.base == "any":
        return Named(node, field, ref.name, ref.base, kind, None, ref.pointer)
    return _named(node, field, ref.name, kind, ref.pointer)


def _named(node: Node, field: str, name: str, kind: str, pointer: Pointer) -> Named | None:
    said = guess(name, kind or None)
    if said is None:
        return None
    return Named(node, field, name, said.base, said.type or kind, said, pointer)


def _type(node: Node, field: str) -> str:
    for text in (field.lower(), node.type.lower()):
        for word, kind in _TYPE_WORDS:
            if word in text:
                return kind
    return "main" if field.lower() in _MAIN_FIELDS else ""
