"""Compares an entry that wflint reads from a pack's source with the nodes that InvokeAI made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.catalogue.packs.scan.core import entry_type
from wflint.catalogue.schema_types import replace_references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SOURCES = Path(__file__).parent / "packs_source"
RECORDED = Path(__file__).parent / "packs_loaded.json"  # what InvokeAI 6.14.2 made of them

_SYMBOLS = {
    "SCHEDULER_NAME_VALUES": ("scheduler", "scheduler"),
    "FLUX_SCHEDULER_NAME_VALUES": ("flux_denoise", "scheduler"),
    "PIL_RESAMPLING_MODES": ("img_resize", "resample_mode"),
}
_BOUNDS = ("ge", "gt", "le", "lt", "multiple_of", "min_length", "max_length")


def recorded() -> dict[str, Any]:
    """What InvokeAI said of the packs in ``packs_source``."""
    found: dict[str, Any] = json.loads(RECORDED.read_text("utf-8"))
    return found


def differences(
    facts: Mapping[str, Any],
    theirs: Mapping[str, Any],
    ui_types: Mapping[str, str],
    options: Mapping[str, Any],
) -> Iterator[str]:
    """Where a node's facts differ from what InvokeAI says; ``options`` has the members of named lists.

    What an entry does not say is no difference: types that are unknown, defaults that are prose or objects.
    """
    if (facts["version"] or "1.0.0") != theirs["version"]:
        yield f"version {facts['version']} / {theirs['version']}"
    for name in ("title", "category"):
        if facts.get(name) != theirs[name]:
            yield f"{name} {facts.get(name)} / {theirs[name]}"
    if facts.get("output_class", theirs["output_class"]) != theirs["output_class"]:
        yield f"output_class {facts['output_class']} / {theirs['output_class']}"
    if list(facts["inputs"]) != list(theirs["inputs"]):
        yield f"inputs {list(facts['inputs'])} / {list(theirs['inputs'])}"
    if list(facts["outputs"]) != list(theirs["outputs"]):
        yield f"outputs {list(facts['outputs'])} / {list(theirs['outputs'])}"
    enums = {name: {"enum": values} for name, values in theirs["enums"].items()}
    for name, own in facts["inputs"].items():
        if name in theirs["inputs"]:
            for fault in _of_input(own, theirs["inputs"][name], ui_types, options, enums):
                yield f"input {name}: {fault}"
    for name, own in facts["outputs"].items():
        if name in theirs["outputs"]:
            fault = _of_output(own, theirs["outputs"][name], options, enums)
            if fault:
                yield f"output {name}: {fault}"


def _of_input(
    own: Mapping[str, Any],
    theirs: Mapping[str, Any],
    ui_types: Mapping[str, str],
    options: Mapping[str, Any],
    enums: Mapping[str, Any],
) -> Iterator[str]:
    want = entry_type(replace_references(theirs["type"], enums))
    have = {k: own[k] for k in ("type", "nullable", "options", *_BOUNDS) if k in own}
    if have["type"] in _SYMBOLS:
        have = {**have, "type": "enum", "options": list(options[have["type"]])}
    if have["type"] != "unknown" and have != want:
        yield f"{have} / {want}"
    if own.get("kind", "any") != theirs["kind"]:
        yield f"kind {own.get('kind', 'any')} / {theirs['kind']}"
    if own["required"] != theirs["required"]:
        yield f"required {own['required']} / {theirs['required']}"
    if own.get("internal", False) != theirs.get("internal", False):
        yield "internal"
    ui_type: str | None = ui_types.get(own.get("ui_type", ""), own.get("ui_type"))
    ui_type = None if ui_type is None or ui_type.startswith("DEPRECATED_") else ui_type
    if ui_type != theirs.get("ui_type"):
        yield f"ui_type {ui_type} / {theirs.get('ui_type')}"
    if "default" in own:
        if own["default"] != theirs.get("default", "none") or type(own["default"]) is bool is not type(
            theirs["default"]
        ):
            yield f"default {own['default']} / {theirs.get('default', 'none')}"
    elif "default" in theirs and not _is_left_out(theirs["default"], own["type"]):
        yield f"default none / {theirs['default']}"


def _is_left_out(default: Any, own_type: str) -> bool:
    """Whether an entry does not have the default on purpose: somebody's prose, an object."""
    if isinstance(default, list):
        return any(isinstance(item, (str, dict)) for item in default)
    return isinstance(default, dict) or (isinstance(default, str) and own_type != "enum")


def _of_output(own: Any, theirs: Any, options: Mapping[str, Any], enums: Mapping[str, Any]) -> str | None:
    want = entry_type(replace_references(theirs, enums))
    if isinstance(own, dict):
        have = {"type": "enum", "options": [o for o in own["options"] if o is not None]}
        if None in own["options"]:
            have["nullable"] = True
    elif own in _SYMBOLS:
        have = {"type": "enum", "options": list(options[own])}
    else:
        text = own.removesuffix(" | None")
        have = {"type": text, **({"nullable": True} if text != own else {})}
    if "unknown" in (have["type"], want["type"]) or have == want:
        return None
    return f"{have} / {want}"


def named_lists(release: str) -> dict[str, Any]:
    """The members of the lists of options that an entry names, in a release."""
    from wflint.catalogue.store import open_release

    catalogue = open_release(release)
    found = {}
    for symbol, (node_type, field) in _SYMBOLS.items():
        node = catalogue.node(node_type)
        assert node is not None
        found[symbol] = node.inputs[field].type.options
    return found
