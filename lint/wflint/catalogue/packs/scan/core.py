"""What InvokeAI's own classes bring along to a pack's nodes: inputs and outputs, as an entry has them.

They come from the catalogue of the newest release; of a class that it no longer has, from the last that had
it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from wflint.catalogue.history import node_presence
from wflint.catalogue.packs.scan.core_names import (
    NODES,
    OPTIONS,
    OTHER_OUTPUTS,
    OUTPUTS,
    SYMBOLIC_INPUTS,
    SYMBOLS,
)
from wflint.catalogue.store import StoredDefinitions, latest_release, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

# Base classes without inputs or outputs of their own, which every node or output may have.
PLAIN_BASES = frozenset({"BaseInvocation", "BaseInvocationOutput", "WithWorkflow", "ABC", "BaseModel"})
_INTERNAL: Mapping[str, tuple[str, dict[str, Any]]] = {
    "WithMetadata": (
        "metadata",
        {
            "type": "MetadataField",
            "nullable": True,
            "required": False,
            "kind": "connection",
            "default": None,
            "internal": True,
        },
    ),
    "WithBoard": (
        "board",
        {
            "type": "BoardField",
            "nullable": True,
            "required": False,
            "kind": "direct",
            "default": None,
            "internal": True,
        },
    ),
}
_BOUNDS = {
    "ge": "ge", "gt": "gt", "le": "le", "lt": "lt", "mult": "multiple_of",
    "min": "min_length", "max": "max_length",
}  # fmt: skip


class Core:
    """InvokeAI's classes by their names."""

    def inputs(self, class_name: str) -> dict[str, dict[str, Any]] | None:
        """What a node inherits from a class: its inputs; None for a class that is no node's."""
        internal = _INTERNAL.get(class_name)
        if internal is not None:
            return {internal[0]: dict(internal[1])}
        fact = self._node(class_name)
        if fact is None:
            return None
        return {name: _input(fact["type"], name, stored) for name, stored in fact["inputs"].items()}

    def outputs_of_node(self, class_name: str) -> dict[str, Any] | None:
        """The outputs of a node's class."""
        fact = self._node(class_name)
        return None if fact is None else _outputs(fact)

    def outputs(self, class_name: str) -> dict[str, Any] | None:
        """The outputs that a class of outputs has; None when it is no such class."""
        other = OTHER_OUTPUTS.get(class_name)
        if other is not None:
            return dict(other)
        found = OUTPUTS.get(class_name)
        names = _outputs_by_name()
        fact = names.get(_plain(found if found else class_name))
        return None if fact is None else _outputs(fact)

    @staticmethod
    def symbol(name: str) -> str | None:
        """The name of a list of options that changes from release to release."""
        return SYMBOLS.get(name)

    @staticmethod
    def options(name: str) -> tuple[Any, ...] | None:
        """The members of another list of options of InvokeAI's."""
        where = OPTIONS.get(name)
        if where is None:
            return None
        fact = _nodes_by_name().get(_plain(where[0]))
        facts = entry_type(fact["inputs"][where[1]]["t"]) if fact and where[1] in fact["inputs"] else {}
        options = facts.get("options")
        return tuple(options) if options else None

    @staticmethod
    def releases(node_type: str) -> list[str] | None:
        """The first and the last release with a node type of that name."""
        presence = node_presence(node_type)
        return None if presence is None else [presence.first, presence.last]

    @staticmethod
    def _node(class_name: str) -> Mapping[str, Any] | None:
        known = NODES.get(class_name)
        if known is None and not class_name.endswith("Invocation"):
            return None
        return _nodes_by_name().get(_plain(known or class_name.removesuffix("Invocation")))


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


@cache
def _nodes_by_name() -> dict[str, Mapping[str, Any]]:
    """Every node of any release by its type, as the newest release or else the last one has it."""
    facts = (json.loads(line) for line in shipped().lines if line.startswith(b'{"type":"'))
    found = {_plain(fact["type"]): fact for fact in facts}  # the pool only grows at its end
    newest = StoredDefinitions(shipped(), latest_release())
    for node_type, line in newest.node_types.items():
        found[_plain(node_type)] = _in_full(
            newest.load(line), newest.overlay.get("types", {}).get(node_type, {})
        )
    return found


def _in_full(fact: dict[str, Any], types: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The definition with the types that its schema does not show in full."""
    for group, members in types.items():
        for name, stored in members.items():
            if name in fact[group]:
                fact[group][name] = {**fact[group][name], "t": stored}
    return fact


@cache
def _outputs_by_name() -> dict[str, Mapping[str, Any]]:
    return {_plain(fact["out"]): fact for fact in _nodes_by_name().values()}


def _outputs(fact: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, stored in fact["outputs"].items():
        facts = entry_type(stored["t"])
        if facts["type"] == "enum":
            found[name] = {"type": "enum", "options": facts["options"]}
        else:
            found[name] = f"{facts['type']} | None" if facts.get("nullable") else facts["type"]
    return found


def _input(node_type: str, name: str, stored: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = entry_type(stored["t"])
    symbol = SYMBOLIC_INPUTS.get((node_type, name))
    if symbol is not None:
        facts["type"] = symbol
        facts.pop("options", None)
    facts["required"] = bool(stored.get("req"))
    if "k" in stored:
        facts["kind"] = stored["k"]
    if "d" in stored and (not isinstance(stored["d"], str) or facts["type"] != "str"):
        facts["default"] = stored["d"]
    if "ui" in stored:
        facts["ui_type"] = stored["ui"]
    if stored.get("int"):
        facts["internal"] = True
    return facts


def entry_type(stored: Any) -> dict[str, Any]:
    """A type of the catalogue as the members ``type``, ``nullable``, ``options`` and the bounds."""
    if isinstance(stored, str):
        return {"type": "dict[any]" if stored == "object" else stored}
    if "ref" in stored:
        return {"type": stored["ref"]}
    if "enum" in stored:
        options = [o for o in stored["enum"] if o is not None]
        return {"type": "enum", "options": options, **_nullable(None in stored["enum"])}
    if "union" in stored:
        members = [m for m in stored["union"] if m != "null"]
        nullable = _nullable(len(members) < len(stored["union"]))
        if len(members) == 1:
            return {**entry_type(members[0]), **nullable}
        texts = [entry_type(m)["type"] for m in members]
        return {"type": "unknown" if "enum" in texts else " | ".join(texts), **nullable}
    if "bound" in stored:
        return {**entry_type(stored["of"]), **_bounds(stored["bound"])}
    for name in ("list", "dict"):
        if name in stored:
            inner = entry_type(stored[name])
            if inner["type"] in ("enum", "null", "unknown"):
                return {"type": "unknown"}
            text = f"{inner['type']} | None" if inner.get("nullable") else inner["type"]
            return {"type": f"{name}[{text}]", **_bounds(stored)}
    if "t" in stored:
        return {"type": stored["t"], **_bounds(stored)}
    return {"type": "unknown"}


def _nullable(nullable: bool) -> dict[str, Any]:
    return {"nullable": True} if nullable else {}


def _bounds(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {long: stored[short] for short, long in _BOUNDS.items() if short in stored}
