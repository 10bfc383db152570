"""``wflint run --report`` and ``--history``, and goldens approved from artifacts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click import Abort
from click.testing import CliRunner, Result

from tests.live.library import copy_of
from tests.live.pictures import photo, png
from tests.live.test_run_cases_command import Client, wflint_run
from wflint.cli.goldens import goldens
from wflint.cli.history import history
from wflint.live.cases.suite import run_planned
from wflint.live.history.store import History

if TYPE_CHECKING:
    from click import Command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case whose golden is somebody else's image."""
    monkeypatch.setattr("wflint.live.client.client.Client", Client)
    monkeypatch.chdir(tmp_path)
    case = copy_of("sd15_text_to_image", tmp_path / "text")
    (golden,) = (case.parent / "goldens").iterdir()
    golden.write_bytes(png(photo(64)))
    return tmp_path


def call(command: Command, *arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(command, arguments, input=answer, standalone_mode=False)


def test_a_page_and_a_history_of_what_was_run(folder: Path) -> None:
    result = wflint_run(".", "--report", "page.html", "--history", "runs.sqlite")
    assert result.return_value == 1
    assert "report: page.html" in result.stderr
    text = (folder / "page.html").read_text("utf-8")
    assert "0 of 1 cases passed, 1 failed" in text
    assert text.count("data:image/png;base64,") == 3
    assert "text/sd15_text_to_image" in text
    (kept,) = History(folder / "runs.sqlite").latest()
    assert (kept.case, kept.status, kept.release) == ("text/sd15_text_to_image", "failed", "6.14.2")
    assert kept.figures["time.warm.total"].value == 1.0
    shown = call(history, "--file", "runs.sqlite", "text/sd15_text_to_image")
    assert "failed" in shown.stdout
    assert call(history, "--file", "runs.sqlite").return_value == 0


def test_the_page_charts_what_the_history_knows(folder: Path) -> None:
    for number in (1, 2, 3):
        wflint_run(".", "--report", "page.html", "--history", "runs.sqlite")
        text = (folder / "page.html").read_text("utf-8")
        assert ("Over runs" in text) == (number > 1)
    assert "1 s now, 3 runs" in text
    assert 'aria-label="3 runs, 1 s to 1 s, the newest 1 s"' in text
    wflint_run(".", "--report", "page.html")
    assert "Over runs" not in (folder / "page.html").read_text("utf-8")


def test_a_history_that_cannot_be_written_takes_no_page_along(folder: Path) -> None:
    (folder / "runs.sqlite").write_text("notes of somebody")
    result = wflint_run(".", "--report", "page.html", "--history", "runs.sqlite")
    assert "not a history of wflint" in str(result.exception)
    assert "0 of 1 cases passed" in (folder / "page.html").read_text("utf-8")


def test_nothing_is_written_where_nothing_was_run(folder: Path) -> None:
    wflint_run(".", "--tag", "none", "--report", "page.html", "--history", "runs.sqlite")
    assert sorted(path.name for path in folder.iterdir()) == ["text"]


def test_a_file_that_cannot_be_written_is_one_line(folder: Path) -> None:
    for option in ("--report", "--history"):
        result = wflint_run(".", option, "none/file")
        assert result.exception is not None
        assert "none" in str(result.exception)
        assert "\n" not in str(result.exception).strip()


def test_ctrl_c_stays_ctrl_c_where_nothing_can_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was run by then is in the page; a history that cannot be written is said beside it."""

    def then(planned: list[Any], *given: Any, **more: Any) -> None:
        run_planned(planned, *given, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr("wflint.live.cases.suite.run_planned", then)
    result = wflint_run(".", "--report", "page.html")
    assert isinstance(result.exception, (KeyboardInterrupt, Abort)), result.exception
    assert "of 1 cases passed" in (folder / "page.html").read_text("utf-8")
    result = wflint_run(".", "--history", "none/runs.sqlite")
    assert isinstance(result.exception, (KeyboardInterrupt, Abort)), result.exception
    assert "none/runs.sqlite" in result.stderr


def test_what_came_out_becomes_the_golden(folder: Path) -> None:
    wflint_run(".", "--artifacts", "out")
    golden = folder / "text" / "goldens" / "sd15_text_to_image-1.png"
    before = golden.read_bytes()
    refused = call(goldens, "approve", ".", "--from", "out", answer="n\n")
    assert refused.return_value == 1
    assert "out/text/sd15_text_to_image-1.png -> text/goldens/sd15_text_to_image-1.png" in refused.stdout
    assert "max " in refused.stdout
    assert golden.read_bytes() == before
    assert call(goldens, "approve", "text", "--from", "out", "--yes").return_value == 0
    assert golden.read_bytes() != before
    assert wflint_run(".").return_value == 0
    again = call(goldens, "approve", ".", "--from", "out", "--yes")
    assert "every pixel is the same" in again.stdout


def test_artifacts_that_are_no_images_are_not_taken(folder: Path) -> None:
    out = folder / "out" / "text"
    out.mkdir(parents=True)
    (out / "sd15_text_to_image-1.png").write_bytes(b"no image")
    (out / "sd15_text_to_image-1.difference.png").write_bytes(b"no image")
    found = call(goldens, "approve", ".", "--from", "out", "--yes")
    assert found.return_value == 1
    assert "out/text/sd15_text_to_image-1.png: " in found.stderr
    assert call(goldens, "approve", ".", "--from", "none").exception is not None
    assert call(goldens, "approve", ".", "--from", "text", "--yes").return_value == 0


def test_a_golden_of_each_device_wants_to_know_which(folder: Path) -> None:
    case = Path("text/sd15_text_to_image.test.toml")
    case.write_text(case.read_text().replace('preset = "tight"', 'preset = "tight"\nper_device = true'))
    out = folder / "out" / "text"
    out.mkdir(parents=True)
    (out / "sd15_text_to_image-1.png").write_bytes(png(photo(64)))
    found = call(goldens, "approve", ".", "--from", "out", "--yes")
    assert (found.return_value, "--device" in found.stderr) == (1, True)
    assert call(goldens, "approve", ".", "--from", "out", "--yes", "--device", "cuda").return_value == 0
    assert (folder / "text" / "goldens" / "sd15_text_to_image-1.cuda.png").is_file()
