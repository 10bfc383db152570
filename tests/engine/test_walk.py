"""A file's way through the engine, step by step: the door, the checker, places, settings, runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.cli.conftest import bad_graph, good_graph
from tests.golden import TARGET
from tests.report.test_formatters import diagnostic
from wflint.catalogue.store import open_release
from wflint.diagnostics import Confidence, Finding, Severity
from wflint.document import Document, Kind, Source
from wflint.document.load import load_bytes
from wflint.engine.admit import admit, admit_document
from wflint.engine.check import Checker, Crash, check_document
from wflint.engine.check_files import CheckRequest, check_files
from wflint.engine.configuration import Wanted, fails
from wflint.engine.estimates import estimate_files
from wflint.engine.examine import examine
from wflint.engine.locate import locate
from wflint.engine.selection import Selection, Selectors, select_rules
from wflint.engine.settle import settle
from wflint.rules import registry
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wflint.rules.base import Context

COMFYUI = {"3": {"class_type": "KSampler", "inputs": {}}}
BROKEN = b'{"nodes": {}, "edges": ['


def raw(data: Any) -> bytes:
    return json.dumps(data).encode()


def documents(data: Any) -> list[Document]:
    return load_bytes(raw(data), "a.json").documents


def checker(*ignore: str, targets: tuple[str, ...] = (TARGET,)) -> Checker:
    selection = select_rules([Selectors(ignore=ignore)])
    return Checker([open_release(t) for t in targets], selection)


# ---- the door


class At(NamedTuple):
    """What the door says of one document: refused, and the rules of what is said."""

    refused: str | None
    said: list[str | None]


@pytest.mark.parametrize(
    ("data", "lenient", "expected"),
    [
        (raw(good_graph()), False, [At(None, [])]),
        (raw(good_graph()), True, [At(None, [])]),
        (raw(COMFYUI), False, [At("a ComfyUI file", ["not-a-workflow"])]),
        (raw(COMFYUI), True, [At("a ComfyUI file", [])]),
        (b"[1]", False, [At("no InvokeAI document", ["not-a-workflow"])]),
        (b"[1]", True, [At("no InvokeAI document", [])]),
        # One document of InvokeAI's is enough, and the others are then told of too.
        (raw([COMFYUI, good_graph()]), True, [At("a ComfyUI file", ["not-a-workflow"]), At(None, [])]),
        (raw([good_graph(), COMFYUI]), False, [At(None, []), At("a ComfyUI file", ["not-a-workflow"])]),
        (BROKEN, False, [At("not JSON", ["syntax-error"])]),
        (BROKEN, True, [At("not JSON", ["syntax-error"])]),
        (b"{", False, [At("not JSON", ["syntax-error"])]),
        (b"{", True, [At("not JSON", [])]),
    ],
)
def test_door(data: bytes, lenient: bool, expected: list[At]) -> None:
    found = admit(load_bytes(data, "a.json"), data, "a.json", lenient=lenient)
    assert [At(a.refused, [f.rule for f in a.findings]) for a in found] == expected
    assert all(a.document.source.name == "a.json" for a in found)


def test_a_picture_without_metadata(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00IEND\xaeB`\x82"
    loaded = load_bytes(png, "a.png")
    (named,), (found,) = (admit(loaded, png, "a.png", lenient=lenient) for lenient in (False, True))
    assert named.refused == found.refused == loaded.reason
    assert [f.rule for f in named.findings] == ["not-a-workflow"]
    assert found.findings == []


@pytest.mark.parametrize(
    ("data", "lenient", "ignore", "statuses", "slugs"),
    [
        (raw(bad_graph()), True, (), [("graph", "checked", None)], ["dangling-edge"]),
        (raw([1]), False, (), [(None, "checked", "no InvokeAI document")], ["not-a-workflow"]),
        (raw([1]), False, ("SH",), [(None, "skipped", "no InvokeAI document")], []),
        (raw([1]), True, (), [(None, "skipped", "no InvokeAI document")], []),
        (BROKEN, True, (), [(None, "checked", "not JSON")], ["syntax-error"]),
        (BROKEN, True, ("syntax-error",), [(None, "skipped", "not JSON")], []),
    ],
)
def test_files_and_findings(
    data: bytes, lenient: bool, ignore: tuple[str, ...], statuses: list[Any], slugs: list[str]
) -> None:
    found = examine(data, "a.json", checker(*ignore), lenient=lenient)
    assert [(c.kind, c.status, c.reason) for c in found.checked] == statuses
    assert [d.slug for d in found.diagnostics] == slugs


def test_what_is_said_at_the_door_does_not_depend_on_what_was_selected() -> None:
    only_edges = Checker([open_release(TARGET)], select_rules([Selectors(select=("ED",))]))
    assert [d.slug for d in examine(b"[1]", "a.json", only_edges).diagnostics] == ["not-a-workflow"]


def test_parts_of_a_file_are_told_apart() -> None:
    found = examine(raw([bad_graph(), COMFYUI]), "a.json", checker())
    assert [(c.part, c.kind) for c in found.checked] == [("0", "graph"), ("1", None)]
    assert [(d.part, d.kind) for d in found.diagnostics] == [("0", "graph"), ("1", "comfyui")]


# ---- the checker


def test_targets_of_a_finding_are_those_it_holds_for() -> None:
    graph = {"id": "g", "nodes": {"n": {"id": "n", "type": "wan_denoise"}}, "edges": []}
    found = checker(targets=("6.9.0", TARGET)).check(documents(graph)[0])
    unknown = [f for f in found if f.finding.rule == "unknown-node-type"]
    assert [f.targets for f in unknown] == [("6.9.0",)]
    both = checker(targets=("6.9.0", TARGET)).check(documents(bad_graph())[0])
    assert [(f.finding.rule, f.targets) for f in both] == [("dangling-edge", ("6.9.0", TARGET))]
    assert TARGET in examine(raw(graph), "a", checker(targets=(TARGET,))).diagnostics[0].targets


def test_equal_findings_of_one_release_stay_apart() -> None:
    graph = good_graph()
    graph["edges"] *= 3
    found = checker(targets=("6.9.0", TARGET)).check(documents(graph)[0])
    assert [(f.finding.rule, f.finding.pointer, f.targets) for f in found] == [
        ("duplicate-edge", ("edges", 1, "destination", "field"), ("6.9.0", TARGET)),
        ("duplicate-edge", ("edges", 2, "destination", "field"), ("6.9.0", TARGET)),
    ]


def test_shape_findings_obey_the_selection() -> None:
    (document,) = documents({"nodes": {"a": 1}, "edges": []})
    assert "wrong-member-type" in {f.finding.rule for f in checker().check(document)}
    assert checker("SH", "TP").check(document) == []


@pytest.fixture
def raising(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A rule that raises."""

    def check(ctx: Context) -> list[Finding]:
        raise KeyError(ctx.kind)

    registered = registry.all_rules()["self-loop"]
    monkeypatch.setitem(registry.all_rules(), "self-loop", registered.with_checks(check))
    return registered.slug


def test_a_rule_that_raises_does_not_hide_the_others(raising: str) -> None:
    mine = checker()
    found = examine(raw(bad_graph()), "a.json", mine)
    assert [d.slug for d in found.diagnostics] == ["dangling-edge"]
    assert [(c.where, type(c.error)) for c in mine.crashes] == [(raising, KeyError)]
    with pytest.raises(KeyError):
        check_document(documents(bad_graph())[0], open_release(TARGET))


def test_a_rule_that_raises_is_a_problem_of_the_run(
    raising: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_bytes(raw(bad_graph()))
    (tmp_path / "b.json").write_bytes(raw(bad_graph()))
    found = check_files(CheckRequest(("a.json", "b.json")))
    assert [p.partition(" (")[0] for p in found.problems] == [
        f"{name}: internal error in rule {raising}: KeyError: <Kind.GRAPH: 'graph'>"
        for name in ("a.json", "b.json")
    ]
    told = check_files(CheckRequest(("a.json",), debug=True)).problems
    assert "Traceback" in told[0]
    assert "Traceback" not in found.problems[0]


def test_a_reader_that_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise RuntimeError("no")

    (document,) = documents(bad_graph())
    mine = checker()
    monkeypatch.setattr("wflint.engine.check.read_as", read)
    assert mine.check(document) == []
    assert [(c.where, str(c.error)) for c in mine.crashes] == [("reader", "no")]
    assert Crash._fields == ("where", "error")


def test_a_foreign_document_gets_no_rules() -> None:
    (document,) = documents(COMFYUI)
    assert [f.rule for f in check_document(document, open_release(TARGET))] == ["not-a-workflow"]
    assert admit_document(document).refused == "a ComfyUI file"


# ---- places and fingerprints


def place(text: str, *findings: Finding, data: Any = None, base: tuple[str | int, ...] = ()) -> list[Any]:
    document = Document(Kind.GRAPH, json.loads(text) if data is None else data, Source("a", text), base=base)
    return locate(settle([(document, [(f, (TARGET,)) for f in findings])]))


def edge(pointer: tuple[str | int, ...], **words: Any) -> Finding:
    return Finding("m", pointer, rule="self-loop", **words)


def test_places_are_those_of_the_text() -> None:
    text = '{"edges": [\n  {"a": 1}\n]}'
    (value,) = place(text, edge(("edges", 0, "a")))
    (key,) = place(text, edge(("edges", 0, "a"), on_key=True))
    (offset,) = place(text, edge(("edges",), offset=11))
    assert tuple(value.span) == (2, 9, 2, 10)
    assert tuple(key.span) == (2, 4, 2, 7)
    assert tuple(offset.span)[:2] == (1, 12)
    assert value.source_line == '  {"a": 1}'
    assert value.confidence is Confidence.CERTAIN
    empty = Document(Kind.UNKNOWN, None, Source("a", ""))
    (nowhere,) = locate(settle([(empty, [(edge(()), ())])]))
    assert (nowhere.span, nowhere.source_line) == (None, None)


def test_fingerprints() -> None:
    """The same for the same fault wherever it stands, another one for everything that tells faults apart."""
    one, other = '{"edges": [{"a": 1}, {"b": 2}]}', '{"edges": [{"b": 2},\n {"a": 1}]}'

    def prints(text: str, *findings: Finding) -> list[str]:
        return [d.fingerprint for d in place(text, *findings)]

    assert prints(one, edge(("edges", 0))) == prints(other, edge(("edges", 1)))
    assert prints(one, edge(("edges", 0, "a"))) == prints(one, edge(("edges", 0)))
    assert prints(one, edge(("edges", 0))) != prints(one, edge(("edges", 1)))
    assert len(set(prints(one, edge(("edges", 0)), edge(("edges", 0)), edge(("edges", 0))))) == 3
    assert len(set(prints(one, edge(("edges",)), edge(())))) == 2
    assert len(set(prints(one, edge(("edges", 7)), edge(("edges", "x"))))) == 2, "no such edge: its pointer"
    told = [
        edge((), node="a"),
        edge((), node="b"),
        edge((), node="a", node_type="t"),
        edge((), node="a", field="f"),
    ]
    assert len(set(prints(one, *told))) == 4
    assert prints(one, edge(("nodes", 3), node="a")) == prints(one, edge(("nodes", 4), node="a"))
    assert prints(one, edge(("x", 3))) == prints(one, edge(("x", 4)))


# ---- settings


def test_wanted_over_another() -> None:
    low = Wanted(
        target="5.15.0", layers=(Selectors(ignore=("ED",)),), models="a", fail_on="never", catalogues=("p",),
        ignored=frozenset({"x"}), rules=RuleOptions(vram=1),
    )  # fmt: skip
    high = Wanted(
        target="6.14.2", layers=(Selectors(select=("ED",)),), models="b", fail_on="warning",
        catalogues=("q",), ignored=frozenset({"y"}), rules=RuleOptions(vram=2),
    )  # fmt: skip
    assert Wanted().over(low) == low
    assert low.over(Wanted()) == low
    mixed = high.over(low)
    assert mixed == high._replace(layers=low.layers + high.layers, ignored=frozenset({"x", "y"}))
    assert Wanted(target="").over(low).target == "", "what is empty is an error, not nothing"


def test_what_nothing_can_bring_back() -> None:
    wanted = Wanted(layers=(Selectors(select=("ALL",)),), ignored=frozenset({"self-loop"}))
    found = wanted.selection()
    assert "self-loop" not in found.enabled
    assert "self-loop" in found.ignored
    assert isinstance(found, Selection)
    assert "cycle" in found.enabled


@pytest.mark.parametrize(
    ("fail_on", "failing"), [("error", "error"), ("warning", "error warning"), ("never", "")]
)
def test_what_fails(fail_on: str, failing: str) -> None:
    by_severity = {s.value: diagnostic(severity=s) for s in Severity}
    assert [name for name, d in by_severity.items() if fails(d, fail_on)] == failing.split()
    assert [name for name, d in by_severity.items() if Wanted(fail_on=fail_on).fails(d)] == failing.split()
    assert [name for name, d in by_severity.items() if Wanted().fails(d)] == ["error"]
    assert not fails(diagnostic(severity=Severity.ERROR, suppressed="by a note"), fail_on)


# ---- runs


def test_a_request_asks_for_no_more_than_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "other.json").write_bytes(b"[1]")
    searched = check_files(CheckRequest((".",)))
    assert [(f.file, f.status) for f in searched.report.files] == [("other.json", "skipped")]
    named = check_files(CheckRequest(("other.json",)))
    assert [d.slug for d in named.report.diagnostics] == ["not-a-workflow"]
    assert named.failed
    lenient = check_files(CheckRequest(("other.json",), skip_unknown=True))
    assert (lenient.report.diagnostics, lenient.failed) == ([], False)
    pictures = check_files(CheckRequest((".",), images=True))
    assert [f.file for f in pictures.report.files] == ["a.png", "other.json"]


def test_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(raw(good_graph()))
    told: list[tuple[int, int]] = []
    check_files(CheckRequest(("a.json", "b.json")), lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_ignore_files_above_the_search_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those from the top of the repository down; what lies above it is another's."""
    (tmp_path / ".gitignore").write_text("*.json\n")
    repository = tmp_path / "repository"
    inner = repository / "a" / "b"
    inner.mkdir(parents=True)
    (repository / ".git").mkdir()
    (repository / ".gitignore").write_text("one.json\n")
    (repository / "a" / ".gitignore").write_text("two.json\n")
    (inner / ".gitignore").write_text("!two.json\nthree.json\n")
    for name in ("one", "two", "three", "four"):
        (inner / f"{name}.json").write_bytes(raw(good_graph()))
    monkeypatch.chdir(inner)
    found = check_files(CheckRequest((".",)))
    assert [f.file for f in found.report.files] == ["four.json", "two.json"]


def test_estimates_are_of_documents_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mixed.json").write_bytes(raw([COMFYUI, good_graph()]))
    (tmp_path / "comfy.json").write_bytes(raw(COMFYUI))
    (tmp_path / "broken.json").write_bytes(b"{")
    found, problems = estimate_files(
        ["mixed.json", "comfy.json", "broken.json", "gone.json"], Wanted(target=TARGET)
    )
    assert [(e.name, e.part, e.target) for e in found] == [("mixed.json", "1", TARGET)]
    assert problems == [
        "comfy.json: no InvokeAI document",
        "broken.json: not JSON",
        "gone.json: No such file or directory",
    ]


@pytest.mark.parametrize(
    ("error", "why"), [(OSError("torn off"), "torn off"), (OSError(5, "no such cable"), "no such cable")]
)
def test_what_cannot_be_read_says_why(error: OSError, why: str) -> None:
    def broken() -> bytes:
        raise error

    result = check_files(CheckRequest(("-",), stdin=broken, stdin_name="pipe.json"))
    assert result.problems == [f"pipe.json: {why}"]
    assert [(f.status, f.reason) for f in result.report.files] == [("unreadable", why)]


def test_a_fix_that_raises_costs_the_finding_its_fix_alone() -> None:
    """The fault is told, and wflint's own beside it."""

    def broken() -> None:
        raise OverflowError("int too large")

    document = load_bytes(json.dumps(good_graph()).encode(), "a.json").documents[0]
    finding = Finding("a fault", (), rule="empty-graph", fix=broken)
    crashes: list[Crash] = []
    (told,) = locate(settle([(document, [(finding, (TARGET,))])]), crashes)
    assert told.message == "a fault"
    assert told.fix is None
    assert [(c.where, type(c.error)) for c in crashes] == [("empty-graph (its fix)", OverflowError)]
    with pytest.raises(OverflowError):
        locate(settle([(document, [(finding, (TARGET,))])]))


@pytest.mark.parametrize("category", [[], {}, 1, None, "user"])
def test_a_category_may_be_anything(category: Any) -> None:
    """What tells a workflow from other programs' files is read from strangers' files."""
    data = {"meta": {"version": "4.0.0", "category": category}, "nodes": [], "edges": [], "exposedFields": []}
    checker = Checker([open_release(TARGET)])
    assert examine(json.dumps(data).encode(), "a.json", checker).checked[0].status == "checked"
    assert checker.crashes == []


def test_nodes_that_are_none_have_no_fix_to_trip_over() -> None:
    edges = [{"source": None, "destination": {"node_id": "a", "field": 0}}]
    checker = Checker([open_release(TARGET)])
    examine(json.dumps({"nodes": True, "edges": edges}).encode(), "a.json", checker)
    assert checker.crashes == []
