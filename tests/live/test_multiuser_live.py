"""A real server in multi-user mode: logins, tokens, and what is said to those who have neither."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.cli.conftest import here, wflint
from tests.live.conftest import DEVICE, RELEASES
from tests.live.library_folder import flow
from tests.live.test_client_live import BLUR, pictures, settled
from wflint import Server
from wflint.live.client.errors import AnswerError
from wflint.live.client.release import capabilities
from wflint.live.serve.server import InvokeAIServer
from wflint.net.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran

__all__ = ["here", "wflint"]  # fixtures
pytestmark = pytest.mark.live

ADMIN = {"email": "admin@example.com", "password": "Correct-Horse-7"}
USER = {"email": "user@example.com", "password": "Correct-Horse-8"}
WITH_USERS = [release for release in RELEASES if capabilities(release).users]


@pytest.fixture(scope="module", params=WITH_USERS)
def locked(request: pytest.FixtureRequest) -> Iterator[InvokeAIServer]:
    """A server with an administrator and a user."""
    with InvokeAIServer(request.param, device=DEVICE, settings={"multiuser": True}) as server:
        with Server(server.url, **ADMIN) as admin:
            admin.session.call("POST", "/api/v1/auth/setup", body={**ADMIN, "display_name": "Admin"})
            body = {**USER, "display_name": "User", "is_admin": False}
            admin.session.call("POST", "/api/v1/auth/users", body=body)
        yield server


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TOKEN", "EMAIL", "PASSWORD"):
        monkeypatch.delenv(f"WFLINT_{name}", raising=False)


def test_a_user_logs_in_runs_something_and_leaves_nothing(locked: InvokeAIServer, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    told: list[Any] = []
    with Server(locked.url, **USER) as client:
        before = settled(client)
        result = client.run(BLUR, progress=told.append).require()
        client.gallery.upload(tmp_path / "red.png")
        path = client.gallery.download(result.images[0], tmp_path / "out.png")
        assert path.stat().st_size > 0
        assert client.clean_up() == 4  # the three of the run, one of them in the gallery, and the upload
        assert pictures(client) == before
    # The event socket asks for a token as well; without it these would be polled and have no times.
    assert all(node.seconds is not None for node in result.items[0].nodes)
    assert {p.what for p in told} >= {"started", "complete"}


def test_nobody_and_wrong_passwords_are_told_what_to_do(locked: InvokeAIServer) -> None:
    with Server(locked.url) as nobody, pytest.raises(AnswerError, match=r"401\); set WFLINT_TOKEN"):
        nobody.run(BLUR)
    with Server(locked.url, email=USER["email"], password="wrong-Pass-9") as client:
        with pytest.raises(AnswerError, match="401") as raised:
            client.run(BLUR)
        with pytest.raises(AnswerError, match="Incorrect email or password"):
            client.login(USER["email"], "wrong-Pass-9")
    with Server(locked.url, token="nonsense") as client, pytest.raises(AnswerError, match="401"):
        client.run(BLUR)
    assert "wrong-Pass-9" not in str(raised.value)


def test_what_a_user_may_not_do_is_a_403(locked: InvokeAIServer) -> None:
    with (
        Server(locked.url, **USER) as client,
        pytest.raises(AnswerError, match="your user is not allowed to do this"),
    ):
        client.session.call("PUT", "/api/v1/queue/default/processor/pause")


def test_a_library_is_its_users_own(
    locked: InvokeAIServer, here: Path, wflint: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WFLINT_SERVER", locked.url)

    def library(who: dict[str, str], *words: str) -> Ran:
        monkeypatch.setenv("WFLINT_EMAIL", who["email"])
        monkeypatch.setenv("WFLINT_PASSWORD", who["password"])
        ran: Ran = wflint("library", *words)
        return ran

    (here / "flows").mkdir()
    (here / "flows" / "fox.workflow.json").write_text(json.dumps(flow()))
    assert library(ADMIN, "push", "flows").code == 0
    assert library(USER, "status", "flows").out.startswith("not yours")
    assert library(USER, "pull", "--delete", "--force", "flows").code == 0
    assert (here / "flows" / "fox.workflow.json").exists()
    assert library(USER, "pull", "own").out == ""
    (here / "own").mkdir()
    (here / "own" / "hen.workflow.json").write_text(json.dumps(flow("Hen")))
    assert library(USER, "push", "own").code == 0
    assert library(ADMIN, "pull", "flows").out.startswith("new ")  # whose list has everybody's
    (here / "flows" / "Hen.workflow.json").unlink()
    (here / "flows" / "fox.workflow.json").unlink()
    assert library(ADMIN, "push", "--delete", "--yes", "flows").code == 0
    # The only one that was in step: to be named, as the server might be another one now.
    assert library(USER, "pull", "--delete", "own").out.startswith("conflict")
    assert library(USER, "pull", "--delete", "own", "own/hen.workflow.json").out.startswith("deleted")


def test_a_token_that_the_server_takes_back_is_renewed(locked: InvokeAIServer) -> None:
    with Server(locked.url, **USER) as client:
        assert client.run(BLUR).ok
        client.session.token = "no.longer.good"
        assert client.run(BLUR).ok
        assert client.session.token != "no.longer.good"
        client.clean_up()


def test_a_login_is_tried_kept_and_used(
    locked: InvokeAIServer,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WFLINT_CONFIG_DIR", str(tmp_path_factory.mktemp("user")))

    def login(*options: str, secret: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "wflint", "login", locked.url, *options]
        return subprocess.run(command, input=secret, capture_output=True, text=True, timeout=60, check=False)

    wrong = login("--email", USER["email"], secret="wrong-Pass-9")
    assert wrong.returncode == 2
    assert "Incorrect email or password" in wrong.stderr
    assert "it does not take this token" in login(secret="nonsense").stderr
    right = login("--email", USER["email"], secret=USER["password"])
    assert right.returncode == 0, right.stderr
    (tmp_path / "wflint.toml").write_text(f'[server]\nurl = "{locked.url}"\n')
    (tmp_path / "blur.graph.json").write_text(json.dumps(BLUR))
    command = [sys.executable, "-m", "wflint", "run", "--clean", "--format", "json", "blur.graph.json"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["runs"][0]["ok"]
    assert len(list(tmp_path.glob("*.png"))) == 1
    assert USER["password"] not in ran.stdout + ran.stderr
    session = Session(locked.url)
    token = session.call("POST", "/api/v1/auth/login", body=USER)["token"]
    session.close()
    assert token not in ran.stdout + ran.stderr + b"".join(
        p.read_bytes() for p in tmp_path.glob("*.png")
    ).decode("latin-1")


def test_only_ones_own_traces_are_removed(locked: InvokeAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator sees the items of all users, and may delete them; `queue clean` does not."""
    with Server(locked.url, **USER) as user, Server(locked.url, **ADMIN) as admin:
        theirs, ours = user.run(BLUR).require(), admin.run(BLUR).require()
        for name, value in ADMIN.items():
            monkeypatch.setenv(f"WFLINT_{name.upper()}", value)
        command = [sys.executable, "-m", "wflint", "queue", "clean", "--all", "--server", locked.url]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert ran.returncode == 0, ran.stderr
        assert not admin.gallery.exists(ours.images[0].name)
        assert user.gallery.exists(theirs.images[0].name)
        listed = admin.session.get("/api/v1/queue/default/item_ids")["item_ids"]
        assert theirs.items[0].item_id in listed
        assert ours.items[0].item_id not in listed
        user.clean_up()
