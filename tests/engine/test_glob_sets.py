"""Sets of characters in globs: what git reads in them, and no warning of ``re``."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from wflint.engine.globs import Globs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLASSES = [
    "alnum",
    "alpha",
    "blank",
    "cntrl",
    "digit",
    "graph",
    "lower",
    "print",
    "punct",
    "space",
    "upper",
    "xdigit",
]
ODD = ["[[a]", "[a--b]", "[a&&b]", "[a||b]", "[a~~b]", "[]-a]", "[!]a-]", "[z-a]", "[!z-a]", "[a\\]b]", "[a"]
WARNS_NOT = [*ODD, "[[:nope:]]", "[[:digit:]", "[[:]", "[[:x]", "[a/b]", "[\\", "[a-\\"]
CHARACTERS = [chr(code) for code in range(1, 128) if chr(code) != "/"]


@pytest.mark.parametrize("name", CLASSES)
def test_classes(name: str) -> None:
    """As Python knows them, but that for git the vertical tab and the form feed are no space."""
    means: dict[str, Callable[[str], bool]] = {
        "alnum": str.isalnum,
        "alpha": str.isalpha,
        "blank": " \t".__contains__,
        "cntrl": lambda char: not char.isprintable(),
        "digit": str.isdigit,
        "graph": lambda char: char.isprintable() and char != " ",
        "lower": str.islower,
        "print": str.isprintable,
        "punct": lambda char: char.isprintable() and not char.isalnum() and char != " ",
        "space": " \t\n\r".__contains__,
        "upper": str.isupper,
        "xdigit": lambda char: re.fullmatch("[0-9a-fA-F]", char) is not None,
    }
    within, without = Globs([f"x[[:{name}:]]y"]), Globs([f"x[^[:{name}:]]y"])
    for char in CHARACTERS:
        assert bool(within.verdict(f"x{char}y")) is means[name](char), repr(char)
        assert bool(without.verdict(f"x{char}y")) is not means[name](char), repr(char)
    assert within.verdict("x/y") is without.verdict("x/y") is None


@pytest.mark.parametrize("glob", WARNS_NOT)
def test_odd_ones_make_no_warning_and_name_themselves_in_a_configuration(glob: str) -> None:
    Globs([glob]).verdict("a")
    if not glob.endswith("\\"):
        assert Globs([glob], strict=True).verdict(glob.replace("\\", "")) is True


def test_time_grows_with_the_glob() -> None:
    """Each of a hundred thousand beginnings of a class would look for its end."""
    Globs(["[" + "[:" * 100_000 + "x]"]).verdict("a")
    Globs(["[" + "[:" * 100_000]).verdict("a")


PIECES = [*"ab0-]![^:\\&~|/* _", "[:", ":]", "a-", *(f"[:{name}:]" for name in CLASSES), "[:nope:]"]


def _random_glob(chance: random.Random) -> str:
    content = "".join(chance.choices(PIECES, k=chance.randint(0, 6)))
    around = chance.choice(["", "x", "x*", "/", "d/", "**/"])
    return (
        f"{around}[{chance.choice(['', '!', '^'])}{content}]{chance.choice(['', '', 'y', '*', '/', '[ab]'])}"
    )


@pytest.mark.skipif(
    shutil.which("git") is None or sys.platform == "win32", reason="git, and names of any characters"
)
@pytest.mark.parametrize("seed", range(4))
def test_the_same_as_git(tmp_path: Path, seed: int) -> None:
    """``git check-ignore`` says of each path which line speaks of it; a line each is asked of wflint."""
    chance = random.Random(seed)
    globs = [glob for glob in (_random_glob(chance) for _ in range(60)) if glob.strip()]
    names = [
        *sorted({*CHARACTERS} - {"."}),
        *(f"x{char}" for char in "ab0-]:&A"),
        *(f"{char}y" for char in "ab0-][\\A"),
    ]
    paths = [*names, *(f"d/{name}" for name in names[:60]), "xab", "d/xab", "[a", "d/[ab", "a]", "ab"]
    subprocess.run(["git", "init", "-q", tmp_path], check=True, timeout=60)
    for glob in globs:
        (tmp_path / ".gitignore").write_text(glob + "\n", "utf-8")
        done = subprocess.run(
            ["git", "-C", tmp_path, "check-ignore", "--no-index", "-v", "-n", "-z", "--stdin"],
            input="\0".join(f"./{path}" for path in paths).encode(),
            capture_output=True,
            check=False,
            timeout=60,
        )
        fields = done.stdout.decode().split("\0")
        said = {fields[n + 3]: fields[n + 2] for n in range(0, len(fields) - 3, 4)}
        own = Globs([glob])
        spoken_of = {path for path in paths if own.verdict(path) is not None}
        assert (glob, spoken_of) == (glob, {path for path in paths if said[f"./{path}"]})
