"""What a hostile server says and how it calls its pictures: names are ours, lines stay lines."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.live.test_run_command import Lab
from wflint.file_names import image_ending, safe_name, safe_part
from wflint.plain import UNSAFE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live.fake_server import Connection

NAMES = {
    "traversal": "../../../../escaped.png",
    "absolute": "/escaped.png",
    "backslashes": "..\\..\\escaped.png",
    "drive": "C:\\escaped.png",
    "ending": "a.py",
    "hidden": ".bashrc",
    "option": "-rf.png",
    "device": "NUL.png",
    "escape": "a.png\x1b[31m\n::error::x\u202e",
    "null": "a.p\0ng",
    "long": "a." + "x" * 300,
    "wide": "\U0001f600" * 200 + ".png",
    "surrogate": "\ud800\udcff.png",
    "dots": "...",
}
WORDS = "boom \x1b]0;PWN\x07\r\n::error::forged ##[error]forged \u202e\x9b\u2028"
SHOWN = re.compile(rf"{UNSAFE}|##\[|^\s*::", re.MULTILINE)


class Hostile(Lab):
    """Calls its picture so, and says such words."""

    def __init__(self, name: str, status: str = "completed") -> None:
        super().__init__()
        self.called = name
        self.ended = status

    def item(self, connection: Connection) -> None:
        found = json.loads(json.dumps(self.recorded.json("item_completed")))
        for output in found["session"]["results"].values():
            if "image" in output:
                output["image"]["image_name"] = self.called
        found |= {
            "status": self.ended,
            "error_type": WORDS,
            "error_message": WORDS,
            "error_traceback": WORDS,
        }
        connection.json(found)


def run(lab: Lab, *arguments: str) -> int:
    from wflint.cli.main import _run

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["wflint", "run", "--server", lab.url, *arguments])
        return _run()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from tests.live.test_run_command import BLUR

    for name in ("WFLINT_TOKEN", "WFLINT_EMAIL", "WFLINT_PASSWORD", "WFLINT_SERVER"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "a" / "b" / "c" / "d"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    (folder / "blur.workflow.json").write_bytes(BLUR.read_bytes())
    return folder


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("template", ["{file}-{index:03}", "{name}", "{label}/{name}-{node}-{type}-{name}"])
def test_names_of_saved_pictures_are_ours(
    name: str, template: str, here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab = Hostile(name)
    with lab.open(**{"/api/v1/queue/default/i/": lab.item}):
        code = run(lab, "-o", "out", "--name", template, "blur.workflow.json")
    assert code == 0
    saved = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "blur.workflow.json"]
    assert saved
    for path in saved:
        assert path.is_relative_to(here / "out")
        assert path.suffix == ".png"
        assert path.read_bytes() == lab.picture
        for part in path.relative_to(here / "out").parts:
            assert safe_name(part.removesuffix(".png"), 200) == part.removesuffix(".png")
    assert not SHOWN.search(re.sub("\n", " ", capsys.readouterr().err))


@pytest.mark.parametrize(
    ("raw", "ending"),
    [
        (b"\xff\xd8\xff\xe0JFIF", ".jpg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", ".webp"),
        (b"GIF89a....", ".gif"),
        (b"\x00\x00\x00\x18ftypmp42", ".mp4"),
        (b"#!/bin/sh\n", ".bin"),
        (b"<svg onload=x>", ".bin"),
        (b"MZ", ".bin"),
    ],
)
def test_the_ending_comes_from_the_bytes(raw: bytes, ending: str, here: Path) -> None:
    lab = Hostile("a.png")
    lab.picture = raw
    with lab.open(**{"/api/v1/queue/default/i/": lab.item}):
        assert run(lab, "-o", "out", "blur.workflow.json") == 0
    assert [path.suffix for path in (here / "out").iterdir()] == [ending]
    assert image_ending(b"") == ".bin"


@pytest.mark.parametrize("status", ["failed", "canceled", WORDS])
@pytest.mark.parametrize("form", ["text", "json"])
def test_words_of_a_run_stay_on_their_lines(
    status: str, form: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab = Hostile("a.png", status)
    with lab.open(**{"/api/v1/queue/default/i/": lab.item}):
        run(lab, "--timeout", "3", "-f", form, "-o", WORDS.replace("\0", ""), "blur.workflow.json")
    for text in capsys.readouterr():
        for line in text.split("\n"):
            assert not SHOWN.search(line), line.encode("unicode_escape")


@pytest.mark.parametrize("code", [401, 403, 404, 422])
def test_words_of_a_refusal_stay_on_their_lines(
    code: int, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab = Hostile("a.png")

    def refuse(connection: Connection) -> None:
        connection.json(
            {"detail": [{"msg": WORDS, "loc": [WORDS]}]} if code == 422 else {"detail": WORDS}, code
        )

    with lab.open(**{"/api/v1/queue/default/enqueue_batch": refuse}):
        assert run(lab, "--timeout", "3", "blur.workflow.json") in (1, 2)
    err = capsys.readouterr().err
    lines = err.split("\n")
    assert len([line for line in lines if "error:" in line]) == 1
    assert not any(SHOWN.search(line) for line in lines)


def test_parts_of_names() -> None:
    assert safe_part("a/b\\c:d*e") == "a_b_c_d_e"
    assert safe_part(" .. ") == ""
    assert safe_name("") == safe_name("..") == safe_name("\0") == "_"
    assert safe_name("con.tar.gz") == "_con.tar.gz"
    assert safe_name("console") == "console"
    assert len(safe_name("\u65e5" * 100).encode()) <= 80
