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
from wflint.report.formats import FOR_PEOPLE, FORMATS, Look, render
from wflint.report.grouping import grouped
from wflint.report.summary import counts, explain_line, statistics, summary_line, suppressed_line

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
        "consequence": "the web UI silently drops the edge",
        "help": 'write "here"',
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
                consequence="run fails: KeyError: 'x'",
                invokeai_error="KeyError: 'x'",
                detail="LatentsField -> ImageField",
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
            diagnostic(suppressed="notes"),
        ],
    )


@pytest.mark.parametrize("name", [each for each in FORMATS if each != "html"])
def test_format(name: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("json_report", "sarif"):
        monkeypatch.setattr(f"wflint.report.{module}.__version__", "1.2.3")
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
    end = summary_line(report()) + "\n"
    if name == "text":
        end = f"{explain_line(report())}\n{end}{suppressed_line(report())}\n"
    assert whole.endswith("\n" + end)
    assert whole.removesuffix(end) == "".join(render(report(), name, Look(summary=False)))


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


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_suppressed_is_for_programs_only(name: str) -> None:
    only = Report(("6.14.2",), [], [diagnostic(suppressed="notes")])
    text = "".join(render(only, name, Look(summary=False)))
    assert ("there is no node" in text) == (name in ("json", "jsonl", "sarif"))
    assert ("dangling-edge" in text) == (name in ("json", "jsonl", "sarif"))
    assert all(only.count(severity) == 0 for severity in Severity)
    assert counts(only)["suppressed"] == 1


def test_files_are_counted_once() -> None:
    """A file counts as skipped when nothing in it was checked."""
    statuses = [("a", "checked"), ("a", "skipped"), ("b", "skipped"), ("b", "skipped"), ("c", "unreadable")]
    found = Report(("6.14.2",), [CheckedFile(name, None, None, status) for name, status in statuses])
    assert (counts(found)["files"], counts(found)["skipped"]) == (3, 1)
    assert summary_line(found) == "No problems in 1 file (1 skipped, 1 unreadable), InvokeAI 6.14.2."
    nothing = Report((), [CheckedFile("b", None, None, "skipped")])
    assert summary_line(nothing) == "Nothing checked (1 skipped), InvokeAI (no target)."
    three = Report(("1", "2", "3"))
    assert summary_line(three).endswith("InvokeAI 1, 2, 3.")


@pytest.mark.parametrize(
    ("line", "column", "end", "carets"),
    [
        ('  "a": 1', 3, 6, "^^^"),
        ('  "a": 1', 3, 3, "^"),  # nothing is still a place
        ("日本", 1, 3, "^^^^"),
        ("e\u0301x", 1, 4, "^^"),
        ("x" * 300, 1, 301, "^" * 100),
    ],
)
def test_carets_are_as_wide_as_what_they_point_at(line: str, column: int, end: int, carets: str) -> None:
    found = Report(("6.14.2",), [], [diagnostic(span=Span(1, column, 1, end), source_line=line)])
    shown = "".join(render(found, "text", Look(summary=False))).splitlines()
    assert shown[3].strip("| ") == carets


@pytest.mark.parametrize("line", [None, "", "   "])
def test_no_excerpt_of_nothing(line: str | None) -> None:
    found = Report(("6.14.2",), [], [diagnostic(source_line=line)])
    assert "^" not in "".join(render(found, "text", Look(summary=False)))


@pytest.mark.parametrize(("targets", "said"), [((), False), (("5.15.0",), True)])
def test_targets_are_named_where_there_are_several(targets: tuple[str, ...], said: bool) -> None:
    for of_run in (("6.14.2",), ("5.15.0", "6.14.2")):
        text = "".join(render(Report(of_run, [], [diagnostic(targets=targets)]), "text", Look(summary=False)))
        assert ("  in      InvokeAI 5.15.0\n" in text) == (said and len(of_run) > 1)


def test_details_are_shown_to_who_asks() -> None:
    detail = "  detail  LatentsField -> ImageField\n"
    assert detail in "".join(render(report(), "text", Look(verbose=True)))
    assert detail not in "".join(render(report(), "text", Look()))


def test_hidden_infos_are_one_line() -> None:
    found = Report(("6.14.2",), [CheckedFile("a", "graph", None, "checked")], [diagnostic()], hidden=12)
    for name in FOR_PEOPLE:
        assert "\n12 infos hidden; --show-info lists them\n" in "".join(render(found, name, Look()))
        assert "hidden" not in "".join(render(found, name, Look(summary=False)))
    assert "1 error in 1 file, InvokeAI" in summary_line(found)
    assert counts(found)["infos"] == found.count(Severity.INFO) == 12
    one = Report((), [], [], hidden=1)
    assert "".join(render(one, "concise", Look())) == "1 info hidden; --show-info lists it\n"


def test_what_is_only_counted_counts_as_before() -> None:
    whole = report()
    whole.fail_on = {"w/a.json": "warning"}
    whole.diagnostics.append(diagnostic(severity=Severity.INFO, suppressed="notes"))
    brief = whole.listing(Severity.WARNING)
    assert (whole.hidden, brief.hidden) == (0, 1)
    assert counts(brief) == counts(whole)
    assert {d.severity for d in brief.live} == {Severity.ERROR, Severity.WARNING}
    assert (brief.targets, brief.files, brief.fail_on) == (whole.targets, whole.files, whole.fail_on)
    assert whole.listing(Severity.INFO) is whole
    assert len(whole.diagnostics) == 7, "the other is a copy"


@pytest.mark.parametrize("number", [9, 10, 11, 250])
def test_github_gets_no_more_annotations_than_it_shows(number: int) -> None:
    """Errors first: the runner keeps the first ten of a kind, and fifty of a job."""
    severities = (Severity.INFO, Severity.WARNING, Severity.ERROR)
    found = [diagnostic(severity=severity) for severity in severities for _ in range(number)]
    lines = "".join(render(Report((), [], found), "github", Look(summary=False))).splitlines()
    commands = [line.split(" ")[0] for line in lines if line.startswith("::")]
    most = min(number, 10)
    assert commands == ["::error"] * most + ["::warning"] * most + ["::notice"] * most
    rest = lines[3 * most :]
    assert len(rest) == (number > 10)
    if number == 250:
        assert rest == [
            "240 more errors, 240 more warnings, 240 more infos without an annotation: "
            "GitHub shows 10 of a kind; --format concise lists all"
        ]


def unknown(line: int, **changes: object) -> Diagnostic:
    message = f'node "n{line}" has the unknown type "x"'
    changes = {"group": 'node type "x" is unknown', "span": Span(line, 3, line, 4), **changes}
    return diagnostic(message=message, **changes)


def test_one_cause_is_shown_once_to_people_and_never_to_programs() -> None:
    found = Report(("6.14.2",), [], [unknown(line) for line in range(1, 13)])
    text = "".join(render(found, "text", Look()))
    assert text.startswith(
        'w/a.json:1:3: error ED101 dangling-edge (12 places)\n  node type "x" is unknown\n'
    )
    assert "  also at 2:3, 3:3, 4:3, 5:3, 6:3, 7:3, 8:3, 9:3 and 3 more\n" in text
    assert text.count("dangling-edge (") == 1
    assert "".join(render(found, "concise", Look())) == (
        'w/a.json:1:3: error ED101 dangling-edge node type "x" is unknown '
        "(also at 2:3, 3:3, 4:3, 5:3, 6:3, 7:3, 8:3, 9:3 and 3 more)\n"
    )
    assert "".join(render(found, "json", Look())).count('"message"') == 12
    assert "".join(render(found, "gitlab", Look())).count('"fingerprint"') == 12
    assert "".join(render(found, "github", Look(summary=False))).splitlines()[10:] == [
        "2 more errors without an annotation: GitHub shows 10 of a kind; --format concise lists all"
    ]
    assert "12 errors" in summary_line(found)


@pytest.mark.parametrize(
    "other",
    [
        {"group": ""},
        {"group": 'node type "y" is unknown'},
        {"file": "w/b.json"},
        {"part": "graph"},
        {"slug": "self-loop"},
        {"severity": Severity.WARNING},
        {"consequence": "the server refuses it"},
        {"help": "something else"},
        {"confidence": Confidence.LIKELY},
        {"targets": ("5.15.0",)},
    ],
)
def test_what_differs_is_shown_by_itself(other: dict[str, object]) -> None:
    groups = grouped([unknown(1), unknown(2, **other), unknown(3)])
    assert [[d.span.line for d in group.members if d.span] for group in groups] == [[1, 3], [2]]
    assert groups[1].message == groups[1].first.message
    assert (groups[0].places, groups[1].places) == ("3:3", "")


def test_a_group_of_one_says_its_own_message_and_related_places() -> None:
    related = (RelatedPlace(None, "/edges/1", Span(100, 5, 100, 9), "the first one"),)
    text = "".join(render(Report(("6.14.2",), [], [unknown(1, related=related)]), "text", Look()))
    assert 'node "n1" has the unknown type' in text
    assert "  100:5   the first one\n" in text


def test_places_without_a_line_are_named_by_their_pointers() -> None:
    (group,) = grouped([unknown(1), unknown(2, span=None), unknown(3, span=None, pointer="")])
    assert group.places == "/edges/3/target, /"


def test_the_rules_to_read_about_are_the_frequent_ones() -> None:
    rules = [diagnostic(slug=slug) for slug in ("a", "b", "b", "c", "d", "e", "f", "f")]
    assert explain_line(Report((), [], rules)) == "To learn more: wflint explain b f a c (2 more rules)"
    assert explain_line(Report((), [], rules[:2])) == "To learn more: wflint explain a b"


def test_what_is_hidden_is_counted_by_what_hides_it() -> None:
    def line(*why: str) -> str:
        return suppressed_line(Report((), [], [diagnostic(suppressed=one) for one in why] + [diagnostic()]))

    assert line() == ""
    assert line("baseline") == "1 finding hidden by the baseline"
    assert line("notes", *["baseline"] * 12) == "12 findings hidden by the baseline, 1 by notes"
    assert line("configuration", "notes") == "1 finding hidden by notes, 1 by the configuration"
