"""Workflows of any format and release, as the web UI of one release would save them after loading."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from wflint.graph.convert.decisions import ConversionError, Decision
from wflint.graph.convert.to_request import open_workflow
from wflint.graph.convert.workflow_copy import workflow_copy
from wflint.graph.webui.forms import form_fields, without_fields
from wflint.graph.webui.old_values import lost_old_value
from wflint.graph.webui.profile import format_of, has_form, states_types

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.convert.to_request import Opened


def migrate_workflow(
    document: Document, catalogue: Catalogue, decisions: list[Decision] | None = None
) -> dict[str, Any]:
    """The workflow of a document in the format of the catalogue's release, nodes updated to its versions.

    It makes the same graph as the original. What the UI would do without a word on the way is appended to
    ``decisions``: wires that it drops, values that it does not keep, nodes that the release lacks. What
    makes the UI refuse a file (texts that are missing) is filled in. Raises ConversionError for a release
    before 4.0, whose formats are no longer written.
    """
    wanted = format_of(catalogue)
    if wanted < "3":
        raise ConversionError(
            f"InvokeAI {catalogue.version} reads workflow format {wanted}, which wflint does not write; "
            "give 4.0.0 or a later release as the target"
        )
    told = decisions if decisions is not None else []
    opened = open_workflow(document, catalogue)
    found = workflow_copy(document, catalogue, opened, lenient=True)
    assert found is not None  # lenient
    stated = document.version
    if stated is None:
        told.append(
            Decision("decision", f"the file states no format: it is read as it looks, written as {wanted}")
        )
    elif stated != wanted:
        told.append(Decision("decision", f"format {stated} becomes {wanted}"))
    _updates(opened, catalogue, told)
    told += losses_on_loading(document, opened, catalogue)
    if opened.graph.connectors and wanted < "4":
        text = f"InvokeAI {catalogue.version} has no connectors: their wires lead straight to where they end"
        told.append(Decision("decision", text))
    _form(document, found, opened, catalogue, told)
    return found


def losses_on_loading(document: Document, opened: Opened, catalogue: Catalogue) -> list[Decision]:
    """What the UI loses when it loads a workflow: nodes it does not have, values, wires."""
    told = [
        Decision(
            "loss",
            f'InvokeAI {catalogue.version} has no node "{node.type}": nothing of it runs, and its wires go',
            node.id,
        )
        for node in opened.unknown
    ]
    _values(document, opened, told)
    gone = {node.id for node in opened.unknown}
    told += [
        Decision(
            "loss",
            f"the wire {w.source}.{w.source_field} -> {w.target}.{w.target_field} is dropped, as the web UI "
            "drops it on loading",
            w.target,
            w.target_field,
        )
        for w in opened.dropped
        if w.source not in gone and w.target not in gone
    ]
    return told


def _updates(opened: Opened, catalogue: Catalogue, told: list[Decision]) -> None:
    updated: Counter[tuple[str, str, str]] = Counter()
    for node in opened.graph.nodes.values():
        definition = catalogue.node(node.type)
        if definition is None or definition.version is None or node.version in (None, definition.version):
            continue
        if node.version is not None and node.version.split(".")[0] == definition.version.split(".")[0]:
            updated[node.type, node.version, definition.version] += 1
        else:
            text = (
                f"{node.type} is of version {node.version}, {catalogue.version} has {definition.version}: "
                "the web UI does not update it; delete it there and add it anew"
            )
            told.append(Decision("loss", text, node.id))
    for (node_type, old, new), count in updated.items():
        which = node_type if count == 1 else f"{count} {node_type} nodes"
        told.append(Decision("decision", f"{which}: version {old} becomes {new}"))


def _values(document: Document, opened: Opened, told: list[Decision]) -> None:
    old = states_types(document)
    for node in opened.graph.nodes.values():
        extras = node.type == "core_metadata"
        for name, instance in node.declared.items():
            raw = instance.get("value") if type(instance) is dict else None
            if raw is None or name not in opened.inputs[node.id]:
                continue
            lost = lost_old_value(instance, extras) if old else node.lost.get(name)
            if lost is not None:
                told.append(Decision("loss", _lost_text(node.type, name, raw, lost.becomes), node.id, name))


def _lost_text(node_type: str, name: str, raw: Any, becomes: Any) -> str:
    model = raw.get("model_name", raw.get("name")) if type(raw) is dict else None
    what = f'the model "{model}"' if type(model) is str else "the value"
    if becomes is None:
        return f'{what} of "{name}" of {node_type} is not kept by the web UI: set it again'
    if type(becomes) is dict and "type" in becomes:
        return (
            f'{what} of "{name}" of {node_type} is not kept: the web UI takes it for the settings of a '
            "number generator; set it again"
        )
    return f'{what} of "{name}" of {node_type} changes on loading'


def _form(
    document: Document, found: dict[str, Any], opened: Opened, catalogue: Catalogue, told: list[Decision]
) -> None:
    data: Any = document.data
    if not has_form(catalogue):
        if form_fields(data.get("form")):
            text = f"InvokeAI {catalogue.version} has no form builder: the form is left out"
            told.append(Decision("loss", text))
        return
    gone = {f for f in form_fields(found.get("form")) if f[1] not in opened.inputs.get(f[0], ())}
    if gone:
        found["form"] = without_fields(found["form"], gone)
    told += [
        Decision("loss", f'the form shows "{field}", which is not there: that field is left out', node, field)
        for node, field in sorted(gone)
    ]
