"""Taking out of a document what only its author's machine has: model keys, pictures, boards and the like.

What a model is called stays (its name, base and type), so that others can tell which one to pick and
``wflint run`` binds theirs. In the place of its key and hash stands the word of
:mod:`wflint.models.flow.unresolved`: an identifier without them is dropped by the web UI without a word, and
refused by the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.document import Kind
from wflint.graph.webui.kept import GENERATOR_DEFAULTS
from wflint.models.flow.unresolved import UNRESOLVED
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer


class Stripped(NamedTuple):
    """One thing that was taken out: where it stood in the file as it was, and a few words for what it is."""

    pointer: Pointer
    what: str


# An object with one of these members is a reference to what only its server knows by that name.
_REFERENCES: Final = {
    "image_name": "image",
    "video_name": "video",
    "board_id": "board",
    "style_preset_id": "style preset",
    "system_prompt_id": "system prompt",
}
_MODEL: Final = ("key", "name", "base", "type")
_KEPT: Final = ("name", "base", "type", "submodel_type")
_NO_INPUTS: Final = ("id", "type", "use_cache", "is_intermediate")
# What a record of the API says of its owner and of what lies on the server beside it.
_OF_RECORDS: Final = {"thumbnail_url": "thumbnail", "user_id": "user id", "opened_at": "date of last use"}
_GONE: Final = object()


def _is_model(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(member), str) for member in _MODEL)


def _pictures(value: dict[str, Any]) -> list[str]:
    """The members of an object that are images."""
    objects = {name: held for name, held in value.items() if isinstance(held, dict)}
    return [name for name, held in objects.items() if isinstance(held.get("image_name"), str)]


class Stripper:
    """Strips the data of documents in place; ``told`` lists what was taken out, in the order of the file."""

    def __init__(self) -> None:
        self.told: list[Stripped] = []

    def document(self, kind: Kind, data: Any, at: Pointer) -> None:
        """Strip a document whose data stands at a place of the file. Raises RecursionError."""
        if not isinstance(data, dict):
            return
        if kind is Kind.WORKFLOW:
            self._workflow(data, at)
        elif kind is Kind.BATCH:
            self._graph(data.get("graph"), (*at, "graph"))
            self._batch(data.get("data"), (*at, "data"))
        elif kind in (Kind.GRAPH, Kind.SESSION):
            self._graph(data, at)
        elif kind is Kind.GUIDE:
            nodes = data.get("nodes")
            for number, node in enumerate(nodes if isinstance(nodes, list) else ()):
                self._inputs(node, (*at, "nodes", number))

    def session(self, data: Any, at: Pointer) -> None:
        """Strip what stands beside the graph of a session: the graph as it ran, and what came of it."""
        if not isinstance(data, dict):
            return
        self._graph(data.get("execution_graph"), (*at, "execution_graph"))
        results = data.get("results")
        for node_id, result in results.items() if isinstance(results, dict) else ():
            self._inputs(result, (*at, "results", node_id))

    def item(self, data: Any, at: Pointer) -> None:
        """Strip what a queue item took from its batch."""
        values = data.get("field_values") if isinstance(data, dict) else None
        for number, each in enumerate(values if isinstance(values, list) else ()):
            if isinstance(each, dict) and "value" in each:
                self._member(each, "value", (*at, "field_values", number))

    def record(self, data: Any, at: Pointer) -> None:
        """Strip what stands beside a workflow in a record of the API."""
        for member, what in _OF_RECORDS.items():
            if isinstance(data, dict) and data.get(member) is not None:
                del data[member]
                self.told.append(Stripped((*at, member), what))

    def _workflow(self, data: dict[str, Any], at: Pointer) -> None:
        if isinstance(data.get("id"), str):
            del data["id"]
            self.told.append(Stripped((*at, "id"), "library id"))
        nodes = data.get("nodes")
        for number, node in enumerate(nodes if isinstance(nodes, list) else ()):
            body = node.get("data") if isinstance(node, dict) else None
            inputs = body.get("inputs") if isinstance(body, dict) else None
            for name, instance in inputs.items() if isinstance(inputs, dict) else ():
                if isinstance(instance, dict) and "value" in instance:
                    self._member(instance, "value", (*at, "nodes", number, "data", "inputs", name))

    def _graph(self, graph: Any, at: Pointer) -> None:
        nodes = graph.get("nodes") if isinstance(graph, dict) else None
        for node_id, node in nodes.items() if isinstance(nodes, dict) else ():
            self._inputs(node, (*at, "nodes", node_id))

    def _inputs(self, node: Any, at: Pointer) -> None:
        for name in list(node) if isinstance(node, dict) else ():
            if name not in _NO_INPUTS:
                self._member(node, name, at)

    def _batch(self, groups: Any, at: Pointer) -> None:
        for i, group in enumerate(groups if isinstance(groups, list) else ()):
            for j, datum in enumerate(group if isinstance(group, list) else ()):
                if isinstance(datum, dict) and isinstance(datum.get("items"), list):
                    datum["items"] = self._clean(datum["items"], (*at, i, j, "items"))

    def _member(self, holder: dict[str, Any], name: str, at: Pointer) -> None:
        found = self._clean(holder[name], (*at, name))
        if found is _GONE:
            del holder[name]
        else:
            holder[name] = found

    def _clean(self, value: Any, at: Pointer) -> Any:
        """What is left of a value; ``_GONE`` for nothing."""
        if isinstance(value, list):
            items = [self._clean(item, (*at, number)) for number, item in enumerate(value)]
            return [item for item in items if item is not _GONE]
        if not isinstance(value, dict):
            return value
        if _is_model(value):
            return self._model(value, at)
        if (pictures := _pictures(value)) and any(_is_model(held) for held in value.values()):
            # An image with a model to control by it: nobody takes one without the other.
            self.told += [Stripped((*at, name), "image") for name in pictures]
            return _GONE
        generator = value.get("type") in GENERATOR_DEFAULTS if isinstance(value.get("type"), str) else False
        for member, what in _REFERENCES.items():
            if isinstance(value.get(member), str):
                self.told.append(Stripped((*at, member) if generator else at, what))
                if not generator:
                    return _GONE
                value = {name: held for name, held in value.items() if name != member}
        found = {name: self._clean(held, (*at, name)) for name, held in value.items()}
        return {name: held for name, held in found.items() if held is not _GONE}

    def _model(self, value: dict[str, Any], at: Pointer) -> dict[str, Any]:
        found = {"key": UNRESOLVED, "hash": UNRESOLVED}
        found |= {member: value[member] for member in _KEPT if member in value}
        if found != value:
            self.told.append(Stripped(at, "model key"))
        return found
