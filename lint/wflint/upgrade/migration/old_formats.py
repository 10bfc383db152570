"""Workflows of format 1.0.0 and 2.0.0 in the words of the current one, before anything else is done to them.

The web UI does the same on loading, but only with the nodes and inputs that its release has: what has another
name now would be lost. So this goes by the file alone, and names change afterwards.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import quoted
from wflint.graph.webui.values import lost_value
from wflint.upgrade.migration.step import StepKind
from wflint.upgrade.migration.values import is_old_model

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.upgrade.migration.draft import Draft, DraftNode
    from wflint.upgrade.migration.log import StepLog

CURRENT: Final = "3.0.0"  # what this writes; newer ones read it
_TEXTS: Final = ("name", "author", "description", "version", "contact", "tags", "notes")
_NOTED: Final = ("label", "notes")  # texts of a node
_GONE: Final = ("outputs", "embedWorkflow", "workflow")  # members of a node's data
_KEPT: Final = ("name", "label", "description")  # members of an input


def rewrite(draft: Draft, new: Catalogue, log: StepLog) -> None:
    """Take the types off the inputs, and give nodes the members that they have now."""
    data = draft.own(())
    for text in _TEXTS:
        if type(data.get(text)) is not str:
            data[text] = _as_text(data.get(text))
    if type(data.get("exposedFields")) is not list:
        if data.get("exposedFields"):
            log.take(StepKind.FORMAT, "same", '"exposedFields" is not a list, and what it holds is taken out')
        data["exposedFields"] = []
    for node in draft.nodes.values():
        _rewrite(draft, node, new, log)
    # Showing the current image is the editor's own business since; such a node makes it refuse the file.
    nodes = draft.peek(("nodes",))
    if type(nodes) is list:
        kept = [n for n in nodes if type(n) is not dict or n.get("type") != "current_image"]
        draft.replace(("nodes",), kept)


def _as_text(value: Any) -> str:
    """What somebody wrote where a text belongs, as one: the web UI refuses a file for anything else."""
    if value is None:
        return ""
    if type(value) is list and all(type(each) is str for each in value):
        return ", ".join(value)
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""


def _rewrite(draft: Draft, node: DraftNode, new: Catalogue, log: StepLog) -> None:
    body = draft.own((*node.at, "data"))
    definition = new.node(node.type)
    for member in _GONE:
        body.pop(member, None)
    fresh: dict[str, Any] = {
        "version": node.version or "1.0.0",
        "nodePack": definition.pack if definition is not None else "invokeai",
        "label": "",
        "notes": "",
        "isOpen": True,
        "isIntermediate": False,
        "useCache": True,
    }
    for member, value in fresh.items():
        if type(body.get(member)) is not type(value):
            body[member] = _as_text(body.get(member)) if member in _NOTED else value
    inputs = body.get("inputs")
    made: dict[str, Any] = {}
    for name, instance in inputs.items() if type(inputs) is dict else ():
        if type(instance) is not dict:
            text = f"{quoted(name)} of {node.type} is not an object, and is taken out"
            if instance is not None:
                log.take(StepKind.FORMAT, "same", text, node.id, name)
            continue
        made[name] = {m: instance[m] for m in _KEPT if m in instance}
        for member in ("name", "label"):
            if type(made[name].get(member)) is not str:
                made[name][member] = name if member == "name" else ""
        if "value" in instance and _stays(instance, node.type):
            made[name]["value"] = instance["value"]
    draft.replace(node.inputs_at, made)
    if node.version is None:
        node.version = body["version"]


def _stays(instance: dict[str, Any], node_type: str) -> bool:
    """Whether a value is one that the current format holds, or names a model that is to be found again.

    That the web UI would not keep it because of the type beside it is no matter: the type goes.
    """
    value = instance["value"]
    return is_old_model(value) or lost_value(value, node_type == "core_metadata") is None
