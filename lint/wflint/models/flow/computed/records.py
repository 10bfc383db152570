"""Nodes that put values into records and take them out again: metadata.py, metadata_linked.py and
workflow_return.py of app/invocations. A value need not be known to pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.flow.computed.known import UNKNOWN, Mixed, Noted, Thing, is_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Inputs = Mapping[str, Any]
    Outputs = Mapping[str, Any]

_CUSTOM = "* CUSTOM LABEL *"
_APP_VERSION = {"app_version": UNKNOWN}  # of the server, which may be another than the target


def metadata_item(given: Inputs) -> Outputs:
    """``metadata_item``."""
    if type(given["label"]) is not str:
        return {}
    return {"item": {"label": given["label"], "value": given["value"]}}


def metadata(given: Inputs) -> Outputs:
    """``metadata``: of items with one label the last counts."""
    items = given["items"]
    items = items if isinstance(items, list) else [items]
    if not all(isinstance(item, dict) and type(item.get("label")) is str for item in items):
        return {}
    if type(items) is Mixed and len({item["label"] for item in items}) < len(items):
        return {}
    return {"metadata": {item["label"]: item.get("value", UNKNOWN) for item in items} | _APP_VERSION}


def merge_metadata(given: Inputs) -> Outputs:
    """``merge_metadata``."""
    parts = given["collection"]
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return {}
    merged: dict[str, Any] = {}
    for part in parts:
        if type(parts) is Mixed and merged.keys() & part.keys() - _APP_VERSION.keys():
            return {}
        merged.update(part)
    return {"metadata": {name: _dumped(value) for name, value in merged.items()}}


def core_metadata(given: Inputs) -> Outputs:
    """``core_metadata``: all inputs that have a value."""
    held = {name: _dumped(value) for name, value in given.items() if value is not None}
    return {"metadata": held | _APP_VERSION}


def _dumped(value: Any) -> Any:
    """A value among metadata, written out."""
    if type(value) is Thing:
        return Noted(value, dumped=True)
    if type(value) is Noted:
        return value._replace(dumped=True)
    return [_dumped(item) for item in value] if type(value) is list else value


def metadata_linked(given: Inputs) -> Outputs:
    """``metadata_item_linked``: a label more."""
    name, before = _label(given), given["metadata"]
    if name is None or not (before is None or isinstance(before, dict)):
        return {}
    value = given["value"]
    value = Noted(value, unpacked=True) if type(value) is Thing else value
    return {"metadata": (before or {}) | {name: value} | _APP_VERSION}


def _label(given: Inputs) -> str | None:
    name = given["custom_label"] if given["label"] == _CUSTOM else given["label"]
    return str(name) if name is None or type(name) is str else None


def from_metadata(output: str, convert: Callable[[Any], Any] | None = None) -> Callable[[Inputs], Outputs]:
    """``metadata_to_integer`` and kin: what stands under a label, or the default."""

    def make(given: Inputs) -> Outputs:
        name, held = _label(given), given["metadata"]
        if name is None or not (held is None or isinstance(held, dict)):
            return {}
        found = (held or {}).get(name, given["default_value"])
        if not is_plain(found) or isinstance(found, dict):
            return {}
        return {output: convert(found) if convert is not None else found}

    return make


def return_value(given: Inputs) -> Outputs:
    """``workflow_return_value``."""
    if type(given["key"]) is not str:
        return {}
    key = given["key"].strip()
    if not key:
        raise ValueError("Workflow return key must not be empty.")
    return {"value": {"key": key, "value": given["value"]}}


def returned(given: Inputs) -> Outputs:
    """``workflow_return``: no key twice."""
    values = given["values"]
    values = values if isinstance(values, list) else [values]
    if not all(isinstance(value, dict) and type(value.get("key")) is str for value in values):
        return {}
    found: dict[str, Any] = {}
    for value in values:
        key = value["key"].strip()
        if not key:
            raise ValueError("Workflow return key must not be empty.")
        if key in found:
            raise ValueError(f"Duplicate workflow return key '{key}'.")
        found[key] = value.get("value", UNKNOWN)
    return {"values": found}


def return_get(given: Inputs) -> Outputs:
    """``workflow_return_get``."""
    if type(given["key"]) is not str or not isinstance(given["values"], dict):
        return {}
    key = given["key"].strip()
    if not key:
        raise ValueError("Workflow return key must not be empty.")
    if key not in given["values"]:
        raise ValueError(f"Workflow return key '{key}' was not found.")
    return {"value": given["values"][key]}
