"""Each formatter on a report made by hand: snapshots, one for each format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wflint.diagnostics import (
    CheckedFile,
    Confidence,
    Diagnostic,
    Effect,
    RelatedPlace,
    Report,
    Severity,
    Span,
    Stage,
)
from wflint.report.formats import FORMATS, Look, render
from wflint.report.summary import statistics, summary_line

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def diagnostic(**changes: object) -> Diagnostic:
    """A dangling edge, with changes."""
    values = {
        "code": "ED101",
        "slug": "dangling-edge",
        "severity": Severity.ERROR,
        "effect": Effect.SILENT,
        "stage": Stage.LOAD,
        "message": 'there is no node "gone"',
        "file": "w/a.json",
        "part": None,
        "kind": "workflow",
        "pointer": "/edges/3/target",
        "occurrence": 0,
        "node": "n1",
        "node_type": "l2i",
        "field": "latents",
        "span": Span(120, 17, 120, 23),
        "confidence": Confidence.CERTAIN,
        "related": (),
        "targets": ("6.14.2",),
        "fingerprint": "0123456789abcdef",
        "suppressed": None,
        "source_line": '      "target": "gone",',
    }
    return Diagnostic(**{**values, **changes})  # type: ignore[arg-type]


def report() -> Report:
    """One of everything a formatter has to deal with."""
    long_line = '{"nodes": {"a": ' + '{"x": 1}, "b": ' * 30 + '"gone"' + ', "c": {}' * 30 + "}}"
    at = long_line.index('"gone"') + 1
    return Report(
        ("5.15.0", "6.14.2"),
        [
            CheckedFile("w/a.json", "workflow", None, "checked"),
            CheckedFile("w/b.png", "workflow", "workflow", "checked"),
            CheckedFile("w/b.png", "graph", "graph", "checked"),
            CheckedFile("w/package.json", None, None, "skipped", "no InvokeAI document"),
            CheckedFile("w/secret.json", None, None, "unreadable", "Permission denied"),
        ],
        [
            diagnostic(),
            diagnostic(
                code="ED106",
                slug="duplicate-input",
                message="two edges lead into 100% of, say, one: input",
                span=Span(130, 5, 137, 6),
                source_line="    {",
                related=(
                    RelatedPlace(None, "/edges/1", Span(100, 5, 100, 9), "the first one"),
                    RelatedPlace(None, "/edges/2", None, "the second one"),
                ),
                targets=("5.15.0", "6.14.2"),
            ),
            diagnostic(
                severity=Severity.WARNING,
                effect=Effect.ADVICE,
                stage=Stage.RUN,
                confidence=Confidence.LIKELY,
                file="w/b.png",
                part="graph",
                kind="graph",
                node=None,
                node_type=None,
                field=None,
                span=Span(1, at, 1, at + 6),
                source_line=long_line,
            ),
            diagnostic(
                file="日本, x:y%.json",
                severity=Severity.INFO,
                source_line='\t"é日本": "gone"',
                span=Span(2, 9, 2, 15),
            ),
            diagnostic(code="SH111", slug="bad-encoding", span=None, source_line=None, pointer=""),
            diagnostic(suppressed="ignored by a note"),
        ],
    )


@pytest.mark.parametrize("name", FORMATS)
def test_format(name: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.report.json_report.__version__", "1.2.3")
    assert "".join(render(report(), name, Look())) == snapshot


def test_colours_are_all_that_paint_adds() -> None:
    look = Look(lambda text, role: f"<{role}>{text}</{role}>")
    painted = "".join(render(report(), "text", look))
    for role in ("path", "code", "dim", "error", "warning", "info"):
        assert f"<{role}>" in painted
        painted = painted.replace(f"<{role}>", "").replace(f"</{role}>", "")
    assert painted == "".join(render(report(), "text", Look()))


@pytest.mark.parametrize("name", ["text", "github"])
def test_without_summary(name: str) -> None:
    whole = "".join(render(report(), name, Look()))
    assert whole.endswith(summary_line(report()) + "\n")
    assert whole.removesuffix(summary_line(report()) + "\n") == "".join(
        render(report(), name, Look(summary=False))
    )


def test_summary() -> None:
    assert summary_line(report()) == (
        "3 errors, 1 warning and 1 info in 2 files (1 skipped, 1 unreadable), InvokeAI 5.15.0, 6.14.2."
    )
    assert summary_line(Report(("6.14.2",))) == "No problems in 0 files, InvokeAI 6.14.2."
    many = tuple(f"6.{i}.0" for i in range(9))
    assert summary_line(Report(many)).endswith("InvokeAI 6.0.0 to 6.8.0 (9 targets).")


def test_statistics_leave_out_what_is_suppressed() -> None:
    assert statistics(report()) == (
        "3  ED101  dangling-edge\n1  ED106  duplicate-input\n1  SH111  bad-encoding\n"
    )
    assert statistics(Report(())) == ""
