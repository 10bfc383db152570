"""A case on a server that fails in every way we know: a clear verdict in time, and the next case runs.

The server replays what a real one answered. The same faults on a real server are in test_live_case_faults.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.live.fake_server import Connection, drip, silent
from tests.live.test_client_sockets import QUEUE, VERSION, reset
from tests.live.test_run_command import BLUR, Lab
from wflint import Server
from wflint.live.cases.runner import CaseOptions, CaseRunner
from wflint.live.cases.suite import run_suite
from wflint.live.measure.host import Host

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wflint.live.cases.verdict import CaseVerdict

    Handler = Callable[[Connection], None]

IMAGES = "/api/v1/images"
ENQUEUE = f"{QUEUE}/enqueue_batch"
TIMEOUT = 1.0  # seconds that the case has
MOST_REQUESTS = 40  # that two cases may make of a server, one of which fails; 24 were the most


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less time for a last look and for tidying up, so that the tests end sooner."""
    monkeypatch.setattr("wflint.live.cases.runner._LEAST", 1.0)
    monkeypatch.setattr("wflint.live.client.client._CLEAN_SECONDS", 1.0)
    monkeypatch.setattr("wflint.live.client.client._LAST_SECONDS", 0.5)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two cases of the same workflow: the first meets the fault, the second shows that the suite goes on."""
    found = []
    for name in ("first", "second"):
        (tmp_path / f"{name}.workflow.json").write_bytes(BLUR.read_bytes())
        case = tmp_path / f"{name}.test.toml"
        case.write_text(f"timeout = {TIMEOUT}\n[outputs]\nallow = ['black', 'blank']\n")
        found.append(case)
    return found


def answer(status: str, body: Any = None, kind: str = "json") -> Handler:
    """Answers always the same."""
    raw = json.dumps(body).encode() if kind == "json" else body
    return lambda connection: connection.answer(raw, status)


def cut(connection: Connection) -> None:
    connection.answer(b'{"item_id": 1, "sta', length=5000)


class Fault(NamedTuple):
    """Where a server fails, how, and what is said of it."""

    path: str
    handler: Handler
    status: str
    says: str


REFUSAL = {"detail": [{"loc": ["body", "batch"], "msg": "Value error, no such thing"}]}
FAULTS = {
    "401 at the enqueue": Fault(
        ENQUEUE, answer("401 Unauthorized", {"detail": "Authentication required"}), "error",
        "access denied (401); set WFLINT_TOKEN to a token of the server: Authentication required",
    ),
    "403 at the enqueue": Fault(
        ENQUEUE, answer("403 Forbidden", {"detail": "Not yours"}), "error",
        "access denied (403); your user is not allowed to do this: Not yours",
    ),
    "404 at the enqueue": Fault(
        ENQUEUE, answer("404 Not Found", {"detail": "Not Found"}), "error", "does not have that (404)"
    ),
    "422 at the enqueue": Fault(
        ENQUEUE, answer("422 Unprocessable Entity", REFUSAL), "error",
        "the server refuses the request (422): batch: Value error, no such thing",
    ),
    "429 at the enqueue, for ever": Fault(
        ENQUEUE, answer("429 Too Many Requests", {"detail": "slow down"}), "error", "too many requests (429)"
    ),
    "500 at the enqueue": Fault(
        ENQUEUE, answer("500 Internal Server Error", b"Internal Server Error", "text"), "error",
        "the server failed (500)",
    ),
    "malformed JSON at the enqueue": Fault(ENQUEUE, answer("200 OK", b"{no", "text"), "error", "not JSON"),
    "an enqueue whose answer is cut": Fault(ENQUEUE, cut, "error", "the connection broke in mid-answer"),
    "an enqueue that never ends": Fault(ENQUEUE, silent, "error", "no answer within"),
    "404 for the models": Fault(
        "/api/v2/models/", answer("404 Not Found", {"detail": "Not Found"}), "error", "does not have that"
    ),
    "malformed JSON of the models": Fault(
        "/api/v2/models/", answer("200 OK", b"[" * 100_000, "text"), "error", "nested too deeply"
    ),
    "a page instead of the models": Fault(
        "/api/v2/models/", answer("200 OK", b"<!DOCTYPE html>", "text"), "error", "the answer is HTML"
    ),
    "500 for the item": Fault(
        f"{QUEUE}/i/", answer("500 Internal Server Error", {"detail": "database is locked"}), "error",
        "the server failed (500): database is locked",
    ),
    "an item that is no item": Fault(f"{QUEUE}/i/", answer("200 OK", [7]), "error", "not a queue item"),
    "an item whose answer is cut": Fault(f"{QUEUE}/i/", cut, "failed", "longer than 1 s"),
    "an item that never comes": Fault(f"{QUEUE}/i/", silent, "failed", "longer than 1 s"),
    "an item that comes a byte at a time": Fault(f"{QUEUE}/i/", drip, "failed", "longer than 1 s"),
    "a socket that is cut at every question": Fault(f"{QUEUE}/i/", reset, "failed", "longer than 1 s"),
    "404 for the picture": Fault(
        f"{IMAGES}/i/", answer("404 Not Found", {"detail": "Image not found"}), "error",
        "does not have that (404): Image not found",
    ),
    "500 for the picture": Fault(
        f"{IMAGES}/i/", answer("500 Internal Server Error", b"oops", "text"), "error", "failed (500)"
    ),
    "a picture that never comes": Fault(f"{IMAGES}/i/", silent, "error", "no answer within"),
    "a picture that is none": Fault(f"{IMAGES}/i/", answer("200 OK", {"x": 1}), "error", "cannot be decoded"),
}  # fmt: skip


def judge(files: list[Path], url: str, mended: Callable[[], None]) -> list[CaseVerdict]:
    """Run both cases; the server is mended in between."""
    with Server(url, patience=2.0) as client:
        runner = CaseRunner(client, Host("cpu"), CaseOptions())
        return run_suite(files, runner, each=lambda _verdict: mended())


# Events matter where a run is waited for.
BOTH = [(name, True) for name in FAULTS] + [(n, False) for n, f in FAULTS.items() if f.path == f"{QUEUE}/i/"]


@pytest.mark.parametrize(
    ("name", "events"), BOTH, ids=[f"{n}, {'events' if e else 'polling'}" for n, e in BOTH]
)
def test_a_fault_is_one_clear_verdict_in_time(files: list[Path], name: str, events: bool) -> None:
    fault = FAULTS[name]
    lab = Lab()
    healthy = False

    def faulty(connection: Connection) -> None:
        (usual if healthy else fault.handler)(connection)

    def mended() -> None:
        nonlocal healthy
        healthy = True

    usual = {
        ENQUEUE: lab.enqueue,
        "/api/v2/models/": lambda c: c.json({"models": []}),
        f"{QUEUE}/i/": lab.item,
        f"{IMAGES}/i/": lab.image,
    }[fault.path]

    def status(connection: Connection) -> None:
        """What a lost enqueue is looked for with: it did not arrive."""
        unknown = fault.path == ENQUEUE and not healthy
        connection.json(lab.recorded.json("batch_status_unknown" if unknown else "batch_status"))

    handlers = {fault.path: faulty, f"{QUEUE}/b/": status} | ({} if events else {"/ws/": reset})
    with lab.open(**handlers) as fake:
        broken, good = judge(files, fake.url, mended)
    # What fails for ever ends by itself, and is not asked without end until then.
    assert len(fake.seen) < MOST_REQUESTS
    assert (broken.status, good.status) == (fault.status, "passed"), (broken.lines(), good.lines())
    assert fault.says in broken.reason
    assert "\n" not in broken.reason  # one fault, one line
    made = {i["image_name"] for i in images_of(lab)}
    assert set(lab.deleted) == made  # what the first left is removed with the second


def images_of(lab: Lab) -> list[dict[str, Any]]:
    results = lab.recorded.json("item_completed")["session"]["results"].values()
    return [result["image"] for result in results if "image" in result]


@pytest.mark.parametrize("keep", [0, 9, 60, -1, -20])
def test_a_truncated_picture_is_an_error_that_says_so(files: list[Path], keep: int) -> None:
    lab = Lab()
    whole = lab.picture
    lab.picture = whole[:keep]

    def mended() -> None:
        lab.picture = whole

    with lab.open() as fake:
        broken, good = judge(files, fake.url, mended)
    assert (broken.status, good.status) == ("error", "passed")
    assert "arrived cut short" in broken.reason


def test_a_server_that_nobody_can_reach_fails_every_case_and_none_waits_for_ever(files: list[Path]) -> None:
    lab = Lab()
    with lab.open() as fake:
        client = Server(fake.url, patience=1.0)
        _ = client.version
    verdicts = run_suite(files, CaseRunner(client, Host("cpu"), CaseOptions()))
    client.close()
    assert [v.status for v in verdicts] == ["error", "error"]
    assert all("is the server running?" in v.reason for v in verdicts)


def test_a_version_that_is_refused_is_an_error_of_each_case(files: list[Path]) -> None:
    lab = Lab()
    refused = {VERSION: answer("200 OK", {"version": "4.2.9"})}
    with lab.open(**refused) as fake, Server(fake.url) as client:
        verdicts = run_suite(files, CaseRunner(client, Host("cpu"), CaseOptions()))
    assert [v.status for v in verdicts] == ["error", "error"]
    assert "wflint talks to 5.0 to 6.14" in verdicts[0].reason


def test_a_run_that_could_not_be_cancelled_is_cancelled_before_the_next(files: list[Path]) -> None:
    """A server that was frozen goes on with it once it is thawed, in the way of all others."""
    lab = Lab()
    frozen = True
    cancelled: list[str] = []

    def item(connection: Connection) -> None:
        (silent if frozen else lab.item)(connection)

    def cancel(connection: Connection) -> None:
        if frozen:
            reset(connection)
            return
        cancelled.extend(json.loads(connection.body)["batch_ids"])
        connection.json({"canceled": 1})

    def mended() -> None:
        nonlocal frozen
        frozen = False

    with lab.open(**{f"{QUEUE}/i/": item, f"{QUEUE}/cancel_by_batch_ids": cancel}) as fake:
        broken, good = judge(files, fake.url, mended)
    assert (broken.status, good.status) == ("failed", "passed")
    assert cancelled == [lab.bodies[0]["batch"]["batch_id"]]
