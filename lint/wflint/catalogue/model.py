"""A catalogue: the node definitions of one InvokeAI release (or server), decoded when asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from wflint.catalogue.types import TypeExpr, type_from_json
from wflint.release import Release, release_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

T = TypeVar("T")

CORE_PACK = "invokeai"  # the node pack of InvokeAI's own nodes

# Node attributes that every InvokeAI node class has beside its inputs (invokeai/app/invocations/
# baseinvocation.py): the server accepts edges into them although the OpenAPI does not call them inputs.
NODE_ATTRIBUTES: Mapping[str, TypeExpr] = {
    "id": TypeExpr("str"),
    "is_intermediate": TypeExpr("bool"),
    "use_cache": TypeExpr("bool"),
}


def default_title(name: str) -> str:
    """The title that pydantic derives from a member's name; facts leave it out."""
    return name.replace("_", " ").title()


# Digests of the source of InvokeAI's graph validation, as overlays record them (data/README.md).
_SUBCLASSES_ONLY = "7443be7c17d0"  # 6.12.0
_COMPARED_RULES = frozenset(
    {
        "54f928502544",  # 5.0.0 to 5.6.0
        "6c05958bcd91",  # 5.6.1 to 5.11.0
        "04218c705f00",  # 5.12.0 to 5.15.0
        "857f1fddec05",  # 6.0.0 to 6.9.0
        "1afcd1e952e7",  # 6.10.0 to 6.11.1
        _SUBCLASSES_ONLY,
        "38c41a1c91cf",  # 6.13.0 to 6.13.8
        "9a29c01e8b88",  # 6.14.0 to 6.14.2
    }
)


_COMPARED_SINCE = Release((3, 1, 0))  # the oldest release that lint/scripts/compare_release.py takes
_OVERLAYS = Release((5, 0, 0))  # the first release that has an overlay in the store


class InputDef:
    """One input of a node.

    ``kind`` is InvokeAI's ``input``: ``any`` (literal or connection), ``direct`` (literal only) or
    ``connection``. ``required`` is ``orig_required``: the node cannot run without a value.
    ``schema_required`` says that the server demands the member in the graph itself (HTTP 422 else).
    ``internal`` marks ``metadata`` and ``board``, which the UI draws apart. ``ui_type`` overrides the
    type name in the web UI. ``model_base``, ``model_type``, ``model_variant``, ``model_format`` are the
    model picker's constraints. ``title`` is what the UI writes beside the input.
    """

    __slots__ = (
        "default",
        "has_default",
        "hidden",
        "internal",
        "kind",
        "model_base",
        "model_format",
        "model_type",
        "model_variant",
        "name",
        "required",
        "schema_required",
        "title",
        "type",
        "ui_type",
    )

    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        get = data.get
        self.name = name
        self.title: str = get("title") or default_title(name)
        self.type: TypeExpr = type_from_json(data["t"])
        self.has_default: bool = "d" in data
        self.default: Any = get("d")
        self.kind: str = get("k", "any")
        self.required: bool = get("req", False)
        self.schema_required: bool = get("sreq", False)
        self.internal: bool = get("int", False)
        self.hidden: bool = get("hid", False)
        self.ui_type: str | None = get("ui")
        self.model_base: tuple[str, ...] = tuple(get("mb", ()))
        self.model_type: tuple[str, ...] = tuple(get("mt", ()))
        self.model_variant: tuple[str, ...] = tuple(get("mv", ()))
        self.model_format: tuple[str, ...] = tuple(get("mf", ()))


class OutputDef:
    """One output of a node: its type and the UI's name for the type where that differs.

    ``scope`` is set on the outputs of 7.0's ``for``: ``iteration`` or ``final``.
    """

    __slots__ = ("name", "scope", "title", "type", "ui_type")

    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        self.name = name
        self.title: str = data.get("title") or default_title(name)
        self.type: TypeExpr = type_from_json(data["t"])
        self.ui_type: str | None = data.get("ui")
        self.scope: str | None = data.get("scope")


def _with_types(data: Mapping[str, Any], types: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    changed = dict(data)
    for group, members in types.items():
        changed[group] = {n: {**m, "t": members[n]} if n in members else m for n, m in data[group].items()}
    return changed


class NodeDef:
    """The definition of one node type ("invocation") in one release.

    ``validators`` names the class's Python validators by field, ``*`` for those of the node as a whole.
    ``extra`` says that unknown members are kept (``core_metadata``). ``pack`` is the node pack it comes
    from. ``types`` (of the overlay) replaces the types of inputs and outputs that the schema does not
    show in full.
    """

    __slots__ = (
        "category",
        "classification",
        "extra",
        "inputs",
        "output_type",
        "outputs",
        "pack",
        "title",
        "type",
        "use_cache",
        "validators",
        "version",
    )

    def __init__(
        self,
        data: Mapping[str, Any],
        validators: Mapping[str, list[str]] | None = None,
        types: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        if types:
            data = _with_types(data, types)
        self.type: str = data["type"]
        self.title: str = data.get("title", self.type)
        self.version: str | None = data.get("version")
        self.category: str | None = data.get("category")
        self.classification: str = data.get("class", "stable")
        self.pack: str = data.get("pack", CORE_PACK)
        self.use_cache: bool = data.get("cache", True)
        self.extra: bool = data.get("extra", False)  # unknown members are kept (core_metadata)
        self.inputs: dict[str, InputDef] = {n: InputDef(n, d) for n, d in data["inputs"].items()}
        self.outputs: dict[str, OutputDef] = {n: OutputDef(n, d) for n, d in data["outputs"].items()}
        self.output_type: str = data.get("out", "")
        self.validators: Mapping[str, list[str]] = validators or {}


class ModelDef:
    """A nested model (``ModelIdentifierField``, ``ColorField``) or a named enumeration.

    ``fields`` maps members to their type, ``required`` names those without default; ``extra`` is what
    happens to unknown members: ``ignore``, ``allow`` or ``forbid``. For an enumeration ``options`` holds
    its values. A model of one bare value (``MetadataField``, a pydantic RootModel) has ``root``.
    ``validators`` names Python validators by field, ``*`` for those of the whole.
    """

    __slots__ = ("extra", "fields", "name", "options", "required", "root", "validators")

    def __init__(self, data: Mapping[str, Any], validators: Mapping[str, list[str]] | None = None) -> None:
        self.name: str = data["model"]
        self.fields: dict[str, TypeExpr] = {n: type_from_json(t) for n, t in data.get("fields", {}).items()}
        self.required: tuple[str, ...] = tuple(data.get("required", ()))
        self.extra: str = data.get("extra", "ignore")
        self.options: tuple[Any, ...] = tuple(data.get("enum", ()))
        self.root: TypeExpr | None = type_from_json(data["root"]) if "root" in data else None
        self.validators: Mapping[str, list[str]] = validators or {}


class Definitions(Protocol):
    """Where a catalogue's definitions lie: the packed store, or a parsed OpenAPI document."""

    version: str

    @property
    def node_types(self) -> Mapping[str, Any]:
        """Node type -> handle."""

    @property
    def model_names(self) -> Mapping[str, Any]:
        """Nested model -> handle."""

    @property
    def overlay(self) -> Mapping[str, Any]:
        """What only the classes show."""

    def load(self, handle: Any) -> Mapping[str, Any]:
        """The stored facts behind a handle."""


class Catalogue:
    """The nodes of one release. ``name`` is how messages and reports call it (``6.14.2``).

    ``packs`` names the community node packs that were merged in (:func:`wflint.catalogue.saved.with_extra`).

    ``overlay`` holds what the OpenAPI does not show, for releases from 5.0: ``ancestors`` (field class ->
    its base classes), ``validators`` (node type -> field -> validator names), ``types``, ``output_base``
    and more (data/README.md). It is empty for older releases. ``web_legacy`` says that its server shows the
    older of the two web UIs that InvokeAI has from 7 on. ``memo`` is a place for caches that higher
    layers key by their own name (compiled checkers, the matrix of type pairs).
    """

    def __init__(
        self,
        definitions: Definitions,
        name: str | None = None,
        packs: frozenset[str] = frozenset(),
        *,
        web_legacy: bool = False,
    ) -> None:
        self.definitions = definitions
        self.packs = packs
        self.web_legacy = web_legacy
        self.version = definitions.version
        self.name = name or definitions.version
        self.memo: dict[str, Any] = {}
        self._release: Release | None = None
        self._nodes: dict[str, NodeDef | None] = {}
        self._models: dict[str, ModelDef | None] = {}

    @property
    def called(self) -> str:
        """What sentences call it: ``InvokeAI 6.14.2``, ``the server (6.14.2)``, ``nodes.json (6.14.2)``."""
        if self.name.removesuffix("+web-legacy") == self.version:
            return f"InvokeAI {self.name}"
        return f"{'the server' if '://' in self.name else self.name} ({self.version})"

    @property
    def overlay(self) -> Mapping[str, Any]:
        """What only the classes show (see above)."""
        return self.definitions.overlay

    def node(self, node_type: str) -> NodeDef | None:
        """The definition of a node type, or None when this release does not have it."""
        try:
            return self._nodes[node_type]
        except KeyError:
            pass
        handle = self.definitions.node_types.get(node_type)
        found = None
        if handle is not None:
            overlay = self.overlay
            validators = overlay.get("validators", {}).get(node_type)
            types = overlay["types"].get(node_type) if "types" in overlay else self._old_limits(node_type)
            found = NodeDef(self.definitions.load(handle), validators, types)
        self._nodes[node_type] = found
        return found

    def _old_limits(self, node_type: str) -> Mapping[str, Mapping[str, Any]] | None:
        if not self.release < _OVERLAYS:
            return None
        from wflint.catalogue.old_limits import old_limits

        return old_limits(node_type, self.release)

    def model(self, name: str) -> ModelDef | None:
        """The definition of a nested model or named enumeration, or None when unknown."""
        try:
            return self._models[name]
        except KeyError:
            pass
        handle = self.definitions.model_names.get(name)
        found = None
        if handle is not None:
            validators = self.overlay.get("model_validators", {}).get(name)
            found = ModelDef(self.definitions.load(handle), validators)
        self._models[name] = found
        return found

    @property
    def node_types(self) -> Mapping[str, Any]:
        """All node types of this release (a mapping, for fast membership tests)."""
        return self.definitions.node_types

    @property
    def model_names(self) -> Mapping[str, Any]:
        """All nested models and named enumerations of this release."""
        return self.definitions.model_names

    def nodes(self) -> Iterator[NodeDef]:
        """Every node definition, decoded, in the order of their types."""
        for node_type in sorted(self.node_types):
            found = self.node(node_type)
            if found is not None:
                yield found

    def ancestors(self, model_name: str) -> tuple[str, ...]:
        """The base classes of a field class in this release, nearest first; empty when none are known."""
        return tuple(self.overlay.get("ancestors", {}).get(model_name, ()))

    @property
    def release(self) -> Release:
        """Its version as a number that compares; newer than all where it states none."""
        if self._release is None:
            self._release = release_of(self.version)
        return self._release

    @property
    def loops(self) -> bool:
        """Whether the release has `for` loops, and edges of type ``loop_linkage`` (from 7.0 on)."""
        loop = self.node("for")
        return loop is not None and "loop_linkage" in loop.outputs

    @property
    def dialect(self) -> str:
        """Which rules for graphs the release has: ``chained`` or ``classic``.

        ``chained`` (6.14.2): collectors take collections too and may follow one another, subclasses fit.
        ``classic`` (5.15.0): neither. Told apart by the ``collect`` node, whose ``collection`` became an
        input for connections in 6.13.0; data/README.md lists all variants of the code.
        """
        found: str | None = self.memo.get("dialect")
        if found is None:
            collect = self.node("collect")
            collection = collect.inputs.get("collection") if collect else None
            chained = collection is not None and collection.kind == "connection"
            found = self.memo["dialect"] = "chained" if chained else "classic"
        return found

    @property
    def subclasses_fit(self) -> bool:
        """Whether an edge may join a class to one of its base classes: from 6.12.0 on."""
        return self.dialect == "chained" or self.overlay.get("graph_rules") == _SUBCLASSES_ONLY

    @property
    def compared_rules(self) -> bool:
        """Whether the release's rules for iterators and collectors are ones that were compared with InvokeAI.

        ``lint/scripts/compare_release.py`` compares one release of each minor version; equal digests are
        equal rules. Releases without overlays have no digest, and their number says it.
        """
        digest = self.overlay.get("graph_rules")
        if digest is None:
            return not self.release < _COMPARED_SINCE and self.release < _OVERLAYS
        return digest in _COMPARED_RULES

    def cached(self, key: str, make: Callable[[Catalogue], T]) -> T:
        """The value of ``memo[key]``, made on first use."""
        try:
            value: T = self.memo[key]
        except KeyError:
            value = self.memo.setdefault(key, make(self))  # another thread may have made it meanwhile
        return value


class InMemoryDefinitions:
    """Definitions that are already decoded: a saved OpenAPI file, a server's answer, a test."""

    def __init__(
        self,
        version: str,
        nodes: Mapping[str, Mapping[str, Any]],
        models: Mapping[str, Mapping[str, Any]],
        overlay: Mapping[str, Any] | None = None,
    ) -> None:
        self.version = version
        self.node_types: Mapping[str, Any] = nodes
        self.model_names: Mapping[str, Any] = models
        self.overlay: Mapping[str, Any] = overlay or {}

    def load(self, handle: Any) -> Mapping[str, Any]:
        """The handle is the definition itself."""
        facts: Mapping[str, Any] = handle
        return facts


def dump_fact(fact: Mapping[str, Any]) -> str:
    """The one-line JSON of a definition. Members keep their order, which is the order users see."""
    return json.dumps(fact, separators=(",", ":"), ensure_ascii=False)
