"""The times of a run: in all, in the queue, of each node and each type of node."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.live.client.results import RunResult

SERVER_CLOCK = "the server's clock"
EVENTS = "arrival of the server's events"


class UnmeasuredError(Exception):
    """A time that cannot be told; the text says why."""


def total(result: RunResult) -> float:
    """Seconds from the start to the end of the run, all items together. Raises UnmeasuredError."""
    return _sum([item.run_seconds for item in result.items], "the server gave no times of the run")


def queued(result: RunResult) -> float:
    """Seconds that the first item waited in the queue. Raises UnmeasuredError."""
    if not result.items:
        raise UnmeasuredError("there is no queue item")
    return _sum([result.items[0].queue_seconds], "the server gave no times of the queue")


def of_nodes(result: RunResult, nodes: set[str]) -> float:
    """Seconds in nodes by their ids, all items and iterations together. Raises UnmeasuredError."""
    found = [run.seconds for item in result.items for run in item.nodes if run.node in nodes]
    return _sum(found, "no events came for it; over polling alone nodes cannot be timed")


def of_type(result: RunResult, node_type: str) -> float:
    """Seconds in all nodes of a type. Raises UnmeasuredError."""
    found = [run.seconds for item in result.items for run in item.nodes if run.node_type == node_type]
    return _sum(found, "no events came for it; over polling alone nodes cannot be timed")


def _sum(values: list[float | None], otherwise: str) -> float:
    if not values:
        raise UnmeasuredError("it did not run")
    if any(value is None for value in values):
        raise UnmeasuredError(otherwise)
    return sum(value for value in values if value is not None)
