"""Copies of the library's workflows and cases, to change them in a test."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

from wflint.live.cases.load import Case, load_cases
from wflint.live.cases.schema import CaseTable

WORKFLOWS = Path(__file__).parents[2] / "workflows"


def copy_of(name: str, folder: Path) -> Path:
    """A workflow with its case, goldens and pictures in a folder; its case file."""
    folder.mkdir(parents=True, exist_ok=True)
    for ending in (".workflow.json", ".test.toml"):
        shutil.copy(WORKFLOWS / f"{name}{ending}", folder)
    shutil.copytree(WORKFLOWS / "images", folder / "images", dirs_exist_ok=True)
    (folder / "goldens").mkdir(exist_ok=True)
    for golden in (WORKFLOWS / "goldens").glob(f"{name}-*.png"):
        shutil.copy(golden, folder / "goldens")
    return folder / f"{name}.test.toml"


def change(file: Path, edit: Any) -> None:
    """Edit the workflow that belongs to a case file."""
    path = file.with_name(file.name.replace(".test.toml", ".workflow.json"))
    workflow = json.loads(path.read_text())
    edit(workflow)
    path.write_text(json.dumps(workflow, indent=2))


def case_with(file: Path, table: dict[str, Any] | None = None) -> Case:
    """The case of a file with something laid over it."""
    data = tomllib.loads(file.read_text())
    case = load_cases(file)[0]
    return Case(
        case.file, case.name, case.line, case.workflow, CaseTable.model_validate(_over(data, table or {}))
    )


def _over(data: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    merged = dict(data)
    for key, value in table.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _over(merged[key], value) if both and "name" not in value else value
    return merged
