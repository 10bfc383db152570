"""The recipe of the container: what it has, and its steps, played in a clean folder."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ci.container import build, read_recipe
from tests.cli.conftest import bad_graph, good_graph
from tests.test_precommit import source_repository

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
RECIPE = ROOT / "Containerfile"


def test_it_has_two_stages_and_ends_as_nobody() -> None:
    instructions = read_recipe(RECIPE)
    stages = [text.split() for name, text in instructions if name == "FROM"]
    assert [words[0] for words in stages] == ["python:${PYTHON}-slim"] * 2
    last = max(n for n, each in enumerate(instructions) if each.name == "FROM")
    names = [each.name for each in instructions[last:]]
    user = next(text for name, text in instructions[last:] if name == "USER")
    assert int(user) > 0
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert "RUN" not in names[names.index("USER") :]
    copied = [text for name, text in instructions[last:] if name == "COPY"]
    assert all(text.startswith("--from=build ") for text in copied)  # no sources of ours


def test_what_it_copies_is_there() -> None:
    for name, text in read_recipe(RECIPE):
        if name == "COPY" and not text.startswith("--from="):
            for source in text.split()[:-1]:
                assert (ROOT / source).exists(), source


@pytest.fixture
def base() -> Iterator[Path]:
    """A folder that other users may look into: those of pytest are the user's alone."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o711)
        yield Path(name)


@pytest.mark.network
@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_its_steps_in_a_clean_folder(base: Path) -> None:
    source_repository(base / "context")
    pip = {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_", "HTTP"))
    }
    stage = build(RECIPE, base / "context", base, **pip)
    assert stage.skipped[0] == "useradd --uid 10001 --create-home --shell /usr/sbin/nologin wflint"
    assert stage.skipped[1:] in ([], ["USER 10001"])
    work = stage.place(".")
    work.mkdir(exist_ok=True)
    (work / "good.json").write_text(json.dumps(good_graph()), "utf-8")

    def wflint(*arguments: str) -> subprocess.CompletedProcess[str]:
        return stage.run([*stage.entry, *(arguments or stage.command)])

    clean = wflint()
    assert (clean.returncode, clean.stderr) == (0, "")
    assert clean.stdout == "No problems in 1 file, InvokeAI 6.14.2.\n"
    (work / "bad.json").write_text(json.dumps(bad_graph()), "utf-8")
    assert "dangling-edge" in wflint().stdout
    assert "dangling-edge" in wflint("explain", "dangling-edge").stdout  # examples and schemas came along
    assert wflint("schema", "report").returncode == 0
    assert "sdxl_text_to_image" in wflint("new", "--list").stdout
    assert "uses: wflint/wflint@" in wflint("init", "--dry-run", "--ci", "github").stdout
    who = stage.run([stage.entry[0], "-c", "import os, wflint; print(os.getuid(), wflint.__file__)"])
    number, place = who.stdout.split()
    assert place.startswith(str(stage.folder / "opt"))
    assert int(number) == (os.geteuid() if stage.user is None else stage.user)
    assert stage.run([stage.entry[0], "-m", "pip", "--version"]).returncode != 0  # no pip
