"""The inputs of a document that a user can set, found by the names that the user sees.

A name is a node's id, label or type with the field behind a dot (``noise.seed``), the label of an input,
the title of a field that the form or the linear view shows, or a node's label where only one of its
inputs can be meant (``Positive Prompt``).
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.diagnostics.suggest import did_you_mean
from wflint.document import Document, Kind
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.reading.read import read_document
from wflint.graph.webui.template import template_of
from wflint.live.client.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue, InputDef
    from wflint.graph.ir import Node

_SHOWN = 12  # inputs listed in a message


class Slot(NamedTuple):
    """An input that takes a literal. ``label`` is the user's own name for it, ``exposed`` says that the
    form or the linear view shows it, ``source`` names the node that feeds it (None: nobody)."""

    node: Node
    field: str
    definition: InputDef
    label: str
    exposed: bool
    source: str | None

    @property
    def name(self) -> str:
        """How messages call it: ``"Positive Prompt".prompt``, ``noise.seed``."""
        return f"{self.node.label or self.node.type}.{self.field}"

    @property
    def exact(self) -> str:
        """A name that is never ambiguous."""
        return f"{self.node.id}.{self.field}"


class Inputs:
    """The inputs of one document. ``document`` is a copy of the one given, into which values are set."""

    def __init__(self, document: Document, catalogue: Catalogue) -> None:
        self.document = Document(
            document.kind,
            copy.deepcopy(document.data),
            document.source,
            base=document.base,
            part=document.part,
            version=document.version,
        )
        self.catalogue = catalogue
        self.slots: list[Slot] = []
        self._read()

    def _read(self) -> None:
        graph, _ = read_document(self.document)
        self.labels = {node.id: node.label for node in graph.nodes.values() if node.label}
        exposed = _exposed(self.document)
        for node in graph.nodes.values():
            template = template_of(self.catalogue, node.type)
            if template is None:
                continue
            for name, definition in template.items():
                if definition.kind == "connection" or not template.edits(name):
                    continue
                edges = graph.into.get((node.id, name))
                source = graph.nodes.get(edges[0].source) if edges else None
                instance = node.declared.get(name)
                label = instance.get("label") if self._is_workflow and type(instance) is dict else ""
                self.slots.append(
                    Slot(
                        node=node,
                        field=name,
                        definition=definition,
                        label=label if type(label) is str else "",
                        exposed=(node.id, name) in exposed,
                        source=(source.label or source.type if source else "a connector") if edges else None,
                    )
                )
        self.batched = {(item.node, item.field) for group in graph.batch for item in group}

    @property
    def _is_workflow(self) -> bool:
        return self.document.kind is Kind.WORKFLOW

    def find(self, name: str) -> Slot:
        """The input that a name stands for. Raises InputError when it is none, or could be several."""
        for matches in self._tiers(name.strip()) if name.strip() else ():
            free = [slot for slot in matches if slot.source is None] or matches
            if len(free) == 1:
                return self._settable(free[0], name)
            if free:
                shown = ", ".join(f"{s.exact}" for s in free[:_SHOWN])
                raise InputError(f'"{name}" could be any of {shown}; write one of these')
        raise InputError(f'no input "{name}"{did_you_mean(name, self._names())}. {self._listing()}')

    def set(self, slot: Slot, value: Any) -> None:
        """Give an input a value in the document."""
        raw: Any = slot.node.raw
        if self._is_workflow:
            instances = raw.setdefault("inputs", {})
            instance = instances.get(slot.field)
            if type(instance) is not dict:
                instance = instances[slot.field] = {"name": slot.field, "label": "", "description": ""}
            instance["value"] = value
        else:
            raw[slot.field] = value
        slot.node.values[slot.field] = value

    def value(self, slot: Slot) -> Any:
        """The value that an input has in the document, None when it has none.

        Unlike the graph's view of it, this holds values that the web UI would drop (old model names).
        """
        instance = slot.node.declared.get(slot.field)
        if self._is_workflow:
            return instance.get("value") if type(instance) is dict else None
        return instance

    def _settable(self, slot: Slot, name: str) -> Slot:
        if slot.source is not None:
            raise InputError(
                f'"{name}" ({slot.name}) is fed by {slot.source}: a value there has no effect; '
                "set an input of the node that feeds it"
            )
        if (slot.node.id, slot.field) in self.batched:
            raise InputError(f'"{name}" ({slot.name}) is filled by the batch data of the file')
        return slot

    def _tiers(self, name: str) -> Iterator[list[Slot]]:
        """The matches of a name, the most exact kind of name first."""
        slots = self.slots
        yield [s for s in slots if s.exact == name]
        folded = name.casefold()
        yield [s for s in slots if s.label and s.label.casefold() == folded]
        node, dot, field = name.rpartition(".")
        if dot:
            who = node.casefold()
            named = [
                s for s in slots if field.casefold() in (s.field.casefold(), s.definition.title.casefold())
            ]
            yield [s for s in named if s.node.label.casefold() == who]
            yield [s for s in named if s.node.type.casefold() == who]
        yield [s for s in slots if s.exposed and s.definition.title.casefold() == folded]
        of_node = [s for s in slots if folded in (s.node.label.casefold(), s.node.id.casefold())]
        yield [s for s in of_node if s.exposed]
        free = [
            s for s in of_node if s.source is None and not s.definition.internal and not s.definition.hidden
        ]
        yield free
        yield [s for s in slots if s.exposed and s.field.casefold() == folded]
        yield [s for s in slots if s.field.casefold() == folded and not s.definition.internal]

    def _names(self) -> list[str]:
        names: dict[str, None] = {}
        for slot in self.slots:
            for name in (slot.label, slot.node.label, slot.name, f"{slot.node.type}.{slot.field}"):
                if name:
                    names[name] = None
        return list(names)

    def _listing(self) -> str:
        free = [s for s in self.slots if s.source is None and not s.definition.internal]
        first = [s for s in free if s.exposed] or [s for s in free if s.node.type not in UI_ONLY_NODES]
        if not first:
            return "It has no inputs that can be set."
        names = list(dict.fromkeys(s.label or s.name for s in first))
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        return f"It has {', '.join(names[:_SHOWN])}{more}"


def _exposed(document: Document) -> set[tuple[str, str]]:
    """The inputs that the form or the linear view of a workflow shows."""
    data: Any = document.data
    if document.kind is not Kind.WORKFLOW or type(data) is not dict:
        return set()
    form = data.get("form")
    elements = form.get("elements") if type(form) is dict else None
    listed = data.get("exposedFields")
    places = list(listed) if type(listed) is list else []
    for element in elements.values() if type(elements) is dict else ():
        inner = element.get("data") if type(element) is dict else None
        if type(inner) is dict:
            places.append(inner.get("fieldIdentifier"))
    found = set()
    for place in places:
        if type(place) is dict:
            node, field = place.get("nodeId"), place.get("fieldName")
            if type(node) is str and type(field) is str:
                found.add((node, field))
    return found
