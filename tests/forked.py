"""Checks in processes that have checked nothing before: one Python is kept, and forked for every run.

What a run remembers (memos on catalogues, on rules, on records of models) is then that run's own. Started as
a module, this reads requests from standard input: a line of JSON with a folder and the paths in it to check.
It answers with a line: for each path the text of its findings, in the order in which they were checked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]


class Forks:
    """The process that is forked. Close it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def check(self, folder: Path, paths: Sequence[str]) -> list[str]:
        """The findings in each of the paths, which one run in a fresh process checks in that order."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(folder), paths]) + "\n")
        self._process.stdin.flush()
        texts: list[str] = json.loads(self._process.stdout.readline())
        return texts

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def _check(folder: str, paths: list[str]) -> list[str]:
    from tests.golden import render
    from wflint.engine.check_files import CheckRequest, check_files

    os.chdir(folder)
    result = check_files(CheckRequest(tuple(paths)))
    assert not result.problems, result.problems
    told = [d for d in result.report.diagnostics if d.counts]
    return [render([d for d in told if d.file == path]) for path in paths]


def _import_what_checks_use() -> None:
    """Import once, before the forks, what every run would import anew; and open the usual catalogue."""
    import pkgutil
    from importlib import import_module

    import pathspec  # noqa: F401

    import wflint
    from tests.golden import TARGET
    from wflint.engine.targets import open_targets

    for room in ("document", "catalogue", "graph", "models", "rules", "engine"):
        path = [str(Path(wflint.__path__[0]) / room)]
        for module in pkgutil.walk_packages(path, f"wflint.{room}."):
            if "light_route" not in module.name:  # that one runs inside an InvokeAI
                import_module(module.name)
    open_targets(TARGET)


def _serve() -> None:
    import gc

    _import_what_checks_use()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child:
            os.waitpid(child, 0)
            continue
        answer: Any = None
        try:
            answer = _check(*json.loads(line))
        finally:  # an error leaves its traceback on standard error, and no list
            print(json.dumps(answer), flush=True)
        os._exit(0)


if __name__ == "__main__":
    _serve()
