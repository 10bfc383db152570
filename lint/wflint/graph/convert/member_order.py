"""The one order of members in workflows, graphs and enqueue bodies: that in which the web UI writes them.

Read from the UI of 6.14.2, as it saves a workflow that it has loaded: its schemas put members in their order
on loading, and buildWorkflow picks them in its own on saving; buildNodesGraph makes the nodes of a graph, and
useEnqueueWorkflows the body around it. What the UI does not know of stays, after what it knows. Lists, and
the objects whose keys are names (nodes of a graph, inputs, form elements), keep their order: it is the order
in which nodes run, and of two edges into one input it decides which one counts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from wflint.document import Kind
from wflint.document.spelled import Number
from wflint.graph.webui.kept import GENERATOR_DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORKFLOW = (
    *("name", "author", "description", "version", "contact", "tags", "notes"),
    *("exposedFields", "meta", "id", "form", "nodes", "edges"),
)
_META = ("category", "version")
_EXPOSED = ("nodeId", "fieldName")
_FORM = ("elements", "rootElementId")
_ELEMENT = ("id", "parentId", "data", "type")
_ELEMENT_DATA = ("fieldIdentifier", "showDescription", "settings", "layout", "children", "content")
_SETTINGS = ("type", "showShuffle", "component", "min", "max", "options")
_NODE = ("id", "type", "data", "position")
_BODY = (
    *("id", "version", "nodePack", "label", "notes", "type", "inputs", "dynamicInputTemplates"),
    *("isOpen", "isIntermediate", "useCache"),
)
_OTHER_BODY = ("id", "type", "label", "isOpen", "notes")  # of notes and connectors
_INSTANCE = ("name", "label", "description", "value")
_EDGE = ("id", "type", "source", "target", "sourceHandle", "targetHandle", "hidden")
_GRAPH = ("id", "nodes", "edges")
_FIRST, _LAST = ("type", "id"), ("use_cache", "is_intermediate")
_GRAPH_EDGE = ("source", "destination")
_END = ("node_id", "field")
_ENQUEUE = ("batch", "prepend")
_BATCH = ("graph", "workflow", "runs", "origin", "destination", "data")
_DATUM = ("node_path", "field_name", "items")
_MODEL = ("key", "hash", "name", "base", "type", "submodel_type")
_COLOUR = ("r", "g", "b", "a")
_LORA = ("lora", "weight")
_EXACT = 2**53  # from here on a browser's numbers are no exact integers


def ordered_document(kind: Kind, data: Any) -> Any:
    """A document's data (see :class:`wflint.document.Document`) in canonical order, its positions rounded.

    The data may hold numbers as the file spells them. It is not changed itself; what has not the shape of a
    document stays as it is.
    """
    if not isinstance(data, dict):
        return data
    if kind is Kind.WORKFLOW:
        return _workflow(data)
    if kind is Kind.BATCH:
        return _batch(data)
    return _graph(data) if kind in (Kind.GRAPH, Kind.SESSION) else data


def ordered_enqueue(body: Any) -> Any:
    """The object around a batch."""
    return _ordered(body, _ENQUEUE)


def _ordered(data: Any, names: Iterable[str]) -> Any:
    """An object with the named members first; anything else as it is."""
    if not isinstance(data, dict):
        return data
    found = {name: data[name] for name in names if name in data}
    return {**found, **{name: value for name, value in data.items() if name not in found}}


def _change(data: Any, name: str, change: Any) -> None:
    if isinstance(data, dict) and name in data:
        data[name] = change(data[name])


def _each(data: Any, change: Any) -> Any:
    """Every item of a list, or value of an object, changed."""
    if isinstance(data, list):
        return [change(item) for item in data]
    if isinstance(data, dict):
        return {key: change(item) for key, item in data.items()}
    return data


def _workflow(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = _ordered(data, _WORKFLOW)
    _change(found, "exposedFields", lambda fields: _each(fields, lambda field: _ordered(field, _EXPOSED)))
    _change(found, "meta", lambda meta: _ordered(meta, _META))
    _change(found, "form", _form)
    _change(found, "nodes", lambda nodes: _each(nodes, _node))
    _change(found, "edges", lambda edges: _each(edges, lambda edge: _ordered(edge, _EDGE)))
    return found


def _form(form: Any) -> Any:
    found = _ordered(form, _FORM)
    _change(found, "elements", lambda elements: _each(elements, _element))
    return found


def _element(element: Any) -> Any:
    found = _ordered(element, _ELEMENT)
    if not isinstance(found, dict) or not isinstance(found.get("data"), dict):
        return found
    data = _ordered(found["data"], _ELEMENT_DATA)
    _change(data, "fieldIdentifier", lambda field: _ordered(field, _EXPOSED))
    if isinstance(data.get("settings"), dict):
        data["settings"] = _ordered(data["settings"], _SETTINGS)
        _change(
            data["settings"],
            "options",
            lambda options: _each(options, lambda o: _ordered(o, ("label", "value"))),
        )
    found["data"] = data
    return found


def _node(node: Any) -> Any:
    found = _ordered(node, _NODE)
    if not isinstance(found, dict):
        return found
    data = found.get("data")
    if isinstance(data, dict):
        found["data"] = data = _ordered(data, _BODY if found.get("type") == "invocation" else _OTHER_BODY)
        _change(data, "inputs", lambda inputs: _each(inputs, _instance))
    if isinstance(found.get("position"), dict):
        found["position"] = place = _ordered(found["position"], ("x", "y"))
        for axis in ("x", "y"):
            _change(place, axis, _rounded)
    return found


def _instance(instance: Any) -> Any:
    found = _ordered(instance, _INSTANCE)
    _change(found, "value", _value)
    return found


def _graph(data: Any) -> Any:
    found = _ordered(data, _GRAPH)
    _change(found, "nodes", lambda nodes: _each(nodes, _graph_node))
    _change(found, "edges", lambda edges: _each(edges, _graph_edge))
    return found


def _graph_node(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    found = {name: node[name] for name in _FIRST if name in node}
    found |= {n: _value(value) for n, value in node.items() if n not in _FIRST and n not in _LAST}
    return found | {name: node[name] for name in _LAST if name in node}


def _graph_edge(edge: Any) -> Any:
    found = _ordered(edge, _GRAPH_EDGE)
    for end in _GRAPH_EDGE:
        _change(found, end, lambda place: _ordered(place, _END))
    return found


def _batch(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = _ordered(data, _BATCH)
    _change(found, "graph", _graph)
    _change(found, "data", lambda groups: _each(groups, lambda group: _each(group, _datum)))
    return found


def _datum(datum: Any) -> Any:
    found = _ordered(datum, _DATUM)
    _change(found, "items", lambda items: _each(items, _value) if isinstance(items, list) else items)
    return found


def _value(value: Any) -> Any:
    """The value of an input: a model, a colour, a generator, or a list of these."""
    return [_one(item) for item in value] if isinstance(value, list) else _one(value)


def _one(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "name" in value and "base" in value and "type" in value:
        return _ordered(value, _MODEL)
    if "lora" in value:
        found = _ordered(value, _LORA)
        _change(found, "lora", _one)
        return found
    kind = value.get("type")
    if isinstance(kind, str) and kind in GENERATOR_DEFAULTS:
        return _ordered(value, ("type", *GENERATOR_DEFAULTS[kind]))
    return _ordered(value, _COLOUR) if value.keys() >= {"r", "g", "b"} else value


def _rounded(number: Any) -> Any:
    """A coordinate as the nearest whole number; what is none, or is no exact one, stays."""
    spelled = isinstance(number, Number)
    if not spelled and type(number) not in (int, float):
        return number
    try:
        found = float(number)
    except (OverflowError, ValueError):
        return number
    if not math.isfinite(found) or abs(found) >= _EXACT:
        return number
    whole = math.floor(found + 0.5)
    return Number(whole) if spelled else whole
