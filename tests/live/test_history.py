"""A history keeps what was complete, whoever else writes, is killed, or wrote it with an older wflint."""

from __future__ import annotations

import os
import signal
import sqlite3
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wflint.live.cases.verdict import CaseVerdict, Check, Measurement
from wflint.live.history.errors import HistoryError
from wflint.live.history.schema import STEPS, bring_up
from wflint.live.history.store import History, Stamp

if TYPE_CHECKING:
    from collections.abc import Callable

STAMP = Stamp(1_764_000_000.0, "0.2.0", "abc1234")
# Adds runs of three cases for as long as it is let.
WRITER = """
import sys
import threading
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.live.test_history import a_verdict
from wflint.live.history.store import History, Stamp
history = History(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    history.add([a_verdict(name) for name in "abc"], Stamp(float(number), "0.2.0"))
    print(number, flush=True)
"""


def a_verdict(name: str, seconds: float = 1.0, status: str = "passed") -> CaseVerdict:
    found = CaseVerdict(name, f"{name}.test.toml", 1, f"{name}.workflow.json", release="6.14.2", device="cpu")
    found.seconds = 3.0
    message = "" if status == "passed" else "worst tile 9.1 of 2"
    found.checks = [Check("golden", status, message)]  # type: ignore[arg-type]
    values = (seconds - 0.1, seconds, seconds + 0.2)
    found.measurements = [
        Measurement("time.warm.total", "s", seconds, values, "the server's clock", 1.5),
        Measurement("memory.ram_peak", "B", 2.0**30, (2.0**30,), "resident memory"),
    ]
    return found


def a_writer(file: Path, runs: int) -> subprocess.Popen[str]:
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file), str(runs), root], stdout=subprocess.PIPE, text=True
    )


def test_what_was_added_is_told(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite")
    history.add([a_verdict("fox"), a_verdict("cat", status="failed")], STAMP)
    history.add([a_verdict("fox", 2.0)], STAMP._replace(at=STAMP.at + 60, revision=""))
    first, second = history.of("fox")
    assert (first.stamp, first.status, first.figures["time.warm.total"].value) == (STAMP, "passed", 1.0)
    assert second.figures["time.warm.total"][2:] == (2.0, 1.9, 2.2, 3, 1.5, 2.0)
    assert second.figures["memory.ram_peak"].limit is None
    assert [(r.case, r.number) for r in history.latest()] == [("cat", 2), ("fox", 3)]
    assert history.latest()[0].reason == "golden: worst tile 9.1 of 2"
    assert history.of("fox", last=1) == [second]
    assert history.of("fox.test.toml", release="6.14.2", device="cpu") == [first, second]
    assert history.of("fox", release="5.15.0") == []


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    """Four processes, the file not there yet."""
    file = tmp_path / "h.sqlite"
    writers = [a_writer(file, 10) for _ in range(4)]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * 4
    for writer in writers:
        writer.communicate()
    for name in "abc":
        assert len(History(file).of(name, last=1000)) == 40


@pytest.mark.skipif(os.name != "posix", reason="nothing else kills so at once")
def test_a_killed_writer_leaves_whole_runs(tmp_path: Path) -> None:
    """One that dies amid a run of so many cases that the first of them are in the file by then."""
    file = tmp_path / "h.sqlite"
    History(file).add([a_verdict("fox")], STAMP)
    before = file.read_bytes()
    root = str(Path(__file__).parents[2])
    killed = subprocess.run([sys.executable, "-c", KILLED, str(file), "", root], timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert file.read_bytes() != before
    assert file.with_name("h.sqlite-journal").stat().st_size > 0
    assert [r.case for r in History(file).latest()] == ["fox"]
    assert file.read_bytes()[100:] == before[100:]  # all but the head, which counts changes
    History(file).add([a_verdict("cat")], STAMP)
    database = sqlite3.connect(file)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


# Is killed in the midst of adding the results of a run.
KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.live.test_history import STAMP, a_verdict
from wflint.live.history.store import History
def verdicts():
    for number in range(8000):
        yield a_verdict(f"case-{number}-{'x' * 200}", status="failed")
    os.kill(os.getpid(), signal.SIGKILL)
History(Path(sys.argv[1])).add(verdicts(), STAMP)
"""


def test_two_that_make_a_file_at_once_make_one(tmp_path: Path) -> None:
    """One looks whether the file is empty while the other does: then either would wait for the other."""
    file = tmp_path / "h.sqlite"
    looked, troubles = threading.Event(), []

    def make(meanwhile: Callable[[str], None]) -> None:
        database = sqlite3.connect(file, timeout=60, isolation_level=None)
        database.set_trace_callback(lambda said: meanwhile(said) if "user_version" in said else None)
        try:
            bring_up(database, "h")
        except sqlite3.OperationalError as error:
            troubles.append(str(error))
        finally:
            database.close()

    second = threading.Thread(target=make, args=(lambda _: looked.set(),))

    def begin_second(_: str) -> None:
        if second.ident is None:
            second.start()
            looked.wait(0.5)  # in vain: it may not look before this one is done

    make(begin_second)
    second.join(timeout=60)
    assert troubles == []
    assert History(file).latest() == []


@pytest.mark.parametrize("steps", range(1, len(STEPS)))
def test_an_older_file_is_brought_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """As the wflint that knew so many steps wrote it."""
    file = tmp_path / "h.sqlite"
    with monkeypatch.context() as before:
        before.setattr("wflint.live.history.schema.STEPS", STEPS[:steps])
        database = sqlite3.connect(file, isolation_level=None)
        bring_up(database, "h")
        database.execute("INSERT INTO run (id, at, wflint) VALUES (1, 5.0, '0.1.0')")
        database.execute(
            'INSERT INTO result (run, "case", file, release, device, status, reason, seconds)'
            " VALUES (1, 'fox', 'fox.test.toml', '6.14.2', 'cpu', 'passed', '', 2.0)"
        )
        database.close()
    history = History(file)
    assert [r.stamp for r in history.of("fox")] == [Stamp(5.0, "0.1.0")]
    history.add([a_verdict("fox")], STAMP)
    assert [r.stamp.revision for r in history.of("fox")] == ["", "abc1234"]


def made(file: Path, *statements: str) -> Path:
    database = sqlite3.connect(file)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()
    return file


def test_no_other_file_is_touched(tmp_path: Path) -> None:
    others = [
        made(tmp_path / "other.sqlite", "CREATE TABLE photo (name TEXT)"),
        made(tmp_path / "newer.sqlite", "PRAGMA application_id = 2003192904", "PRAGMA user_version = 99",
             "CREATE TABLE run (id)"),
        tmp_path / "text.sqlite",
    ]  # fmt: skip
    others[2].write_text("fox\n" * 2000)
    sent = tmp_path / "sent.sqlite"
    History(sent).add([a_verdict("fox")], STAMP)
    others.append(made(sent, "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM result; END"))
    for file in others:
        before = file.read_bytes()
        for act in (lambda h: h.add([a_verdict("fox")], STAMP), lambda h: h.latest()):
            with pytest.raises(HistoryError, match=r"not a history|newer wflint"):
                act(History(file))
        assert file.read_bytes() == before, file


def test_values_of_any_kind_are_told_as_text(tmp_path: Path) -> None:
    file = tmp_path / "h.sqlite"
    History(file).add([a_verdict("fox")], STAMP)
    made(file, "UPDATE result SET status = x'00ff', reason = 7", "UPDATE figure SET value = 'much'")
    (found,) = History(file).of("fox")
    assert (found.reason, found.figures) == ("7", {})
    made(file, "UPDATE run SET at = 'noon'")
    with pytest.raises(HistoryError, match="damaged"):
        History(file).latest()


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="is its folder there"):
        History(tmp_path / "none" / "h.sqlite").add([a_verdict("fox")], STAMP)
    with pytest.raises(HistoryError, match="there is no history"):
        History(tmp_path / "none.sqlite").latest()


def test_a_journal_that_came_with_a_file_deletes_no_other(tmp_path: Path) -> None:
    """SQLite rolls back what a killed writer left, and then deletes the file that the journal names."""
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    file = tmp_path / "h.sqlite"
    History(file).add([a_verdict("fox")], STAMP)
    journal = tmp_path / "h.sqlite-journal"
    pages = file.stat().st_size // 4096
    head = JOURNAL + struct.pack(">5I", 0, 0, pages, 512, 4096)
    name = os.fsencode(mine)
    lock_page = 2**30 // 4096 + 1
    tail = struct.pack(">I", lock_page) + name + struct.pack(">2I", len(name), sum(name)) + JOURNAL
    for act in (lambda h: h.add([a_verdict("fox")], STAMP), lambda h: h.latest()):
        journal.write_bytes(head.ljust(512, b"\0") + tail)
        with pytest.raises(HistoryError, match="was not left by wflint; delete it"):
            act(History(file))
        assert mine.read_text() == "mine"
    journal.write_bytes(head.ljust(512, b"\0"))  # one of wflint's own names none, and is rolled back
    assert len(History(file).latest()) == 1
    assert not journal.exists()


JOURNAL = bytes.fromhex("d9d505f920a163d7")
