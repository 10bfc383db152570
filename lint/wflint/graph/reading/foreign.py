"""Files that are no documents of InvokeAI's: saying what they are."""

from __future__ import annotations

from typing import Any

from wflint.diagnostics import Finding
from wflint.diagnostics.words import listed, quoted
from wflint.document import Document, Kind
from wflint.graph.reading.faults import type_name
from wflint.graph.reading.programs import NOBODY_KNOWN, program_of
from wflint.reading import parse_json


def foreign_faults(document: Document) -> list[Finding]:
    """The one finding for a document that InvokeAI cannot read at all."""
    if document.findings and document.data is None:
        return []  # a broken piece of an image: what is wrong is said
    comfyui = _comfyui_form(document.data) if document.kind is Kind.COMFYUI else None
    if comfyui is not None:
        message = f"this is a ComfyUI {comfyui}, which InvokeAI cannot read"
        cure = "build it again in InvokeAI's workflow editor, with InvokeAI's own nodes"
    elif program := program_of(_whole(document)) or program_of(document.data):
        message = f"this is {program}, not an InvokeAI workflow or graph"
        cure = "check another file; `exclude` in the configuration, or --skip-unknown, leaves this one out"
        if program == NOBODY_KNOWN:
            cure = _cure(document.data)
    else:
        message = f"this is not an InvokeAI workflow or graph, but {_description(_whole(document))}"
        cure = _cure(document.data)
    return [Finding(message, (), rule="not-a-workflow", help=cure)]


def _whole(document: Document) -> Any:
    """The value that the document stands in: its neighbours tell programs apart."""
    if document.base:
        try:
            return parse_json(document.source.text.encode("utf-8", "surrogatepass"))
        except ValueError:  # what InvokeAI reads nevertheless
            pass
    return document.data


def _cure(data: Any) -> str:
    if type(data) is dict and ("nodes" in data or "edges" in data or "graph" in data):
        return "check another file; nodes of InvokeAI have a type that one of its releases or packs has"
    return 'check another file; a workflow or graph has "nodes" and "edges"'


def _comfyui_form(data: Any) -> str | None:
    """What of ComfyUI's a file is; None for one of LiteGraph's other users, whose types have a slash."""
    if type(data) is not dict or type(data.get("nodes")) is not list:
        return "prompt (API format)"
    types = [node.get("type") for node in data["nodes"] if type(node) is dict]
    return None if types and all(type(t) is str and "/" in t for t in types) else "workflow"


def _description(data: Any) -> str:
    if type(data) is dict:
        if not data:
            return "an empty object"
        return f"an object with {listed([quoted(name, 24) for name in data], 3)}"
    if type(data) is list:
        return "a list of something else"
    return type_name(data)
