"""The scripts of CI, as far as they can be tried without the hours that they take."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.mutation.project import HOME

if TYPE_CHECKING:
    from pathlib import Path

ROOT = HOME.parents[1]
CI = ROOT / ".ci"

scripts = pytest.mark.parametrize("name", ["run", "full", "stages.sh"])
pytestmark = [
    pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here"),
    pytest.mark.skipif(not CI.exists(), reason="a source distribution has no CI"),
]


@scripts
def test_it_is_bash(name: str) -> None:
    done = subprocess.run(["bash", "-n", CI / name], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@scripts
def test_what_it_names_is_there(name: str) -> None:
    text = (CI / name).read_text("utf-8")
    named = set(re.findall(r"\b(?:tests|lint|docs)/[\w./-]*\w", text))
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def run(folder: Path, body: str) -> tuple[int, str]:
    """A script of these stages, in a repository of its own."""
    (folder / ".ci").mkdir(exist_ok=True)
    shutil.copy(CI / "stages.sh", folder / ".ci")
    script = folder / ".ci" / "script"
    script.write_text(f'source "$(dirname "${{BASH_SOURCE[0]}}")/stages.sh"\n{body}', "utf-8")
    done = subprocess.run(
        ["bash", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.returncode, done.stdout


def test_stages_have_their_minutes(tmp_path: Path) -> None:
    code, said = run(tmp_path, "stage one\nSECONDS=92\nstage two\n")
    assert code == 0
    assert [line.split() for line in said.splitlines()[-4:]] == [
        ["minutes", "result", "stage"],
        ["1.5", "ok", "one"],
        ["0.0", "ok", "two"],
        ["1.5", "in", "all"],
    ]


def test_a_stage_that_fails_is_the_last_and_the_table_says_so(tmp_path: Path) -> None:
    """And what was to be done at the end is done, the last one first."""
    body = (
        "at_end echo first\nat_end echo last\nstage one\nf() { false; echo no; }\nstage two\nf\nstage three\n"
    )
    code, said = run(tmp_path, body)
    assert code == 1
    assert "FAILED  two" in said
    assert "three" not in said
    assert "no" not in said.split()
    assert said.index("last") < said.index("first")


def test_a_python_that_is_not_here_is_skipped(tmp_path: Path) -> None:
    code, said = run(tmp_path, "uv=false\nstage suite\nsuite_on 3.1\nstage next\n")
    assert code == 0
    assert "SKIPPED: this machine has no Python 3.1\n" in said
    assert "ok      suite (SKIPPED: no Python 3.1)" in said


def test_turns_are_by_the_number_of_commits(tmp_path: Path) -> None:
    """In a shallow clone, which does not know, by the commit: the same each time."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(tmp_path)]
    assert run(tmp_path, "turn")[1].splitlines()[0] == "0"  # no repository
    subprocess.run([*git, "init", "-q"], check=True)
    for n in (1, 2):
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "more"], check=True)
        assert run(tmp_path, "turn")[1].splitlines()[0] == str(n)
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "1", tmp_path.as_uri(), shallow], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout
    assert run(shallow, "turn")[1].splitlines()[0] == str(int(commit[:7], 16))


def test_every_group_that_has_its_turn_is_there() -> None:
    for name, listing in (("run", r"^groups=\((.*)\)$"), ("full", r"^all=\((.*)\)$")):
        script = (ROOT / ".ci" / name).read_text("utf-8")
        (listed,) = re.findall(listing, script, re.MULTILINE)
        defined = set(re.findall(r"^(\w+)\(\) \{", script, re.MULTILINE)) | {"live"}  # of stages.sh
        assert len(listed.split()) > 4
        assert set(listed.split()) <= defined


def test_shares_are_all_of_the_tests() -> None:
    """What runs by turns has run once everybody had a turn."""

    def collected(*options: str) -> list[str]:
        command = [sys.executable, "-m", "pytest", "-o", "addopts=", "--collect-only", "-q", *options]
        command.append("tests/test_endings.py")
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        return [line for line in done.stdout.splitlines() if "::" in line]

    every = collected()
    shares = [collected("--share", f"{number}/3") for number in (221, 222, 223)]
    assert len(every) > 5
    assert [len(share) > 0 for share in shares] == [True] * 3
    assert sorted(name for share in shares for name in share) == sorted(every)
