"""What the web UI makes of a workflow when it loads it, written into the file: versions, inputs, the form."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from wflint.document.model import Document
from wflint.graph.convert.opening import open_workflow, parsed_inputs
from wflint.graph.webui.forms import form_of, has_fields
from wflint.graph.webui.kept import DROPPED, plain_number
from wflint.graph.webui.profile import held_version, profile
from wflint.graph.webui.template import template_of, updated_inputs
from wflint.upgrade.migration.draft import UNSET, Draft
from wflint.upgrade.migration.step import StepKind
from wflint.upgrade.migration.unknown import unknown_inputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.graph.convert.opening import Opened
    from wflint.graph.ir import Node
    from wflint.graph.webui.template import Template
    from wflint.upgrade.migration.draft import DraftNode
    from wflint.upgrade.migration.log import StepLog


def as_document(like: Document, data: Any) -> Document:
    """A document of the same kind and place with other data."""
    meta = data.get("meta") if type(data) is dict else None
    version = meta.get("version") if type(meta) is dict else None
    made = Document(
        like.kind,
        data,
        like.source,
        base=like.base,
        part=like.part,
        version=version if type(version) is str else None,
    )
    made.dumped = like.dumped
    made.begun = like.begun
    return made


def write_updates(document: Document, new: Catalogue, changed: set[str], log: StepLog) -> Any:
    """The data of a workflow with what the web UI updates; ``changed`` are nodes that got another type.

    An update would take out every input that the release does not know: a node waits for its own while one of
    them says something, for afterwards nobody could repair it.
    """
    opened = open_workflow(document, new)
    draft = Draft(document)
    told: Counter[tuple[str, str, str]] = Counter()
    unrepaired: set[str] = set()
    _packs(draft, new, log)
    for node in opened.graph.nodes.values():
        writable = draft.nodes.get(node.id)
        definition = new.node(node.type)
        template = template_of(new, node.type)
        if writable is None or definition is None or template is None or definition.version is None:
            continue
        before: Mapping[str, Any] = parsed_inputs(node, new, old=False)
        stated = held_version(node, new)
        extras = node.type == "core_metadata"
        absent = [] if extras else [name for name in before if name not in definition.inputs]
        held = unknown_inputs(draft, writable, absent, node.version) if absent else ()
        unknown = {name: before[name] for name in absent if name in held}
        if unknown:
            unrepaired.add(node.id)
        if node.id in changed:
            after = {**_as_unset(template, before, extras), **unknown}
        elif unknown:
            continue
        elif stated is not None and _updates(stated, definition.version):
            told[node.type, stated, definition.version] += 1
            after = opened.inputs[node.id]
            writable.state(definition.version)
        else:
            continue
        if node.type == "image_collection":
            draft.names.follow(node.id, "collection", "images" if "images" in template else "collection")
        _write(writable, node, before, after)
    for (node_type, was, now), count in told.items():
        which = node_type if count == 1 else f"{count} {node_type} nodes"
        log.take(StepKind.VERSION, "same", f"{which}: version {was} becomes {now}")
    _form(draft, opened, unrepaired, log)
    return draft.finish()


def _as_unset(template: Template, before: Mapping[str, Any], extras: bool) -> dict[str, Any]:
    """The inputs of a node that the web UI does not update by itself, with those of its version.

    Where the server's default is null the UI's own is 0, an empty text or the first choice. It would come
    into a run, or into the metadata of images, where nobody had set anything: such an input stays unset.
    """
    after = updated_inputs(template, before, extras)
    for name, field in template.items():
        optional = field.has_default and field.default is None and template.types[name].name != "BoardField"
        if optional and before.get(name, DROPPED) is DROPPED:
            after[name] = DROPPED
    return after


def _packs(draft: Draft, new: Catalogue, log: StepLog) -> None:
    """Before 5.0 null could stand for the pack that a node comes from; since, the file is refused for it."""
    if profile(new).null_pack:
        return
    for node in draft.nodes.values():
        if "nodePack" not in node.raw or node.raw["nodePack"] is not None:
            continue
        definition = new.node(node.type)
        if definition is not None and log.take(
            StepKind.FORMAT, "same", f"{node.type} says that it is of {definition.pack}", node.id
        ):
            draft.own((*node.at, "data"))["nodePack"] = definition.pack


def _updates(mine: str, current: str) -> bool:
    return mine != current and mine.split(".", maxsplit=1)[0] == current.split(".", maxsplit=1)[0]


def _write(writable: DraftNode, node: Node, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """The inputs of a node as the web UI holds them then."""
    gone = [name for name in before if name not in after]
    if gone:
        writable.remap(dict.fromkeys(gone))
    for name, value in after.items():
        if name in node.lost:
            continue  # somebody has to choose it again: what was there says what
        if value is DROPPED:
            if name not in before:
                writable.set(name, UNSET)
        elif name not in before or before[name] is DROPPED or value != before[name]:
            writable.set(name, plain_number(value))


def _form(draft: Draft, opened: Opened, unrepaired: set[str], log: StepLog) -> None:
    """The form that the web UI makes of the exposed fields of a file without one.

    Not while one of them is of a node that the release lacks, or that waits for a step or for a repair: the
    UI leaves it out, and once there is a form nothing comes into it.
    """
    held: Any = draft.data
    if not profile(opened.catalogue).form or has_fields(held.get("form")):
        return
    shown = []
    waiting = {step.node for step in log.withheld} | unrepaired
    unknown = {each.id for each in opened.unknown}
    for entry in held["exposedFields"] if type(held.get("exposedFields")) is list else ():
        found = (entry.get("nodeId"), entry.get("fieldName")) if type(entry) is dict else (None, None)
        node, name = found
        if type(node) is not str or type(name) is not str:
            continue
        if node in waiting or node in unknown:
            return
        if _type_of(node, name, opened) is not None:
            shown.append((node, name))
    if not shown:
        return
    if log.take(StepKind.FORMAT, "same", "the exposed fields become a form"):
        types = {field: _type_of(*field, opened) for field in shown}
        draft.own(())["form"] = form_of(shown, types)


def _type_of(node_id: str, name: str, opened: Opened) -> tuple[str, str] | None:
    node = opened.graph.nodes.get(node_id)
    template = template_of(opened.catalogue, node.type) if node is not None else None
    known = template.types.get(name) if template is not None else None
    return (known.name, known.cardinality) if known is not None else None
