"""Reading a model identifier, whatever its shape and age, without ever raising."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.words import article, quoted
from wflint.models.families.bases import FAMILIES, MODEL_TYPES, label, type_label

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer
    from wflint.models.inventory.inventory import Inventory

# Members of the shapes of InvokeAI 3 (MainModelField, LoRAModelField, ...): app/invocations/model.py of 3.7.
_OLD_NAME, _OLD_BASE, _OLD_TYPE = "model_name", "base_model", "model_type"


class NamedModel:
    """A model as a document names it.

    ``base`` and ``type`` are ``""`` where nothing certain is known; ``base`` is also ``any`` for models
    that belong to no family. ``stated_base`` is what the identifier itself says even where an inventory
    knows better: on a server only the key counts, save for the collection loaders of LoRAs, which judge
    the identifier. ``variant``, ``format``, ``expert`` and ``latent_channels`` (0: not told) come from an
    inventory or from the full model record that the web UI puts into its graphs. ``submodel`` is the
    identifier's ``submodel_type``. ``resolved``: an inventory vouches for it.
    """

    __slots__ = (
        "base",
        "expert",
        "field",
        "format",
        "key",
        "latent_channels",
        "name",
        "node",
        "pointer",
        "resolved",
        "stated_base",
        "submodel",
        "type",
        "variant",
    )

    def __init__(
        self, name: str, base: str, model_type: str, node: str = "", field: str = "", pointer: Pointer = ()
    ) -> None:
        self.name = name
        self.base = base
        self.type = model_type
        self.stated_base = base
        self.key = ""
        self.variant = ""
        self.format = ""
        self.expert = ""
        self.latent_channels = 0
        self.submodel = ""
        self.resolved = False
        self.node = node
        self.field = field
        self.pointer = pointer

    @property
    def place(self) -> tuple[str, str]:
        """The input that names the model: node id and field."""
        return (self.node, self.field)

    def describe(self) -> str:
        """``SDXL ControlNet "canny-xl"``, as far as it is known."""
        words = [label(self.base)] if self.base in FAMILIES else []
        words.append(type_label(self.type) if self.type else "model")
        if self.name:
            words.append(quoted(self.name))
        return " ".join(words)

    @property
    def called(self) -> str:
        """``"canny-xl"``, for a second mention; what else is known of a model without a name."""
        return quoted(self.name) if self.name else article(self.describe())

    def __repr__(self) -> str:
        return f"ModelRef({self.describe()!r})"


def text(value: object) -> str:
    """A string member, or nothing; names from the outside world lose their control characters."""
    if type(value) is not str:
        return ""
    return value if value.isprintable() else "".join(c for c in value if c.isprintable())


def read_reference(
    value: object, node: str = "", field: str = "", pointer: Pointer = (), inventory: Inventory | None = None
) -> NamedModel | None:
    """The model that a literal names; None for anything that is no identifier (also: none chosen)."""
    if type(value) is not dict:
        return None
    legacy = "base" not in value and (_OLD_BASE in value or _OLD_NAME in value)
    name = text(value.get(_OLD_NAME if legacy else "name"))
    base = _known(value.get(_OLD_BASE if legacy else "base"), FAMILIES | {"any"})
    model_type = _known(value.get(_OLD_TYPE if legacy else "type"), MODEL_TYPES)
    key = text(value.get("key"))
    if not (name or key or base):
        return None
    ref = NamedModel(name, base, model_type, node, field, pointer)
    ref.key = key
    ref.submodel = text(value.get("submodel_type"))
    ref.variant = text(value.get("variant"))
    ref.format = text(value.get("format"))
    ref.expert = text(value.get("expert"))
    ref.latent_channels = _count(value.get("latent_channels"))
    if inventory is not None and key:
        _resolve(ref, inventory)
    return ref


def _known(value: object, known: frozenset[str]) -> str:
    return value if type(value) is str and value in known else ""


def _count(value: object) -> int:
    return value if type(value) is int else 0


def _resolve(ref: NamedModel, inventory: Inventory) -> None:
    """Let the record of the key speak, for only the key counts on a server."""
    record = inventory.get(ref.key)
    if record is None:
        return
    ref.resolved = True
    ref.name = text(record.name) or ref.name
    ref.base = _known(record.base, FAMILIES | {"any"})
    ref.type = _known(record.type, MODEL_TYPES)
    ref.variant = text(record.variant)
    ref.format = text(record.format)
    ref.expert = text(record.expert)
    ref.latent_channels = _count(record.latent_channels)
