"""What the web UI takes the items of each collector for, while it walks the wires of a file.

The UI asks anew for every wire and walks up the chain of collectors each time (its getCollectItemType).
Here the type is handed down the chain when a wire is accepted, so that long chains cost no more than short
ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.webui.types import SINGLE

if TYPE_CHECKING:
    from wflint.graph.webui.types import UiType


class ItemTypes:
    """The item type of every collector: that of the first wire into ``item``, else of its collection.

    None where the UI sees no type: nothing is connected, or a connector stands before the collector.
    """

    def __init__(self) -> None:
        self._types: dict[str, UiType | None] = {}
        self._typed_by_item: set[str] = set()
        self._typed_by_collection: set[str] = set()
        self._after: dict[str, list[str]] = {}  # collector -> the collectors that its collection feeds

    def __getitem__(self, collector: str) -> UiType | None:
        return self._types.get(collector)

    def takes_item(self, collector: str, source: UiType | None) -> None:
        """A wire into ``item`` was accepted; only the first one counts."""
        if collector not in self._typed_by_item:
            self._typed_by_item.add(collector)
            self._set(collector, single(source))

    def takes_collection(self, collector: str, source: UiType | None, before: str | None) -> None:
        """A wire into ``collection`` was accepted; ``before`` is the collector that it comes from, if any."""
        if collector in self._typed_by_collection:
            return
        self._typed_by_collection.add(collector)
        if before is not None:
            self._after.setdefault(before, []).append(collector)
        if collector not in self._typed_by_item:
            self._set(collector, single(source) if before is None else self[before])

    def _set(self, collector: str, found: UiType | None) -> None:
        if self._types.get(collector) == found:
            return
        self._types[collector] = found
        pending = [collector]
        while pending:
            for following in self._after.get(pending.pop(), ()):
                if following not in self._typed_by_item and self._types.get(following) != found:
                    self._types[following] = found
                    pending.append(following)


def single(t: UiType | None) -> UiType | None:
    """The type of one item of a collection (the UI's toItemType)."""
    if t is None or t.name == "CollectionField":
        return None
    return t if t.cardinality == SINGLE else t._replace(cardinality=SINGLE)
