"""Bisecting a case over releases that wflint serves, and keeping the answers so that it can go on later."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.cache import cache_dir
from wflint.live.client.errors import ServerError
from wflint.live.compare.bisect import BisectAnswer, between, bisect
from wflint.live.compare.explain import changes_between
from wflint.live.compare.judge import judge
from wflint.live.compare.sides import ServerSide, opened
from wflint.live.compare.trial import Trying
from wflint.live.serve.errors import ServeError
from wflint.reading import RECORDED, parse_json, read_bounded
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wflint.live.cases.load import Case
    from wflint.live.compare.bisect import Bisected
    from wflint.live.compare.run import CompareWishes
    from wflint.live.compare.trial import Trial


class BisectError(Exception):
    """There is nothing to find: the good release is not good, or the bad one not bad."""


class BisectFound(NamedTuple):
    """The outcome, and sentences on what changed between the two releases of what the case uses."""

    bisected: Bisected
    changes: list[str]


def bisect_case(
    case: Case,
    releases: tuple[str, ...],
    ends: tuple[str, str],
    wishes: CompareWishes,
    progress: Callable[[str], None],
    *,
    again: bool = False,
) -> BisectFound:
    """Find the release from which on a case differs from what it gives on the good one.

    ``releases`` are all there are, oldest first, ``ends`` the good and the bad one. Answers are kept in the
    cache and not asked again, unless ``again``. Raises BisectError, ServeError, ServerError, ValueError.
    """
    chosen = between(releases, *ends)
    good, bad = ends
    memory = _Answers(_state(case, good, wishes), again=again)
    wanted = _tried(case, good, wishes, progress)
    if wanted.outcome == "unclear":
        raise BisectError(f"the case cannot be tried on InvokeAI {good}: {wanted.said}")

    def ask(release: str) -> BisectAnswer:
        try:
            judged = judge(wanted, _tried(case, release, wishes, progress), wishes.preset)
        except (ServeError, ServerError, OSError) as error:
            return BisectAnswer(release, None, str(error))
        said = "; ".join(judged.reasons)
        answer = BisectAnswer(release, None if judged.outcome.value == "unclear" else not judged.fine, said)
        memory.keep(answer)
        progress(f"InvokeAI {release}: {judged.outcome.value}{said and ': '}{said}")
        return answer

    last = memory.known.get(bad) or ask(bad)
    if last.bad is None:
        raise BisectError(f"the case cannot be tried on InvokeAI {bad}: {last.said}")
    if not last.bad:
        raise BisectError(f"nothing to find: InvokeAI {bad} gives what {good} gives")
    found = bisect(chosen, ask, list(memory.known.values()))
    changes = changes_between(wanted.graph, found.last_good, found.first_bad)
    return BisectFound(found, changes)


def _tried(case: Case, release: str, wishes: CompareWishes, progress: Callable[[str], None]) -> Trial:
    side = ServerSide(release)
    with opened(side, models=wishes.models, device=wishes.device, progress=progress) as (client, host):
        progress(f"InvokeAI {release}: {case.id}")
        trying = Trying(case, client, host)
        try:
            for run in range(wishes.repeats + 1):
                trying.once(timed=run > 0)
        finally:
            trying.end()
        return trying.trial


def _state(case: Case, good: str, wishes: CompareWishes) -> Path:
    """Where the answers of this very question are kept: of this case, document, good release and wishes."""
    digest = sha256()
    for raw in (case.file.read_bytes(), case.workflow.read_bytes()):
        digest.update(sha256(raw).digest())
    digest.update(json.dumps([case.id, good, *wishes]).encode())
    return cache_dir() / "bisect" / f"{digest.hexdigest()[:32]}.json"


class _Answers:
    """The answers so far. A file that cannot be read is none."""

    def __init__(self, path: Path, *, again: bool) -> None:
        self._path = path
        self.known: dict[str, BisectAnswer] = {}
        if again or not path.is_file():
            return
        try:
            data: Any = parse_json(read_bounded(path, RECORDED))
            for release, bad, said in data["answers"]:
                if isinstance(bad, bool):
                    self.known[str(release)] = BisectAnswer(str(release), bad, str(said))
        except (OSError, ValueError, KeyError, TypeError):
            self.known = {}

    def keep(self, answer: BisectAnswer) -> None:
        """Write it down; what could not be tried is tried again next time."""
        if answer.bad is None:
            return
        self.known[answer.release] = answer
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_file(self._path, json.dumps({"answers": [list(a) for a in self.known.values()]}) + "\n")
