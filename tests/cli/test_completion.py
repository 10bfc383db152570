"""Shell completion, by the protocol that click's scripts for bash, zsh and fish speak."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import get_completion_class

from wflint.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Offer = Callable[..., list[str]]

COMMAND = (sys.executable, "-c", "from wflint.cli.main import main; main()")


def environment(shell: str, words: list[str]) -> dict[str, str]:
    # fish hands over the word that is being written, the others its number.
    number = words[-1] if shell == "fish" else str(len(words) - 1)
    return {"_WFLINT_COMPLETE": f"{shell}_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": number}


def run(shell: str, words: list[str]) -> str:
    """What is printed for the words of a command line, of which the last is being written."""
    env = {**os.environ, **environment(shell, words)}
    done = subprocess.run(COMMAND, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    return done.stdout


def values(shell: str, printed: str) -> list[str]:
    if shell == "zsh":  # kind, value and help, a line each
        return printed.splitlines()[1::3]
    lines = [line.partition(",")[2] for line in printed.splitlines() if line]
    return [line.partition("\t")[0] for line in lines]


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def offer(shell: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> Offer:
    """The same in this process."""

    def asked(*words: str) -> list[str]:
        for name, value in environment(shell, ["wflint", *words]).items():
            monkeypatch.setenv(name, value)
        made = get_completion_class(shell)
        assert made is not None
        return values(shell, made(cli, {}, "wflint", "_WFLINT_COMPLETE").complete())

    return asked


def test_as_a_shell_asks(shell: str, here: Path) -> None:
    assert values(shell, run(shell, ["wflint", "schema", "gra"])) == ["graph"]


@pytest.mark.parametrize(
    ("words", "some"),
    [
        (("check", "--select", "dangl"), {"dangling-edge"}),
        (("check", "--ignore", "ED10"), {"ED101", "ED105"}),
        (("check", "--extend-select", "unpinned"), {"unpinned-seed"}),
        (("check", "--select", "ED,dangl"), {"ED,dangling-edge"}),
        (("explain", "cyc"), {"cycle"}),
        (("explain", "ed101"), {"ED101"}),
        (("check", "--target", "6.14"), {"6.14.2", "6.14.0"}),
        (("check", "-t", "la"), {"latest"}),
        (("convert", "--target", "5.15"), {"5.15.0"}),
        (("catalogue", "list", "--target", "5.15"), {"5.15.0"}),
        (("catalogue", "diff", "6.13.0", "6.14"), {"6.14.2"}),
        (("catalogue", "show", "denoise_l"), {"denoise_latents"}),
        (("catalogue", "show", "--target", "5.9.1", "canny_image"), {"canny_image_processor"}),
        (("new", "sdxl_text"), {"sdxl_text_to_image"}),
        (("schema", "work"), {"workflow"}),
        (("serve", "--release", "6.14"), {"6.14.2"}),
        (("che",), {"check"}),
        (("check", "--exten"), {"--extend-select", "--extend-exclude"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_offered(offer: Offer, words: tuple[str, ...], some: set[str]) -> None:
    found = offer(*words)
    assert some <= set(found)
    last = words[-1].casefold()
    assert all(value.casefold().startswith(last) for value in found)


def test_what_a_release_lacks_is_not_offered(offer: Offer) -> None:
    assert offer("catalogue", "show", "canny_image") == []
    assert offer("catalogue", "show", "no_such") == []


def test_a_target_may_be_a_file(offer: Offer) -> None:
    assert offer("check", "--target", "my.cat") == ["my.cat"]  # the shell goes on with names of files


def test_no_server_is_asked_and_no_file_read(offer: Offer, here: Path) -> None:
    (here / "wflint.toml").write_text("nonsense", "utf-8")
    assert "denoise_latents" in offer("catalogue", "show", "--target", "http://127.0.0.1:1", "denoise_l")
    assert "denoise_latents" in offer("catalogue", "show", "--target", "gone.json", "denoise_l")
    assert "dangling-edge" in offer("check", "--select", "dangl")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_in_bash_itself(here: Path) -> None:
    """The script that wflint prints, sourced by the shell."""
    script = (
        run("bash", ["wflint", ""])
        and subprocess.run(
            COMMAND,
            env={**os.environ, "_WFLINT_COMPLETE": "bash_source"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    assert "complete" in script
    folder = here / "bin"
    folder.mkdir()
    tool = folder / "wflint"
    tool.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "from wflint.cli.main import main; main()" "$@"\n'
    )
    tool.chmod(0o755)
    ask = "COMP_WORDS=(wflint schema gra); COMP_CWORD=2; _wflint_completion wflint; echo ${COMPREPLY[@]}"
    done = subprocess.run(
        ["bash", "-c", f"{script}\n{ask}"],
        env={**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.split() == ["graph"]
