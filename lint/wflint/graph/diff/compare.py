"""What changed between two documents, in terms of nodes, inputs and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.document import Kind
from wflint.graph.diff.match import match_nodes
from wflint.graph.diff.view import TEXTS, NodeView, State, View, as_request, text_of, view_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document


_FLAGS = ("is_intermediate", "use_cache")


class InputChange(NamedTuple):
    """An input of a node that is in both: how it stood and stands. None: unset, or at its default."""

    field: str
    before: State | None
    after: State | None

    @property
    def rewired(self) -> bool:
        """Whether an edge is involved, rather than values alone."""
        return any(state is not None and state.wires for state in (self.before, self.after))


class AttributeChange(NamedTuple):
    """A text or flag: of a node (``label``, ``notes``, ``version``, ``is_intermediate``, ``use_cache``), of
    the workflow, or of a batch (``runs``). None: not there."""

    name: str
    before: Any
    after: Any


class NodeChange(NamedTuple):
    """A node that is in both documents and differs."""

    before: NodeView
    after: NodeView
    inputs: list[InputChange]
    attributes: list[AttributeChange]


class BatchChange(NamedTuple):
    """The list of values for an input; None: there is none."""

    node: str
    field: str
    before: list[Any] | None
    after: list[Any] | None


class Diff(NamedTuple):
    """The differences of two documents.

    ``changed`` are nodes in both, ``renamed`` how many of the nodes in both have another id. Wires of added
    and removed nodes are told by those nodes; what they meant for the others stands among their inputs.
    ``fields_added`` and ``fields_removed`` are inputs that the form shows; ``form`` says that its order or
    other elements changed. ``matched`` maps ids before to ids after.
    """

    before: View
    after: View
    matched: dict[str, str]
    added: list[NodeView]
    removed: list[NodeView]
    changed: list[NodeChange]
    renamed: int
    texts: list[AttributeChange]
    fields_added: list[tuple[str, str]]
    fields_removed: list[tuple[str, str]]
    form: bool
    notes: list[AttributeChange]
    batch: list[BatchChange]

    @property
    def empty(self) -> bool:
        """Whether nothing differs that this comparison looks at."""
        return not (
            self.added
            or self.removed
            or self.changed
            or self.texts
            or self.fields_added
            or self.fields_removed
            or self.form
            or self.notes
            or self.batch
        )


def diff_documents(before: Document, after: Document, catalogue: Catalogue) -> Diff:
    """Compare two documents. A workflow and a graph are compared as the requests that are made of them.

    The catalogue tells what is a default: an input set to it and one that is unset are alike. Never raises on
    content.
    """
    if (before.kind is Kind.WORKFLOW) != (after.kind is Kind.WORKFLOW):
        before, after = as_request(before, catalogue), as_request(after, catalogue)
    return diff_views(view_of(before, catalogue), view_of(after, catalogue))


def diff_views(before: View, after: View) -> Diff:
    """Compare two views."""
    matched = match_nodes(before.nodes, after.nodes)
    back = {theirs: mine for mine, theirs in matched.items()}
    fields_before = [(matched.get(node, node), field) for node, field in before.fields]
    added, removed = set(after.fields) - set(fields_before), set(fields_before) - set(after.fields)
    changed = []
    for mine, theirs in matched.items():
        change = _node(before.nodes[mine], after.nodes[theirs], before.nodes, after.nodes, matched)
        if change is not None:
            changed.append(change)
    both = [f for f in fields_before if f not in removed], [f for f in after.fields if f not in added]
    return Diff(
        before,
        after,
        matched,
        [node for i, node in after.nodes.items() if i not in back],
        [node for i, node in before.nodes.items() if i not in matched],
        changed,
        sum(mine != theirs for mine, theirs in matched.items()),
        [
            AttributeChange(text, before.texts.get(text), after.texts.get(text))
            for text in TEXTS
            if (before.texts.get(text) or None) != (after.texts.get(text) or None)
        ]
        + ([AttributeChange("runs", before.runs, after.runs)] if _runs_differ(before, after) else []),
        [f for f in dict.fromkeys(after.fields) if f in added],
        [
            (back.get(node, node), field)
            for node, field in dict.fromkeys(fields_before)
            if (node, field) in removed
        ],
        both[0] != both[1] or before.layout != after.layout,
        [
            AttributeChange(i, before.notes.get(i), after.notes.get(i))
            for i in dict.fromkeys((*before.notes, *after.notes))
            if before.notes.get(i) != after.notes.get(i)
        ],
        _batches(before, after, matched),
    )


def _runs_differ(before: View, after: View) -> bool:
    return before.runs is not None and after.runs is not None and before.runs != after.runs


def _node(
    before: NodeView,
    after: NodeView,
    old: Mapping[str, NodeView],
    new: Mapping[str, NodeView],
    matched: dict[str, str],
) -> NodeChange | None:
    inputs = []
    for field in sorted(before.inputs.keys() | after.inputs.keys()):
        mine, theirs = before.inputs.get(field), after.inputs.get(field)
        if _translated(mine, old, matched) != _comparable(theirs, new):
            inputs.append(InputChange(field, mine, theirs))
    one = {"label": before.label or None, **before.attributes}
    other = {"label": after.label or None, **after.attributes}
    for name in _FLAGS:  # a view holds flags that are not what the node's class says
        if (name in one) is not (name in other):
            one.setdefault(name, not other.get(name))
            other.setdefault(name, not one.get(name))
    attributes = [
        AttributeChange(name, one.get(name), other.get(name))
        for name in dict.fromkeys((*one, *other))
        if one.get(name) != other.get(name)
    ]
    return NodeChange(before, after, inputs, attributes) if inputs or attributes else None


def _translated(
    state: State | None, nodes: Mapping[str, NodeView], matched: dict[str, str]
) -> tuple[list[tuple[str | None, str, str]], str] | None:
    """A state in the ids of the other document. A node that is gone is none there, whatever took its id."""
    if state is None:
        return None
    wires = [
        (matched.get(w.node), "", w.output) if w.node in nodes else (None, w.node, w.output)
        for w in state.wires
    ]
    return wires, state.text


def _comparable(
    state: State | None, nodes: Mapping[str, NodeView]
) -> tuple[list[tuple[str | None, str, str]], str] | None:
    if state is None:
        return None
    wires: list[tuple[str | None, str, str]] = [
        (w.node, "", w.output) if w.node in nodes else (None, w.node, w.output) for w in state.wires
    ]
    return wires, state.text


def _batches(before: View, after: View, matched: dict[str, str]) -> list[BatchChange]:
    mine = {(matched.get(node, node), field): items for (node, field), items in before.batch.items()}
    found = []
    for key in dict.fromkeys((*mine, *after.batch)):
        one, other = mine.get(key), after.batch.get(key)
        if text_of(one) != text_of(other):
            found.append(BatchChange(*key, one, other))
    return found
