"""InvokeAI's own validation before and after `--fix`: it takes what it refused, nothing less than before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from tests.fixing.repository import RELEASE, ROOT, Repository, differences, mixed_files, refused, told_of
from tests.test_wild import default_workflows
from wflint.diagnostics import Severity
from wflint.engine.mending import fixable

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.invokeai


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    running = Oracle(invokeai_python(RELEASE), "convert_oracle.py")
    yield running
    running.close()


@pytest.fixture(scope="module")
def repository() -> Repository:
    return Repository()


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_sixty_mixed_files(oracle: Oracle, repository: Repository, unsafe: bool) -> None:
    """Each request is taken that was taken before, and all where no finding says that it is refused."""
    mended = 0
    for name, raw in mixed_files().items():
        after = repository.mend(raw, unsafe=unsafe)
        if not after.applied:
            continue
        mended += 1
        before = [_refusal(oracle, batch) for batch in repository.requests(raw)]
        now = [_refusal(oracle, batch) for batch in repository.requests(after.raw)]
        for one, other in zip(before, now, strict=True):
            assert one is not None or other is None, (name, other)
        if refused(repository.look(raw)) and not refused(repository.look(after.raw)):
            assert now == [None] * len(now), name
    assert mended > (10 if unsafe else 1)


def test_what_was_refused_is_taken(oracle: Oracle) -> None:
    """A graph of InvokeAI 3 with a list of models that has the one it means."""
    folder = ROOT / "fixtures/rules/legacy-model"
    raw = (folder / "bad-graph.json").read_bytes()
    repository = Repository(models=folder / "models.lock.json")
    after = repository.mend(raw)
    assert [d.slug for d in after.applied] == ["legacy-model"]
    assert _refusal(oracle, repository.requests(raw)[0]) is not None
    assert _refusal(oracle, repository.requests(after.raw)[0]) is None


def test_default_workflows(oracle: Oracle, repository: Repository) -> None:
    """Those of the release itself."""
    workflows = oracle.ask({"default_workflows": True})
    assert len(workflows) == 26
    _all_well(oracle, repository, {name: _saved(workflow) for name, workflow in workflows.items()})


@pytest.mark.network
@pytest.mark.parametrize(("release", "count"), [("4.2.9", 12), ("5.6.2", 13)])
def test_default_workflows_of_older_releases(
    oracle: Oracle, repository: Repository, release: str, count: int
) -> None:
    """Loaded into the newest one."""
    workflows = dict(default_workflows(release))
    assert len(workflows) == count
    _all_well(oracle, repository, workflows)


def _all_well(oracle: Oracle, repository: Repository, workflows: dict[str, bytes]) -> None:
    for name, raw in workflows.items():
        mended = repository.mend(raw)
        assert [d.message for d in repository.look(mended.raw) if fixable(d, unsafe=False)] == [], name
        assert repository.mend(mended.raw).raw == mended.raw, name
        said = told_of(mended.applied)
        sound = not any(d.severity is Severity.ERROR for d in repository.look(raw))
        for one, other in zip(repository.requests(raw), repository.requests(mended.raw), strict=True):
            for place in differences(one, other):
                assert place.nodes & said, (name, place)
            if sound:
                assert _refusal(oracle, one) == _refusal(oracle, other), name


def _refusal(oracle: Oracle, batch: object) -> str | None:
    """InvokeAI's own words for why it does not take a batch; None where it does."""
    answer: str | None = oracle.ask({"batch": batch})
    return answer


def _saved(workflow: object) -> bytes:
    return json.dumps(workflow, indent=2, ensure_ascii=False).encode()
