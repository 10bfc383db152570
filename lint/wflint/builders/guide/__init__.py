"""From the simplified JSON of guides and language models to a graph that InvokeAI runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.convert.decisions import Decision

MOST_NODES = 150


class Translated(NamedTuple):
    """The API graph of a guide: with every name that was mapped, node put in, value left out, edge drawn."""

    graph: dict[str, Any]
    decisions: list[Decision]


def translate_guide(document: Document, catalogue: Catalogue) -> Translated:
    """The API graph that the author of a guide's JSON meant.

    Raises ConversionError when some node is nothing that InvokeAI has, or the family is one that guides are
    not translated for.
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
    translation = Translation(guide, catalogue)
    return Translated(translation.graph(), translation.out.decisions)
