"""Trying mistakes on a real server: what is untouched gets goldens and baselines there, and what is spoiled
is judged by them."""

from __future__ import annotations

import json
import shutil
import tomllib
from typing import TYPE_CHECKING, Any

from tests.live.library import WORKFLOWS, change, copy_of
from tests.live.regressions.twenty_two import BASES, TWENTY_TWO
from wflint.live.cases.load import Case, load_cases
from wflint.live.cases.runner import CaseOptions, CaseRunner
from wflint.live.cases.schema import CaseTable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live.regressions.twenty_two import Base
    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.client.client import Client
    from wflint.live.measure.host import Host


class Trial:
    """``folder`` is where the cases are made; what was made there before is kept, so that another server can
    judge by it."""

    def __init__(self, client: Client, host: Host, folder: Path) -> None:
        self._client = client
        self._host = host
        self._folder = folder

    def untouched(self, name: str) -> CaseVerdict:
        """The case of a base as it should be, judged by its goldens and baselines, which are made if they are
        not there yet."""
        file = self._made(name)
        return self._run(file, BASES[name].table)

    def spoiled(self, name: str) -> CaseVerdict:
        """The case of a mistake's base with that mistake."""
        mistake = TWENTY_TWO[name]
        file = self._made(mistake.base)
        folder = self._folder / f"spoiled-{list(TWENTY_TWO).index(name)}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(file.parent, folder)
        file = folder / file.name
        if mistake.change is not None:
            self._edit(file, BASES[mistake.base], mistake.change)
        if mistake.spoil is not None:
            path, spoil = mistake.spoil
            spoil(folder / path)
        table = BASES[mistake.base].table
        if mistake.models:
            table = {**table, "models": {**self._said(file).get("models", {}), **mistake.models}}
        return self._run(file, table)

    def _made(self, name: str) -> Path:
        base = BASES[name]
        folder = self._folder / name
        file = folder / f"{base.workflow}.test.toml"
        if (folder / "made").exists():
            return file
        shutil.rmtree(folder, ignore_errors=True)  # half made
        if base.graph is None:
            copy_of(base.workflow, folder)
            shutil.rmtree(folder / "goldens")  # of another machine
        else:
            shutil.copytree(WORKFLOWS / "images", folder / "images")
            file.with_name(f"{base.workflow}.graph.json").write_text(json.dumps(base.graph))
            file.write_text("")
        if base.prepare is not None:
            self._edit(file, base, base.prepare)
        verdict = self._run(file, BASES[name].table, update_goldens=True, update_baselines=base.relative)
        assert verdict.status in ("passed", "skipped"), verdict.lines()
        (folder / "made").touch()
        return file

    def _edit(self, file: Path, base: Base, edit: Any) -> None:
        if base.graph is None:
            change(file, edit)
            return
        path = file.with_name(f"{base.workflow}.graph.json")
        graph = json.loads(path.read_text())
        edit(graph)
        path.write_text(json.dumps(graph))

    @staticmethod
    def _said(file: Path) -> dict[str, Any]:
        return tomllib.loads(file.read_text())

    def _run(self, file: Path, table: dict[str, Any], **options: bool) -> CaseVerdict:
        (found,) = load_cases(file)
        whole = CaseTable.model_validate({**self._said(file), **table})
        case = Case(found.file, found.name, found.line, found.workflow, whole)
        return CaseRunner(self._client, self._host, CaseOptions(**options)).run(case)
