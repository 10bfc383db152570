"""Servers behind TLS: certificates of the system, of one's own authority, and none that anybody knows."""

from __future__ import annotations

import io
import itertools
import shutil
import ssl
import subprocess
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.live.fake_server import FakeServer, serving
from tests.live.test_client_sockets import GRAPH, Replay
from tests.live.test_run_command import BLUR, Lab, run
from tests.net.test_bounds import forever
from wflint import Server
from wflint.cli.errors import Failure
from wflint.cli.main import cli
from wflint.live.client.errors import UnreachableError
from wflint.net.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="certificates are made with openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that only its own authority vouches for; its key lies beside it."""
    folder = tmp_path_factory.mktemp("tls")
    command = [
        str(OPENSSL), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=lab",
        "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
        "-keyout", str(folder / "key.pem"), "-out", str(folder / "lab.pem"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return folder / "lab.pem"


@pytest.fixture(scope="module")
def context(certificate: Path) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return found


@pytest.fixture
def replay() -> Replay:
    return Replay("6.14.2")


@pytest.fixture
def fake(replay: Replay, context: ssl.SSLContext) -> Iterator[FakeServer]:
    with serving(replay.handlers(replay.events), context) as server:
        yield server


def test_a_certificate_that_nobody_knows_is_refused_and_nothing_is_sent(fake: FakeServer) -> None:
    with Server(fake.url, token="secret") as server:
        with pytest.raises(UnreachableError, match="the server's certificate was not accepted") as raised:
            _ = server.version
        assert "secret" not in str(raised.value)
    assert fake.seen == []


def test_an_authority_of_ones_own_is_trusted_for_events_too(
    fake: FakeServer, replay: Replay, certificate: Path
) -> None:
    with Server(fake.url, verify=str(certificate)) as server:
        assert server.run(GRAPH).ok
    assert replay.polls == 0


def test_no_check_at_all_on_request_and_without_a_warning(fake: FakeServer, replay: Replay) -> None:
    with Server(fake.url, verify=False) as server:
        assert server.run(GRAPH).ok
    assert replay.polls == 0


def test_an_answer_that_never_ends_ends_with_its_time(
    context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock goes on by a second whenever it is looked at."""
    clock = SimpleNamespace(monotonic=itertools.count(0.0).__next__)
    monkeypatch.setattr("wflint.net.session.time", clock)
    monkeypatch.setattr("wflint.net.exchange.time", clock)
    with serving({"/": forever(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")}, context) as fake:
        session = Session(fake.url, verify=False, seconds=20, retries=0)
        with pytest.raises(UnreachableError, match="no answer within"):
            session.get("/x")
        session.close()


def test_the_command_and_what_is_allowed_know_certificates(
    context: ssl.SSLContext,
    certificate: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WFLINT_CONFIG_DIR", str(tmp_path_factory.mktemp("user")))
    (tmp_path / "blur.workflow.json").write_bytes(BLUR.read_bytes())
    shutil.copy(certificate, tmp_path / "lab.pem")
    lab = Lab()
    with lab.open(context) as fake:
        assert run(lab, "--no-save", "blur.workflow.json") == 2
        assert run(lab, "--no-save", "--ca", "lab.pem", "blur.workflow.json") == 0
        assert run(lab, "--no-save", "--insecure", "blur.workflow.json") == 0
        (tmp_path / "wflint.toml").write_text(f'[server]\nurl = "{fake.url}"\n')
        for options, code in (((), 2), (("--ca", "lab.pem"), 0), (("--insecure",), 0)):
            assert wflint("allow", fake.url, *options) == 0
            assert run(None, "--no-save", "blur.workflow.json") == code
            assert wflint("logout", fake.url) == 0
        assert wflint("login", fake.url, "--ca", "lab.pem", "--no-check") == 0
        assert run(None, "--no-save", "blur.workflow.json") == 0
        assert wflint("login", fake.url) == 2, "the certificate counts for the check too"


def wflint(*arguments: str) -> int:
    """The exit code of a command, with a secret on standard input."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"t0ken")))
        try:
            return int(cli.main(list(arguments), standalone_mode=False) or 0)
        except Failure as error:
            return error.exit_code


def test_a_base_path_holds_for_requests_and_events() -> None:
    """As behind a reverse proxy: nothing is asked for outside of the path."""
    replay = Replay("6.14.2")
    handlers = {f"/lab/invoke{path}": handler for path, handler in replay.handlers(replay.events).items()}
    with serving(handlers) as fake, Server(f"{fake.url}/lab/invoke/") as server:
        assert server.run(GRAPH).ok
    assert replay.polls == 0
    assert all(path.startswith("/lab/invoke/") for _, path in fake.seen)
