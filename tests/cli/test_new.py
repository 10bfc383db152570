"""``wflint new``: the library, copied to begin from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wflint.builders import library

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

WORKFLOWS = Path(__file__).parents[2] / "workflows"


def test_the_list_says_what_each_is(wflint: Callable[..., Ran]) -> None:
    ran = wflint("new", "--list")
    assert ran.code == 0
    lines = dict(line.split(None, 1) for line in ran.out.splitlines())
    assert lines["sdxl_text_to_image"] == "SDXL text to image."
    assert len(lines) == len(list(WORKFLOWS.glob("*.py")))


@pytest.mark.parametrize("name", ["sdxl_text_to_image", "sdxl_text_to_image.py"])
def test_a_workflow_is_copied_as_it_is(name: str, wflint: Callable[..., Ran], here: Path) -> None:
    ran = wflint("new", name)
    assert (ran.code, ran.out) == (0, "sdxl_text_to_image.py\n")
    assert (here / "sdxl_text_to_image.py").read_text() == (WORKFLOWS / "sdxl_text_to_image.py").read_text()
    built = wflint("build", "sdxl_text_to_image.py")
    assert built.code == 0
    stored = WORKFLOWS / "sdxl_text_to_image.workflow.json"
    assert (here / "sdxl_text_to_image.workflow.json").read_text() == stored.read_text()


@pytest.mark.parametrize(
    ("output", "written"),
    [
        ("mine.py", "mine.py"),
        ("a/b/mine.py", "a/b/mine.py"),
        ("new/", "new/sd15_lora.py"),
        (".", "sd15_lora.py"),
    ],
)
def test_it_goes_where_it_is_sent(output: str, written: str, wflint: Callable[..., Ran], here: Path) -> None:
    assert wflint("new", "sd15_lora", "-o", output).code == 0
    assert (here / written).is_file()


def test_what_is_there_stays_unless_forced(wflint: Callable[..., Ran], here: Path) -> None:
    mine = here / "sd15_lora.py"
    mine.write_text("mine")
    ran = wflint("new", "sd15_lora")
    assert ran.code == 2
    assert ran.err == "wflint: error: sd15_lora.py exists already; --force replaces it\n"
    assert mine.read_text() == "mine"
    assert wflint("new", "sd15_lora", "--force").code == 0
    assert "def build(" in mine.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("sdxl_text_to_imag",),
            'the library has no "sdxl_text_to_imag" (did you mean "sdxl_text_to_image"?)',
        ),
        ((), "which one? `wflint new --list` shows what the library has"),
        (("nothing",), "`wflint new --list` shows what it has"),
        (("../pyproject",), 'the library has no "../pyproject"'),
        (("sd15_lora", "-o", "mine.json"), "give it a name that ends in .py"),
    ],
)
def test_wrong_usage_is_explained(
    arguments: tuple[str, ...], said: str, wflint: Callable[..., Ran], here: Path
) -> None:
    ran = wflint("new", *arguments)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert list(here.iterdir()) == []


def test_a_folder_that_cannot_be_written(wflint: Callable[..., Ran], here: Path) -> None:
    (here / "file").write_text("")
    ran = wflint("new", "sd15_lora", "-o", "file/mine.py")
    assert ran.code == 2
    assert "wflint: error: " in ran.err
    assert "Traceback" not in ran.err


def test_an_installation_without_a_library_says_so(
    wflint: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    monkeypatch.setattr(library, "shipped_folder", lambda *_places: None)
    for arguments in (("new", "--list"), ("new", "sd15_lora")):
        ran: Any = wflint(*arguments)
        assert ran.code == 2
        assert "this installation of wflint has no library" in ran.err
