"""What came out of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wflint.live.client.errors import RunFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator

DONE = frozenset({"completed", "failed", "canceled"})
"""The statuses in which a queue item stays."""


@dataclass(frozen=True, slots=True)
class ImageResult:
    """A picture that a node gave out. ``intermediate`` ones are not in the gallery and get cleaned away.

    ``node`` is the id in the graph that was sent, ``item_id`` the queue item. ``name`` is the server's.
    """

    name: str
    node: str
    node_type: str
    item_id: int
    intermediate: bool
    width: int | None = None
    height: int | None = None
    kind: str = "image"  # or "video"


@dataclass(slots=True)
class NodeRun:
    """One execution of a node; an iterated node has one for each item.

    ``seconds`` is the time between its events' arrivals here (the server's own stamps are whole seconds);
    None when no events came (polling). ``started`` is when it began, by ``time.monotonic``.
    ``model_seconds`` of them went into loading models, ``steps`` is the number of progress events.
    ``cacheable`` is whether InvokeAI looked for it in its node cache, ``cached`` whether it was served from
    there instead of being executed; None where nobody can tell (node_cache.py).
    """

    node: str
    node_type: str
    prepared: str
    seconds: float | None = None
    model_seconds: float = 0.0
    steps: int = 0
    error: str | None = None
    cacheable: bool = False
    cached: bool | None = False
    started: float | None = None


@dataclass(slots=True)
class ItemResult:
    """One queue item: one execution of the graph with one set of batch values.

    ``results`` are the outputs by node id of the graph sent, in order of execution. ``values`` are the batch
    values, by ``node.field``. Times are in seconds, by the server's clock (milliseconds).
    """

    item_id: int
    status: str
    session_id: str = ""
    error_type: str | None = None
    error_message: str | None = None
    error_traceback: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    results: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    images: list[ImageResult] = field(default_factory=list)
    nodes: list[NodeRun] = field(default_factory=list)
    queue_seconds: float | None = None
    run_seconds: float | None = None

    @property
    def ok(self) -> bool:
        """Whether it completed."""
        return self.status == "completed"

    @property
    def error(self) -> str | None:
        """The error in one line; None when there was none."""
        if self.error_type is None and self.error_message is None:
            return None
        said = " ".join((self.error_message or "").split())
        return (
            f"{self.error_type or 'error'}: {said}" if said else f"{self.error_type or 'error'} (no message)"
        )


@dataclass(slots=True)
class RunResult:
    """A batch that was enqueued and what became of its items. ``seconds`` is the time from sending to now.

    ``server`` is the address of the server that ran it, ``attempts`` how often it was tried.
    """

    batch_id: str
    items: list[ItemResult] = field(default_factory=list)
    seconds: float = 0.0
    attempts: int = 1
    server: str = ""

    @property
    def ok(self) -> bool:
        """Whether every item completed."""
        return bool(self.items) and all(item.ok for item in self.items)

    @property
    def status(self) -> str:
        """``completed``, or the worst that happened to an item."""
        found = {item.status for item in self.items}
        for status in ("failed", "canceled", "in_progress", "waiting", "pending"):
            if status in found:
                return status
        return "completed" if found else "empty"

    @property
    def error(self) -> str | None:
        """The first item's error in one line."""
        return next((item.error for item in self.items if item.error), None)

    @property
    def images(self) -> list[ImageResult]:
        """The pictures that went to the gallery, in the order of items and nodes."""
        return [image for image in self.all_images() if not image.intermediate]

    def all_images(self) -> Iterator[ImageResult]:
        """Every picture, intermediate ones included."""
        for item in self.items:
            yield from item.images

    def require(self) -> RunResult:
        """This result if every item completed. Raises RunFailedError otherwise."""
        if not self.ok:
            raise RunFailedError(self.error or f"the run ended {self.status}", self)
        return self
