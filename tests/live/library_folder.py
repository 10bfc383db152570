"""A server that keeps workflows, and ``wflint library`` on a folder beside it, for tests."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.graph.test_convert import node, workflow
from tests.live.fake_library import FakeLibrary, library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]


def flow(name: str = "Fox", value: int = 1, **members: Any) -> dict[str, Any]:
    """A workflow of two nodes."""
    nodes = [node("a", "integer", value=value), node("b", "add", b=2)]
    return workflow(nodes, "a.value -> b.a", **{"name": name, **members})


def edited(path: Path, **changes: Any) -> None:
    data = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**data, **changes}, indent=2) + "\n", "utf-8")


@pytest.fixture
def server(here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLibrary]:
    for name in ("TOKEN", "EMAIL", "PASSWORD"):
        monkeypatch.delenv(f"WFLINT_{name}", raising=False)
    with library() as fake:
        monkeypatch.setenv("WFLINT_SERVER", fake.url)
        yield fake


@pytest.fixture
def lib(wflint: Wflint) -> Wflint:
    """``wflint library WHAT flows ...``."""
    return lambda what, *more: wflint("library", what, "flows", *more)


def states(ran: Ran) -> dict[str, str]:
    return {w["file"] or w["name"]: w["state"] for w in ran.json["workflows"]}


def did(ran: Ran) -> dict[str, str]:
    return {w["file"] or w["name"]: w["did"] for w in ran.json["workflows"]}


FOX = os.path.join("flows", "Fox.workflow.json")
