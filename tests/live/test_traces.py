"""What wflint leaves on a server: its mark, who it belongs to, and `wflint queue list` and `clean`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.fake_server import serving
from tests.live.keeping import QUEUE, Keeper
from wflint import Server
from wflint.live.client import journal
from wflint.live.client.errors import AnswerError, QueueWaitError
from wflint.live.client.mark import MarkProcess, new_mark, origin_of, read_mark, state, this_process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RELEASES = ("5.0.2", "5.15.0", "6.0.2", "6.7.0", "6.14.2")
HOUR = 3600.0
# Ends without a word, as after `kill -9`; before that it says what it is told to.
_KILLED = """
import os, signal, sys
from wflint.live.client import journal
from wflint.live.client.errors import AnswerError, QueueWaitError
from wflint.live.client.mark import new_mark
for stays in (True, False):
    print(new_mark(stays=stays), flush=True)
seen = new_mark(stays=True)
lost = new_mark(stays=True)
print(seen, flush=True)
print(lost, flush=True)
journal.begun(seen)
journal.begun(lost)
journal.ended(seen)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, for the processes that it starts too."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("WFLINT_CACHE", str(folder))
    return folder


def marks_of_another(how: str = "killed") -> list[str]:
    """Marks of a process that is no more: staying, not staying, one whose end was seen, one not."""
    ran = subprocess.run(
        [sys.executable, "-c", _KILLED, how], capture_output=True, text=True, timeout=60, check=False
    )
    found = ran.stdout.split()
    assert len(found) == 4, ran.stderr
    return found


def elsewhere(*, stays: bool = False) -> str:
    """A mark of another machine."""
    mark = new_mark(stays=stays)
    return mark.replace(this_process().machine, "00000000")


def wflint(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wflint", "queue", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


# -- the mark --------------------------------------------------------------------------------------


def test_a_mark_says_whose_it_is() -> None:
    mark = read_mark(new_mark(stays=True))
    assert mark is not None
    assert (mark.stays, mark.owner, mark.owner.pid) == (True, this_process(), os.getpid())
    assert read_mark(new_mark(stays=False)) == mark._replace(stays=False)
    assert new_mark(stays=True) != new_mark(stays=True)


@pytest.mark.parametrize(
    "text", ["", None, 7, "redacted", "wflint", "wflint-k-1-2-3-4", "5f2d7c0e-9a37-4b1c-8f9e-0b5a6e7d1c22"]
)
def test_what_is_not_a_mark(text: Any) -> None:
    assert read_mark(text) is None
    assert read_mark(f"x{new_mark(stays=True)}") is None
    assert read_mark(f"{new_mark(stays=True)}\n") is None


def test_who_still_runs() -> None:
    here = this_process()
    assert state(here) == "running"
    assert state(here._replace(began=here.began - 60)) == "ended"  # the number was given again
    assert state(here._replace(machine="00000000")) == "elsewhere"
    assert state(here._replace(began=0)) == "elsewhere"
    ended = read_mark(marks_of_another()[0])
    assert ended is not None
    assert state(ended.owner) == "ended"
    assert state(MarkProcess(here.machine, 0xFFFFFFFF, 1)) in ("ended", "elsewhere")


@pytest.mark.parametrize(
    ("what", "own", "origin"),
    [
        ("", None, "wflint"),
        ("run fox.json", None, "wflint run fox.json"),
        ("case fox", "workflows", "wflint case fox"),
        ("case fox", "canvas", "canvas"),
        ("case fox", "", "wflint case fox"),
        ("case a\nb\x1b[31m", None, "wflint case a\\nb\\x1b[31m"),
        ("case fox\udcff", None, "wflint case fox\\udcff"),  # a file's name; no JSON that InvokeAI takes
    ],
)
def test_the_origin_of_a_batch(what: str, own: str | None, origin: str) -> None:
    assert origin_of(what, own) == origin


def test_the_journal_tells_whose_end_nobody_saw(cache: Path) -> None:
    *_, seen, lost = marks_of_another()
    mark = read_mark(lost)
    assert mark is not None
    assert journal.unseen(mark.owner) == {lost}
    assert seen != lost
    orderly = read_mark(marks_of_another("orderly")[-1])
    assert orderly is not None
    assert journal.unseen(orderly.owner) == frozenset()
    assert len(list((cache / "traces").iterdir())) == 1


def test_runs_and_uploads_are_marked(tmp_path: Path) -> None:
    keeper = Keeper("6.14.2")
    sent: list[dict[str, Any]] = []
    answer = keeper.answer

    def note(connection: Any) -> None:
        if "/upload" in connection.path:
            sent.append({"path": connection.path})
            connection.json({"image_name": "up.png"})
            return
        if connection.path.endswith("enqueue_batch"):
            sent.append(json.loads(connection.body)["batch"])
        answer(connection)

    graph = {"id": "g", "nodes": {"a": {"id": "a", "type": "blank_image"}}, "edges": []}
    own = {"batch": {"graph": graph, "runs": 1, "origin": "mine", "destination": "there"}, "prepend": False}
    (tmp_path / "up.png").write_bytes(b"x")
    with serving({"/": note}) as fake, Server(fake.url, events=False) as server:
        server.submit(graph)
        with server.marked("case fox", stays=False):
            server.submit(graph)
        server.submit(own)
        server.gallery.upload(tmp_path / "up.png")
    found = [read_mark(batch["batch_id"]) for batch in sent[:3]]
    assert [mark and mark.stays for mark in found] == [True, False, True]
    assert [batch["origin"] for batch in sent[:3]] == ["wflint", "wflint case fox", "mine"]
    assert sent[2]["destination"] == "there"
    assert "destination" not in sent[0]
    upload = read_mark(sent[3]["path"].partition("session_id=")[2].partition("&")[0])
    assert upload is not None
    assert not upload.stays


# -- list and clean --------------------------------------------------------------------------------


@pytest.fixture(params=("5.15.0", "6.14.2"))
def keeper(request: pytest.FixtureRequest) -> Keeper:
    return Keeper(request.param)


@pytest.fixture
def url(keeper: Keeper) -> Iterator[str]:
    with serving(keeper.handlers()) as fake:
        yield fake.url


@pytest.mark.parametrize("keeper", RELEASES, indirect=True)
def test_after_a_crash_nothing_is_left_and_others_are_not_touched(keeper: Keeper, url: str) -> None:
    staying, temporary, _, lost = marks_of_another()
    others = keeper.item("5f2d7c0e-9a37-4b1c-8f9e-0b5a6e7d1c22", "in_progress")
    kept = {keeper.image("session-1"), keeper.image("session-99"), keeper.image("", image_origin="external")}
    for batch, status in (
        (staying, "pending"), (staying, "in_progress"), (temporary, "completed"), (temporary, "failed"),
        (lost, "completed"), (lost, "canceled"),
    ):  # fmt: skip
        number = keeper.item(batch, status)
        keeper.image(f"session-{number}")
        keeper.image(f"session-{number}", is_intermediate=True)
    keeper.image(temporary, seconds=9 * HOUR, image_origin="external")
    dry = wflint("clean", "--dry-run", "--server", url)
    assert len(keeper.images) == 16
    ran = wflint("clean", "--server", url)
    assert (dry.returncode, ran.returncode) == (0, 0), ran.stderr + dry.stderr
    assert set(keeper.images) == kept
    assert "cancelled 2 runs" in ran.stdout
    assert "12 images, 1 upload" in ran.stdout
    assert keeper.items[others]["status"] == "in_progress"
    if keeper.offers.item_ids:
        assert list(keeper.items) == [others]
        assert "6 queue items" in ran.stdout
        assert "nothing of wflint" in wflint("list", "--server", url).stdout
    else:
        assert {i["status"] for n, i in keeper.items.items() if n != others} == {
            "canceled", "completed", "failed",
        }  # fmt: skip
        assert "6 items stay in its list" in ran.stdout
    assert dry.stdout.replace("would have ", "") == ran.stdout


def test_results_that_were_to_stay_stay(keeper: Keeper, url: str) -> None:
    _, _, seen, _ = marks_of_another()
    number = keeper.item(seen, "completed")
    image = keeper.image(f"session-{number}")
    ran = wflint("clean", "--server", url)
    assert ran.returncode == 0
    assert "nothing to remove" in ran.stdout
    assert "kept 1 item whose results were to stay; --results removes" in ran.stdout
    assert image in keeper.images
    assert wflint("clean", "--results", "--server", url).returncode == 0
    assert not keeper.images


def test_what_still_runs_is_kept(keeper: Keeper, url: str) -> None:
    number = keeper.item(new_mark(stays=False), "in_progress")
    keeper.image(new_mark(stays=False), image_origin="external")
    ran = wflint("clean", "--server", url)
    assert f"kept 2 items of a wflint that is still running (pid {os.getpid()})" in ran.stdout
    assert keeper.items[number]["status"] == "in_progress"
    assert len(keeper.images) == 1
    assert wflint("clean", "--all", "--server", url).returncode == 0
    assert not keeper.images
    assert number not in keeper.items or keeper.items[number]["status"] == "canceled"


def test_another_machine_has_an_hour_unless_an_age_is_given(keeper: Keeper, url: str) -> None:
    young, old = (keeper.item(elsewhere(), seconds=seconds) for seconds in (600.0, 2 * HOUR))
    ran = wflint("clean", "--server", url)
    assert "kept 1 item that another machine's wflint put there within the hour" in ran.stdout
    assert keeper.items[young]["status"] == "pending"
    assert old not in keeper.items or keeper.items[old]["status"] == "canceled"
    assert "kept 1 item younger" in wflint("clean", "--older", "30m", "--server", url).stdout
    wflint("clean", "--older", "5m", "--server", url)
    assert young not in keeper.items or keeper.items[young]["status"] == "canceled"


def test_what_somebody_starred_stays(keeper: Keeper, url: str) -> None:
    mark = marks_of_another()[1]
    number = keeper.item(mark, "completed")
    starred = keeper.image(f"session-{number}", starred=True)
    keeper.image(f"session-{number}")
    assert "kept 1 starred image" in wflint("clean", "--server", url).stdout
    assert list(keeper.images) == [starred]


def test_a_list_for_programs(keeper: Keeper, url: str) -> None:
    mark = marks_of_another()[1]
    number = keeper.item(mark, "failed", origin="wflint case fox")
    image = keeper.image(f"session-{number}")
    upload = keeper.image(mark, image_origin="external")
    ran = wflint("list", "--server", url, "--format", "json")
    assert ran.returncode == 0, ran.stderr
    shown = json.loads(ran.stdout)
    [item], [up] = shown["items"], shown["uploads"]
    assert item["images"] == [{"kind": "image", "name": image, "starred": False}]
    assert (item["status"], item["what"], item["wflint"]) == ("failed", "case fox", "ended")
    assert 0 <= item["age"] < 60
    assert up["name"] == upload
    table = wflint("list", "--server", url).stdout
    assert "case fox" in table
    assert "has ended" in table


def test_only_ones_own_on_a_server_of_several_users() -> None:
    """An administrator sees everybody's items, and leaves them alone."""
    keeper = Keeper("6.14.2")
    keeper.user = "me"
    mark = marks_of_another()[1]
    mine, theirs = (keeper.item(mark, user_id=user) for user in ("me", "somebody"))
    with serving(keeper.handlers()) as fake:
        wflint("clean", "--server", fake.url)
    assert list(keeper.items) == [theirs] != [mine]


def test_a_run_that_is_still_computed_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its image comes later: so its item has to stay until then."""
    monkeypatch.setattr("wflint.live.client.traces._STOP_SECONDS", 0.2)
    from wflint.live.client.traces import Removal, clean_traces, find_traces

    keeper = Keeper("6.14.2")
    keeper.busy = 1000
    mark = marks_of_another()[1]
    running, ended = keeper.item(mark, "in_progress"), keeper.item(mark, "failed")
    with serving(keeper.handlers()) as fake, Server(fake.url) as server:
        done = clean_traces(server, find_traces(server), Removal())
        assert list(keeper.items) == [running] != [ended]
        assert "still being computed" in done.trouble[0]
        late = keeper.image(f"session-{running}")
        keeper.busy = 0
        again = clean_traces(server, find_traces(server), Removal())
    assert (again.images, again.trouble) == (1, [])
    assert late not in keeper.images
    assert not keeper.items


def test_what_could_not_be_removed_is_said() -> None:
    keeper = Keeper("6.14.2")
    mark = marks_of_another()[1]
    keeper.undeletable.add(keeper.image(f"session-{keeper.item(mark, 'completed')}"))
    number = keeper.item(mark, "completed")
    keeper.broken.add(f"{QUEUE}/i/{number}")
    with serving(keeper.handlers()) as fake:
        ran = wflint("clean", "--server", fake.url)
    assert ran.returncode == 1
    assert ran.stdout.endswith(": nothing removed\n")
    assert "did not delete image image-0.png" in ran.stderr
    assert f"queue item {number}:" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_whose_image_could_not_be_removed_stays_in_the_queue() -> None:
    """Without its item nobody finds the image again. One that fails does not keep the others."""
    keeper = Keeper("6.14.2")
    mark = marks_of_another()[1]
    stuck, gone = keeper.item(mark, "completed"), keeper.item(mark, "completed")
    image = keeper.image(f"session-{stuck}")
    keeper.image(f"session-{gone}")
    keeper.undeletable.add(image)
    with serving(keeper.handlers()) as fake:
        ran = wflint("clean", "--server", fake.url)
        assert ran.returncode == 1
        assert list(keeper.items) == [stuck] != [gone]
        keeper.undeletable.clear()
        assert wflint("clean", "--server", fake.url).returncode == 0
    assert not keeper.images
    assert not keeper.items


def test_deleting_that_fails_is_said_and_the_rest_is_removed() -> None:
    keeper = Keeper("6.14.2")
    mark = marks_of_another()[1]
    running, empty = keeper.item(mark, "in_progress"), keeper.item(mark, "failed")
    image = keeper.image(f"session-{running}")
    keeper.broken.add("/api/v1/images/delete")
    with serving(keeper.handlers()) as fake:
        ran = wflint("clean", "--server", fake.url)
    assert ran.returncode == 1
    assert "cancelled 1 run, removed 1 queue item\n" in ran.stdout
    assert "images/delete: the server failed (500)" in ran.stderr
    assert list(keeper.items) == [running] != [empty]
    assert list(keeper.images) == [image]


def test_an_item_that_is_listed_twice_is_one() -> None:
    keeper = Keeper("6.14.2")
    number = keeper.item(marks_of_another()[1], "failed", origin="x" * 5000)

    def twice(connection: Any) -> None:
        if connection.path == f"{QUEUE}/item_ids":
            connection.json({"item_ids": [number, number]})
        else:
            keeper.answer(connection)

    with serving({"/": twice}) as fake:
        listed = wflint("list", "--server", fake.url).stdout
        assert "removed 1 queue item\n" in wflint("clean", "--server", fake.url).stdout
    assert max(map(len, listed.splitlines())) < 1000


def test_who_one_is_must_be_known_on_a_server_of_several_users() -> None:
    """A question that fails does not make everybody's runs ours."""
    keeper = Keeper("6.14.2")
    keeper.user = "me"
    keeper.item(marks_of_another()[1], user_id="somebody")
    keeper.broken.add("/api/v1/auth/me")
    with serving(keeper.handlers()) as fake:
        ran = wflint("clean", "--server", fake.url)
    assert ran.returncode == 2
    assert "auth/me: the server failed (500)" in ran.stderr
    assert [item["status"] for item in keeper.items.values()] == ["pending"]


def test_an_administrator_leaves_the_uploads_of_others() -> None:
    """The gallery shows an administrator everybody's uploads, and does not say whose they are."""
    keeper = Keeper("6.14.2")
    keeper.user = "me"
    keeper.administrator = True
    own = keeper.image(marks_of_another()[1], image_origin="external")
    theirs = keeper.image(elsewhere(), seconds=2 * HOUR, image_origin="external")
    with serving(keeper.handlers()) as fake:
        assert wflint("clean", "--server", fake.url).returncode == 0
    assert list(keeper.images) == [theirs] != [own]


@pytest.mark.parametrize("path", [f"{QUEUE}/item_ids", "/api/v1/images/"])
def test_a_server_that_does_not_say_is_an_error(path: str) -> None:
    keeper = Keeper("6.14.2")
    keeper.item(marks_of_another()[1])
    keeper.broken.add(path)
    with serving(keeper.handlers()) as fake:
        ran = wflint("clean", "--server", fake.url)
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert keeper.items[1]["status"] == "pending"


@pytest.mark.parametrize("age", ["1", "h", "-1h", "1w", "1e9h", "\u0661h"])
def test_an_age_that_is_none(age: str) -> None:
    ran = wflint("clean", "--older", age)
    assert ran.returncode == 2
    assert "is not an age such as" in ran.stderr


# -- tidying up while wflint lives -----------------------------------------------------------------

GRAPH = {"id": "g", "nodes": {"a": {"id": "a", "type": "blank_image"}}, "edges": []}


def cancelled(server: Server) -> None:
    """A run that did not start in time."""
    with pytest.raises(QueueWaitError):
        server.wait(server.submit(GRAPH), waiting=0.05)


def test_a_question_that_failed_is_asked_again() -> None:
    """The images of a cancelled run are looked for; where that fails, it is said, and tried later."""
    keeper = Keeper("6.14.2")
    with serving(keeper.handlers()) as fake, Server(fake.url, events=False) as server:
        cancelled(server)
        keeper.image("session-1")
        keeper.broken.add("/api/v1/images/")
        with pytest.raises(AnswerError, match="500"):
            server.clean_up()
        assert keeper.images
        keeper.broken.clear()
        assert server.clean_up() == 1
    assert not keeper.images


def test_an_image_that_is_still_to_come_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.live.client.cleanup._STOP_SECONDS", 0.1)
    keeper = Keeper("6.14.2")
    keeper.busy = 1000
    with serving(keeper.handlers()) as fake, Server(fake.url, events=False) as server:
        cancelled(server)
        with pytest.raises(AnswerError, match="still being computed"):
            server.clean_up()
        keeper.image("session-1")
        assert server.clean_up() == 1


def test_what_was_submitted_and_not_waited_for_is_removed_too() -> None:
    keeper = Keeper("6.14.2")
    with serving(keeper.handlers()) as fake, Server(fake.url, events=False) as server:
        run = server.submit(GRAPH)
        keeper.image("session-1")
        assert server.clean_up() == 1
        assert not keeper.images
        assert server.wait(run).status == "canceled"
        assert server.clean_up() == 0


def test_the_command_names_what_removes_the_rest(tmp_path: Path) -> None:
    keeper = Keeper("6.14.2")
    keeper.broken.add("/api/v1/images/")
    (tmp_path / "slow.graph.json").write_text(json.dumps(GRAPH))
    with serving(keeper.handlers()) as fake:
        words = [
            "--server",
            fake.url,
            "--wait",
            "0.1",
            "--clean",
            "--no-save",
            str(tmp_path / "slow.graph.json"),
        ]
        command = [sys.executable, "-m", "wflint", "run", *words]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert ran.returncode == 1
        assert "waited 0.1 s in the queue and was cancelled: nothing is before it" in ran.stderr
        assert f"`wflint queue clean --server {fake.url}` removes what may be left there" in ran.stderr
    assert keeper.items[1]["status"] == "canceled"
