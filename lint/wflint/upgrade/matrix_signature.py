"""What a judgement of a document depends on in a release, so that equal releases are judged once.

A document uses some node types. Of a release a judgement of it looks at the definitions of these, at those of
the nodes that would stand for them, at the nested models that any of these name, and at what the release
itself does: how its server reads a graph, how its web UI loads a file. The signature is all of that. It
refers to definitions by their lines in the store, of which equal ones share one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wflint.catalogue.history import all_node_types
from wflint.release import Release

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.packs.index import PackIndex

# From these releases on the code that judges does something else, whatever the definitions say. A test finds
# every release that the code compares with, and looks for it here.
ERAS: Final = tuple(
    Release(numbers)
    for numbers in (
        (3, 1, 0),
        (3, 2, 0),
        (3, 4, 0),
        (3, 5, 0),
        (3, 6, 0),
        (4, 0, 0),
        (4, 2, 0),
        (4, 2, 4),
        (5, 0, 0),
        (5, 5, 0),
        (5, 6, 1),
        (5, 7, 0),
        (5, 7, 2),
        (5, 10, 0),
        (5, 12, 0),
        (6, 0, 0),
        (6, 9, 0),
        (6, 13, 0),
        (6, 14, 0),
        (7, 0, 0),
    )
)
# What the judge asks of a release whatever nodes a document has: how lists are gathered.
_ALWAYS: Final = ("collect", "iterate")
# Whether these are there is what tells some releases from others: branches of :mod:`wflint.models.flow`,
# batches, values that are lost.
_THERE: Final = ("float_generator", "for", "if", "image_batch")
_WHOLE: Final = ("graph_rules", "node_attributes", "node_config", "output_base")


class Signatures:
    """Of one release. Kept for all documents: the models of a definition are followed once."""

    def __init__(self, catalogue: Catalogue, index: PackIndex) -> None:
        self._catalogue = catalogue
        self._index = index
        self._overlay = catalogue.overlay
        self._of_types: dict[str, Hashable] = {}
        self._models: dict[str, Hashable] = {}
        release = catalogue.release
        era = sum(not release < since for since in ERAS), sum(release.at_least(*e.numbers[:2]) for e in ERAS)
        self._release = (
            era,
            tuple(name in catalogue.node_types for name in _THERE),
            "VideoField" in catalogue.model_names,
            tuple(_text(self._overlay.get(section)) for section in _WHOLE),
        )

    def of(self, node_types: Iterable[str]) -> Hashable:
        """What this release is to a document that uses these node types."""
        used = sorted({*node_types, *_ALWAYS})
        return (self._release, *(self._of_type(name) for name in used))

    def _of_type(self, name: str) -> Hashable:
        found = self._of_types.get(name)
        if found is None:
            found = self._of_types[name] = self._look(name)
        return found

    def _look(self, name: str) -> Hashable:
        definitions = self._catalogue.definitions
        handle = definitions.node_types.get(name)
        if handle is None:
            return self._of_packs(name)
        facts = definitions.load(handle)
        types = self._overlay.get("types", {}).get(name)
        models: set[str] = set()
        _refs(facts, models)
        _refs(types, models)
        return (
            _known(handle),
            _text(types),
            _text(self._overlay.get("validators", {}).get(name)),
            tuple(self._model(model) for model in sorted(self._reached(models))),
        )

    def _of_packs(self, name: str) -> Hashable:
        """What a node is that the release does not have: some pack's, which may load in it or not."""
        packs = []
        if name not in all_node_types():
            for node in self._index.find(name):
                models: set[str] = set()
                _refs(node.facts, models)
                version = self._catalogue.version
                packs.append(
                    (
                        node.pack.loads_in(version),
                        node.pack.missing_in(version),
                        tuple(self._model(model) for model in sorted(self._reached(models))),
                    )
                )
        return (None, *packs)

    def _reached(self, models: set[str]) -> set[str]:
        """These nested models and all that they are made of."""
        definitions = self._catalogue.definitions
        found: set[str] = set()
        waiting = list(models)
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            handle = definitions.model_names.get(name)
            if handle is not None:
                inner: set[str] = set()
                _refs(definitions.load(handle), inner)
                waiting += inner
            waiting += self._overlay.get("ancestors", {}).get(name, ())
        return found

    def _model(self, name: str) -> Hashable:
        found = self._models.get(name)
        if found is None:
            handle = self._catalogue.definitions.model_names.get(name)
            found = self._models[name] = (
                name,
                None if handle is None else _known(handle),
                _text(self._overlay.get("model_validators", {}).get(name)),
                _text(self._overlay.get("ancestors", {}).get(name)),
            )
        return found


def _known(handle: Any) -> Hashable:
    """A line of the store names its definition; other definitions are their own names."""
    return handle if type(handle) is int else _text(handle)


def _text(facts: Any) -> str | None:
    return None if facts is None else json.dumps(facts, sort_keys=True)


def _refs(facts: Any, found: set[str]) -> None:
    """The nested models that a definition names, wherever in it; definitions are wflint's own, and flat."""
    waiting = [facts]
    while waiting:
        part = waiting.pop()
        if type(part) is dict:
            ref = part.get("ref")
            if type(ref) is str:
                found.add(ref)
            waiting += part.values()
        elif type(part) is list:
            waiting += part
