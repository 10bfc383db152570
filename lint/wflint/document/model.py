"""A document: one JSON value that InvokeAI (or a guide for it) understands, and where it came from."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.diagnostics import Finding

    # What reads a text that another file holds; its part has a name.
    LoadText = Callable[[str, "Source", str], "Loaded"]


class Kind(StrEnum):
    """What a document is. The linter follows InvokeAI's pipeline from where that kind enters it."""

    WORKFLOW = "workflow"  # exported by the web UI: load, ready, then the graph the UI would build
    GRAPH = "graph"  # API graph: {"id", "nodes": {id: node}, "edges"}
    BATCH = "batch"  # enqueue body: {"batch": {"graph", "data", "runs"}}
    SESSION = "session"  # queue item or session: a graph in execution
    GUIDE = "guide"  # the simplified dialect of guides and language models: nothing of InvokeAI reads it
    COMFYUI = "comfyui"  # another program's file
    UNKNOWN = "unknown"  # JSON, but no document of InvokeAI's


class Source:
    """The decoded text a document was parsed from. ``name`` is the path as the user gave it (or ``-``).

    The text has no byte order mark. ``piece`` marks one that the file holds inside: a metadata chunk of a
    picture, JSON as text in JSON.
    """

    __slots__ = ("name", "piece", "text")

    def __init__(self, name: str, text: str, *, piece: bool = False) -> None:
        self.name = name
        self.text = text
        self.piece = piece


class Document:
    """One document of a file.

    ``data`` is the parsed JSON; ``base`` is the pointer to it inside ``source`` (an API record holds its
    workflow at ``/workflow``), to be put before the pointers of findings. ``part`` tells the documents of
    one file apart (``workflow`` and ``graph`` of a PNG) and is None for the only one. ``version`` is the
    format version a workflow states (``meta.version``), None when it has none.

    ``data`` of a batch is the batch object itself (``base`` is ``("batch",)`` inside an enqueue body), of
    a session the graph in it. ``findings`` are faults of the text that the document was parsed from, such
    as repeated keys; the reader passes them on with its own. ``dumped`` marks a graph that a server wrote
    into a picture, where inputs without a value are null. ``vouched`` says that what it was found in is
    InvokeAI's (a record or a queue item of its API, a picture), whatever the document itself looks like.
    ``begun`` marks the graph of a session beside which its ``execution_graph`` holds what has run of it.
    ``beside`` is the workflow that is kept beside a graph, for whoever opens what the graph made.
    """

    __slots__ = (
        "base", "begun", "beside", "data", "dumped", "findings", "kind", "part", "source", "version",
        "vouched",
    )  # fmt: skip

    def __init__(
        self,
        kind: Kind,
        data: Any,
        source: Source,
        *,
        base: tuple[str | int, ...] = (),
        part: str | None = None,
        version: str | None = None,
    ) -> None:
        self.kind = kind
        self.data = data
        self.source = source
        self.base = base
        self.part = part
        self.version = version
        self.dumped = False
        self.vouched = False
        self.begun = False
        self.findings: tuple[Finding, ...] = ()
        self.beside: Beside | None = None


class Beside(NamedTuple):
    """A workflow kept beside a graph, and the ``field_values`` that a queue item took from its batch."""

    workflow: Document
    swept: Any = None


class Loaded(NamedTuple):
    """What loading a file gave.

    ``documents`` holds one document of kind ``unknown`` for JSON that is none of InvokeAI's; it is empty
    when nothing could be read, and ``reason`` then says why in a few words (a picture without metadata
    has a reason but no findings). ``findings`` are the faults for which there are no documents (their
    ``rule`` is set, offsets are relative to ``source``). ``source`` is the text of the file, or of the
    metadata chunk that is broken; None when the bytes could not be decoded.
    """

    documents: list[Document]
    findings: list[Finding]
    reason: str | None = None
    source: Source | None = None


def pair(documents: list[Document]) -> None:
    """Tell the graph of a picture of the workflow that lies in it too."""
    if len(documents) == 2:  # the two that InvokeAI writes
        one, other = documents
        if one.kind is Kind.WORKFLOW and other.kind is not Kind.WORKFLOW:
            one, other = other, one
        if other.kind is Kind.WORKFLOW and one.kind in (Kind.GRAPH, Kind.SESSION):
            one.beside = Beside(other)
