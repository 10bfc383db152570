"""One document of any kind as a workflow, a graph, an enqueue body or Python code, with what that took."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.document import Document, Kind, Source
from wflint.graph.convert.decisions import ConversionError, Decision
from wflint.graph.convert.for_upgrades import wires_for_upgrades
from wflint.graph.convert.losses import losses_but_nodes
from wflint.graph.convert.migrate import migrate_workflow
from wflint.graph.convert.opening import open_workflow
from wflint.graph.convert.to_request import Converted, convert_workflow
from wflint.graph.convert.to_workflow import Details, graph_to_workflow
from wflint.graph.ir import BATCH_NODES
from wflint.graph.webui.batch_nodes import BatchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.catalogue.model import Catalogue

TARGETS: Final = ("graph", "workflow", "batch", "python")
_GRAPHS: Final = (Kind.GRAPH, Kind.BATCH, Kind.SESSION)
_TEXTS: Final = ("name", "author", "description", "contact", "tags", "notes")


class ConvertOptions(NamedTuple):
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


_AS_IT_IS = ConvertOptions()


class Conversion(NamedTuple):
    """The result: a JSON object, or a text for ``python``. ``source`` is the document that it was made of."""

    value: dict[str, Any] | str
    decisions: list[Decision]
    source: Document


class _Made(NamedTuple):
    """A JSON object that one document was converted to, with what that took."""

    value: dict[str, Any]
    decisions: list[Decision]


def convert_document(
    documents: Sequence[Document], to: str, catalogue: Catalogue, options: ConvertOptions = _AS_IT_IS
) -> Conversion:
    """Convert one of a file's documents to one of :data:`TARGETS`.

    Raises ConversionError for what cannot be converted: another program's file, batch nodes without
    values, nodes that InvokeAI has nothing for. Faults that InvokeAI itself refuses are converted as they
    are; ``wflint check`` finds them.
    """
    source, told = chosen(documents, to, options.part)
    document = source
    if source.kind is Kind.GUIDE:
        from wflint.builders.guide import translate_guide

        meant = translate_guide(source, catalogue)
        document = Document(Kind.GRAPH, meant.graph, source.source, part=source.part)
        told += meant.decisions
    elif source.kind in _GRAPHS:
        from wflint.builders import misplaced

        document = misplaced.meant(source)
    if to == "python":
        return Conversion(_python(document, catalogue), told, source)
    make = {"graph": _graph, "workflow": _workflow, "batch": _batch}[to]
    found = make(document, catalogue, options)
    if to == "batch" and document.kind is Kind.WORKFLOW and source.kind is Kind.BATCH:
        _keep(found.value["batch"], source.data, options)
    if to == "workflow" and source.kind is Kind.GUIDE:
        found.value.update(_texts(source))
    return Conversion(found.value, told + found.decisions, source)


def chosen(documents: Sequence[Document], to: str, part: str | None) -> tuple[Document, list[Decision]]:
    """The document of a file to convert, with the decision that took. Raises ConversionError.

    A picture or queue item holds a graph and the workflow it came from: a workflow (and code) is made of
    the latter, as the web UI does, a graph or body of the former, which is what ran.
    """
    if part is not None:
        found = [d for d in documents if d.part == part]
        if not found:
            raise ConversionError(f'there is no part "{part}" in the file{_parts(documents)}')
        return found[0], []
    if not documents:
        raise ConversionError("there is nothing in it to convert")
    if len(documents) == 1:
        return documents[0], []
    workflows = [d for d in documents if d.kind is Kind.WORKFLOW]
    graphs = [d for d in documents if d.kind in _GRAPHS]
    if len(workflows) != 1 or len(graphs) != 1 or len(documents) != 2:
        raise ConversionError(f"the file holds several documents{_parts(documents)}")
    taken, other = (workflows[0], graphs[0]) if to in ("workflow", "python") else (graphs[0], workflows[0])
    text = f'of the two in the file, "{taken.part}" is taken; --part {other.part} takes the other'
    return taken, [Decision("decision", text)]


def _parts(documents: Sequence[Document]) -> str:
    names = [d.part for d in documents if d.part is not None]
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"; name one with --part: {shown}" if names else ""


def _refuse(document: Document) -> ConversionError:
    if document.kind is Kind.COMFYUI:
        return ConversionError(
            "this is a ComfyUI file: its nodes are another program's, and wflint does not translate them"
        )
    return ConversionError("this is not an InvokeAI document; there is nothing in it to convert")


# -- to a graph, to a body ----------------------------------------------------------------------------


def _converted(
    document: Document, catalogue: Catalogue, options: ConvertOptions, *, with_data: bool
) -> Converted:
    try:
        return convert_workflow(document, catalogue, board=options.board, with_data=with_data)
    except BatchError as error:
        raise ConversionError(f"{error}; a graph alone can be made with --to graph") from None


def _graph(document: Document, catalogue: Catalogue, options: ConvertOptions) -> _Made:
    if document.kind is Kind.WORKFLOW:
        found = _converted(document, catalogue, options, with_data=False)
        lost = [*found.decisions]
        if any(node.type in BATCH_NODES for node in found.opened.graph.nodes.values()):
            text = "a graph holds no batch data: what the batch nodes hold is left out; --to batch keeps it"
            lost.append(Decision("loss", text))
        return _Made(found.graph, lost)
    lost = []
    data = _batch_of(document)
    if data is not None:
        if data.get("data"):
            lost.append(Decision("loss", "a graph holds no batch data: the lists of values are left out"))
        if data.get("runs", 1) != 1:
            text = f"a graph does not say how often it runs: {data['runs']} runs are left out"
            lost.append(Decision("loss", text))
    return _Made(_plain_graph(document), lost)


def _batch(document: Document, catalogue: Catalogue, options: ConvertOptions) -> _Made:
    if document.kind is Kind.WORKFLOW:
        found = _converted(document, catalogue, options, with_data=True)
        return _Made(found.body(1 if options.runs is None else options.runs), found.decisions)
    before = _batch_of(document) or {}
    batch: dict[str, Any] = copy.deepcopy({k: v for k, v in before.items() if k != "graph"})
    runs = options.runs if options.runs is not None else before.get("runs", 1)
    return _Made({"batch": {**batch, "graph": _plain_graph(document), "runs": runs}, "prepend": False}, [])


def _keep(batch: dict[str, Any], before: dict[str, Any], options: ConvertOptions) -> None:
    """What a body that held a workflow as its graph says beside it."""
    if options.runs is None:
        batch["runs"] = before.get("runs", 1)
    if type(before.get("data")) is list:
        batch["data"] = [*batch["data"], *copy.deepcopy(before["data"])]
    batch.update({k: copy.deepcopy(v) for k, v in before.items() if k not in ("graph", "runs", "data")})


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


def _workflow(document: Document, catalogue: Catalogue, options: ConvertOptions) -> _Made:
    if document.kind is Kind.WORKFLOW:
        return _Made(*migrate_workflow(document, catalogue))
    batch = _batch_of(document) or {}
    details = Details(data=batch.get("data"), defaults=options.defaults)
    found, told = graph_to_workflow(_plain_graph(document), catalogue, details)
    runs = batch.get("runs", 1)
    if runs != 1:
        told.append(Decision("loss", f"a workflow does not say how often it runs: {runs} runs are left out"))
    written = Document(Kind.WORKFLOW, found, Source("", ""), version=found["meta"]["version"])
    opened = open_workflow(written, catalogue)
    return _Made(found, told + losses_but_nodes(opened, wires_for_upgrades(opened)))


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
