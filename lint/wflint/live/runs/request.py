"""From any kind of document to the body of an enqueue request."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any

from wflint.document import Document, Kind, Source
from wflint.document.kinds import documents_in
from wflint.document.load import load_bytes
from wflint.graph.convert.to_request import convert_workflow
from wflint.live.client.errors import InputError
from wflint.reading import read_document_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.builders.product import Product
    from wflint.catalogue.model import Catalogue
    from wflint.graph.webui.batch_nodes import Resolver
    from wflint.live.client.client import Client

    Runnable = str | PathLike[str] | dict[str, Any] | Document | Product

_NO_RUN = {
    Kind.GUIDE: "it is written in the simplified dialect of guides, which no InvokeAI reads",
    Kind.COMFYUI: "it is a ComfyUI file",
    Kind.UNKNOWN: "it is not an InvokeAI document",
}


def load_runnable(source: str | PathLike[str]) -> Document:
    """The document of a file that can run: of a picture's two the workflow, of a batch's the batch.

    Raises OSError when the file cannot be read, InputError when nothing in it can run.
    """
    loaded = load_bytes(read_document_file(source), str(source))
    if not loaded.documents:
        said = loaded.findings[0].message if loaded.findings else loaded.reason or "nothing in it"
        raise InputError(f"{source} cannot run: {said}")
    return runnable(loaded.documents, str(source))


def runnable(documents: list[Document], name: str) -> Document:
    """The one of a file's documents that runs. Raises InputError when none can."""
    for kind in (Kind.BATCH, Kind.SESSION, Kind.WORKFLOW, Kind.GRAPH):
        for document in documents:
            if document.kind is kind:
                return document
    raise InputError(f"{name} cannot run: {_NO_RUN[documents[0].kind]}")


def as_document(source: Runnable) -> Document:
    """A path, JSON object, document or builder's workflow as a document.

    Of a builder the workflow file, which has its labels and what it exposes; its graph where the web UI could
    not show it. Raises OSError and InputError, and BuildError for what InvokeAI would refuse.
    """
    if isinstance(source, Document):
        return source
    if isinstance(source, dict):
        return runnable(documents_in(source, Source("<data>", "")), "this object")
    if isinstance(source, str | PathLike):
        return load_runnable(source)
    from wflint.builders.errors import BuildError
    from wflint.builders.product import Product

    if not isinstance(source, Product):
        raise InputError(f"this cannot run: it is a {type(source).__name__}, and no path, JSON or Workflow")
    try:
        made = source.to_workflow()
    except BuildError:
        made = source.to_graph()
    return runnable(documents_in(made, Source(source.name or "<workflow>", "")), "this workflow")


def make_body(
    document: Document,
    catalogue: Catalogue | None,
    resolver: Resolver | None,
    *,
    runs: int | None = None,
    data: list[list[dict[str, Any]]] | None = None,
) -> dict[str, Any]:
    """The body of an enqueue request. Workflows need a catalogue. Raises InputError, BatchError."""
    value: Any = document.data
    if document.kind is Kind.WORKFLOW and catalogue is not None:
        body = convert_workflow(document, catalogue, resolve=resolver).body(runs or 1)
    elif document.kind is Kind.BATCH:
        body = {"batch": dict(value), "prepend": False}
        body["batch"].setdefault("runs", 1)
        if runs is not None:
            body["batch"]["runs"] = runs
    elif document.kind in (Kind.GRAPH, Kind.SESSION):
        body = {"batch": {"graph": value, "runs": runs or 1}, "prepend": False}
    else:
        raise InputError(f"this cannot run: {_NO_RUN.get(document.kind, 'its nodes are unknown')}")
    if data:
        body["batch"]["data"] = [*(body["batch"].get("data") or []), *data]
    return body


def node_types(document: Any) -> list[str]:
    """The types of the invocation nodes in the JSON of a workflow, a graph or an enqueue body."""
    batch = document.get("batch") if isinstance(document, dict) else None
    graph = batch.get("graph") if isinstance(batch, dict) else document
    nodes = graph.get("nodes") if isinstance(graph, dict) else None
    if isinstance(nodes, dict):
        found = [n.get("type") for n in nodes.values() if isinstance(n, dict)]
    else:
        listed = [n.get("data") for n in nodes or () if isinstance(n, dict)]
        found = [data.get("type") for data in listed if isinstance(data, dict)]
    return [t for t in found if isinstance(t, str) and t not in ("notes", "connector", "current_image")]


def resolve(server: Client, generator: Mapping[str, Any]) -> list[Any]:
    """The values of a generator that the UI asks the server for: dynamic prompts, a board's pictures."""
    kind = str(generator.get("type"))
    if kind == "string_generator_dynamic_prompts_combinatorial":
        return list(
            server.dynamic_prompts(str(generator["input"]), generator["maxPrompts"], combinatorial=True)
        )
    if kind == "string_generator_dynamic_prompts_random":
        return list(
            server.dynamic_prompts(
                str(generator["input"]), generator["count"], combinatorial=False, seed=generator.get("seed")
            )
        )
    board = generator.get("board_id")
    if not isinstance(board, str) or not board:
        return []
    return [{"image_name": name} for name in server.board_images(board)]
