"""Whose a document is: InvokeAI's, or that of another program that has nodes and edges too.

What no other program writes decides at once (document/traits.py). Failing that, the types of the nodes do:
some are everyday words that others use too (``image``, ``if``), most are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.document.traits import (
    graph_of,
    has_members_of_a_graph,
    has_trait,
    is_shaped_as_graph,
    node_types,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from wflint.document import Document


def is_own(document: Document) -> bool:
    """Whether a document is InvokeAI's, by what is in it."""
    return has_trait(document) or _has_own_types(document)


def may_be_own(document: Document) -> bool:
    """Whether a document that the user named may be InvokeAI's: it is, or could be for all that is known."""
    graph = graph_of(document)
    if (graph.get("nodes") or graph.get("edges")) and not has_members_of_a_graph(graph):
        return is_own(document)
    from wflint.graph.reading.programs import program_of

    # What is told of a file that nobody named is told of a named one, whatever else it looks like.
    return program_of(document.data) is None or is_own(document)


def was_meant_as_own(text: str) -> bool:
    """Whether a text that does not parse was meant to be a document of InvokeAI's."""
    from wflint.document.broken import has_trait, node_types

    return has_trait(text) or _are_own([(name,) for name in node_types(text)], among=True)


def known_type(name: str) -> bool:
    """Whether any release of InvokeAI, or a pack of community nodes, has a node of that type."""
    from wflint.catalogue.history import all_node_types
    from wflint.catalogue.packs.index import shipped_index

    return name in all_node_types() or shipped_index().has(name)


def _has_own_types(document: Document) -> bool:
    graph = graph_of(document)
    types = list(node_types(graph))
    if not types:
        return False
    if is_shaped_as_graph(graph):
        return any(known_type(name) for names in types for name in names)
    if _are_own(types):
        return True
    if not all(any(known_type(name) for name in names) for names in types):
        return False
    from wflint.graph.reading.programs import program_of

    return program_of(document.data) is None


def _are_own(types: Sequence[Collection[str]], *, among: bool = False) -> bool:
    """Whether half of the nodes are InvokeAI's by their types, one of them by a type that is no common word.

    ``among`` is for a text, where many a type is none of a node's: one in five will do.
    """
    known = [name for names in types for name in names if known_type(name)]
    return any(map(_is_telling, known)) and len(known) * (5 if among else 2) >= len(types)


def _is_telling(name: str) -> bool:
    """Whether a type is no word that any program may use: ``l2i``, ``denoise_latents``, not ``image``."""
    return not (name.isalpha() and name.islower()) or name in _TELLING


_TELLING: Iterable[str] = frozenset({"compel", "esrgan", "freeu", "lblend", "lresize", "lscale", "tomask"})
