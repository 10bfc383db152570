"""Every change between two catalogues, from their schemas themselves: never from what versions claim."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import listed, quoted
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.webui.template import template_of
from wflint.graph.webui.types import input_type, output_type
from wflint.release import Release
from wflint.upgrade import change as kinds
from wflint.upgrade.change import CatalogueChange, ChangeKind
from wflint.upgrade.edges import Edges
from wflint.upgrade.nested import MOST, Nested
from wflint.upgrade.renamed import as_sentence, renamed_fields, renamed_nodes
from wflint.upgrade.values import Loss, lost_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wflint.catalogue.model import Catalogue, InputDef, NodeDef, OutputDef
    from wflint.catalogue.types import TypeExpr

# facts/catalogues.md measured these on machines with and without a graphics card: the store has the CPU's.
_OF_MACHINE: Final = {
    ("fp32", node) for node in ("i2l", "l2i", "create_denoise_mask", "create_gradient_mask")
}
_OF_MACHINE_UNTIL: Final = Release((5, 5, 0))
_STATES_NEEDS: Final = Release((3, 1, 0))  # before, the schema says neither what must be given nor how
_WORKFLOW_UNTIL: Final = Release((3, 6, 0))  # until then nodes had an input in which the UI put the workflow
_FAILED_BEFORE: Final = frozenset({"validate_points_and_boxes_len"})  # 6.7.0: both together failed until then


def changes(old: Catalogue, new: Catalogue) -> list[CatalogueChange]:
    """What ``new`` changes: by node type, there in the order of the schema; nested models come last."""
    found: list[CatalogueChange] = []
    nested = Nested()
    edges = Edges(old, new)
    renamed = renamed_nodes(old, new)
    names = {row.new for row in renamed.values()}
    for node_type in sorted(old.node_types.keys() | new.node_types.keys()):
        before, after = old.node(node_type), new.node(node_type)
        if before is None and after is not None:
            if node_type in names:
                continue
            found.append(_change(kinds.NODE_ADDED, node_type, "", None, after.version, "is new"))
        elif node_type in renamed:
            row = renamed[node_type]
            says = as_sentence(row)
            found.append(_change(kinds.NODE_RENAMED, node_type, "", node_type, row.new, says))
        elif after is None and before is not None:
            found.append(_change(kinds.NODE_REMOVED, node_type, "", before.version, None, "is gone"))
        elif before is not None and after is not None:
            found += _Node(before, after, old, new, nested, edges).changes()
    return [*found, *nested.changes()]


def changed_default(node_type: str, old: Catalogue, new: Catalogue) -> list[tuple[str, Any, Any]]:
    """The inputs of a node that have another default: name, old one, new one. Not those of the machine."""
    before, after = old.node(node_type), new.node(node_type)
    if before is None or after is None:
        return []
    return [
        (name, before.inputs[name].default, item.default)
        for name, item in after.inputs.items()
        if name in before.inputs
        and (was := _default(before.inputs[name])) is not None
        and (now := _default(item)) is not None
        and was != now
        and not of_machine(name, node_type, old)
    ]


def of_machine(name: str, node_type: str, old: Catalogue) -> bool:
    """Whether the default of an input went by the machine in the older release."""
    return (name, node_type) in _OF_MACHINE and old.release < _OF_MACHINE_UNTIL


def _change(
    kind: ChangeKind, node: str, member: str, old: str | None, new: str | None, says: str
) -> CatalogueChange:
    subject = f"{quoted(member)} of {node}" if member else node
    return CatalogueChange(kind, node, member, old, new, f"{subject} {says}")


class _Node:
    """The changes of one node that both releases have."""

    def __init__(
        self,
        before: NodeDef,
        after: NodeDef,
        old: Catalogue,
        new: Catalogue,
        nested: Nested,
        edges: Edges,
    ) -> None:
        self._before = before
        self._after = after
        self._old = old
        self._new = new
        self._nested = nested
        self._edges = edges
        self._stated = not old.release < _STATES_NEEDS and not new.release < _STATES_NEEDS

    def changes(self) -> list[CatalogueChange]:
        """Those of its members, and what its version says or hides."""
        found = [*self._inputs(), *self._outputs(), *self._itself()]
        return [*found, *self._words(), *self._version(bool(found))]

    def _tell(
        self, kind: ChangeKind, member: str, old: str | None, new: str | None, says: str
    ) -> CatalogueChange:
        return _change(kind, self._after.type, member, old, new, says)

    def _inputs(self) -> Iterator[CatalogueChange]:
        before, after = (self._own_inputs(node) for node in (self._before, self._after))
        renamed = self._renamed("inputs", before, after)
        for name, item in before.items():
            if name in renamed:
                now = renamed[name]
                yield self._tell(kinds.INPUT_RENAMED, name, name, now, f"is named {quoted(now)} now")
                yield from self._input(item, after[now])
            elif name not in after:
                yield self._tell(kinds.INPUT_REMOVED, name, item.type.full, None, "is gone")
        names = set(renamed.values())
        for name, item in after.items():
            if name in names:
                continue
            if name in before:
                yield from self._input(before[name], item)
            elif item.schema_required or (item.required and not item.has_default):
                says = "is new, and must be given"
                yield self._tell(kinds.INPUT_ADDED_REQUIRED, name, None, item.type.full, says)
            else:
                says = f"is new{_with_default(item)}"
                yield self._tell(kinds.INPUT_ADDED, name, None, item.type.full, says)

    def _renamed(self, group: str, before: Collection[str], after: Collection[str]) -> dict[str, str]:
        return renamed_fields(self._after.type, group, before, after, self._new)

    def _own_inputs(self, node: NodeDef) -> dict[str, InputDef]:
        """Its inputs without what the web UI wrote into every node's at one time."""
        if not self._old.release < _WORKFLOW_UNTIL:
            return node.inputs
        return {name: item for name, item in node.inputs.items() if name != "workflow"}

    def _input(self, before: InputDef, after: InputDef) -> Iterator[CatalogueChange]:
        """What became of an input: of one that is renamed by its old name, which files use."""
        yield from self._values(before, after)
        yield from self._arriving(before, after)
        if self._stated:
            yield from self._need(before, after)
        # The schemas of 3.1 to 3.4 do not hide what nodes have beside their inputs.
        hidden_then = after.internal and self._old.release < _WORKFLOW_UNTIL
        if before.kind != after.kind and self._stated and not hidden_then:
            kind, says = _OF_KINDS[after.kind]
            yield self._tell(kind, before.name, before.kind, after.kind, says)
        yield from self._default(before, after)
        yield from self._in_ui(before, after)

    def _values(self, before: InputDef, after: InputDef) -> Iterator[CatalogueChange]:
        """What it takes: of values where it takes any, and else of edges."""
        name, old, new = before.name, before.type.full, after.type.full
        if before.kind == after.kind == "connection":
            if _shown(before.type) == _shown(after.type):
                return  # whether null is one of its types does not matter to edges
            edge = self._edges.into_input(self._after.type, name).server
            says = f"is {_shown(after.type)} instead of {_shown(before.type)}"
            says += f": edges from {edge} no longer fit" if edge else ""
            yield self._tell(kinds.INPUT_NARROWED if edge else kinds.INPUT_WIDENED, name, old, new, says)
            return
        # A required input that is "X or null" in the schema must have a value nevertheless.
        lost = self._own(lost_values(before.type, after.type, self._old, self._new), True, name)
        won = self._own(lost_values(after.type, before.type, self._new, self._old), False, name)
        if not self._stated or before.required or after.required:
            lost = _but_null(lost)  # null never was a value, or it is said as "must have a value now"
        if after.required or not self._stated:
            won = _but_null(won)
        if lost:
            yield self._tell(kinds.INPUT_NARROWED, name, old, new, f"no longer takes {_words(lost)}")
        if won:
            says = f"takes {_words(won)} instead" if lost else f"now also takes {_words(won)}"
            yield self._tell(kinds.INPUT_WIDENED, name, old, new, says)

    def _arriving(self, before: InputDef, after: InputDef) -> Iterator[CatalogueChange]:
        """Edges into it that the server refuses now: more values may mean fewer edges.

        An integer fits a number, but neither "number or null" (5.12.0) nor "number or list of numbers".
        """
        old, new = before.type, after.type
        if old == new or "direct" in (before.kind, after.kind) or self._after.type in UI_ONLY_NODES:
            return
        if before.kind == after.kind == "connection" and _shown(old) != _shown(new):
            return  # told as its type
        edge = self._edges.into_input(self._after.type, before.name).server
        if edge:
            says = f"no longer takes edges from {edge}"
            yield self._tell(kinds.INPUT_EDGES, before.name, old.full, new.full, says)

    def _own(self, losses: list[Loss], narrowed: bool, name: str) -> list[Loss]:
        """The losses that are the input's own; those of nested models are kept for later."""
        of_models = [loss for loss in losses if loss.model]
        if of_models:
            shown = template_of(self._old, self._before.type)
            edited = shown is not None and name in shown and shown.edits(name)
            self._nested.put(of_models, narrowed, self._after.type, name, edited=edited)
        return [loss for loss in losses if not loss.model]

    def _need(self, before: InputDef, after: InputDef) -> Iterator[CatalogueChange]:
        name = before.name
        if self._after.type in UI_ONLY_NODES:
            return  # no server sees them, and the web UI itself wants items or settings, whatever is stated
        if before.required != after.required:
            kind = kinds.INPUT_REQUIRED if after.required else kinds.INPUT_OPTIONAL
            says = "must have a value now" if after.required else "may be left out now"
            yield self._tell(kind, name, _yes(before.required), _yes(after.required), says)
        if before.schema_required != after.schema_required:
            demanded = after.schema_required
            kind = kinds.INPUT_DEMANDED if demanded else kinds.INPUT_NOT_DEMANDED
            says = "must stand in the graph now" if demanded else "need not stand in the graph any more"
            yield self._tell(kind, name, _yes(before.schema_required), _yes(demanded), says)

    def _default(self, before: InputDef, after: InputDef) -> Iterator[CatalogueChange]:
        old, new = _default(before), _default(after)
        if old is None or new is None or old == new:
            return  # what had none had to be given: whether that still holds is said above
        name = before.name
        by_machine = of_machine(name, self._after.type, self._old)
        kind = kinds.DEFAULT_OF_MACHINE if by_machine else kinds.DEFAULT_CHANGED
        says = f"has the default {new} instead of {old}"
        if by_machine:
            says += ", where the old one went by the machine"
        yield self._tell(kind, name, old, new, says)

    def _in_ui(self, before: InputDef, after: InputDef) -> Iterator[CatalogueChange]:
        name, node = before.name, self._after.type
        old, new = input_type(node, before), input_type(node, after)
        if old != new and before.kind != "direct" and after.kind != "direct":
            edge = self._edges.into_input(node, name).web_ui
            kind = kinds.INPUT_UI_TYPE if edge else kinds.INPUT_UI_TYPE_SAME
            says = f"is {new or 'nothing'} for the web UI instead of {old or 'nothing'}"
            says += f": edges from {edge} no longer fit" if edge else ""
            if edge or before.type == after.type:  # else the type itself is told already
                yield self._tell(kind, name, str(old), str(new), says)
        if before.hidden != after.hidden:
            kind = kinds.INPUT_HIDDEN if after.hidden else kinds.INPUT_SHOWN
            says = f"is {'no longer' if after.hidden else 'now'} shown by the web UI"
            yield self._tell(kind, name, _yes(before.hidden), _yes(after.hidden), says)
        if before.ui_type is not None and before.ui_type.endswith("ModelField") and after.ui_type is None:
            return  # up to 6.7 the type's name said what models are offered
        for what in ("base", "type", "variant", "format"):
            was, now = getattr(before, f"model_{what}"), getattr(after, f"model_{what}")
            yield from self._models_of(name, what, was, now)

    def _models_of(
        self, name: str, what: str, was: tuple[str, ...], now: tuple[str, ...]
    ) -> Iterator[CatalogueChange]:
        """What models the web UI offers; no constraint at all means every model."""
        if was == now:
            return
        gone = [one for one in was if now and one not in now] if was else (["others"] if now else [])
        came = [one for one in now if was and one not in was] if now else (["all"] if was else [])
        old, new = ", ".join(was) or None, ", ".join(now) or None
        if gone:
            kept = f"only {listed(now)}" if not was else f"no longer {listed(gone)}"
            yield self._tell(kinds.MODELS_NARROWED, name, old, new, f"offers models of {what} {kept}")
        if came:
            more = f"every {what}" if not now else f"{what} {listed(came)} too"
            yield self._tell(kinds.MODELS_WIDENED, name, old, new, f"offers models of {more}")

    def _outputs(self) -> Iterator[CatalogueChange]:
        before, after = self._before.outputs, self._after.outputs
        renamed = self._renamed("outputs", before, after)
        for name, item in before.items():
            if name in renamed:
                now = renamed[name]
                yield self._tell(kinds.OUTPUT_RENAMED, name, name, now, f"is named {quoted(now)} now")
                yield from self._output(item, after[now])
            elif name not in after:
                yield self._tell(kinds.OUTPUT_REMOVED, name, item.type.full, None, "is gone")
        names = set(renamed.values())
        for name, item in after.items():
            if name in names:
                continue
            if name not in before:
                yield self._tell(kinds.OUTPUT_ADDED, name, None, item.type.full, "is new")
            else:
                yield from self._output(before[name], item)

    def _output(self, before: OutputDef, after: OutputDef) -> Iterator[CatalogueChange]:
        name = before.name
        old, new = output_type(self._after.type, before), output_type(self._after.type, after)
        if before.type == after.type and old == new:
            return
        edges = self._edges.from_output(self._after.type, name)
        if before.type != after.type:
            says = _otherwise(before.type, after.type)
            says += f": edges to {edges.server} no longer fit" if edges.server else ""
            kind = kinds.OUTPUT_RETYPED if edges.server else kinds.OUTPUT_OTHER
            yield self._tell(kind, name, before.type.full, after.type.full, says)
        if old != new and edges.web_ui and not edges.server:
            says = f"is {new or 'nothing'} for the web UI instead of {old or 'nothing'}"
            says += f": edges to {edges.web_ui} no longer fit"
            yield self._tell(kinds.OUTPUT_UI_TYPE, name, str(old), str(new), says)

    def _itself(self) -> Iterator[CatalogueChange]:
        before, after = self._before, self._after
        if before.use_cache != after.use_cache:
            says = "is cached now: equal inputs give the old output"
            says = "is no longer cached" if before.use_cache else says
            yield self._tell(kinds.CACHE_CHANGED, "", _yes(before.use_cache), _yes(after.use_cache), says)

        yield from self._checks()

    def _checks(self) -> Iterator[CatalogueChange]:
        """What its class checks in Python, which no schema shows."""
        if "validators" not in self._old.overlay or "validators" not in self._new.overlay:
            return
        was, now = (_checks_of(node) for node in (self._before, self._after))
        for place, name in [one for one in now if one not in was]:
            kind = kinds.CHECK_OTHER if name in _FAILED_BEFORE else kinds.CHECK_ADDED
            says = f"has a check of its values that no schema shows: {name}"
            yield self._tell(kind, place, None, name, says)
        for place, name in [one for one in was if one not in now]:
            yield self._tell(kinds.CHECK_OTHER, place, name, None, f"has no check {name} any more")

    def _words(self) -> Iterator[CatalogueChange]:
        """What people see of it, and no request."""
        before, after = self._before, self._after
        if before.classification != after.classification:
            says = f"is {after.classification} now, not {before.classification}"
            yield self._tell(kinds.CLASSIFICATION, "", before.classification, after.classification, says)
        if before.title != after.title:
            says = f"is called {quoted(after.title)} by the web UI now, not {quoted(before.title)}"
            yield self._tell(kinds.TITLE, "", before.title, after.title, says)

    def _version(self, changed: bool) -> Iterator[CatalogueChange]:
        old, new = self._before.version, self._after.version
        if old == new:
            if changed and new is not None:
                says = f"changed, but still calls itself {new}: the web UI does not update it"
                yield self._tell(kinds.VERSION_FORGOTTEN, "", old, new, says)
        elif old is None or new is None:
            return  # releases before 3.1 state none
        elif _major(old) != _major(new):
            says = f"goes from {old} to {new}: the web UI does not update a node over a major version"
            yield self._tell(kinds.MAJOR_VERSION, "", old, new, says)
        elif not changed:
            says = f"goes from {old} to {new} with the same interface: what it does may have changed"
            yield self._tell(kinds.VERSION_ONLY, "", old, new, says)


_OF_KINDS: Final = {
    "any": (kinds.INPUT_FREER, "takes a value or an edge now"),
    "direct": (kinds.INPUT_NO_CONNECTION, "takes no edge any more, only a value"),
    "connection": (
        kinds.INPUT_NO_VALUE,
        "takes only an edge now: builders refuse a value, the server does with it what it did",
    ),
}


def _checks_of(node: NodeDef) -> list[tuple[str, str]]:
    """The checks of its class: the input, empty for the whole node, and the name."""
    return [
        ("" if place == "*" else place, name) for place, names in node.validators.items() for name in names
    ]


def _but_null(losses: list[Loss]) -> list[Loss]:
    return [loss for loss in losses if loss.words != "null"]


def _words(lost: list[Loss]) -> str:
    return listed([loss.words for loss in lost], MOST)


def _shown(t: TypeExpr) -> str:
    """The type without null; an enumeration is its options."""
    text = str(t)
    return text if "enum" not in text else t.full


def _otherwise(old: TypeExpr, new: TypeExpr) -> str:
    """What an output is now."""
    if old.kind == new.kind == "enum":
        came = [json.dumps(one) for one in new.options if one not in old.options]
        gone = [json.dumps(one) for one in old.options if one not in new.options]
        more = f"may be {listed(came, MOST)} too" if came else ""
        less = f"is never {listed(gone, MOST)} any more" if gone else ""
        return " and ".join(part for part in (more, less) if part)
    return f"is {_shown(new)} instead of {_shown(old)}"


def _default(item: InputDef) -> str | None:
    return json.dumps(item.default, ensure_ascii=False, sort_keys=True) if item.has_default else None


def _with_default(item: InputDef) -> str:
    default = _default(item)
    return f" (default {default})" if default is not None and default != "null" else ""


def _yes(value: bool) -> str:
    return "true" if value else "false"


def _major(version: str | None) -> str:
    return (version or "").split(".", 1)[0]
