"""A document filled in for a server: inputs set, models bound, sweeps made batch data.

The command line (texts) and the client (Python values) come together here: each says, input by input, how
its value is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.document import Document, Kind
from wflint.graph.reading.read import read_document
from wflint.live.client.errors import InputError
from wflint.live.runs.binding import BY_OPTION, bind_models, needs_models
from wflint.live.runs.inputs import Inputs
from wflint.live.runs.request import make_body, node_types, resolve
from wflint.live.runs.resources import ServerResources

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.catalogue.model import Catalogue
    from wflint.live.client.client import Client
    from wflint.live.runs.inputs import Slot
    from wflint.live.runs.resources import NoResources

    Read = Callable[[Slot, ServerResources | NoResources], Any]


class Setting(NamedTuple):
    """An input by a name of it, and how its value is read: of a sweep, the list of its values."""

    name: str
    read: Read


class Wishes(NamedTuple):
    """What a document is to be filled in with.

    ``sweeps`` are groups of inputs: those of one group vary together, groups are combined with each other.
    ``binding`` is how a message writes that a model is bound to the input ``{}``.
    """

    sets: tuple[Setting, ...] = ()
    sweeps: tuple[tuple[Setting, ...], ...] = ()
    binding: str = BY_OPTION


@dataclass(slots=True)
class Filled:
    """A document with its values. ``swept`` are the swept inputs: the user's name to ``node.field``.

    ``notes`` tell which models were bound to others than the document names.
    """

    inputs: Inputs
    data: list[list[dict[str, Any]]] = field(default_factory=list)
    swept: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def labels(self) -> dict[str, str]:
        """The labels of nodes by their ids."""
        return self.inputs.labels

    def body(self, server: Client | None, runs: int | None) -> dict[str, Any]:
        """The enqueue body. Raises InputError, BatchError and ServerError."""
        resolver = (lambda value: resolve(server, value)) if server is not None else None
        return make_body(self.inputs.document, self.inputs.catalogue, resolver, runs=runs, data=self.data)


def fill(
    document: Document, catalogue: Catalogue, resources: ServerResources | NoResources, wishes: Wishes
) -> Filled:
    """A copy of a document, filled in. Without a server models stay as they are.

    Raises InputError, OSError and ServerError.
    """
    inputs = Inputs(document, catalogue)
    filled = Filled(inputs)
    for name, read in wishes.sets:
        slot = inputs.find(name)
        inputs.set(slot, read(slot, resources))
    for group in wishes.sweeps:
        filled.data.append(_group(group, filled, resources))
    if isinstance(resources, ServerResources) and needs_models(inputs):
        filled.notes = bind_models(inputs, resources.models, wishes.binding)
    return filled


def _group(
    group: tuple[Setting, ...], filled: Filled, resources: ServerResources | NoResources
) -> list[dict[str, Any]]:
    """The batch data of inputs that vary together. Raises InputError."""
    found: list[dict[str, Any]] = []
    for name, read in group:
        slot = filled.inputs.find(name)
        if slot.exact in filled.swept.values():
            raise InputError(f"{slot.name} is swept twice; give all its values at once")
        items = read(slot, resources)
        filled.inputs.set(slot, items[0])  # so that it is not missing; each item replaces it
        found.append({"node_path": slot.node.id, "field_name": slot.field, "items": items})
        filled.swept[name] = slot.exact
    return found


def types_of(document: Document) -> list[str]:
    """The types of a document's nodes: those that a catalogue has to know."""
    data: Any = document.data
    if document.kind is Kind.WORKFLOW:
        return node_types(data)
    graph, _ = read_document(document)
    return [node.type for node in graph.nodes.values()]
