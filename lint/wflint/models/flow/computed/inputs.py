"""How values get into a node: its literals and defaults, then what edges bring, one after another.

InvokeAI sets a value that an edge brings as it would read a literal, and looks at no other input meanwhile,
save that some classes compare the new value with what the others have at that moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.server.literal_fault import LiteralFault
from wflint.graph.server.validators import node_check, read_value
from wflint.models.flow.computed.known import NEVER, UNKNOWN, Cut, Mixed, Raised, Record, bounded, is_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wflint.catalogue.model import Catalogue, InputDef
    from wflint.catalogue.types import TypeExpr
    from wflint.graph.ir import Node
    from wflint.graph.server.validators import NodeCheck


class _Type:
    """What the nodes of a type have in common: the inputs that are read, and their defaults."""

    __slots__ = ("check", "defaults", "fields", "needed")

    def __init__(self, node_type: str, reads: Iterable[str], catalogue: Catalogue) -> None:
        definition = catalogue.node(node_type)
        assert definition is not None
        self.check: NodeCheck | None = node_check(definition, catalogue)
        self.fields: dict[str, InputDef] = {
            name: definition.inputs[name] for name in reads if name in definition.inputs
        }
        self.defaults: dict[str, Any] = {}
        for name, field in self.fields.items():
            value = _read(field, field.default, self.check, catalogue) if field.has_default else UNKNOWN
            self.defaults[name] = UNKNOWN if isinstance(value, LiteralFault) else value
        self.needed = [
            name for name, field in self.fields.items() if field.required and not field.has_default
        ]


_SCALARS = {"int": int, "float": float, "str": str, "bool": bool}


def is_of(value: Any, expected: TypeExpr) -> bool:
    """Whether a value is of a plain type without limits, so that every pydantic leaves it as it is."""
    return type(value) is _SCALARS.get(expected.kind) and not expected.bounds


def _read(field: InputDef, value: Any, check: NodeCheck | None, catalogue: Catalogue) -> Any:
    if check is None and is_of(value, field.type):
        return value
    return value if takes_anything(field) else read_value(value, field, check, catalogue)


class NodeInputs:
    """The inputs of a node before any edge brings a value: its literals, and the defaults.

    ``needed``: without a value in these the node does not run. ``refused``: the server does not take the node
    as it stands.
    """

    __slots__ = ("_catalogue", "_check", "_fields", "_given", "needed", "refused", "start")

    def __init__(self, node: Node, reads: Iterable[str], catalogue: Catalogue) -> None:
        types: dict[str, _Type] = catalogue.memo.setdefault("computed inputs", {})
        shared = types.get(node.type)
        if shared is None:
            shared = types[node.type] = _Type(node.type, reads, catalogue)
        self._catalogue = catalogue
        self._check, self._fields = shared.check, shared.fields
        self.start = dict(shared.defaults)
        self._given: dict[str, Any] = {}
        self.refused = False
        for name in node.lost:
            if name in self.start:
                self.start[name] = UNKNOWN
        values = node.values
        for name in self._fields:
            if name in values:
                self._put(name, values[name])
        self.needed = [n for n in shared.needed if n not in values and n not in node.lost]
        if self._check is not None and not self.refused:
            self.refused = self._check.judge(self._given) is not None

    def _put(self, name: str, value: Any) -> None:
        value = bounded(value)
        if value is UNKNOWN:
            self.start[name] = UNKNOWN
            return
        read = self._read(name, value)
        self.refused = self.refused or isinstance(read, LiteralFault)
        self.start[name] = self._given[name] = read

    def _read(self, name: str, value: Any) -> Any:
        return _read(self._fields[name], value, self._check, self._catalogue)

    def with_values(self, brought: Mapping[str, Any]) -> dict[str, Any] | Raised:
        """All inputs after edges have brought these values, in this order."""
        found = dict(self.start)
        given = dict(self._given)
        for name, value in brought.items():
            if name not in self._fields:
                continue
            read = self._arrived(name, value)
            if isinstance(read, LiteralFault):
                return Raised(name, value, f"NodeInputError: Node ... has invalid incoming input for {name}")
            found[name] = read
            if self._check is None or not is_plain(read):
                given.pop(name, None)
                continue
            given[name] = read
            violation = self._check.judge(given)
            if violation is not None and violation[0] == name:
                return Raised(name, value, "NodeInputError: Node ... has invalid incoming input for ...")
        return found

    def _arrived(self, name: str, value: Any) -> Any:
        if takes_anything(self._fields[name]):
            return value
        if value is NEVER or value is UNKNOWN or type(value) is Cut:
            return UNKNOWN
        items = list(value) if type(value) is Mixed else value
        if _has_records(items):
            expected = self._fields[name].type
            return value if _is_of(items, expected) else LiteralFault("type", None, expected)
        read = self._read(name, items) if is_plain(items) else items
        return Mixed(read) if type(value) is Mixed and type(read) is list else read


def takes_anything(field: InputDef) -> bool:
    """Whether a value gets into an input as it is."""
    expected = field.type
    if expected.kind == "any":
        return True
    for part in expected.args:  # noqa: SIM110  # asked for every input of every node
        if part.kind == "any":
            return True
    return False


def arrives(value: Any, field: InputDef) -> tuple[bool, Any]:
    """Whether an input takes an arriving value's class, and the value as a literal of it; None: not one."""
    items = list(value) if type(value) is Mixed else value
    if takes_anything(field):
        return True, None
    if _has_records(items):
        return _is_of(items, field.type), None
    return True, items if is_plain(items) else None


def as_records(value: Any, declared: TypeExpr) -> Any:
    """An output's objects as those of the class that it declares."""
    if declared.kind == "ref" and type(value) is dict:
        made = Record(value)
        made.model = declared.name
        return made
    if declared.kind == "list" and type(value) is list:
        return [as_records(item, declared.args[0]) for item in value]
    return value


def _has_records(value: Any) -> bool:
    return type(value) is Record or (type(value) is list and any(type(item) is Record for item in value))


def _is_of(value: Any, expected: TypeExpr) -> bool:
    """Whether an input takes objects of these classes: of its own only. What is not known may be one."""
    if value is UNKNOWN:
        return True
    if expected.kind in ("any", "ref"):
        return expected.kind == "any" or (type(value) is Record and value.model == expected.name)
    if expected.kind == "list":
        return isinstance(value, list) and all(_is_of(item, expected.args[0]) for item in value)
    if expected.kind in ("union", "bound"):
        return any(_is_of(value, part) for part in expected.args)
    return False
