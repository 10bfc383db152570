"""Nobody writes a file beside the one writer (lint/wflint/writing.py)."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "lint" / "wflint"


# What else may write, and why. Modules without "wflint.".
ELSEWHERE = {
    "writing": "the writer",
    "cli.streams": "opens the null device for what nobody reads",
    "cache": "the lock of the cache, which stays empty",
    "live.measure.memory": "no file: the switch in /proc by which the kernel counts a peak anew",
    "live.client.journal": "a line as a run begins and as it ends, in a file of the process in the cache",
    "live.serve.process": "the server's log in the server's own root, line by line as it comes",
    "live.serve.guard": "the same log; it runs in InvokeAI's Python, without wflint",
    "live.serve.packs": "copies a node pack into the root of a throwaway server",
    "live.serve.tiny": "copies a node pack into the root of a throwaway server",
    "live.serve.tiny.makers": "runs in InvokeAI's Python, without wflint; models without their list, "
    "which is written last, are made anew",
    "catalogue.light_route.inspect_release": "runs in another Python, into a temporary folder of ours",
    "catalogue.light_route.take": "a list of requirements in a temporary folder of ours",
}
_WRITERS = {
    "write_text", "write_bytes", "touch", "symlink_to", "hardlink_to", "mkstemp", "NamedTemporaryFile",
    "rename", "renames", "link", "symlink", "truncate", "copyfile", "copy2", "copytree", "move", "save_file",
    "savez", "mkfifo", "mknod",
}  # fmt: skip


def writes(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls that may write a file, by their names."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        called = call.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        of_os = isinstance(called, ast.Attribute) and ast.unparse(called.value) in ("os", "shutil")
        given = {k.arg: k.value for k in call.keywords}
        if name == "write_text" and isinstance(called, ast.Name):
            continue  # cli/output.py's own, which prints
        if name in _WRITERS:
            yield call
        elif name == "replace" and (of_os or len(call.args) == 1) and not given:
            yield call  # of a path; that of a text has two
        elif of_os and name == "open":
            if "O_RDONLY" not in ast.unparse(call):
                yield call
        elif name in ("open", "fdopen"):
            of_path = isinstance(called, ast.Attribute) and ast.unparse(called.value) not in (
                "io",
                "os",
                "lzma",
            )
            modes = [*call.args[0 if of_path else 1 :][:1], *([given["mode"]] if "mode" in given else [])]
            known = [str(m.value) if isinstance(m, ast.Constant) else "" if of_path else "w" for m in modes]
            if any(set(m) & set("wax+") and len(m) < 4 for m in known):
                yield call


def test_nothing_is_written_beside_the_writer() -> None:
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        module = next(
            (each for each in sorted(ELSEWHERE, reverse=True) if module.startswith(f"{each}.")), module
        )
        for call in writes(ast.parse(path.read_text("utf-8"))):
            found.setdefault(module, f"line {call.lineno}: {ast.unparse(call)}")
    beside = {module: where for module, where in found.items() if module not in ELSEWHERE}
    assert beside == {}, "wflint.writing is the one writer"
    assert set(ELSEWHERE) <= set(found), "what no longer writes leaves the list"


@pytest.mark.parametrize(
    "code",
    [
        "open(p, 'w')",
        "open(p, mode='ab')",
        "open(p, how)",
        "p.open('x')",
        "io.open(p, 'r+')",
        "os.open(p, os.O_RDWR)",
        "p.write_text(t)",
        "Path(p).write_bytes(b)",
        "os.replace(a, b)",
        "p.replace(q)",
        "p.rename(q)",
        "shutil.copyfile(a, b)",
        "tempfile.mkstemp()",
    ],
)
def test_ways_to_write_are_seen(code: str) -> None:
    assert list(writes(ast.parse(code)))


@pytest.mark.parametrize("code", ["open(p)", "open(p, 'rb')", "p.open('rb')", "t.replace('a', 'b')"])
def test_reading_is_no_writing(code: str) -> None:
    assert not list(writes(ast.parse(code)))
