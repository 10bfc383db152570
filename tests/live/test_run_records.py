"""``wflint run --report`` and ``--history``, and goldens approved from artifacts."""

from __future__ import annotations

import json
import os
import shutil
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click import Abort
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from tests.live.library import copy_of
from tests.live.pictures import photo, png
from tests.live.test_run_cases_command import Client, wflint_run
from wflint.cli.goldens import goldens
from wflint.cli.history import history
from wflint.live.cases.suite import run_planned
from wflint.live.history.store import History

if TYPE_CHECKING:
    from click import Command


ROOT = Path(__file__).parents[2]


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
    report = json.loads(call(history, "--file", "runs.sqlite", "--format", "json").stdout)
    schema = json.loads((ROOT / "docs/schema/history.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(report)
    assert report["results"][0]["figures"]


def test_what_a_history_does_not_have_is_said(folder: Path) -> None:
    wflint_run(".", "--history", "runs.sqlite")
    fox = "text/sd15_text_to_image"
    for asked, said in (
        (["fox"], 'runs.sqlite has no results of a case "fox"'),
        (["text/sd15_text_to_imag"], f'did you mean "{fox}"?'),
        ([fox, "--device", "cuda"], f'runs.sqlite has results of "{fox}", but none of cuda'),
        ([fox, "--figure", "time.warm.totl"], '(did you mean "time.warm.total"?); there are '),
        (["--figure", "time.warm.total"], "--figure charts one case; name it"),
    ):
        assert said in str(call(history, "--file", "runs.sqlite", *asked).exception)
    assert call(history, "--file", "runs.sqlite", "--release", "5.15.0").stdout == "no results\n"
    (folder / "empty.sqlite").touch()
    assert call(history, "--file", "empty.sqlite").stdout == "no results\n"


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


def test_artifacts_may_lie_in_folders_as_a_ci_system_packs_them(folder: Path) -> None:
    wflint_run(".", "--artifacts", "out")
    golden = folder / "text" / "goldens" / "sd15_text_to_image-1.png"
    before = golden.read_bytes()
    (folder / "down" / "artifacts-1").mkdir(parents=True)
    (folder / "out").rename(folder / "down" / "artifacts-1" / "out")
    shutil.copytree("down/artifacts-1", "down/artifacts-2")
    for name in ("sd15_text_to_image-1.PNG", "other-1.png", "sd15_text_to_image-x.png", "notes.txt"):
        (folder / "down" / "artifacts-1" / "out" / "text" / name).write_bytes(b"not asked about")
    both = call(goldens, "approve", ".", "--from", "down", "--yes")
    assert both.return_value == 1
    assert both.stderr.count("there is another image for the same golden; name its folder with --from") == 2
    assert golden.read_bytes() == before
    one = call(goldens, "approve", ".", "--from", "down/artifacts-1", "--yes")
    assert (one.return_value, one.stdout.count(" -> ")) == (0, 1)
    assert golden.read_bytes() != before
    none = call(goldens, "approve", ".", "--from", "text", "--yes")
    assert "run this where the job ran" in none.stderr
    for case in folder.rglob("*.test.toml"):
        case.write_text(case.read_text().replace('[golden]\npreset = "tight"', ""))
    without = call(goldens, "approve", ".", "--from", "down/artifacts-1", "--yes")
    assert "none of these cases is held to a golden image" in without.stderr


@pytest.mark.skipif(os.name != "posix", reason="symbolic links need rights elsewhere")
@pytest.mark.parametrize("link", ["file", "folder"])
def test_artifacts_are_not_taken_through_links(folder: Path, link: str) -> None:
    """A golden is committed: a picture of the user's own would go with it."""
    (folder / "mine").mkdir()
    (folder / "mine" / "sd15_text_to_image-1.png").write_bytes(png(photo(64, seed=9)))
    (folder / "out").mkdir()
    if link == "folder":
        (folder / "out" / "text").symlink_to("../mine")
    else:
        (folder / "out" / "text").mkdir()
        (folder / "out" / "text" / "sd15_text_to_image-1.png").symlink_to(
            "../../mine/sd15_text_to_image-1.png"
        )
    golden = folder / "text" / "goldens" / "sd15_text_to_image-1.png"
    before = golden.read_bytes()
    found = call(goldens, "approve", ".", "--from", "out", "--yes")
    assert (found.return_value, golden.read_bytes()) == (1, before)
    assert "leads out of out" in found.stderr


def test_an_artifact_that_is_too_large_is_not_read(folder: Path) -> None:
    out = folder / "out" / "text"
    out.mkdir(parents=True)
    with (out / "sd15_text_to_image-1.png").open("wb") as file:
        file.truncate(300 * 2**20)  # takes no room on a disk
    found = call(goldens, "approve", ".", "--from", "out", "--yes")
    assert found.return_value == 1
    assert "sd15_text_to_image-1.png: " in found.stderr
    (out / "sd15_text_to_image-1.png").write_bytes(bomb())
    found = call(goldens, "approve", ".", "--from", "out", "--yes")
    assert "400000000 pixels" in found.stderr


def bomb() -> bytes:
    """A PNG that says it has 400 million pixels."""
    head = struct.pack(">2I5B", 20_000, 20_000, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    data = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return (
        b"\x89PNG\r\n\x1a\n" + data + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    )
