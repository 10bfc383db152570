"""What nested models and named enumerations take otherwise, told once for all inputs that have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.diagnostics.words import listed
from wflint.upgrade import change as kinds
from wflint.upgrade.change import CatalogueChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.upgrade.values import Loss

MOST: Final = 6  # values that a sentence lists


class Nested:
    """Such changes of a pair of releases."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, bool], dict[str, None]] = {}
        self._used: dict[tuple[str, bool], dict[tuple[str, str], None]] = {}
        self._edited: set[str] = set()

    def put(self, losses: Iterable[Loss], narrowed: bool, node: str, member: str, *, edited: bool) -> None:
        """Values that an input takes no longer (or, if not ``narrowed``, now).

        ``edited``: the older web UI lets a user give it a value, so that a workflow file can hold one.
        """
        for loss in losses:
            key = loss.model, narrowed
            self._found.setdefault(key, {})[loss.words] = None
            self._used.setdefault(key, {})[node, member] = None
            if edited:
                self._edited.add(loss.model)

    def changes(self) -> Iterator[CatalogueChange]:
        """Of each model one change a direction, by their names."""
        for model, narrowed in sorted(self._found, key=lambda key: (key[0], not key[1])):
            words = self._found[model, narrowed]
            used = tuple(self._used[model, narrowed])
            where = f"an input of {used[0][0]}" if len(used) == 1 else f"{len(used)} inputs"
            takes = "no longer takes" if narrowed else "now also takes"
            values = listed(list(words), MOST)
            old, new = (values, None) if narrowed else (None, values)
            kind = kinds.TYPE_NARROWED if model in self._edited else kinds.TYPE_NARROWED_UNEDITED
            if not narrowed:
                kind = kinds.TYPE_WIDENED
            sentence = f"{model} (in {where}) {takes} {values}"
            yield CatalogueChange(kind, "", model, old, new, sentence, used)
