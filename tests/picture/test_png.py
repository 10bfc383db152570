"""PNGs: with which fonts their text is written, and what is said where it cannot be."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.picture.drawing import node, scene, workflow
from wflint.picture import to_svg
from wflint.picture.fonts import family_of
from wflint.picture.png import to_png

# What lets a process have file systems of its own, and hides the machine's fonts in them.
HIDDEN = "for d in /usr/share/fonts /usr/local/share/fonts; do [ ! -d $d ] || mount -t tmpfs none $d; done; "
RARE = "\U00014400"  # an Anatolian hieroglyph


def named(*names: tuple[int, int, str]) -> bytes:
    """A font that has a table of names alone: platforms, kinds and texts."""
    texts = b"".join(text.encode("utf-16-be") for _, _, text in names)
    records, at = b"", 0
    for platform, kind, text in names:
        size = len(text.encode("utf-16-be"))
        records += struct.pack(">6H", platform, 1, 0x409, kind, size, at)
        at += size
    table = struct.pack(">3H", 0, len(names), 6 + len(records)) + records + texts
    head = struct.pack(">4s4H", b"\0\1\0\0", 1, 0, 0, 0)
    return head + struct.pack(">4s3I", b"name", 0, 28, len(table)) + table


@pytest.mark.parametrize(
    ("font", "family"),
    [
        (named((3, 1, "Deja Vu Book"), (3, 16, "Deja Vu")), "Deja Vu"),
        (named((0, 1, "Ubuntu Sans")), "Ubuntu Sans"),
        (named((1, 1, "Old Mac")), None),
        (named(), None),
        (b"ttcf\0\1\0\0\0\0\0\1" + struct.pack(">I", 16) + named((3, 1, "One of two"))[:28], None),
        (b"", None),
        (b"<svg/>", None),
    ],
    ids=["typographic", "unicode", "another platform", "no name", "cut off", "empty", "no font"],
)
def test_a_font_tells_its_family(font: bytes, family: str | None, tmp_path: Path) -> None:
    file = tmp_path / "a.ttf"
    file.write_bytes(font)
    assert family_of(str(file)) == family


@given(st.binary(max_size=60), st.integers(0, 90))
def test_a_broken_font_raises_nothing(noise: bytes, at: int) -> None:
    import tempfile

    whole = named((3, 1, "A family"), (3, 16, "Another"))
    with tempfile.NamedTemporaryFile() as file:
        file.write(whole[:at] + noise + whole[at + len(noise) :])
        file.flush()
        family_of(file.name)


def test_characters_without_a_glyph_are_told() -> None:
    pytest.importorskip("resvg_py")
    label = f"Fine \u00e9\u2026 {RARE}{RARE}\u0301"
    drawn = to_png(to_svg(scene(workflow(node("a", "add", (0, 0), label=label)))))
    if not drawn.lettered or not drawn.boxes:
        pytest.skip("this machine has no font, or one for Anatolian hieroglyphs")
    assert drawn.boxes == RARE


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with a workflow and a font file, the name of whose family no picture has."""
    pytest.importorskip("resvg_py")
    hides = ["unshare", "-rm", "sh", "-c", HIDDEN + "ls -R /usr/share/fonts | wc -l"]
    if shutil.which("unshare") is None or subprocess.run(hides, capture_output=True, check=False).returncode:
        pytest.skip("the machine's fonts cannot be hidden (unshare)")
    fonts = [f for f in Path("/usr/share/fonts").rglob("*Mono*.ttf") if family_of(str(f))]
    if not fonts:
        pytest.skip("this machine has no monospaced font under /usr/share/fonts")
    shutil.copy(fonts[0], tmp_path / "a.ttf")
    import json

    (tmp_path / "flow.json").write_text(json.dumps(workflow(node("a", "add", (0, 0)))), "utf-8")
    return tmp_path


def draw(folder: Path, before: str = "", *arguments: str) -> str:
    """What the command says on a machine without fonts; ``before`` is done there first."""
    command = f"{HIDDEN}{before}exec {sys.executable} -m wflint graph --isolated flow.json -o out.png"
    run = subprocess.run(
        ["unshare", "-rm", "sh", "-c", " ".join([command, *arguments])],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder)},
    )
    assert run.returncode == 0, run.stderr
    assert (folder / "out.png").read_bytes().startswith(b"\x89PNG")
    return run.stderr


def test_a_machine_without_fonts_is_told(elsewhere: Path) -> None:
    assert "no font was found on this machine, so the PNG has no text" in draw(elsewhere)
    bare = (elsewhere / "out.png").read_bytes()
    # A font that is named is taken, whatever it is called.
    assert draw(elsewhere, "", "--font", "a.ttf") == ""
    assert len((elsewhere / "out.png").read_bytes()) > len(bare) * 1.2
    # So is one that the machine has, if none of those that pictures name.
    assert draw(elsewhere, "cp a.ttf /usr/share/fonts; ") == ""
    assert len((elsewhere / "out.png").read_bytes()) > len(bare) * 1.2
    said = draw(elsewhere, "", "--font", "flow.json")
    assert "no text can be written with that font, so the PNG has no text" in said
