"""docs/api.md: each example is run and gives what stands there, and the scripts are clean for mypy."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import traceback
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "api.md"
SESSION = re.compile(r"(?<=```pycon\n).*?(?=```)", re.S)
SCRIPT = re.compile(r"```python\n(.*?)```\n```text\n(.*?)```", re.S)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the examples run: the broken workflows of the README, a picture, a graph with an edge twice."""
    shutil.copytree(ROOT / "fixtures" / "broken", tmp_path / "broken")
    shutil.copy(ROOT / "fixtures" / "workflows" / "soft-blank.png", tmp_path / "fox.png")
    twice = ROOT / "fixtures" / "rules" / "duplicate-edge" / "bad-graph.json"
    shutil.copy(twice, tmp_path / "twice.graph.json")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(example: doctest.Example, names: dict[str, Any]) -> str:
    """What the interpreter prints for an example; of an error, its last line."""
    told = StringIO()
    with redirect_stdout(told):
        try:
            exec(compile(example.source, "docs/api.md", "single"), names)
        except Exception as error:
            line = traceback.format_exception_only(error)[-1]
            return f"Traceback (most recent call last):\n  ...\n{line}"
    return told.getvalue()


@pytest.mark.usefixtures("folder")
def test_the_examples_give_what_stands_there(pytestconfig: pytest.Config) -> None:
    names: dict[str, Any] = {}

    def run(session: re.Match[str]) -> str:
        lines = []
        for example in doctest.DocTestParser().get_examples(session[0]):
            first, *more = example.source.splitlines()
            lines += [f">>> {first}\n", *(f"... {line}\n" for line in more), answer(example, names)]
        return "".join(lines)

    def script(found: re.Match[str]) -> str:
        told = StringIO()
        with redirect_stdout(told):
            exec(found[1], {"__name__": "__main__"})
        return f"```python\n{found[1]}```\n```text\n{told.getvalue()}```"

    text = PAGE.read_text("utf-8")
    now = SCRIPT.sub(script, SESSION.sub(run, text))
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(now, "utf-8")
    assert now == PAGE.read_text("utf-8"), "run pytest tests/test_api_page.py --update-golden"


def test_the_page_names_all_that_is_public() -> None:
    import wflint

    text = PAGE.read_text("utf-8")
    for name in wflint.__all__:
        assert hasattr(wflint, name)
        if "api" in str(getattr(getattr(wflint, name), "__module__", "")):
            assert name in text, name


def test_scripts_of_users_are_typed(tmp_path: Path) -> None:
    """mypy in strict mode, with the package as it is installed: it knows every value."""
    pytest.importorskip("mypy")
    scripts = [found[1] for found in SCRIPT.finditer(PAGE.read_text("utf-8"))]
    assert scripts
    (tmp_path / "page.py").write_text("\n".join(scripts), "utf-8")
    (tmp_path / "script.py").write_text(USED, "utf-8")
    (tmp_path / "wrong.py").write_text(MISUSED, "utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "."),
            "--follow-imports=silent",  # of an installed package mypy tells its users nothing
        ],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT / "lint")},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert all(line.startswith("wrong.py:") for line in lines), done.stdout
    assert [int(line.split(":")[1]) for line in lines] == list(range(3, 3 + len(lines))), done.stdout
    assert len(lines) == MISUSED.count("\n") - 2


USED = """
import json
from pathlib import Path
from typing import assert_type

import wflint

report = wflint.check(Path("a.json"), target="6.14.2", models=Path("m.json"), config={"ignore": ["ED"]})
assert_type(report, wflint.Report)
for finding in report.findings:
    assert_type(finding, wflint.Diagnostic)
    assert_type(finding.severity, wflint.Severity)
    assert_type(finding.fix, wflint.Fix | None)
    if finding.fix is not None and finding.fix.safety is wflint.Safety.SAFE:
        assert_type(finding.fix.title, str)
wflint.check(["a.json", Path("b.json")], images=True)
wflint.check(b"{}", name="a.json", config="auto")
wflint.check(json.loads("{}"))
fixed = wflint.fix({"nodes": {}}, unsafe=True)
assert_type(fixed, wflint.Fixed)
assert_type(fixed.raw, bytes)
assert_type(fixed.left, wflint.Report)
assert_type(wflint.format("a.json", strip=True).raw, bytes)
conversion = wflint.convert("a.json", "graph")
assert_type(conversion, wflint.Conversion)
assert_type(wflint.load(b"{}"), list[wflint.Document])
assert_type(wflint.render(wflint.merge([report]), "json"), str)
try:
    wflint.check("gone.json")
except (wflint.MissingFileError, wflint.TargetError) as error:
    assert_type(str(error), str)
except wflint.InternalError as error:
    assert_type(error.report, wflint.Report)
except wflint.Error:
    pass
"""

MISUSED = """import wflint

wflint.check(1)
wflint.check("a.json", strict=True)
wflint.check([{}])
wflint.convert("a.json", "yaml")
wflint.fix(["a.json"])
wflint.check(b"{}").nothing
"""
