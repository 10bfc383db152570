"""The library's cases run only on releases where they can: a skipped case is no error on an old server."""

from __future__ import annotations

import re

import pytest
from packaging.specifiers import SpecifierSet

from tests.live.library import WORKFLOWS
from wflint.catalogue.store import list_releases, open_release
from wflint.diagnostics import Severity
from wflint.engine.check import Checker
from wflint.engine.examine import diagnose
from wflint.live.cases.load import Case, load_cases
from wflint.live.cases.suite import case_files_under
from wflint.live.client.errors import InputError, UnsupportedReleaseError
from wflint.live.client.release import require_supported
from wflint.live.runs.inputs import Inputs
from wflint.live.runs.request import as_document

CASES = [case for file in case_files_under(WORKFLOWS) for case in load_cases(file)]


def supported(release: str) -> bool:
    try:
        require_supported(release, "")
    except UnsupportedReleaseError:
        return False
    return True


RELEASES = [release for release in map(str, list_releases()) if supported(release)]


def faults(case: Case, release: str) -> list[str]:
    """What keeps a case from running on a release: inputs that it lacks, and what lint finds."""
    catalogue = open_release(release)
    document = as_document(case.workflow)
    inputs = Inputs(document, catalogue)
    table = case.table
    found = []
    for name in (*table.inputs, *table.models, *table.uploads, *(k for e in table.effect for k in e.set)):
        try:
            inputs.find(name)
        except InputError as error:
            found.append(str(error))
    findings = diagnose(document, Checker((catalogue,)))
    return found + [f"{d.slug}: {d.message}" for d in findings if d.severity is Severity.ERROR]


def wanted(case: Case, release: str) -> bool:
    text = case.table.releases
    if text is None:
        return True
    specifiers = SpecifierSet(text if re.match(r"\s*[<>=!~]", text) else f"=={text}.*")
    return specifiers.contains(release, prereleases=True)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_case_fits_every_release_that_it_is_for(case: Case) -> None:
    for_it = [release for release in RELEASES if wanted(case, release)]
    assert for_it, "a case for no release is never run"
    assert {release: found for release in for_it if (found := faults(case, release))} == {}


def test_the_releases_are_those_that_the_client_speaks_to() -> None:
    assert len(RELEASES) > 40
    assert {"5.0.0", "5.6.2", "6.14.2"} <= set(RELEASES)
    assert "4.2.9" not in RELEASES


def test_a_node_that_a_release_lacks_is_noticed() -> None:
    (case,) = (c for c in CASES if c.id == "sd15_inpaint")
    assert not wanted(case, "5.6.2")
    found = faults(case, "5.6.2")
    assert any("Mask Blur.fade_size_px" in said for said in found)
    assert any(said.startswith("unknown-node-type") for said in found)
