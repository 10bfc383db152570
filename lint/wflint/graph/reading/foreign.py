"""Files that are no documents of InvokeAI's: saying what they are."""

from __future__ import annotations

from typing import Any

from wflint.diagnostics import Finding
from wflint.diagnostics.words import listed, quoted
from wflint.document import Document, Kind
from wflint.graph.reading.faults import type_name


def foreign_faults(document: Document) -> list[Finding]:
    """The one finding for a document that InvokeAI cannot read at all."""
    if document.findings and document.data is None:
        return []  # a broken piece of an image: what is wrong is said
    if document.kind is Kind.COMFYUI:
        message = f"this is a ComfyUI {_comfyui_form(document.data)}, which InvokeAI cannot read"
        cure = "build it again in InvokeAI's workflow editor, with InvokeAI's own nodes"
    else:
        message = f"this is not an InvokeAI workflow or graph, but {_description(document.data)}"
        cure = 'check another file; a workflow or graph has "nodes" and "edges"'
    return [Finding(message, (), rule="not-a-workflow", help=cure)]


def _comfyui_form(data: Any) -> str:
    return "workflow" if type(data) is dict and type(data.get("nodes")) is list else "prompt (API format)"


def _description(data: Any) -> str:
    if type(data) is dict:
        if not data:
            return "an empty object"
        return f"an object with {listed([quoted(name, 24) for name in data], 3)}"
    if type(data) is list:
        return "a list of something else"
    return type_name(data)
