"""A document of an older release as a newer one wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import quoted
from wflint.document.model import Document, Kind
from wflint.graph.reading.read import read_document
from wflint.graph.webui.profile import FORMATS, profile, states_types
from wflint.upgrade.migration import old_formats
from wflint.upgrade.migration.draft import Draft
from wflint.upgrade.migration.fields import migrate_fields
from wflint.upgrade.migration.inline import GRAPH, inline_graphs
from wflint.upgrade.migration.loading import as_document, write_updates
from wflint.upgrade.migration.log import StepLog
from wflint.upgrade.migration.step import Migration, StepKind
from wflint.upgrade.migration.types import migrate_types
from wflint.upgrade.migration.values import migrate_values, write_defaults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.models.inventory.inventory import Inventory

_KINDS: Final = frozenset({Kind.WORKFLOW, Kind.GRAPH, Kind.BATCH, Kind.SESSION})
_OF_NODES: Final = frozenset({StepKind.NODE, StepKind.FIELD, StepKind.INSERTED})


def migrate(
    document: Document,
    new: Catalogue,
    old: Catalogue | None,
    *,
    unsafe: bool,
    inventory: Inventory | None = None,
) -> Migration:
    """What a document becomes for ``new``; ``old`` is the release that it was made for, None if not known.

    The document itself is never changed. Without ``unsafe`` only steps are taken after which it makes the
    same image, and the others are withheld: nodes that are gone then stay, with their wires. ``inventory``
    has the keys of models that a file of InvokeAI 3 knows by name.
    """
    log = StepLog(unsafe=unsafe)
    data: Any = document.data
    if document.kind not in _KINDS or type(data) is not dict:
        return Migration(data, [], [], [])
    if document.kind is Kind.WORKFLOW:
        data = _workflow(document, new, old, inventory, log)
    else:
        draft = Draft(_inlined(document, new, log))
        _passes(draft, new, old, inventory, log)
        data = draft.finish()
    if document.begun:
        # Its nodes stand there once more, by other ids: what has run is not to be made anew.
        if any(step.kind in _OF_NODES for step in (*log.steps, *log.withheld)):
            log.leave(
                "the session has begun, and its execution_graph holds nodes of the old release",
                "enqueue its graph anew",
            )
        return Migration(document.data, [], [], log.left)
    return Migration(data if log.steps else document.data, log.steps, log.withheld, log.left)


def _inlined(document: Document, new: Catalogue, log: StepLog) -> Document:
    """The document with the nodes of graphs in its graph."""
    if GRAPH in new.node_types:
        return document
    data: Any = document.data
    if document.kind is not Kind.BATCH:
        made: Any = inline_graphs(data, (), log)
    else:
        graph = data.get("graph")
        inner = inline_graphs(graph, _swept(document), log) if type(graph) is dict else graph
        made = {**data, "graph": inner} if inner is not graph else data
    return document if made is data else as_document(document, made)


def _swept(document: Document) -> Iterator[str]:
    """The ids of nodes that batch data name; the document is read only if somebody asks."""
    for group in read_document(document)[0].batch:
        for item in group:
            yield item.node


def _passes(
    draft: Draft, new: Catalogue, old: Catalogue | None, inventory: Inventory | None, log: StepLog
) -> set[str]:
    """Types, then names, then values; the ids of the nodes that got another type or major version."""
    changed = migrate_types(draft, new, old, log)
    changed |= migrate_fields(draft, new, changed, log)
    migrate_values(draft, new, inventory, log)
    if old is not None and old.version != new.version:
        write_defaults(draft, new, old, changed, log)
    return changed | draft.inserted


def _workflow(
    document: Document,
    new: Catalogue,
    old: Catalogue | None,
    inventory: Inventory | None,
    log: StepLog,
) -> Any:
    wanted = profile(new).format
    stated = document.version
    if wanted < old_formats.CURRENT:
        log.leave(
            f"InvokeAI {new.version} reads workflow format {wanted}, which wflint does not write",
            "give 4.0.0 or a later release as the target",
        )
        return document.data
    if stated is not None and stated not in FORMATS:
        log.leave(
            f"no InvokeAI writes format {quoted(stated)}", f"state the one that it is of, such as {wanted}"
        )
        return document.data
    if stated is not None and wanted < stated:
        log.leave(
            f"the file is of format {stated}, which InvokeAI {new.version} does not read",
            f"use a release that writes it, or `wflint convert --to workflow --target {new.version}`",
        )
        return document.data
    draft = Draft(document)
    typed = states_types(document)
    if typed:
        old_formats.rewrite(draft, new, log)
        draft = _anew(document, draft, old_formats.CURRENT)
    elif stated != wanted:
        draft = _anew(document, draft, wanted)
    changed = _passes(draft, new, old, inventory, log)
    data = draft.finish()
    if stated != wanted:
        was = f"format {stated}" if stated is not None else "no format"
        log.take(StepKind.FORMAT, "same", f"{was} becomes format {wanted}")
        data = _stating(data, wanted)
    data = _in_category(data, new, log)
    return write_updates(as_document(document, data), new, changed, log)


def _anew(document: Document, draft: Draft, version: str) -> Draft:
    """The draft read again as one of another format."""
    return Draft(as_document(document, _stating(draft.finish(), version)))


def _stating(data: dict[str, Any], version: str) -> dict[str, Any]:
    meta = data.get("meta")
    known = meta if type(meta) is dict else {"category": "user"}
    if known.get("version") == version:
        return data
    return {**data, "meta": {**known, "version": version}}


def _in_category(data: dict[str, Any], new: Catalogue, log: StepLog) -> dict[str, Any]:
    """Since 6.9 no workflow is a "project", and the web UI refuses a file that says so."""
    meta = data.get("meta")
    if profile(new).project or type(meta) is not dict or meta.get("category") != "project":
        return data
    log.take(StepKind.FORMAT, "same", 'the category "project" becomes "user"')
    return {**data, "meta": {**meta, "category": "user"}}
