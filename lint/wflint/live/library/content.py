"""What of a workflow a server keeps, and how two are told apart.

The server's model of a workflow (``WorkflowWithoutID`` in its OpenAPI document) keeps the members listed here
and drops all others; ``form`` it knows from 5.7 on, and gives it back as null where there is none.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from wflint.document import Kind
from wflint.engine.formatting import canonical_text
from wflint.graph.convert.member_order import ordered_document
from wflint.release import release_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
_KEPT = (*_TEXTS, "exposedFields", "meta", "nodes", "edges")
_EMPTY = ("form", "is_published")  # null there says what a file says by not having them
_EXACT = 2**53
DEFAULT = "default"  # the category of the workflows that InvokeAI brings along


def keeps_forms(version: str) -> bool:
    """Whether a server of that release keeps the form of a workflow."""
    return release_of(version).at_least(5, 7)


def sent(workflow: Mapping[str, Any], *, forms: bool = True) -> dict[str, Any]:
    """The workflow as it is sent, without its id: what the server would drop is left out, and texts that a
    file may lack, but the server asks for, are empty.

    What has not the shape of a workflow stays as it is: the server says what is wrong with it.
    """
    made: dict[str, Any] = {text: workflow.get(text, "") for text in _TEXTS}
    exposed = workflow.get("exposedFields", [])
    made["exposedFields"] = [
        {n: f[n] for n in ("nodeId", "fieldName") if n in f} if isinstance(f, dict) else f
        for f in (exposed if isinstance(exposed, list) else [])
    ]
    meta = workflow.get("meta")
    if isinstance(meta, dict):
        made["meta"] = {
            "category": meta.get("category", "user"),
            **{k: v for k, v in meta.items() if k == "version"},
        }
    elif meta is not None:
        made["meta"] = meta
    for name in ("form", "nodes", "edges"):
        if name in workflow and (name != "form" or (forms and workflow[name] is not None)):
            made[name] = workflow[name]
    return made


def fingerprint(workflow: Mapping[str, Any], *, forms: bool = True) -> str:
    """A hash of all that the server keeps, its id excepted; the same for a file and for its record.

    Positions count as rounded, as a formatted file has them. Raises ValueError for what JSON cannot hold.
    """
    data = ordered_document(Kind.WORKFLOW, sent(workflow, forms=forms))
    text = json.dumps(_plain(data), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def file_text(
    record: Mapping[str, Any],
    identity: str,
    before: Mapping[str, Any] | None = None,
    *,
    forms: bool = True,
) -> str:
    """The text of a file for a record's workflow, in the form that ``wflint format`` gives.

    Members of the file ``before`` that the server does not keep stay. Raises ValueError and RecursionError.
    """
    made = {k: v for k, v in record.items() if not (k in _EMPTY and v is None)}
    made["id"] = identity
    kept = (*_KEPT, "form") if forms else _KEPT
    made |= {name: value for name, value in (before or {}).items() if name not in made and name not in kept}
    return canonical_text(made)


def identity_of(workflow: Mapping[str, Any]) -> str | None:
    """The id that a file names; None where it names none."""
    found = workflow.get("id")
    return found if isinstance(found, str) and found else None


def category_of(workflow: Mapping[str, Any]) -> str | None:
    """``user``, ``default``, or what else its meta says."""
    meta = workflow.get("meta")
    found = meta.get("category") if isinstance(meta, dict) else None
    return found if isinstance(found, str) else None


def _plain(value: Any) -> Any:
    """The value with whole numbers spelled in one way: a browser writes 1.0 as 1."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if type(value) is float and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    return value
