"""Trouble that is no fault of wflint's: one line, exit code 2, and never an internal error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import COMMAND, bad_graph, good_graph
from wflint.cli.main import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="forks, numbers of streams")

LINES = [
    ["--help"],
    ["check", "{}/a.json", "{}/b.json"],
    ["check", "--jobs", "2", "{}/a.json", "{}/b.json"],
    ["check", "--format", "json", "--statistics", "{}/b.json"],
    ["check", "-"],
    ["init", "--dry-run", "{}"],
    ["explain", "dangling-edge"],
    ["rules"],
    ["catalogue", "show", "noise"],
    ["schema", "report"],
    ["packs", "check", "{}/a.json"],
    ["models", "list", "--models", "{}/none.json"],
    ["estimate", "{}/a.json"],
    ["convert", "{}/a.json", "--to", "workflow"],
    ["convert", "-", "--to", "workflow"],
    ["diff", "{}/a.json", "{}/b.json"],
    ["graph", "--format", "mermaid", "{}/a.json"],
    ["upgrade", "{}/a.json", "{}/b.json"],
    ["upgrade", "-"],
    ["format", "{}/a.json", "{}/b.json"],
    ["format", "--strip", "-"],
    ["new", "--list"],
    ["build", "{}/none.py"],
    ["stubs", "--output", "{}/none/x"],
    ["run", "--dry-run", "--target", "6.14.2", "{}/a.json"],
    ["library", "status", "--server", "http://127.0.0.1:1", "{}"],
    ["compare", "http://127.0.0.1:1", "http://127.0.0.1:1", "{}/none.test.toml"],
    ["bisect", "{}/none.test.toml", "--good", "6.14.1", "--bad", "6.14.2"],
    ["doctor", "--server", "http://127.0.0.1:1"],
    ["goldens", "approve", "{}", "--from", "{}"],
    ["queue", "list", "--server", "http://127.0.0.1:1"],
    ["queue", "clean", "--server", "http://127.0.0.1:1"],
    ["serve", "cache"],
    ["history", "--file", "{}/none.sqlite"],
    ["config"],
    ["login", "--no-check", "http://gpu"],
    ["logout", "http://gpu"],
    ["allow", "http://gpu"],
]
# Those that print nothing on standard output, or have no need of it.
SILENT = {
    "models list",
    "build",
    "stubs",
    "check -",
    "convert -",
    "library status",
    "compare",
    "bisect",
    "doctor",
    "goldens approve",
    "queue list",
    "queue clean",
    "serve cache",
    "history",
    "login",
    "logout",
    "allow",
    "format -",
    "upgrade -",
}
TROUBLES = [
    "stdin closed", "stdout closed", "stderr closed", "all closed", "stdout full", "stderr full", "wrong way",
    "reader gone", "ascii", "folder gone", "few files", "no home", "odd variables",
]  # fmt: skip


def test_every_command_is_in_the_table() -> None:
    assert {line[0] for line in LINES} - {"--help"} == COMMANDS.keys()


@posix
def test_every_trouble_with_every_command(put: Callable[..., Path], here: Path) -> None:
    put("a.json", good_graph())
    put("b.json", bad_graph())
    wanted = [
        (trouble, [part.replace("{}", str(here)) for part in line]) for trouble in TROUBLES for line in LINES
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.troubled"],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
            "WFLINT_CACHE": str(here / "cache"),
        },
    )
    wrong = []
    for (trouble, line), (code, out, err) in zip(wanted, json.loads(done.stdout), strict=True):
        text = out + err
        fine = code in (0, 1, 2) and not any(
            word in text for word in ("Traceback", "internal error", "Exception ignored", "please report")
        )
        fine = fine and (len(err.splitlines()) <= 1 or "Usage: " in err)
        if trouble in ("stdout closed", "stdout full", "wrong way") and not _is_silent(line):
            fine = fine and code == 2 and "cannot write to standard output: " in err
        if trouble == "stdin closed" and "-" in line:
            fine = fine and code == 2 and "it is closed" in err
        if trouble in ("stderr closed", "all closed"):
            fine = fine and err == ""
        if not fine:
            wrong.append((trouble, line, code, out[:200], err[:300]))
    assert wrong == []


def _is_silent(line: list[str]) -> bool:
    return any(all(word in line for word in silent.split()) for silent in SILENT)


@posix
@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        (">&-", 2, "wflint: error: cannot write to standard output: it is closed"),
        ("> /dev/full", 2, "wflint: error: cannot write to standard output: No space left on device"),
        ("2>&-", 1, ""),
        ("2> /dev/full", 1, ""),
        ("<&-", 1, ""),
        ("<&- >&- 2>&-", 2, ""),
    ],
)
def test_streams_of_a_real_process(put: Callable[..., Path], redirection: str, code: int, said: str) -> None:
    put("b.json", bad_graph())
    if "full" in redirection and not os.path.exists("/dev/full"):
        pytest.skip("a system without /dev/full")
    script = f'exec "$@" {redirection}'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *COMMAND, "check", "b.json"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (code, said)


HOSTILE = {
    "nested": "[" * 3000 + "]" * 3000,
    "digits": "9" * 5000,
    "hexadecimal": "0x" + "f" * 5000,
    "null character": '"a\\u0000b"',
    "null characters": '["a\\u0000b"]',
    "long": '"' + "a" * 5000 + '"',
    "loop": '"loop"',
    "folder": '"."',
}
KEYS = (
    "target", "models", "catalogues", "select", "exclude", "vram", "fail-on", "server.url", "server.ca",
    "server.token-file", "per-path.'**'.target", "per-path.'**'.models", "per-file-ignores.'a'",
    "unknown", "severity", "severity.ED", "suppress", "notes-suppress", "per-path.'**'.severity.ED",
)  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_values_of_a_configuration(
    put: Callable[..., Path], wflint: Callable[..., Ran], value: str, here: Path
) -> None:
    put("a.json")
    if sys.platform != "win32":
        (here / "loop").symlink_to("loop")
    for key in KEYS:
        url = "server.url = 'http://127.0.0.1:9'\n" if key.startswith("server.") and "url" not in key else ""
        put("wflint.toml", f"{url}{key} = {value}\n")
        ran = wflint("check", "--quiet", "a.json")
        assert ran.code in (0, 2), key
        assert len(ran.err.splitlines()) == (ran.code == 2), (key, ran.err)
        assert "internal error" not in ran.err, key


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_values_of_a_case(put: Callable[..., Path], value: str, here: Path) -> None:
    pytest.importorskip("pydantic")
    from wflint.live.cases.load import CaseError, load_cases
    from wflint.live.cases.schema import CaseTable

    put("a.json")
    if sys.platform != "win32":
        (here / "loop").symlink_to("loop")
    places = ("golden.mask", "uploads.x", "inputs.x", "models.x", "time.warm.total", "memory.vram", "case.x")
    for key in (*CaseTable.model_fields, *places):
        file = put("a.test.toml", f"{key} = {value}\n")
        with suppress(CaseError):
            load_cases(file)


def test_a_pyproject_of_others_is_read_the_same_way(
    put: Callable[..., Path], wflint: Callable[..., Ran]
) -> None:
    put("a.json")
    put("pyproject.toml", f"[tool.wflint]\n[tool.other]\nx = {'9' * 5000}\n")
    ran = wflint("check", "a.json")
    assert ran.code == 2
    assert "pyproject.toml: not valid TOML: an integer has more than 64 bits" in ran.err
