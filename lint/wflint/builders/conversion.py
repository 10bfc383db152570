"""One document of any kind as a workflow, a graph, an enqueue body or Python code, with what that took."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.document import Document, Kind, Source
from wflint.graph.convert.decisions import ConversionError, Decision
from wflint.graph.convert.migrate import losses_on_loading, migrate_workflow
from wflint.graph.convert.to_request import Converted, convert_workflow, open_workflow
from wflint.graph.convert.to_workflow import graph_to_workflow
from wflint.graph.ir import BATCH_NODES
from wflint.graph.webui.batch_nodes import BatchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.catalogue.model import Catalogue

TARGETS: Final = ("graph", "workflow", "batch", "python")
_GRAPHS: Final = (Kind.GRAPH, Kind.BATCH, Kind.SESSION)
_TEXTS: Final = ("name", "author", "description", "contact", "tags", "notes")


class Options(NamedTuple):
    """What a conversion leaves to its user.

    ``part`` names one of several documents in a file. ``board`` is the id of the board that pictures are
    added to where a workflow says "auto" (None: none). ``runs`` is how often a batch runs (None: as the
    source says, else once). ``defaults`` writes the defaults of unset inputs into a workflow, so that the
    editor shows controls for them.
    """

    part: str | None = None
    board: str | None = None
    runs: int | None = None
    defaults: bool = False


class Conversion(NamedTuple):
    """The result: a JSON object, or a text for ``python``. ``source`` is the document that it was made of."""

    value: dict[str, Any] | str
    decisions: list[Decision]
    source: Document


def convert_document(
    documents: Sequence[Document], to: str, catalogue: Catalogue, options: Options | None = None
) -> Conversion:
    """Convert one of a file's documents to one of :data:`TARGETS`.

    Raises ConversionError for what cannot be converted: another program's file, batch nodes without
    values, nodes that InvokeAI has nothing for. Faults that InvokeAI itself refuses are converted as they
    are; ``wflint check`` finds them.
    """
    options = options or Options()
    told: list[Decision] = []
    source = document = chosen(documents, to, options.part, told)
    if document.kind is Kind.GUIDE:
        document = _understood(document, catalogue, told)
    if to == "python":
        return Conversion(_python(document, catalogue), told, source)
    make = {"graph": _graph, "workflow": _workflow, "batch": _batch}[to]
    found = make(document, catalogue, options, told)
    if to == "workflow" and source.kind is Kind.GUIDE:
        found |= _texts(source)
    return Conversion(found, told, source)


def chosen(documents: Sequence[Document], to: str, part: str | None, told: list[Decision]) -> Document:
    """The document of a file to convert. Raises ConversionError.

    A picture or queue item holds a graph and the workflow it came from: a workflow (and code) is made of
    the latter, as the web UI does, a graph or body of the former, which is what ran.
    """
    if part is not None:
        found = [d for d in documents if d.part == part]
        if not found:
            raise ConversionError(f'there is no part "{part}" in the file{_parts(documents)}')
        return found[0]
    if not documents:
        raise ConversionError("there is nothing in it to convert")
    if len(documents) == 1:
        return documents[0]
    workflows = [d for d in documents if d.kind is Kind.WORKFLOW]
    graphs = [d for d in documents if d.kind in _GRAPHS]
    if len(workflows) != 1 or len(graphs) != 1 or len(documents) != 2:
        raise ConversionError(f"the file holds several documents{_parts(documents)}")
    taken, other = (workflows[0], graphs[0]) if to in ("workflow", "python") else (graphs[0], workflows[0])
    told.append(
        Decision(
            "decision",
            f'of the two in the file, "{taken.part}" is taken; --part {other.part} takes the other',
        )
    )
    return taken


def _parts(documents: Sequence[Document]) -> str:
    names = [d.part for d in documents if d.part is not None]
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"; name one with --part: {shown}" if names else ""


def _understood(document: Document, catalogue: Catalogue, told: list[Decision]) -> Document:
    """A guide's dialect as the graph that its author meant."""
    from wflint.builders.guide import translate_guide

    graph = translate_guide(document, catalogue, told)
    return Document(Kind.GRAPH, graph, document.source, part=document.part)


def _refuse(document: Document) -> ConversionError:
    if document.kind is Kind.COMFYUI:
        return ConversionError(
            "this is a ComfyUI file: its nodes are another program's, and wflint does not translate them"
        )
    return ConversionError("this is no InvokeAI document: there is nothing in it to convert")


# -- to a graph, to a body ----------------------------------------------------------------------------


def _converted(
    document: Document, catalogue: Catalogue, options: Options, told: list[Decision], *, with_data: bool
) -> Converted:
    try:
        found = convert_workflow(document, catalogue, board=options.board, with_data=with_data)
    except BatchError as error:
        raise ConversionError(f"{error}; a graph alone can be made with --to graph") from None
    told += losses_on_loading(document, open_workflow(document, catalogue), catalogue)
    return found


def _graph(
    document: Document, catalogue: Catalogue, options: Options, told: list[Decision]
) -> dict[str, Any]:
    if document.kind is Kind.WORKFLOW:
        found = _converted(document, catalogue, options, told, with_data=False)
        batches = [
            n for n in open_workflow(document, catalogue).graph.nodes.values() if n.type in BATCH_NODES
        ]
        if batches:
            text = "a graph holds no batch data: what the batch nodes hold is left out; --to batch keeps it"
            told.append(Decision("loss", text))
        return found.graph
    data = _batch_of(document)
    if data is not None:
        if data.get("data"):
            told.append(Decision("loss", "a graph holds no batch data: the lists of values are left out"))
        if data.get("runs", 1) != 1:
            told.append(
                Decision("loss", f"a graph does not say how often it runs: {data['runs']} runs are left out")
            )
    return _plain_graph(document)


def _batch(
    document: Document, catalogue: Catalogue, options: Options, told: list[Decision]
) -> dict[str, Any]:
    if document.kind is Kind.WORKFLOW:
        found = _converted(document, catalogue, options, told, with_data=True)
        return found.body(1 if options.runs is None else options.runs)
    before = _batch_of(document) or {}
    batch: dict[str, Any] = copy.deepcopy({k: v for k, v in before.items() if k != "graph"})
    runs = options.runs if options.runs is not None else before.get("runs", 1)
    return {"batch": {**batch, "graph": _plain_graph(document), "runs": runs}, "prepend": False}


def _batch_of(document: Document) -> dict[str, Any] | None:
    return document.data if document.kind is Kind.BATCH and type(document.data) is dict else None


def _plain_graph(document: Document) -> dict[str, Any]:
    """The API graph of a graph, body or session, without the null of inputs that a server left unset."""
    if document.kind not in _GRAPHS:
        raise _refuse(document)
    graph: Any = document.data.get("graph") if document.kind is Kind.BATCH else document.data
    if type(graph) is not dict:
        raise ConversionError("there is no graph in it")
    nodes = graph.get("nodes")
    if type(nodes) is dict and (document.dumped or document.kind is Kind.SESSION):
        nodes = {
            key: {k: v for k, v in node.items() if v is not None} if type(node) is dict else node
            for key, node in nodes.items()
        }
        graph = {**graph, "nodes": nodes}
    found: dict[str, Any] = copy.deepcopy(graph)
    return found


# -- to a workflow, to code ---------------------------------------------------------------------------


def _workflow(
    document: Document, catalogue: Catalogue, options: Options, told: list[Decision]
) -> dict[str, Any]:
    if document.kind is Kind.WORKFLOW:
        return migrate_workflow(document, catalogue, told)
    batch = _batch_of(document) or {}
    found = graph_to_workflow(
        _plain_graph(document),
        catalogue,
        data=batch.get("data"),
        defaults=options.defaults,
        decisions=told,
    )
    runs = batch.get("runs", 1)
    if runs != 1:
        told.append(Decision("loss", f"a workflow does not say how often it runs: {runs} runs are left out"))
    written = Document(Kind.WORKFLOW, found, Source("", ""), version=found["meta"]["version"])
    told += losses_on_loading(written, open_workflow(written, catalogue), catalogue)
    return found


def _texts(document: Document) -> dict[str, str]:
    """The name and description that a guide gives its JSON in ``meta``."""
    meta = document.data.get("meta")
    if type(meta) is not dict:
        return {}
    return {text: meta[text] for text in _TEXTS if type(meta.get(text)) is str}


def _python(document: Document, catalogue: Catalogue) -> str:
    from wflint.builders.decompile import DecompileError, decompile

    if document.kind is not Kind.WORKFLOW and document.kind not in _GRAPHS:
        raise _refuse(document)
    try:
        return decompile(document, catalogue)
    except DecompileError as error:
        raise ConversionError(str(error)) from None
