"""Every ending of the one list is known wherever documents and cases are told by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wflint.builders.files import kind_of
from wflint.endings import BUILT, CASE, DOCUMENTS, PICTURES, case_beside
from wflint.engine.files import discover, has_cases
from wflint.live.cases.load import cases_beside, find_document
from wflint.live.runs.document_run import file_name
from wflint.pytest_plugin.plugin import _has_document

if TYPE_CHECKING:
    from pathlib import Path

ALL = (".workflow.json", ".graph.json", ".batch.json", ".json", ".png", ".webp")


def test_the_list() -> None:
    assert DOCUMENTS == ALL
    assert ALL[:3] == BUILT
    assert ALL[4:] == PICTURES
    assert CASE == ".test.toml"


@pytest.mark.parametrize("ending", ALL)
def test_each_ending_of_a_document(ending: str, tmp_path: Path) -> None:
    document, case = tmp_path / f"fox{ending}", tmp_path / "fox.test.toml"
    document.write_text("{}")
    assert case_beside(document.name) == "fox.test.toml"
    assert find_document(case) == document
    assert _has_document(case)
    assert cases_beside(document) is None
    assert not has_cases(str(document))
    case.write_text("")
    assert cases_beside(document) == case
    # A picture's seed has been drawn already: what holds for documents under test is not asked of it.
    assert has_cases(str(document)) is (ending not in PICTURES)
    assert file_name(str(document)) == "fox"
    kind = {".graph.json": "graph", ".batch.json": "batch"}.get(ending, "workflow")
    assert kind_of(document) == kind
    for images in (True, False):
        found = [path for path, _ in discover([str(tmp_path)], images=images).files]
        assert found == ([str(document)] if images or ending not in PICTURES else [])


@pytest.mark.parametrize("name", ["fox.jpg", "fox", "fox.test.toml", "fox.JSON", ".toml"])
def test_other_names(name: str, tmp_path: Path) -> None:
    assert case_beside(name) is None
    (tmp_path / name).write_text("")
    assert cases_beside(tmp_path / name) is None
    assert not has_cases(str(tmp_path / name))


def test_of_several_documents_the_first_of_the_list_is_the_case_s(tmp_path: Path) -> None:
    case = tmp_path / "fox.test.toml"
    assert find_document(case) is None
    assert not _has_document(case)
    for ending in reversed(ALL):
        (tmp_path / f"fox{ending}").write_text("{}")
        assert find_document(case) == tmp_path / f"fox{ending}"
    assert file_name("deep/fox.session.json") == "fox"
    assert file_name(".json") == "run"
