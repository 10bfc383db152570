"""Workflows of any format and release, as the web UI of one release would save them after loading."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from wflint.catalogue.renames import field_steps
from wflint.diagnostics.words import listed
from wflint.graph.convert.decisions import Decision, Written, written_format
from wflint.graph.convert.for_upgrades import harmless_update, raw_values, wires_for_upgrades
from wflint.graph.convert.images_moved import MOVED
from wflint.graph.convert.losses import losses_but_nodes, node_kept
from wflint.graph.convert.opening import open_workflow
from wflint.graph.convert.workflow_copy import Kept, workflow_copy
from wflint.graph.webui.forms import form_fields, without_fields
from wflint.graph.webui.profile import profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.convert.opening import Opened
    from wflint.graph.ir import Node


def migrate_workflow(document: Document, catalogue: Catalogue) -> Written:
    """The workflow of a document in the format of the catalogue's release, nodes updated to its versions.

    It makes the same graph as the original. Decided is what the UI would do without a word on the way:
    wires that it drops, values that it does not keep, nodes that the release lacks. What
    makes the UI refuse a file (texts that are missing) is filled in, nodes are updated to another major
    version where that changes no image, and what a later upgrade needs stays (:mod:`for_upgrades`).
    Raises ConversionError for a release before 4.0, whose formats are no longer written.
    """
    wanted = written_format(catalogue)
    told: list[Decision] = []
    opened = open_workflow(document, catalogue)
    nodes = opened.graph.nodes.values()
    updates = {node.id: inputs for node in nodes if (inputs := harmless_update(opened, node)) is not None}
    told_updates = [*_updates(opened, updates), *_values_gone(opened)]
    opened.inputs.update(updates)
    raw = {node.id: raw_values(opened, node) for node in nodes}
    wires = wires_for_upgrades(opened)
    found = workflow_copy(opened, lenient=True, kept=Kept(wires, raw, updates.keys()))
    assert found is not None  # lenient
    stated = document.version
    if stated is None:
        told.append(
            Decision("decision", f"the file states no format: it is read as it looks, written as {wanted}")
        )
    elif stated != wanted:
        told.append(Decision("decision", f"format {stated} becomes {wanted}"))
    told += told_updates
    told += [node_kept(node.id, node.type, catalogue) for node in opened.unknown]
    told += losses_but_nodes(opened, wires)
    if opened.graph.connectors and not profile(catalogue).connectors:
        text = f"InvokeAI {catalogue.version} has no connectors: their wires lead straight to where they end"
        told.append(Decision("decision", text))
    form, about_form = _form(found.get("form"), opened)
    if form is not None:
        found["form"] = form
    return Written(found, told + about_form)


def _updates(opened: Opened, harmless: Mapping[str, Mapping[str, Any]]) -> Iterator[Decision]:
    catalogue = opened.catalogue
    updated: Counter[tuple[str, str, str]] = Counter()
    for node in opened.graph.nodes.values():
        definition = catalogue.node(node.type)
        if node.id in harmless:
            held = opened.inputs[node.id]
            gone = [name for name in held if name not in harmless[node.id]]
            without = f" without {listed(gone)}" if gone else ""
            text = f"{node.type} of version {node.version} is written as {catalogue.version} has it{without}"
            yield Decision("decision", f"{text}: that changes no image", node.id)
            continue
        if definition is None or definition.version is None or node.version in (None, definition.version):
            continue
        if node.version is not None and node.version.split(".")[0] == definition.version.split(".")[0]:
            updated[node.type, node.version, definition.version] += 1
        else:
            text = (
                f"{node.type} is of version {node.version}, {catalogue.version} has {definition.version}: "
                "the web UI does not update it; delete it there and add it anew"
            )
            yield Decision("loss", text, node.id)
        if node.type == "image_collection" and _images_moved(node, opened.inputs[node.id]):
            yield Decision("decision", MOVED, node.id, "collection")
    for (node_type, old, new), count in updated.items():
        which = node_type if count == 1 else f"{count} {node_type} nodes"
        yield Decision("decision", f"{which}: version {old} becomes {new}")


def _values_gone(opened: Opened) -> Iterator[Decision]:
    """Values of inputs that an updated node has no more."""
    for node in opened.graph.nodes.values():
        held = opened.inputs[node.id]
        for name, value in node.values.items():
            if name in held or value in (None, [], {}) or (node.id, name) in opened.graph.into:
                continue
            steps = list(field_steps(node.type, "inputs", name, opened.catalogue))
            idle = bool(steps) and steps[-1].new is None and all(step.result == "same" for step in steps)
            text = f'{node.type} has no input "{name}" in InvokeAI {opened.catalogue.version}: its value goes'
            yield Decision("decision" if idle else "loss", text, node.id, name)


def _images_moved(node: Node, inputs: Mapping[str, Any]) -> bool:
    return bool(inputs.get("images")) and not node.values.get("images") and inputs.get("collection") == []


def _form(form: Any, opened: Opened) -> tuple[dict[str, Any] | None, list[Decision]]:
    """The form of the written file without the inputs that are gone; None for a release without forms."""
    version = opened.catalogue.version
    if not profile(opened.catalogue).form:
        data: Any = opened.document.data
        text = f"InvokeAI {version} has no form builder: the form is left out"
        return None, [Decision("loss", text)] if form_fields(data.get("form")) else []
    gone = {f for f in form_fields(form) if f[1] not in opened.inputs.get(f[0], ())}
    return without_fields(form, gone) if gone else form, [
        Decision("loss", f'the form shows "{field}", which is not there: that field is left out', node, field)
        for node, field in sorted(gone)
    ]
