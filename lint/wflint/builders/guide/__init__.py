"""From the simplified JSON of guides and language models to a graph that InvokeAI runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.convert.decisions import Decision

MOST_NODES = 150


def translate_guide(document: Document, catalogue: Catalogue, decisions: list[Decision]) -> dict[str, Any]:
    """The API graph that the author of a guide's JSON meant.

    Every name that is mapped, node that is put in, value that is left out and edge that is drawn is appended
    to ``decisions``. Raises ConversionError when some node is nothing that InvokeAI has, or the family is
    one that guides are not translated for.
    """
    from wflint.builders.guide.reading import Guide
    from wflint.builders.guide.translate import Translation
    from wflint.graph.convert.decisions import ConversionError
    from wflint.graph.reading.read import read_document

    graph, _ = read_document(document)
    if len(graph.nodes) > MOST_NODES:
        raise ConversionError(f"{len(graph.nodes)} nodes are more than any guide has ({MOST_NODES})")
    guide = Guide(graph, catalogue)
    if guide.unknown:
        names = ", ".join(f'"{node.type}" ({node.id})' for node in guide.unknown[:8])
        raise ConversionError(f"InvokeAI {catalogue.version} has nothing for {names}")
    if not guide.nodes:
        raise ConversionError("there are no nodes in it that can be read")
    return Translation(guide, catalogue, decisions).graph()
