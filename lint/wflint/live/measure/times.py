"""The times of a run: in all, in the queue, of each node and each type of node."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.live.client.results import NodeRun, RunResult

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
    return _executed([run for item in result.items for run in item.nodes if run.node in nodes])


def of_type(result: RunResult, node_type: str) -> float:
    """Seconds in all nodes of a type. Raises UnmeasuredError."""
    return _executed([run for item in result.items for run in item.nodes if run.node_type == node_type])


def served_from_cache(result: RunResult) -> bool:
    """Whether a node of the run came from InvokeAI's node cache, or may have come from there."""
    return any(run.cached is not False for item in result.items for run in item.nodes)


def _executed(runs: list[NodeRun]) -> float:
    """The time of nodes that were executed: what it takes to look one up in the cache is not theirs."""
    for run in runs:
        if run.cached is not False:
            was = "it was" if run.cached else "it may have been"
            raise UnmeasuredError(
                f"{was} served from InvokeAI's node cache; leave node_cache = true out of the case"
            )
    return _sum(
        [run.seconds for run in runs], "no events came for it; over polling alone nodes cannot be timed"
    )


def _sum(values: list[float | None], otherwise: str) -> float:
    if not values:
        raise UnmeasuredError("it did not run")
    if any(value is None for value in values):
        raise UnmeasuredError(otherwise)
    return sum(value for value in values if value is not None)
