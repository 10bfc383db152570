"""Documents that another one holds as JSON text: a video's sidecar file, the API's answer about a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.document.model import Document, Kind, Source, pair

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
