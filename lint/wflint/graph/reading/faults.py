"""Wording of shape faults that several readers share: a member that is missing or of the wrong type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding

if TYPE_CHECKING:
    from wflint.diagnostics import Outcome, Pointer

_NAMES = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number"}


def type_name(value: Any) -> str:
    """How messages call the type of a JSON value: ``a text``, ``null``, ``a list``."""
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int or type(value) is float:
        return f"the number {value!r}" if abs(value) < 1e16 else "a number"
    return _NAMES.get(type(value), type(value).__name__)


def shown(value: Any, limit: int = 40) -> str:
    """A short form of a JSON value for messages; containers are only named."""
    if type(value) is str:
        text = json.dumps(value if len(value) <= limit else value[: limit - 3] + "...", ensure_ascii=False)
        return text.encode("utf-8", "backslashreplace").decode()
    return type_name(value)


def missing(
    what: str,
    member: str,
    pointer: Pointer,
    then: str,
    *,
    node: str | None = None,
    node_type: str | None = None,
    outcome: Outcome | None = None,
) -> Finding:
    """The finding for a required member that is not there. ``what`` names the object that lacks it."""
    return Finding(
        f'{what} has no "{member}": {then}',
        pointer,
        node=node,
        node_type=node_type,
        outcome=outcome,
        rule="missing-member",
    )


def wrong_type(
    what: str,
    member: str,
    wanted: str,
    value: Any,
    pointer: Pointer,
    then: str,
    *,
    node: str | None = None,
    node_type: str | None = None,
    outcome: Outcome | None = None,
) -> Finding:
    """The finding for a member whose value is of another type than InvokeAI wants."""
    subject = f'"{member}" of {what}' if member else what
    return Finding(
        f"{subject} is {shown(value)}, but must be {wanted}: {then}",
        pointer,
        node=node,
        node_type=node_type,
        outcome=outcome,
        rule="wrong-member-type",
    )
