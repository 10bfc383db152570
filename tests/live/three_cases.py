"""Three cases in two folders and one below, run by ``wflint run`` on a stand-in, for tests."""

from __future__ import annotations

import json
import shutil
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.live.library import copy_of
from tests.live.test_run_cases_command import Client, wflint_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.net.session import Session

NAMES = ("text/fox", "other/fox", "other/deep/hare")


class Server(Client):
    """One for all commands of a test, so that its requests can be counted."""

    sent: ClassVar[list[dict[str, Any]]] = []
    release: ClassVar[str] = "6.14.2"
    config: ClassVar[dict[str, Any]] = {"device": "cpu"}

    def __init__(self, session: Session, **options: object) -> None:
        super().__init__(session, **options)
        self.version = Server.release
        self.session.get = lambda _path: {"config": Server.config}

    def marked(self, what: str, *, stays: bool = True) -> AbstractContextManager[None]:
        """Plain documents are run here too, whose images stay."""
        return nullcontext()

    def enqueue(self, body: dict[str, Any]) -> dict[str, Any]:
        Server.sent.append(body)
        return super().enqueue(body)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cases in two folders and one below, two of them of one name, all with goldens."""
    root = tmp_path_factory.mktemp("made")
    for seed, name in enumerate(NAMES):
        case = copy_of("sd15_text_to_image", root / Path(name).parent)
        text = case.read_text().partition("[time.warm]")[0]
        text = text.replace("[inputs]\n", f'[inputs]\n"Noise.seed" = {seed}\n')
        case.with_name(f"{Path(name).name}.test.toml").write_text(text)
        case.unlink()
        shutil.move(
            case.with_name("sd15_text_to_image.workflow.json"),
            case.with_name(f"{Path(name).name}.workflow.json"),
        )
    with pytest.MonkeyPatch.context() as context:
        context.setattr("wflint.live.client.client.Client", Server)
        context.chdir(root)
        assert wflint_run(".", "--update-goldens").return_value == 0
    return root


@pytest.fixture
def suite(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, from which the command is called, and an empty cache."""
    monkeypatch.setattr("wflint.live.client.client.Client", Server)
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path / "cache"))
    root = shutil.copytree(made, tmp_path / "suite")
    monkeypatch.chdir(root)
    Server.sent = []
    return root


def spoil(name: str) -> Callable[[], None]:
    """Make a case fail; what is returned makes it pass again."""
    file = Path(f"{name}.test.toml")
    before = file.read_text()
    file.write_text(before.replace('"Noise.seed" = ', '"Noise.seed" = 99'))
    return lambda: file.write_text(before) and None


def report(*arguments: str) -> dict[str, Any]:
    ran = wflint_run(*arguments, "--format", "json")
    assert ran.exception is None, ran.exception
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def ran(found: dict[str, Any]) -> list[str]:
    return [case["name"] for case in found["cases"]]
