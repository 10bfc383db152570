"""Which workflows have a case, and which cases have lost their workflow. No server is asked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.endings import CASE
from wflint.live.cases.load import CaseError, find_document, load_cases
from wflint.reading import CONFIGURATION, read_bounded

if TYPE_CHECKING:
    from collections.abc import Iterable


class Covered(NamedTuple):
    """A workflow (or graph, or enqueue body) and the ids of its cases, each with its file."""

    file: str
    cases: list[tuple[Path, str]]


class UnusableCases(NamedTuple):
    """A case file that tests nothing: ``gone`` when its workflow is not there, else it has a fault."""

    file: Path
    line: int
    message: str
    gone: bool


class Coverage(NamedTuple):
    """What the case files of some paths test, and what they do not."""

    workflows: list[Covered]
    unusable: list[UnusableCases]

    @property
    def without(self) -> list[str]:
        """The workflows that no case runs."""
        return [each.file for each in self.workflows if not each.cases]

    @property
    def complete(self) -> bool:
        """Whether every workflow has a case, and every case file its workflow."""
        return not self.without and not self.unusable

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "summary": {
                "workflows": len(self.workflows),
                "covered": len(self.workflows) - len(self.without),
                "cases": sum(len(each.cases) for each in self.workflows),
                "unusable": len(self.unusable),
            },
            "workflows": [
                {"file": each.file, "cases": [{"case": name, "file": str(f)} for f, name in each.cases]}
                for each in self.workflows
            ],
            "unusable": [
                {"file": str(each.file), "line": each.line, "gone": each.gone, "message": each.message}
                for each in self.unusable
            ],
        }


def coverage(documents: Iterable[str], case_files: Iterable[Path]) -> Coverage:
    """What the cases of some files test of some documents.

    A case that runs a document elsewhere counts nowhere else; it is neither lost nor missing. A document is
    the same under each of its names.
    """
    by_document: dict[str, list[tuple[Path, str]]] = {}
    unusable: list[UnusableCases] = []
    for file in case_files:
        try:
            for case in load_cases(file):
                by_document.setdefault(os.path.realpath(case.workflow), []).append((file, case.id))
        except CaseError as error:
            first = error.faults[0]
            unusable.append(UnusableCases(file, first.line, first.message, _is_lost(file)))
        except OSError as error:
            unusable.append(UnusableCases(file, 1, error.strerror or str(error), gone=False))
    covered = [Covered(each, by_document.get(os.path.realpath(each), [])) for each in documents]
    return Coverage(covered, unusable)


def _is_lost(file: Path) -> bool:
    """Whether a case of the file names a workflow that is not there, or none and none has its name."""
    return any(
        not (file.parent / name).is_file() if name else find_document(file) is None
        for name in stated_workflows(file)
    )


def stated_workflows(file: Path) -> list[str]:
    """What the cases of a file name as their workflow, an empty text where one names none; none at all where
    the file cannot be read."""
    from wflint.document.toml import TomlError, parse_toml

    try:
        data = parse_toml(read_bounded(file, CONFIGURATION).decode("utf-8-sig"))
    except (OSError, ValueError, TomlError):
        return []
    shared = data.get("workflow")
    own = data.get("case")
    tables = [each for each in own.values() if isinstance(each, dict)] if isinstance(own, dict) else [{}]
    names = (table.get("workflow", shared) for table in tables)
    return [name if isinstance(name, str) else "" for name in names]


def case_files_of(paths: Iterable[str], documents: Iterable[str]) -> list[Path]:
    """The case files that some paths hold: named ones, those in folders, those beside named documents."""
    from wflint.live.cases.load import cases_beside
    from wflint.live.cases.suite import case_files_under

    found: dict[str, Path] = {}
    for path in map(Path, paths):
        named = [path] if path.name.endswith(CASE) else []
        for file in case_files_under(path) if path.is_dir() else named:
            found.setdefault(os.path.realpath(file), file)
    for document in documents:
        beside = cases_beside(Path(document))
        if beside is not None:
            found.setdefault(os.path.realpath(beside), beside)
    return list(found.values())
