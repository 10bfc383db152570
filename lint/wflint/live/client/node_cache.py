"""Which nodes of a run InvokeAI took from its node cache instead of executing them.

No event and no answer says so of a node: a cached output is handed out like a new one. What is certain:

* a node sent with ``use_cache`` false, one that reported progress, and one that failed was executed;
* the server counts what it looks up in its cache (``/api/v1/app/invocation_cache/status``, every release from
  5.0 on): without a hit between the start and the end of a run, nothing came from there;
* if it looked up exactly as often as our run has nodes that may be cached, nobody else's run was counted, and
  the hits are ours: as many as nodes are in question means all of them.

Where that does not decide, ``NodeRun.cached`` stays None: nobody knows. (InvokeAI's source:
BaseInvocation.invoke_internal and MemoryInvocationCache.)
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.live.client.errors import ServerError
from wflint.live.client.items import is_id

if TYPE_CHECKING:
    from wflint.live.client.results import RunResult
    from wflint.net.session import Session

_PATH: Final = "/api/v1/app/invocation_cache/status"
_SECONDS: Final = 3.0  # for the question: an answer is worth having, not worth waiting for


class CacheCounts(NamedTuple):
    """What the server has counted since it was started or its cache cleared."""

    hits: int
    misses: int
    enabled: bool


def may_be_cached(body: dict[str, Any]) -> bool:
    """Whether a node of an enqueue body may be served from the cache."""
    graph = body["batch"].get("graph")
    nodes = graph.get("nodes") if isinstance(graph, dict) else None
    if not isinstance(nodes, dict):
        return False
    return any(isinstance(node, dict) and node.get("use_cache") is not False for node in nodes.values())


def count_hits(session: Session) -> CacheCounts | None:
    """The server's counts now; None when it does not tell."""
    with suppress(ServerError), session.hurried(_SECONDS, 0):
        answer = session.call("GET", _PATH)
        if isinstance(answer, dict):
            hits, misses = answer.get("hits"), answer.get("misses")
            if is_id(hits) and is_id(misses):
                return CacheCounts(hits, misses, answer.get("enabled") is True)
    return None


def mark_cached(result: RunResult, before: CacheCounts | None, after: CacheCounts | None) -> None:
    """Decide ``cached`` of the nodes of a run that are in question (None), as far as the counts do."""
    for item in result.items:
        for node in item.nodes:
            if node.cached is None and (node.steps or node.error):
                node.cached = False
    open_ = [node for item in result.items for node in item.nodes if node.cached is None]
    if not open_ or before is None or after is None:
        return
    hits, misses = after.hits - before.hits, after.misses - before.misses
    if hits < 0 or misses < 0:
        return  # the cache was cleared, or the server restarted, and counts anew
    if hits == 0 or not (before.enabled or after.enabled):
        found = False
    elif hits == len(open_) and hits + misses == _lookups(result):
        found = True
    else:
        return
    for node in open_:
        node.cached = found


def _lookups(result: RunResult) -> int:
    """How often the run asked the cache; -1 where that is not certain."""
    if not result.ok:
        return -1
    return sum(node.cacheable for item in result.items for node in item.nodes)
