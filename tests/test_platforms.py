"""Windows and macOS, as far as this machine can tell: what the code asks of them, and what CI runs there."""

from __future__ import annotations

import ast
import io
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "lint" / "wflint"
WORKFLOW = ROOT / ".github" / "workflows" / "tests.yml"

# Names that Windows lacks, and where they stand behind a question for the platform.
POSIX_ONLY = {
    "os": {
        "fork", "kill", "killpg", "getuid", "geteuid", "getgid", "setsid", "mkfifo", "chown", "fchmod",
        "getpgid", "nice", "uname", "setpgid", "pread", "WIFEXITED", "register_at_fork",
    },
    "signal": {
        "SIGKILL", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGCHLD", "alarm",
        "pause",        "pthread_sigmask", "pthread_kill", "setitimer", "sigwait",
    },
}  # fmt: skip
POSIX_MODULES = {"fcntl", "resource", "pwd", "grp", "pty", "termios", "tty", "readline"}


def _sources() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_bytes())) for path in sorted(PACKAGE.rglob("*.py"))]


def _asks_for_platform(node: ast.AST) -> bool:
    test = getattr(node, "test", None)
    return isinstance(node, ast.If | ast.IfExp) and (
        "platform" in ast.unparse(test) or "hasattr" in ast.unparse(test)
    )


def _unguarded(tree: ast.AST, guarded: bool = False) -> list[str]:
    found = []
    for node in ast.iter_child_nodes(tree):
        inside = guarded or _asks_for_platform(tree)
        if not inside:
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.attr in POSIX_ONLY.get(node.value.id, ()):
                    found.append(f"{node.value.id}.{node.attr} in line {node.lineno}")
            elif isinstance(node, ast.Import | ast.ImportFrom):
                names = [getattr(node, "module", None), *(alias.name for alias in node.names)]
                found += [f"import {name}" for name in names if name in POSIX_MODULES]
        found += _unguarded(node, inside)
    return found


def test_posix_only_names_stand_behind_a_question_for_the_platform() -> None:
    found = [(path.name, name) for path, tree in _sources() for name in _unguarded(tree)]
    assert found == []


def test_text_is_opened_with_its_encoding() -> None:
    """Windows has another one by default."""
    wrong = []
    for path, tree in _sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            keys = {keyword.arg for keyword in node.keywords}
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            said = "encoding" in keys or "utf-8" in texts or None in keys
            if name in ("read_text", "write_text"):
                fine = said or isinstance(node.func, ast.Name)  # cli/output.py's own
            elif name == "open" and isinstance(node.func, ast.Name):
                fine = said or any("b" in text for text in texts) or ast.unparse(node).count("mode")
            else:  # records replace a member called "text"
                fine = said or name == "_replace" or not ({"text", "universal_newlines"} & keys)
            if not fine:
                wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno}: {ast.unparse(node)[:80]}")
    assert wrong == []


@pytest.mark.parametrize(
    ("console", "mode", "obeys", "told"),
    [(True, 3, True, True), (True, 7, True, False), (True, 3, False, True), (False, 0, False, False)],
)
def test_consoles_of_windows_are_told_to_obey_colours(
    monkeypatch: pytest.MonkeyPatch, console: bool, mode: int, obeys: bool, told: bool
) -> None:
    """With a kernel32 that is made up: no Windows is here."""
    import ctypes

    asked = []

    def get_mode(_: int, place: Any) -> int:
        place._obj.value = mode
        return int(console)

    def set_mode(_: int, wanted: int) -> int:
        asked.append(wanted)
        return int(obeys)

    msvcrt = ModuleType("msvcrt")
    msvcrt.get_osfhandle = lambda number: number  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    kernel = SimpleNamespace(GetConsoleMode=get_mode, SetConsoleMode=set_mode)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr("wflint.cli.windows.sys", SimpleNamespace(platform="win32"))
    from wflint.cli.windows import takes_colours

    class Console(io.StringIO):
        def fileno(self) -> int:
            return 1

    assert takes_colours(Console()) is obeys
    assert asked == ([mode | 4] if told else [])
    assert not takes_colours(io.StringIO())


def test_ci_runs_the_suite_on_three_systems() -> None:
    if not WORKFLOW.exists():
        pytest.skip("a source distribution has no CI")
    found = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    (job,) = found["jobs"].values()
    matrix = job["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "windows", "macos"}
    assert matrix["python"] == ["3.11", "3.13"]
    assert found["permissions"] == {"contents": "read"}
    uses = [step["uses"] for step in job["steps"] if "uses" in step]
    assert uses
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", use) for use in uses)
    assert "python -m pytest -q" in [step.get("run") for step in job["steps"]]
