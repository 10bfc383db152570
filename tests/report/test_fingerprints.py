"""Fingerprints of every rule's findings, as SARIF and GitLab have them, when a file changes around them."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.golden import RULES, Case, cases
from tests.report import consumers
from wflint.diagnostics import Report
from wflint.report.formats import Look, render
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.diagnostics import Diagnostic


def marks(found: list[Diagnostic]) -> tuple[list[str], list[str]]:
    report = Report(("6.14.2",), [], found)
    run = consumers.sarif("".join(render(report, "sarif", Look())))
    issues = consumers.gitlab("".join(render(report, "gitlab", Look())))
    return (
        sorted(result["partialFingerprints"]["wflint/v1"] for result in run["results"]),
        sorted(issue["fingerprint"] for issue in issues),
    )


@pytest.mark.parametrize("slug", all_rules())
def test_reindented_and_renamed(slug: str, tmp_path: Path) -> None:
    """The white space at the start of a line is never inside a string, so every file can be laid out anew."""
    folder = tmp_path / slug
    shutil.copytree(RULES / slug, folder)
    for case in [case for case in cases("bad") if case.slug == slug]:
        raw = case.path.read_bytes()
        if raw[:1] not in (b"{", b"["):
            continue  # an image, UTF-16, no JSON at all
        laid_out = b"\n" + re.sub(rb"(?m)^[ \t]*(?=\S)", b"\t" * 13, raw)
        (folder / case.path.name).write_bytes(laid_out)
        found = Case(slug, folder / case.path.name).diagnostics()
        before = case.diagnostics()
        moved = [d._replace(file=f"moved/to/{d.file}") for d in found]
        assert marks(moved) == marks(before), case.path.name
        for one, other in zip(found, before, strict=True):
            assert one.span is None or one.span != other.span
