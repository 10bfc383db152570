"""Documents that another one holds as JSON text: a video's sidecar file, the API's answer about a picture.

InvokeAI's database has the workflow of a queue item as text too; its API parses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.document.model import Beside, Document, Kind, Source, pair

if TYPE_CHECKING:
    from wflint.document.model import LoadText

# InvokeAI's names for what it keeps of a generation; the API's answer leaves out the prefix.
_MEMBERS = (("invokeai_workflow", "workflow"), ("invokeai_graph", "graph"))


def embedded_documents(data: dict[Any, Any], source: Source, load_text: LoadText) -> list[Document]:
    """The workflow and graph in an object that holds them as text; empty when it holds none.

    ``load_text`` reads them (:func:`wflint.document.load.load_text`, which calls this).

    Their places are those in the inner text, where line 1 is the text's own first line.
    """
    found: list[Document] = []
    for names in _MEMBERS:
        for name in names:
            text = data.get(name)
            if type(text) is str and text[:1] == "{":
                loaded = load_text(text, Source(source.name, text, piece=True), names[1])
                inner = [d for d in loaded.documents if d.kind is not Kind.UNKNOWN]
                for document in inner:
                    document.vouched = name == names[0]
                found += inner
                break
    for document in found:
        document.dumped = document.kind is Kind.GRAPH
    pair(found)
    return found


def with_texts_beside(documents: list[Document], data: Any, load_text: LoadText) -> list[Document]:
    """The documents of a file, and behind each session the workflow that its queue item holds as text."""
    found: list[Document] = []
    for document in documents:
        found.append(document)
        if document.kind is not Kind.SESSION or document.beside is not None:
            continue
        item = data
        if document.base[-2:] == ("session", "graph"):
            for part in document.base[:-2]:
                item = item[part]
        text = item.get("workflow") if type(item) is dict else None
        if type(text) is not str or text[:1] != "{":
            continue
        name = f"{document.part}/workflow" if document.part else "workflow"
        loaded = load_text(text, Source(document.source.name, text, piece=True), name)
        workflow = loaded.documents[0] if len(loaded.documents) == 1 else None
        if workflow is not None and workflow.kind is Kind.WORKFLOW:
            document.part = f"{document.part}/session" if document.part else Kind.SESSION.value
            document.beside = Beside(workflow, item.get("field_values"))
            workflow.vouched = document.vouched
            found.append(workflow)
    return found
