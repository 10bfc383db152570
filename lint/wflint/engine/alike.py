"""Releases that make the same of a document: what they have for its nodes is the same.

A range of targets holds dozens of releases, and neighbours differ in a few nodes. What would ask them all
about one document asks one of each kind.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wflint.graph.webui.profile import profile
from wflint.release import Release

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable

    from wflint.catalogue.model import Catalogue
    from wflint.graph.webui.profile import Profile

# From here on nothing about requests is asked by a release's number (tests/engine/test_alike.py looks).
SETTLED: Final = Release((6, 0, 0))
_BY_NODE: Final = ("validators", "types")  # sections of the overlay with an entry for a node type


def kind_of(catalogue: Catalogue, node_types: Collection[str]) -> Hashable:
    """What a release has for nodes of these types: releases that have the same make the same request."""
    definitions, overlay = catalogue.definitions, catalogue.overlay
    if not all(type(handle) is int for handle in definitions.node_types.values()):
        return id(catalogue)  # a catalogue from elsewhere: its definitions are nobody else's
    release = catalogue.release
    return (
        None if not release < SETTLED else catalogue.version,
        catalogue.cached("ui-facts", _facts),
        catalogue.cached("shared-parts", _shared_parts),
        tuple([definitions.node_types.get(name) for name in node_types]),
        tuple([_text([overlay.get(part, {}).get(name) for part in _BY_NODE]) for name in node_types]),
    )


def _facts(catalogue: Catalogue) -> Hashable:
    found: Profile = profile(catalogue)
    return tuple([repr(getattr(found, name)) for name in found.__slots__ if name != "release"])


def _shared_parts(catalogue: Catalogue) -> Hashable:
    """The models within nodes, and the classes of all."""
    models = tuple(sorted(catalogue.definitions.model_names.items()))
    return models, _text({name: part for name, part in catalogue.overlay.items() if name not in _BY_NODE})


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
