"""One input or output of a class, from its annotation and the call that follows it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.catalogue.packs.scan.annotations import ENUM, UNKNOWN
from wflint.catalogue.packs.scan.modules import Expression, Outside
from wflint.catalogue.packs.scan.values import UnknownValueError, plain

if TYPE_CHECKING:
    from wflint.catalogue.packs.scan.annotations import Annotation, Annotations
    from wflint.catalogue.packs.scan.modules import Module, PackSource
    from wflint.catalogue.packs.scan.values import Constants

_FIELDS: Final = frozenset({"InputField", "OutputField", "Field"})
_NUMBERS: Final = ("ge", "gt", "le", "lt", "multiple_of")
_LENGTHS: Final = ("min_length", "max_length")
_MARKS: Final = {
    "Ge": "ge",
    "Gt": "gt",
    "Le": "le",
    "Lt": "lt",
    "MultipleOf": "multiple_of",
}  # annotated_types
_KINDS: Final = ("connection", "direct", "any")
_LONGEST_DEFAULT: Final = 64  # members of a list that is a default

NO_DEFAULT: Final = object()
HIDDEN_DEFAULT: Final = object()  # there is one, which only running the pack would show


class Field(NamedTuple):
    """An input's facts as an entry has them, and its default (``NO_DEFAULT``, ``HIDDEN_DEFAULT``)."""

    facts: dict[str, Any]
    default: Any


class Fields:
    """Reads the fields of one pack's classes."""

    def __init__(self, pack: PackSource, values: Constants, annotations: Annotations) -> None:
        self._pack = pack
        self._values = values
        self._annotations = annotations

    def input(self, statement: ast.AnnAssign, module: Module) -> Field | None:
        """The input that ``name: annotation = value`` makes; None when it makes none."""
        annotation = self._annotations.read(statement.annotation, module)
        if not annotation.is_field:
            return None
        call = self._call(statement.value, module)
        if call is not None and call.name == "PrivateAttr":
            return None
        facts = _typed(annotation)
        for extra in annotation.extras:
            self._add_mark(extra, facts)
        if call is not None and call.name in _FIELDS:
            default = self._add_call(call, facts)
        elif statement.value is None:
            default = NO_DEFAULT
        else:
            default = HIDDEN_DEFAULT if call is not None else self._plain_default(statement.value, module)
        facts["required"] = default is NO_DEFAULT
        shown = _shown(default, annotation)
        if shown is not HIDDEN_DEFAULT and default is not NO_DEFAULT:
            facts["default"] = shown
        return Field(facts, default)

    def output(self, statement: ast.AnnAssign, module: Module) -> Any:
        """The type of an output; None when the statement makes none."""
        annotation = self._annotations.read(statement.annotation, module)
        call = self._call(statement.value, module)
        if not annotation.is_field or (call is not None and call.name == "PrivateAttr"):
            return None
        if annotation.text == ENUM:
            options = [*annotation.options, *([None] if annotation.nullable else [])]
            return {"type": ENUM, "options": options}
        if annotation.nullable and annotation.text not in ("any", UNKNOWN):
            return f"{annotation.text} | None"
        return annotation.text

    def _call(self, value: ast.expr | None, module: Module) -> _Call | None:
        """The call that makes the field, which may stand under a name of its own."""
        if isinstance(value, (ast.Name, ast.Attribute)):
            found = self._pack.find(value, module)
            if isinstance(found, Expression):
                value, module = found.node, found.module
        if not isinstance(value, ast.Call):
            return None
        found = self._pack.find(value.func, module)
        if isinstance(found, Outside):
            return _Call(found.name, value, module)
        if found is None and isinstance(value.func, ast.Name):
            return _Call(value.func.id, value, module)
        return _Call("", value, module)

    def _add_mark(self, extra: Expression, facts: dict[str, Any]) -> None:
        call = self._call(extra.node, extra.module)
        if call is None:
            return
        if call.name in _FIELDS:
            self._add_bounds(call, facts)
        elif call.name in _MARKS and call.node.args:
            self._add_bound(_MARKS[call.name], call.node.args[0], call.module, facts)

    def _add_call(self, call: _Call, facts: dict[str, Any]) -> Any:
        self._add_bounds(call, facts)
        default: Any = NO_DEFAULT
        if call.node.args:
            default = self._plain_default(call.node.args[0], call.module)
        for keyword in call.node.keywords:
            name, value = keyword.arg, keyword.value
            if name == "default":
                default = self._plain_default(value, call.module)
            elif name == "default_factory":
                default = _factory(value)
            elif name == "input":
                kind = self._member(value, call.module).lower()
                if kind in _KINDS and kind != "any":
                    facts["kind"] = kind
            elif name == "ui_type":
                ui_type = self._member(value, call.module)
                if ui_type:
                    facts["ui_type"] = ui_type
            elif name is None and default is NO_DEFAULT:
                default = HIDDEN_DEFAULT  # **of a table: a default may be in it
        return default

    def _add_bounds(self, call: _Call, facts: dict[str, Any]) -> None:
        for keyword in call.node.keywords:
            if keyword.arg is not None:
                self._add_bound(keyword.arg, keyword.value, call.module, facts)

    def _add_bound(self, name: str, node: ast.expr, module: Module, facts: dict[str, Any]) -> None:
        if name not in _NUMBERS and name not in _LENGTHS:
            return
        try:
            value = plain(self._values.evaluate(node, module))
        except UnknownValueError:
            return
        if type(value) is int or (type(value) is float and name in _NUMBERS):
            facts[name] = value

    def _member(self, node: ast.expr, module: Module) -> str:
        """The name of ``UIType.Scheduler``'s member, or the text that stands in its place."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else ""
        found = self._pack.find(node, module)
        if isinstance(found, Outside):
            return found.name
        if isinstance(found, Expression) and isinstance(found.node, ast.Constant):
            return found.node.value if isinstance(found.node.value, str) else ""
        return node.attr if isinstance(node, ast.Attribute) else ""

    def _plain_default(self, node: ast.expr, module: Module) -> Any:
        try:
            value = self._values.evaluate(node, module)
        except UnknownValueError:
            found = self._pack.find(node, module)
            is_undefined = isinstance(found, Outside) and found.name in ("PydanticUndefined", "Undefined")
            return NO_DEFAULT if is_undefined else HIDDEN_DEFAULT
        if value is Ellipsis:
            return NO_DEFAULT
        try:
            if isinstance(value, (list, tuple)):
                return [plain(v) for v in value]
            return {} if isinstance(value, dict) and not value else plain(value)
        except UnknownValueError:
            return HIDDEN_DEFAULT


class _Call(NamedTuple):
    name: str  # of the function, as its own module calls it
    node: ast.Call
    module: Module


def _typed(annotation: Annotation) -> dict[str, Any]:
    facts: dict[str, Any] = {"type": annotation.text}
    if annotation.text == ENUM:
        facts["options"] = list(annotation.options)
    if annotation.nullable and annotation.text != "any":
        facts["nullable"] = True
    return facts


def _factory(node: ast.expr) -> Any:
    made = {"list": [], "dict": {}, "str": "", "int": 0, "float": 0.0, "bool": False}
    return made.get(node.id, HIDDEN_DEFAULT) if isinstance(node, ast.Name) else HIDDEN_DEFAULT


def _shown(default: Any, annotation: Annotation) -> Any:
    """The default as an entry has it. Free texts are somebody's prose, and left out."""
    if isinstance(default, str):
        return default if annotation.text == ENUM or annotation.text.isupper() else HIDDEN_DEFAULT
    if isinstance(default, list):
        short = len(default) <= _LONGEST_DEFAULT and not any(isinstance(v, str) for v in default)
        return default if short else HIDDEN_DEFAULT
    return default


def refused(facts: dict[str, Any], default: Any) -> bool:
    """Whether InvokeAI refuses to load a node for this default: it tries each against its own annotation."""
    if default is NO_DEFAULT or default is HIDDEN_DEFAULT:
        return False
    kind = facts["type"]
    if default is None:
        return not facts.get("nullable") and kind not in ("any", UNKNOWN)
    if kind == ENUM:
        return not any(type(default) is type(o) and default == o for o in facts["options"])
    if kind in ("int", "float") and type(default) in (int, float):
        return (kind == "int" and default != int(default)) or not _within(facts, default)
    if kind in ("int", "float", "bool", "str"):
        return isinstance(default, (list, dict)) or (kind == "str" and not isinstance(default, str))
    return False


def _within(facts: dict[str, Any], value: float) -> bool:
    return (
        value >= facts.get("ge", value)
        and value <= facts.get("le", value)
        and not ("gt" in facts and value <= facts["gt"])
        and not ("lt" in facts and value >= facts["lt"])
    )
