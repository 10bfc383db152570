"""A queue item as REST gives it, together with the events that came for it, as a result."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeGuard

from wflint.live.client.errors import AnswerError
from wflint.live.client.results import ImageResult, ItemResult, NodeRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.live.client.events import Event


class Timings:
    """Collects when the nodes of a batch started and ended, by item and prepared node id."""

    def __init__(self) -> None:
        self._runs: dict[int, dict[str, NodeRun]] = {}
        self._started: dict[str, float] = {}
        self._loading: float | None = None
        self._now: NodeRun | None = None

    def take(self, event: Event) -> NodeRun | None:
        """Note an event; the node run that it is about."""
        data = event.data
        if event.name == "model_load_started":
            self._loading = event.at
            return None
        if event.name == "model_load_complete":
            if self._loading is not None and self._now is not None:
                self._now.model_seconds += event.at - self._loading
            self._loading = None
            return None
        invocation, item_id = data.get("invocation"), data.get("item_id")
        if not isinstance(invocation, dict) or not isinstance(item_id, int):
            return None
        prepared = str(invocation.get("id"))
        runs = self._runs.setdefault(item_id, {})
        run = runs.get(prepared)
        if run is None:
            source = str(data.get("invocation_source_id") or prepared)
            run = runs[prepared] = NodeRun(
                node=source, node_type=str(invocation.get("type")), prepared=prepared
            )
        if event.name == "invocation_started":
            self._started[prepared] = run.started = event.at
            self._now = run
        elif event.name == "invocation_progress":
            run.steps += 1
        elif event.name in ("invocation_complete", "invocation_error"):
            begun = self._started.pop(prepared, None)
            if begun is not None:
                run.seconds = event.at - begun
            if event.name == "invocation_error":
                run.error = str(data.get("error_type") or "error")
        return run

    def of(self, item_id: int) -> dict[str, NodeRun]:
        """The node runs of an item, by prepared id, in the order in which they started."""
        return self._runs.get(item_id, {})


def is_id(value: Any) -> TypeGuard[int]:
    """Whether a value is a number as servers count with it."""
    return type(value) is int


def queue_item(answer: Any, server: str) -> dict[str, Any]:
    """A server's answer as the queue item that it should be. Raises AnswerError."""
    item = _dict(answer)
    if not is_id(item.get("item_id")) or not isinstance(item.get("status"), str):
        raise AnswerError(f"{server}: the answer is not a queue item", None)
    return item


def item_result(raw: dict[str, Any], timings: Timings) -> ItemResult:
    """The result of one queue item. Members that are missing or odd are left empty."""
    item_id = raw["item_id"]
    session = _dict(raw.get("session"))
    found = ItemResult(
        item_id=item_id,
        status=str(raw.get("status")),
        session_id=str(raw.get("session_id") or session.get("id") or ""),
        error_type=_text(raw.get("error_type")),
        error_message=_text(raw.get("error_message")),
        error_traceback=_text(raw.get("error_traceback")),
    )
    values = raw.get("field_values")
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict):
            found.values[f"{value.get('node_path')}.{value.get('field_name')}"] = value.get("value")
    sources = _dict(session.get("prepared_source_mapping"))
    prepared_nodes = _dict(_dict(session.get("execution_graph")).get("nodes"))
    source_nodes = _dict(_dict(session.get("graph")).get("nodes"))
    runs = dict(timings.of(item_id))
    for prepared, output in _dict(session.get("results")).items():
        if not isinstance(output, dict):
            continue
        source = str(sources.get(prepared, prepared))
        node = _dict(prepared_nodes.get(prepared)) or _dict(source_nodes.get(source))
        node_type = str(node.get("type", ""))
        found.results.setdefault(source, []).append(output)
        run = runs.setdefault(prepared, NodeRun(node=source, node_type=node_type, prepared=prepared))
        if node.get("use_cache") is not False:
            run.cacheable, run.cached = True, None
        intermediate = node.get("is_intermediate") is True
        found.images += _media(output, source, node_type, item_id, intermediate)
    for prepared, error in _dict(session.get("errors")).items():
        source = str(sources.get(prepared, prepared))
        node = _dict(source_nodes.get(source))
        run = runs.setdefault(
            prepared, NodeRun(node=source, node_type=str(node.get("type", "")), prepared=prepared)
        )
        run.error = run.error or found.error_type or (str(error).strip().splitlines() or [""])[-1]
    found.nodes = list(runs.values())
    created, started, completed = (_time(raw.get(f"{n}_at")) for n in ("created", "started", "completed"))
    found.queue_seconds = _between(created, started)
    found.run_seconds = _between(started, completed)
    return found


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _media(
    output: dict[str, Any], node: str, node_type: str, item_id: int, intermediate: bool
) -> Iterator[ImageResult]:
    """The pictures and videos in a node's output, in lists too."""
    width, height = (output.get(side) for side in ("width", "height"))
    size = (width if isinstance(width, int) else None, height if isinstance(height, int) else None)
    for value in output.values():
        many = value if isinstance(value, list) else [value]
        for kind, name in _names(many):
            alone = size if not isinstance(value, list) else (None, None)
            yield ImageResult(name, node, node_type, item_id, intermediate, *alone, kind)


def _names(values: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value in values:
        if isinstance(value, dict):
            for kind in ("image", "video"):
                name = value.get(f"{kind}_name")
                if isinstance(name, str):
                    yield kind, name


def _time(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _between(begin: datetime | None, end: datetime | None) -> float | None:
    if begin is None or end is None or (begin.tzinfo is None) != (end.tzinfo is None):
        return None
    return round((end - begin).total_seconds(), 3)
