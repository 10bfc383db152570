"""What a repository brings along is read up to a size, and only where it is a regular file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.catalogue.errors import TargetError
from wflint.catalogue.targets import resolve_target
from wflint.cli.main import main
from wflint.document.toml import parse_toml
from wflint.document.toml_lines import Lines
from wflint.engine.config_file import parse_config
from wflint.engine.configuration import ConfigError
from wflint.engine.globs import MOST, Globs
from wflint.live.cases.load import CaseError, load_cases
from wflint.reading import CATALOGUE, CONFIGURATION, MIB, RECORDED, UnfitFileError, parse_json, read_bounded
from wflint.release import UNKNOWN, exact_release, index_spelling, release_of

if TYPE_CHECKING:
    from pathlib import Path

GRAPH = '{"id":"g","nodes":{"a":{"id":"a","type":"add"}},"edges":[]}'
posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices in the file system")

# What wflint reads of a repository besides documents: the file, what names it, and the limit.
READ = {
    "wflint.toml": ((), CONFIGURATION),
    "pyproject.toml": ((), CONFIGURATION),
    ".gitignore": ((), CONFIGURATION),
    "packs.json": (("--catalogue", "packs.json"), CATALOGUE),
    "target.json": (("--target", "./target.json"), CATALOGUE),
    "models.lock.json": (("--models", "models.lock.json"), RECORDED),
}


def spoil(path: Path, how: str, limit: int) -> str:
    """Put something at the path that must not be read; what is then said of it."""
    if how == "pipe":
        os.mkfifo(path)
    elif how == "device":
        path.symlink_to("/dev/zero")
    elif how == "folder":
        path.mkdir()
        return "s a directory"
    else:
        with path.open("wb") as file:
            file.truncate(limit + 1)
        return f"is larger than {limit // MIB} MiB"
    return "is not a regular file"


@posix
@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("how", ["pipe", "device", "size"])
def test_what_must_not_be_read_is_said_in_one_line(
    name: str, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.json").write_text(GRAPH)
    arguments, limit = READ[name]
    said = spoil(tmp_path / name, how, limit)
    if name == "packs.json":
        (tmp_path / "wflint.toml").write_text('catalogues = ["packs.json"]')
        arguments = ()
        said = "is not a file of the project" if how == "device" else said  # where the link leads
    monkeypatch.setattr(sys, "argv", ["wflint", "check", *arguments, "."])
    with pytest.raises(SystemExit) as ended:
        sys.exit(main())
    assert ended.value.code == 2
    errors = capfd.readouterr().err.strip()
    assert said in errors
    assert name in errors
    assert "internal error" not in errors
    assert len(errors.splitlines()) == 1


@posix
@pytest.mark.parametrize("how", ["pipe", "device", "size", "folder"])
def test_cases_and_everything_else(how: str, tmp_path: Path) -> None:
    path = tmp_path / "a.test.toml"
    said = spoil(path, how, CONFIGURATION)
    # A link out of the project is not even opened.
    with pytest.raises((OSError, CaseError), match="put a copy" if how == "device" else said):
        load_cases(path)
    with pytest.raises(OSError, match=said):
        read_bounded(path, CONFIGURATION)


def test_up_to_the_limit_everything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for size in (0, 1, 999, 1000):
        path.write_bytes(b"x" * size)
        assert read_bounded(path, 1000) == b"x" * size
    path.write_bytes(b"x" * 1001)
    with pytest.raises(UnfitFileError):
        read_bounded(path, 1000)


@posix
def test_a_file_without_a_size_is_read(tmp_path: Path) -> None:
    """Those of /proc have none."""
    if os.path.exists("/proc/self/status"):
        assert b"Name:" in read_bounded("/proc/self/status", MIB)


@posix
def test_a_pipe_that_is_named_is_a_document(tmp_path: Path) -> None:
    """``wflint check <(command)``: a shell gives the name of a pipe."""
    (tmp_path / "a.json").write_text(GRAPH.replace("add", "ad"))
    wflint = f"{sys.executable} -m wflint check --format json"
    script = f"{wflint} <(cat {tmp_path}/a.json); cat {tmp_path}/a.json | {wflint} -"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    decoder = json.JSONDecoder()
    first, end = decoder.raw_decode(done.stdout)
    second, _ = decoder.raw_decode(done.stdout[end:].lstrip())
    assert [f["status"] for f in first["files"] + second["files"]] == ["checked", "checked"]
    assert [d["slug"] for d in first["diagnostics"]] == [d["slug"] for d in second["diagnostics"]] != []


@posix
def test_an_endless_file_that_is_named_is_one_finding() -> None:
    code = [sys.executable, "-m", "wflint", "check", "--format", "concise", "/dev/zero"]
    done = subprocess.run(code, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (1, "")
    assert "the file is larger than 32 MiB" in done.stdout


# -- texts that parsers take the square or the power of ---------------------------------------------------

DOTS = "a" + ".a" * 200_000


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{DOTS} = 1", "more than 32 parts"),
        (f"[{DOTS}]", "more than 32 parts"),
        (f'x = {{ "q" . {DOTS} = 1 }}', "more than 32 parts"),
        ("x = " + "[" * 100_000, "nested too deep"),
        ("x = " + "{ a = " * 50_000, "nested too deep"),
        ("x = " + "9" * 100_000, "more than 64 bits"),
        ('x = "' + "\\\\" * 100_000, "Unterminated"),
        ('x = "' + '\\"' * 100_000, "Unterminated"),
        ("x = '''" + "''x" * 100_000, "not closed|Expected|Unterminated"),
    ],
)
def test_toml_that_ends_in_one_line(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=why):
        parse_toml(text)
    with pytest.raises(ConfigError, match=why):
        parse_config(text.encode(), "wflint.toml")
    (tmp_path / "a.test.toml").write_text(text)
    with pytest.raises(CaseError):
        load_cases(tmp_path / "a.test.toml")


def test_dots_that_are_none_of_a_key() -> None:
    dots = "." * 5000
    text = f'a = "{dots}" # {dots}\nb = \'\'\'{dots}\'\'\'\nc = """\n{dots}"\n"""\nd = [{"1.5, " * 500}]\n'
    assert parse_toml(text)["a"] == dots
    assert Lines(text).of(("d",)) == 6
    assert parse_toml(".".join("a" * 32) + " = 1")


@pytest.mark.parametrize(
    "release",
    [
        "6" + "a" * 60 + "!",
        "1.0" + "-a" * 40 + "?",
        "6." + "9" * 5000,
        "9" * 5000,
        "a" * 100_000,
        ">=" + "1" * 5000,
    ],
)
def test_targets_that_are_none(release: str) -> None:
    with pytest.raises(TargetError):
        resolve_target(release)
    release_of(release)
    exact_release(release)
    index_spelling(release)


def test_a_number_too_long_to_read_is_newer_than_everything() -> None:
    assert release_of("9" * 5000) is UNKNOWN


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"[" * 100_000, "nested too deep"),
        (b"[" + b"0," * 1_000_000 + b"0]", "more than 1,000,000 values"),
        (b"9" * 5000, "not valid JSON"),
        (b"\xff", "not valid JSON"),
    ],
)
def test_json_that_ends_in_one_line(raw: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why) as raised:
        parse_json(raw)
    assert len(str(raised.value).splitlines()) == 1


# -- globs ------------------------------------------------------------------------------------------------


def test_stars_do_not_multiply() -> None:
    """Each of these would take longer than the world is old if stars tried again."""
    assert Globs(["*a" * 60 + "*b"]).verdict("a" * 250) is None
    assert Globs(["*a" * 60 + "*"]).verdict("a" * 250) is True
    assert Globs(["**/a/" * 40 + "b"]).verdict("a/" * 2000 + "c") is None
    assert Globs(["**/a/" * 40 + "b"]).verdict("a/" * 2000 + "b") is True
    assert Globs(["**/*a*a*a/" * 20 + "c"]).verdict("aaaaaaa/" * 500 + "b") is None
    assert Globs(["**/*[!b]*[!b]*/" * 20 + "c"]).verdict("aaaaaaa/" * 500 + "b") is None


def test_too_many_globs() -> None:
    Globs(["a"] * MOST)
    with pytest.raises(ValueError, match="10,000 globs"):
        Globs(["a"] * (MOST + 1))


_NAME = st.lists(st.sampled_from(["a", "b", "*", "?", "[ab]", "\\a", "**", "."]), max_size=5).map("".join)
_GLOB = st.tuples(
    st.sampled_from(["", "!", "/"]),
    st.lists(_NAME | st.just("**"), min_size=1, max_size=5),
    st.sampled_from(["", "/"]),
).map(lambda parts: parts[0] + "/".join(parts[1]) + parts[2])
_PATH = st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=6).map("/".join)


@given(st.lists(_GLOB, min_size=1, max_size=3), _PATH, st.sampled_from(["", "/"]))
def test_globs_mean_what_pathspec_says(globs: list[str], path: str, end: str) -> None:
    from pathspec import GitIgnoreSpec

    try:
        spec = GitIgnoreSpec.from_lines(globs)
    except ValueError:
        return
    assert Globs(globs).verdict(path + end) is spec.check_file(path + end).include


def test_a_set_of_characters_stays_within_its_name() -> None:
    """As git has it: a slash is in no set, not even in one of all characters but some."""
    assert Globs(["a[!b]c"]).verdict("a/c") is None
    assert Globs(["a[!b]c"]).verdict("axc") is True
    assert Globs(["x/a[.-0]c"]).verdict("x/a/c") is None
