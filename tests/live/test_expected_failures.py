"""``[expect] fails``: only a run that fails, or a request that is refused, with that text is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.live.library import case_with, copy_of
from tests.live.stand_in import StandIn
from tests.live.test_case_faults import ENQUEUE, FAULTS, answer
from tests.live.test_client_sockets import QUEUE
from tests.live.test_run_command import BLUR, Lab
from wflint import Server
from wflint.live.cases.runner import CaseOptions, CaseRunner
from wflint.live.cases.suite import run_suite
from wflint.live.client.errors import RefusedError, RunTimeoutError, UnreachableError
from wflint.live.client.results import ItemResult, RunResult
from wflint.live.measure.host import Host

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live.fake_server import Connection
    from wflint.live.cases.verdict import CaseVerdict

MATRICES = "mat1 and mat2 shapes cannot be multiplied (77x768 and 2048x640)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return copy_of("sd15_text_to_image", tmp_path)


def run(file: Path, expect: dict[str, Any], server: StandIn, **table: Any) -> CaseVerdict:
    runner = CaseRunner(server, Host("cpu"), CaseOptions())  # type: ignore[arg-type]
    return runner.run(case_with(file, {"expect": expect, **table}))


def failing(text: str) -> StandIn:
    server = StandIn()
    server.failure = text
    return server


def test_a_run_that_fails_as_it_has_to_passes(file: Path) -> None:
    server = failing(MATRICES)
    verdict = run(file, {"fails": "^RuntimeError: mat1 and mat2"}, server)
    assert verdict.status == "passed", verdict.lines()
    assert verdict.notes == [f"the run failed with: RuntimeError: {MATRICES}", "lint finds no error in it"]
    assert server.cleaned == 1
    assert [c.name for c in verdict.checks if c.status == "passed"] == [
        "expect.fails"
    ]  # no golden, no budget


def test_repeats_say_what_they_found_once(file: Path) -> None:
    verdict = run(file, {"fails": "mat1", "lint": ["invalid-value"]}, failing(MATRICES), repeats=3)
    assert [(c.name, c.status) for c in verdict.checks] == [
        ("expect.lint", "failed"),
        ("expect.fails", "passed"),
    ]
    assert sum(MATRICES in line for line in verdict.lines()) == 1  # in a note, and not again in the check
    server = failing(MATRICES)
    server.before_run = lambda number: setattr(server, "failure", MATRICES if number < 2 else None)
    verdict = run(file, {"fails": "mat1"}, server, repeats=3)
    assert verdict.reason.splitlines() == ['expect.fails: the run succeeded; it has to fail with "mat1"']


def test_another_error_is_not_the_one_that_is_wanted(file: Path) -> None:
    verdict = run(file, {"fails": "out of memory"}, failing(MATRICES))
    assert verdict.status == "failed"
    assert verdict.reason.splitlines()[0] == (
        f'expect.fails: the run failed with: RuntimeError: {MATRICES}; "out of memory" does not match that'
    )


def test_a_run_that_succeeds_is_a_failure(file: Path) -> None:
    verdict = run(file, {"fails": "."}, StandIn())
    assert verdict.status == "failed"
    assert 'the run succeeded; it has to fail with "."' in verdict.reason


def test_the_request_of_this_case_is_shown_while_it_runs(file: Path, tmp_path: Path) -> None:
    """Not that of the case before, whose nodes have other labels."""
    shown: list[set[str]] = []
    runner = CaseRunner(
        StandIn(),  # type: ignore[arg-type]
        Host("cpu"),
        CaseOptions(sent=lambda request, _body: shown.append(set(request.graph))),
    )
    other = tmp_path / "blur.test.toml"
    other.write_text("")
    other.with_name("blur.workflow.json").write_bytes(BLUR.read_bytes())
    run_suite([other], runner)
    before = len(shown)
    file.write_text(file.read_text() + "\n[expect]\nfails = '.'\n")
    run_suite([file], runner)
    assert len(shown) == before + 1
    assert shown[-1] != shown[0]


@pytest.mark.parametrize(
    ("statuses", "status", "says"),
    [
        (["failed", "failed"], "passed", ""),
        (["failed", "completed"], "failed", "item 2 of 2 succeeded"),
        (["canceled"], "failed", "the run was canceled, which is not the failure that is wanted"),
        (["failed", "canceled"], "failed", "item 2 of 2 was canceled"),
        ([], "failed", "nothing was run"),
    ],
)
def test_every_item_has_to_fail(file: Path, statuses: list[str], status: str, says: str) -> None:
    server = StandIn()
    items = [ItemResult(n, s, error_type="KeyError", error_message="'33'") for n, s in enumerate(statuses)]
    server.wait = lambda *_, **__: RunResult("b", items)  # type: ignore[method-assign]
    verdict = run(file, {"fails": "KeyError"}, server)
    assert verdict.status == status, verdict.lines()
    assert says in verdict.reason


@pytest.mark.parametrize(
    ("detail", "fails", "status"),
    [
        (
            [{"loc": ["body"], "msg": "Value error, no"}, {"loc": [], "msg": "cycle"}],
            "^Value.*cycle$",
            "passed",
        ),
        ("The graph has a cycle", "cycle", "passed"),
        ("The graph has a cycle", "9090", "failed"),  # which is in the address, not in what was said
        ({"odd": 1}, "refused", "passed"),
    ],
)
def test_a_refusal_is_a_failure_too(file: Path, detail: Any, fails: str, status: str) -> None:
    server = StandIn()

    def refuse(_number: int) -> None:
        raise RefusedError("http://gpu:9090: refused", 422, detail)

    server.before_run = refuse
    verdict = run(file, {"fails": fails}, server)
    assert verdict.status == status, verdict.lines()
    assert "the server refused it with" in " ".join([*verdict.notes, verdict.reason])


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RunTimeoutError("the run took longer than 600 s", RunResult("b")), "failed"),
        (UnreachableError("http://gpu: refused"), "error"),
    ],
)
def test_no_answer_is_no_failure(file: Path, error: Exception, status: str) -> None:
    server = StandIn()

    def fail(_number: int) -> None:
        raise error

    server.before_run = fail
    assert run(file, {"fails": "."}, server).status == status


def test_what_lint_finds_does_not_stop_it_and_can_be_asked_for(file: Path) -> None:
    wrong = {"inputs": {"Denoise.steps": 0}}
    verdict = run(file, {"fails": "mat1", "lint": ["invalid-value"]}, failing(MATRICES), **wrong)
    assert verdict.status == "passed", verdict.lines()
    assert verdict.notes[1] == "lint says so before the run: invalid-value"
    verdict = run(file, {"fails": "mat1"}, failing(MATRICES), lint=False, **wrong)
    assert verdict.notes[1] == "lint says so before the run: invalid-value"  # which it does, asked or not
    verdict = run(file, {"fails": "mat1", "lint": ["base-model-mismatch"]}, failing(MATRICES), **wrong)
    assert verdict.status == "failed"
    assert verdict.reason.startswith("expect.lint: lint does not find base-model-mismatch; it finds ")
    verdict = run(file, {"fails": "mat1", "lint": ["base-model-mismach"]}, failing(MATRICES))
    assert verdict.status == "error"
    assert 'no rule "base-model-mismach" (did you mean "base-model-mismatch"?)' in verdict.reason


@pytest.mark.parametrize("table", [{}, {"lint": False}, {"expect": {"fails": "."}}])
def test_what_stops_the_whole_queue_is_never_sent(tmp_path: Path, table: dict[str, Any]) -> None:
    (tmp_path / "b.batch.json").write_text(STALLING)
    (tmp_path / "b.test.toml").write_text("")
    server = StandIn()
    runner = CaseRunner(server, Host("cpu"), CaseOptions())  # type: ignore[arg-type]
    verdict = runner.run(case_with(tmp_path / "b.test.toml", table))
    assert server.bodies == []
    assert not verdict.ok


STALLING = """{"batch": {"graph": {"id": "g", "nodes": {"n": {"id": "n", "type": "add"}}, "edges": []},
  "data": [[{"node_path": "n", "field_name": "a", "items": ["x"]}]]}}"""


# -- a server that does anything else ----------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if "422" not in name])
def test_a_server_in_trouble_is_never_the_failure_that_is_wanted(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wflint.live.cases.runner._LEAST", 1.0)
    monkeypatch.setattr("wflint.live.client.client._CLEAN_SECONDS", 0.5)
    monkeypatch.setattr("wflint.live.client.client._LAST_SECONDS", 0.5)
    fault = FAULTS[name]
    verdict = expected(tmp_path, {fault.path: fault.handler})
    assert verdict.status in ("error", "failed"), verdict.lines()


def test_a_refused_request_is_that_failure(tmp_path: Path) -> None:
    refused = answer("422 Unprocessable Entity", {"detail": [{"loc": ["body"], "msg": "no such thing"}]})
    verdict = expected(tmp_path, {ENQUEUE: refused})
    assert verdict.status == "passed", verdict.lines()
    assert verdict.notes[0] == "the server refused it with: no such thing"


def expected(folder: Path, handlers: dict[str, Any]) -> CaseVerdict:
    (folder / "b.workflow.json").write_bytes(BLUR.read_bytes())
    case = folder / "b.test.toml"
    case.write_text("timeout = 1.0\n[expect]\nfails = '.'\n")
    lab = Lab()

    def status(connection: Connection) -> None:
        unknown = ENQUEUE in handlers
        connection.json(lab.recorded.json("batch_status_unknown" if unknown else "batch_status"))

    with lab.open(**{f"{QUEUE}/b/": status, **handlers}) as fake, Server(fake.url, patience=2.0) as client:
        [verdict] = run_suite([case], CaseRunner(client, Host("cpu"), CaseOptions()))
    return verdict
