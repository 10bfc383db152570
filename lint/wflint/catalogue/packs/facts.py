"""From a pack's node, as an entry of the index has it, to a definition as a release's catalogue has them.

An entry has Python's spelling of types, read from the pack's source: ``list[ImageField] | None``. What nobody
knows without running the code is a class named ``unknown`` here, which the release does not describe: every
literal will do, and :func:`is_known` asks for edges. Whether an input must be set is left out altogether: a
pack may change that as it loads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.catalogue.model import NodeDef
from wflint.catalogue.schema_types import nullable, union
from wflint.release import release_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.packs.model import PackNode
    from wflint.catalogue.types import TypeExpr

_SCALARS: Final = frozenset({"int", "float", "str", "bool", "any", "null", "object"})
UNKNOWN: Final = {"ref": "unknown"}
_ANY: Final = frozenset({"any", "Any"})
# Lists of options that InvokeAI has under a name, and where a release's catalogue shows what is in them.
SYMBOLS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "SCHEDULER_NAME_VALUES": (("scheduler", "scheduler"), ("denoise_latents", "scheduler")),
    "FLUX_SCHEDULER_NAME_VALUES": (("flux_denoise", "scheduler"),),
    "PIL_RESAMPLING_MODES": (("img_resize", "resample_mode"),),
}
_NUMBERS: Final = {"ge": "ge", "gt": "gt", "le": "le", "lt": "lt", "multiple_of": "mult"}
_LENGTHS: Final = {"min_length": "min", "max_length": "max"}
_BOUNDS: Final = frozenset({*_NUMBERS, *_LENGTHS})
# InvokeAI's names for types of the web UI; all others say which models a picker offers, or are forgotten.
_UI_TYPES: Final = {
    "Any": "AnyField",
    "Scheduler": "SchedulerField",
    "SchedulerField": "SchedulerField",
    "_Collection": "CollectionField",
    "_CollectionItem": "CollectionItemField",
}
_KINDS: Final = frozenset({"connection", "direct"})
_DEEPEST: Final = 20  # lists in lists
_ADDS_NULL: Final = release_of("5.12.0")


def definition(node: PackNode, catalogue: Catalogue) -> NodeDef:
    """The definition of a pack's node as it would stand in the catalogue of a release."""
    reader = _Types(catalogue, loads=node.pack.loads_in(catalogue.version) is True)
    inputs = {name: _input(facts, reader) for name, facts in node.facts.get("inputs", {}).items()}
    outputs = {name: {"t": reader.output(facts)} for name, facts in node.facts.get("outputs", {}).items()}
    return NodeDef(
        {
            "type": node.type,
            "title": node.title,
            "version": node.version,
            "category": node.facts.get("category"),
            "pack": node.pack.name,
            "inputs": inputs,
            "outputs": outputs,
            "out": node.facts.get("output_class") or "",
        }
    )


def is_known(expected: TypeExpr) -> bool:
    """Whether a type of such a definition is known in full."""
    return UNKNOWN["ref"] not in expected.references()


def _input(facts: Mapping[str, Any], reader: _Types) -> dict[str, Any]:
    stored: dict[str, Any] = {"t": reader.input(facts)}
    if "default" in facts:
        stored["d"] = facts["default"]
    if facts.get("kind") in _KINDS:
        stored["k"] = facts["kind"]
    if facts.get("internal"):
        stored["int"] = True
    ui_type = _UI_TYPES.get(facts.get("ui_type", ""))
    if ui_type is not None:
        stored["ui"] = ui_type
    return stored


class _Types:
    """Reads the types of one pack for one release."""

    def __init__(self, catalogue: Catalogue, *, loads: bool) -> None:
        self._catalogue = catalogue
        self._loads = loads
        self._adds_null = not catalogue.release < _ADDS_NULL

    def input(self, facts: Mapping[str, Any]) -> Any:
        """The stored type of an input, with its bounds. Null is a value where the pack says so; where it is
        the default, or the input must be set, InvokeAI adds it from 5.12.0 on (baseinvocation.py).
        """
        stored = self._enum(facts) if facts["type"] == "enum" else self.text(facts["type"])
        stored = _bounded(stored, facts)
        adds_null = facts.get("required") or facts.get("default", 0) is None
        return nullable(stored) if facts.get("nullable") or (adds_null and self._adds_null) else stored

    def output(self, facts: Any) -> Any:
        """The stored type of an output."""
        if isinstance(facts, dict):
            return self._enum(facts)
        return self.text(facts)

    @staticmethod
    def _enum(facts: Mapping[str, Any]) -> Any:
        options = facts.get("options")
        return {"enum": options} if options else UNKNOWN

    def text(self, text: str, depth: int = 0) -> Any:
        """The stored form of a type in Python's spelling; nothing is said of what is nested too deep."""
        if depth > _DEEPEST:
            return UNKNOWN
        if text in _SCALARS:
            return text
        if "|" in text:
            members = _split(text)
            if len(members) > 1:
                return union([self.text(member, depth + 1) for member in members])
        text = text.strip()
        for name in ("list", "dict"):
            if text.startswith(f"{name}[") and text.endswith("]"):
                return {name: self.text(text[len(name) + 1 : -1], depth + 1)}
        if text == "None":
            return "null"
        if text in _ANY:
            return "any"
        if text in _SCALARS:
            return text
        if text in SYMBOLS:
            return self._symbol(text)
        return self._class(text)

    def _symbol(self, name: str) -> Any:
        for node_type, field in SYMBOLS[name]:
            node = self._catalogue.node_types.get(node_type)
            if node is not None:
                facts = self._catalogue.definitions.load(node)["inputs"].get(field)
                if facts is not None:
                    return facts["t"]
        return UNKNOWN

    def _class(self, name: str) -> Any:
        # Classes were renamed between releases: what a pack for another release calls a class that this one
        # does not have may be any of this one's.
        if self._loads or name in self._catalogue.model_names:
            return {"ref": name}
        return UNKNOWN


def _split(text: str) -> list[str]:
    """The members of a union: the parts between the ``|`` outside of brackets."""
    members = [""]
    depth = 0
    for character in text:
        if character == "|" and depth == 0:
            members.append("")
            continue
        depth += (character == "[") - (character == "]")
        members[-1] += character
    return [member.strip() for member in members]


def _bounded(stored: Any, facts: Mapping[str, Any]) -> Any:
    if _BOUNDS.isdisjoint(facts):
        return stored
    numbers = {short: facts[name] for name, short in _NUMBERS.items() if name in facts}
    lengths = {short: facts[name] for name, short in _LENGTHS.items() if name in facts}
    bounds = {**numbers, **lengths}
    if stored in ("int", "float"):
        return {"t": stored, **numbers} if numbers else stored
    if stored == "str":
        return {"t": "str", **lengths} if lengths else stored
    if isinstance(stored, dict) and "list" in stored:
        return {**stored, **lengths}
    if isinstance(stored, dict) and "union" in stored:
        return {"bound": bounds, "of": stored}
    return stored
