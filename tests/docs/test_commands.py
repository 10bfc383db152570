"""The commands of every page print what stands there, one after the other in a folder that has what the page
takes for there. ``pytest tests/docs --update-golden`` writes what they print into the pages.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.console_page import run
from tests.docs.blocks import DOCS, ROOT, Block, blocks, written_pages
from tests.docs.folders import FOLDERS, prepared

if TYPE_CHECKING:
    from pathlib import Path


def executed(page: Path) -> list[Block]:
    """The blocks of a page whose commands are run."""
    return [
        b
        for b in blocks(page)
        if b.not_run is None and (b.language in {"console", "sh"} or b.output_of is not None)
    ]


ELSEWHERE = {"formats.md"}  # tests/test_formats_page.py runs its commands and reads what they write
PAGES = [
    page
    for page in written_pages()
    if page.is_relative_to(DOCS) and executed(page) and page.relative_to(DOCS).as_posix() not in ELSEWHERE
]


def name_of(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_commands_print_what_stands_there(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    for name in ("FORCE_COLOR", "WFLINT_DEBUG", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "WFLINT_SERVER"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "here"
    prepared(name_of(page), folder, monkeypatch)
    text = page.read_text("utf-8")
    now = []
    at = 0
    for block in executed(page):
        now += [text[at : block.start], told(block, folder)]
        at = block.end
    now.append(text[at:])
    if pytestconfig.getoption("--update-golden"):
        page.write_text("".join(now), "utf-8")
    assert "".join(now) == page.read_text("utf-8"), "run pytest tests/docs --update-golden"


def told(block: Block, folder: Path) -> str:
    """The block as its commands print it now; as it stands where what it leaves out (``...``) is all."""
    if block.output_of is not None:
        words = re.sub(r"^wflint\b", f'"{sys.executable}" -m wflint', block.output_of)
        return agreed(block.body, shell(words))
    if block.language == "sh":
        for line in block.body.replace("\\\n", " ").splitlines():
            run(folder, line)
        return block.body
    parts = re.split(r"^(\$ .*\n(?:> .*\n)*)", block.body, flags=re.MULTILINE)
    assert parts[0] == "", f"{block.where} begins with a command"
    answers = []
    for command, output in zip(parts[1::2], parts[2::2], strict=True):
        answers += [command, agreed(output, run(folder, command[2:].replace("\n> ", "\n"), (0, 1, 2)))]
    return "".join(answers)


def shell(command: str) -> str:
    """What a command prints at the top of the repository."""
    ran = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    return ran.stdout


def agreed(shown: str, printed: str) -> str:
    """What is shown, where it is what is printed; else what is printed."""
    pattern = "".join(
        r"(?:.*\n)*" if line.strip() == "..." else re.escape(line) for line in shown.splitlines(keepends=True)
    )
    return shown if re.fullmatch(pattern, printed) else printed


def test_every_folder_has_its_page() -> None:
    assert [name for name in FOLDERS if not (DOCS / name).is_file()] == []


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a\n  ...\nd\n", "a\nd\n", True),
        ("a\n...\n", "b\nc\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_left_out_lines(shown: str, printed: str, same: bool) -> None:
    assert (agreed(shown, printed) == shown) is same
