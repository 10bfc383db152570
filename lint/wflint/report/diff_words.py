"""How a comparison names nodes, values and wires, in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.graph.diff.view import text_of
from wflint.graph.webui.values import is_model_shaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.graph.diff.compare import AttributeChange, BatchChange, Diff, InputChange
    from wflint.graph.diff.view import NodeView, State, View

_LONG: Final = 100
_CONTEXT: Final = 20  # letters around what changed in a long text
UNSET: Final = "(unset)"


class Names:
    """What the nodes of a document are called: label and type, the type alone, or type and id."""

    def __init__(self, view: View) -> None:
        self._nodes = view.nodes
        self._count: dict[tuple[str, str], int] = {}
        for node in view.nodes.values():
            key = (node.label, node.type)
            self._count[key] = self._count.get(key, 0) + 1

    def __getitem__(self, node_id: str) -> str:
        node = self._nodes.get(node_id)
        if node is None:
            return node_id
        name = f'"{_line(node.label)}" ({node.type})' if node.label else node.type
        return name if self._count[node.label, node.type] == 1 else f"{name} [{_short(node_id)}]"


def _short(node_id: str) -> str:
    """An id as far as it tells; of the UI's random ones the beginning does."""
    return node_id[:8] if len(node_id) == 36 and node_id.count("-") == 4 else node_id


def counted(found: Diff) -> str:
    """One line that sums a comparison up."""
    parts: list[str] = []
    for number, what in (
        (len(found.added), "added"),
        (len(found.removed), "removed"),
        (len(found.changed), "changed"),
    ):
        if number:
            parts.append(
                f"{number} {'node' if number == 1 else 'nodes'} {what}" if not parts else f"{number} {what}"
            )
    if found.texts or found.notes:
        parts.append("texts changed")
    if found.fields_added or found.fields_removed or found.form:
        parts.append("form changed")
    if found.batch:
        parts.append("batch data changed")
    return ", ".join(parts) or "no differences"


def node_inputs(node: NodeView, names: Names) -> Iterator[str]:
    """The inputs of an added or removed node: wires first."""
    for field, state in sorted(node.inputs.items(), key=lambda item: (not item[1].wires, item[0])):
        yield f"{field} <- {wires(state, names)}" if state.wires else f"{field}: {value(state.value)}"
    for name, attribute in node.attributes.items():
        if name != "version":
            yield f"{name}: {value(attribute)}"


def input_change(change: InputChange, before: Names, after: Names) -> tuple[str, str]:
    """An input as it stood and as it stands."""
    x, y = change.before, change.after
    if x is not None and y is not None and not x.wires and not y.wires:
        return changed_values(x.value, y.value)
    return _state(x, before), _state(y, after)


def attribute_change(change: AttributeChange) -> tuple[str, str]:
    """A text or flag as it stood and as it stands."""
    if change.before is None or change.after is None:
        return tuple(UNSET if v is None else value(v) for v in (change.before, change.after))  # type: ignore[return-value]
    return changed_values(change.before, change.after)


def batch_change(change: BatchChange) -> tuple[str, str]:
    """A list of values as it stood and as it stands."""
    both = [
        f"{len(v)} values {value(v)}" if v is not None else "(no batch)"
        for v in (change.before, change.after)
    ]
    return both[0], both[1]


def _state(state: State | None, names: Names) -> str:
    if state is None:
        return UNSET
    return wires(state, names) if state.wires else value(state.value)


def wires(state: State, names: Names) -> str:
    """What feeds an input."""
    return ", ".join(f"{names[wire.node]}.{wire.output}" for wire in state.wires)


def value(raw: Any) -> str:
    """A value on one line, cut where it is long; models and pictures by their names."""
    text = _named(raw) or text_of(raw)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def _named(raw: Any) -> str | None:
    if is_model_shaped(raw):
        return f'"{_line(raw["name"])}" ({raw["base"]} {raw["type"]})'
    if type(raw) is dict and len(raw) == 1:
        member = next(iter(raw))
        if member in ("image_name", "board_id") and type(raw[member]) is str:
            return f'"{_line(raw[member])}"'
    return None


def changed_values(before: Any, after: Any) -> tuple[str, str]:
    """Two values so that what differs can be seen: the place in long texts, the member of models."""
    if type(before) is str and type(after) is str and max(len(before), len(after)) > _LONG:
        return _around(before, after)
    x, y = value(before), value(after)
    if x != y:
        return x, y
    members = _differing(before, after)
    if members:
        return (
            f"{x} with {_members(before, members)}",
            f"{y} with {_members(after, members)}",
        )
    return text_of(before), text_of(after)


def _differing(before: Any, after: Any) -> list[str]:
    if type(before) is not dict or type(after) is not dict:
        return []
    return sorted(k for k in before.keys() | after.keys() if before.get(k) != after.get(k))


def _members(raw: Mapping[str, Any], members: list[str]) -> str:
    return ", ".join(f"{m} {value(raw.get(m))}" for m in members)


def _around(before: str, after: str) -> tuple[str, str]:
    """The differing middle of two long texts, with a little of what is around it."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    found = []
    for text in (before, after):
        first, last = max(0, start - _CONTEXT), min(len(text), len(text) - end + _CONTEXT)
        middle = text[first:last]
        if len(middle) > 2 * _LONG:
            middle = f"{middle[:_LONG]}…{middle[-_LONG:]}"
        shown = text_of(middle)[1:-1]
        found.append(f'"{"…" if first else ""}{shown}{"…" if last < len(text) else ""}"')
    return found[0], found[1]


def _shared(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    length = min(len(one), len(other))
    return next((i for i in range(length) if one[i] != other[i]), length)


def _line(text: str) -> str:
    return " ".join(text.split())
