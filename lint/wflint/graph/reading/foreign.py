"""Files that are no documents of InvokeAI's: saying what they are."""

from __future__ import annotations

from typing import Any

from wflint.diagnostics import Finding
from wflint.document import Document, Kind
from wflint.graph.reading.faults import type_name


def foreign_faults(document: Document) -> list[Finding]:
    """The one finding for a document that InvokeAI cannot read at all."""
    if document.findings and document.data is None:
        return []  # a broken piece of a picture: what is wrong is said
    if document.kind is Kind.COMFYUI:
        message = (
            f"this is a ComfyUI {_comfyui_form(document.data)}, and InvokeAI cannot read it: neither its "
            "nodes nor its models are known there. Rebuild it in InvokeAI's workflow editor"
        )
    else:
        message = f"this is no InvokeAI document, but {_description(document.data)}"
    return [Finding(message, (), rule="not-a-workflow")]


def _comfyui_form(data: Any) -> str:
    return "workflow" if type(data) is dict and type(data.get("nodes")) is list else "prompt (API format)"


def _description(data: Any) -> str:
    if type(data) is dict:
        if not data:
            return "an empty object"
        names = ", ".join(f'"{name[:30]}"' for name in list(data)[:4])
        more = ", ..." if len(data) > 4 else ""
        return f'an object with {names}{more}: a workflow or graph has "nodes" and "edges"'
    if type(data) is list:
        return "a list of other things"
    return type_name(data)
