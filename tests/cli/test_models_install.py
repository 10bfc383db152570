"""``wflint models install`` with a server that plays installing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.live.fake_queue import DOWNLOAD, FOX, FakeQueue, job, queues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeQueue]:
    monkeypatch.setattr("wflint.live.runs.model_install._FASTEST_POLL", 0.01)
    monkeypatch.delenv("WFLINT_SERVER", raising=False)
    with queues(1) as [made]:
        yield made


def test_the_command(fake: FakeQueue, wflint: Wflint) -> None:
    fake.jobs = list(DOWNLOAD)
    ran = wflint("models", "install", "owner/fox", "--server", fake.url)
    assert (ran.code, ran.out) == (0, '"fox" (sd-1 lora), key k\n')
    assert ran.err == (
        "wflint: owner/fox: waiting for its turn\nwflint: owner/fox: downloading 1% of 1 kB\n"
        "wflint: owner/fox: downloaded\nwflint: owner/fox: InvokeAI looks at it\n"
    )
    fake.models = [{**FOX, "source": "owner/fox"}]
    ran = wflint("models", "install", "owner/fox", "--server", fake.url)
    assert (ran.code, ran.err) == (0, "wflint: it is installed already\n")
    ran = wflint("models", "install", "owner/fox", "--server", fake.url, "-f", "json")
    assert ran.json == {"schema": 1, "already": True, "model": fake.models[0]}


def test_the_command_fails_in_one_line(fake: FakeQueue, wflint: Wflint) -> None:
    fake.jobs = [job("completed", config_out={**FOX, "type": "unknown", "base": "unknown"})]
    ran = wflint("models", "install", "junk", "--server", fake.url)
    assert ran.code == 1
    assert "InvokeAI does not know what it is" in ran.err
    fake.jobs = [job("error", error_reason="OSError", error="disk \x1b[31m full")]
    ran = wflint("models", "install", "fox", "--server", fake.url, "-q")
    assert ran.code == 1
    assert ran.err == "wflint: error: fox: not installed: OSError: disk \\x1b[31m full\n"
    fake.close()
    ran = wflint("models", "install", "fox", "--server", fake.url)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1


def test_a_source_that_is_none_is_a_mistake_in_the_command(fake: FakeQueue, wflint: Wflint) -> None:
    ran = wflint("models", "install", "", "--server", fake.url)
    assert ran.code == 2
    assert ran.err == "wflint: error: a model's source is a path, a URL or a repository, not ''\n"
