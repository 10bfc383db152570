"""``wflint.check`` as programs use it: what it takes, what it heeds, what it raises."""

from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import wflint
from tests import hostile_files
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "fixtures" / "broken"
GRAPH = BROKEN / "text_to_image.graph.json"
# A node whose width is no multiple of 8, for short.
WIDTH = {"id": "g", "nodes": {"n": {"id": "n", "type": "noise", "width": 1001}}, "edges": []}


def command(folder: Path, *arguments: str) -> dict[str, Any]:
    """What ``wflint check --format json`` says."""
    done = subprocess.run(
        [sys.executable, "-m", "wflint", "check", "--format", "json", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def as_json(report: wflint.Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(wflint.render(report, "json"))
    return found


def slugs(report: wflint.Report) -> list[str]:
    return [finding.slug for finding in report.findings]


# -- what it takes ---------------------------------------------------------------------------------------


def test_it_finds_what_the_command_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "fixtures")
    expected = command(ROOT / "fixtures", "--isolated", "broken", "workflows")
    assert expected["diagnostics"]
    assert as_json(wflint.check(["broken", Path("workflows")])) == expected
    merged = wflint.merge(wflint.check(file["file"]) for file in expected["files"][:1])
    assert as_json(merged)["files"] == expected["files"][:1]


def test_a_path_and_its_bytes_say_the_same() -> None:
    path = wflint.check(GRAPH)
    raw = GRAPH.read_bytes()
    for given in (raw, bytearray(raw)):
        named = wflint.check(given, name=str(GRAPH))
        assert as_json(named) == as_json(path)
    assert {d.file for d in wflint.check(raw).diagnostics} == {"<bytes>"}


def test_data_have_pointers_and_no_lines() -> None:
    data = json.loads(GRAPH.read_bytes())
    before = copy.deepcopy(data)
    report = wflint.check(data)
    assert data == before
    assert [(d.slug, d.pointer) for d in report.diagnostics] == [
        (d.slug, d.pointer) for d in wflint.check(json.dumps(data).encode()).diagnostics
    ]
    assert all(d.span is None and d.source_line is None for d in report.diagnostics)
    assert all(r.span is None for d in report.diagnostics for r in d.related)
    for name in ("text", "concise", "markdown", "json", "jsonl", "sarif", "junit", "gitlab", "github"):
        assert wflint.render(report, name)


def test_data_of_every_fixture_are_judged_as_their_text() -> None:
    for path in sorted((ROOT / "fixtures" / "rules").glob("*/bad-*.json"))[::6]:
        if path.name.endswith(".fixed.json"):
            continue
        try:
            data = json.loads(path.read_bytes())
            again = json.dumps(data).encode()  # without what a dict cannot hold, such as repeated keys
        except (ValueError, RecursionError):  # no JSON, or nested too deep for this Python
            continue
        if isinstance(data, dict):
            assert slugs(wflint.check(data)) == slugs(wflint.check(again)), path


def test_images_in_folders_are_looked_for_when_asked(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes((ROOT / "fixtures/workflows/soft-blank.png").read_bytes())
    assert wflint.check(tmp_path).files == []
    assert [file.kind for file in wflint.check(tmp_path, images=True).files] == ["workflow", "graph"]
    assert [file.kind for file in wflint.check(tmp_path / "a.png").files] == ["workflow", "graph"]


def test_a_file_called_minus_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(wflint.MissingFileError):
        wflint.check("-")
    Path("-").write_text(json.dumps(WIDTH), "utf-8")
    assert slugs(wflint.check("-")) == ["invalid-value"]


# -- what it heeds ---------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose configuration ignores a rule, and whose baseline knows what another file has."""
    (tmp_path / "width.json").write_text(json.dumps(WIDTH), "utf-8")
    (tmp_path / "wflint.toml").write_text('target = "5.15.0"\nignore = ["invalid-value"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("project")
def test_without_a_configuration_none_is_read() -> None:
    report = wflint.check("width.json")
    assert slugs(report) == ["invalid-value"]
    assert report.targets == ("6.14.2",)
    Path("wflint.toml").write_text("this is no TOML", "utf-8")
    assert slugs(wflint.check("width.json")) == ["invalid-value"]
    with pytest.raises(wflint.ConfigError, match=r"wflint\.toml"):
        wflint.check("width.json", config="auto")


def test_auto_heeds_what_the_command_heeds(project: Path) -> None:
    for source, name in (("width.json", None), (json.dumps(WIDTH).encode(), "width.json"), (WIDTH, None)):
        report = wflint.check(source, name=name, config="auto")  # type: ignore[arg-type]  # no one type
        assert slugs(report) == []
        assert report.targets == ("5.15.0",)
        assert not report.failed
    (project / "wflint.toml").write_text("", "utf-8")
    command(project, "--write-baseline", ".")
    report = wflint.check("width.json", config="auto")
    assert [d.suppressed for d in report.diagnostics] == ["baseline"]
    assert not report.failed
    assert wflint.check("width.json").failed


@pytest.mark.usefixtures("project")
def test_a_configuration_that_is_named_counts() -> None:
    Path("other.toml").write_text('severity = { IN = "warning" }\nfail-on = "warning"\n', "utf-8")
    report = wflint.check("width.json", config=Path("other.toml"))
    assert [finding.severity for finding in report.findings] == ["warning"]
    assert report.failed


@pytest.mark.usefixtures("project")
def test_a_mapping_has_the_keys_of_the_configuration() -> None:
    assert slugs(wflint.check("width.json", config={"select": ["ED"]})) == []
    assert slugs(wflint.check("width.json", config={"per-file-ignores": {"width.*": ["IN"]}})) == []
    assert slugs(wflint.check("width.json", config={"exclude": ["width.json"]})) == []
    lenient = wflint.check("width.json", config={"fail-on": "never", "target": "6.0.0"})
    assert lenient.targets == ("6.0.0",)
    assert lenient.findings
    assert not lenient.failed
    assert wflint.check(WIDTH, config={"target": "6.0.0"}, target="6.1.0").targets == ("6.1.0",)
    extended = wflint.check("width.json", config={"extend": "wflint.toml"})
    assert extended.targets == ("5.15.0",)
    hidden = wflint.check(".", config={"suppress": [{"rules": ["IN"], "files": ["gone/"]}]})
    assert "invalid-value" in slugs(hidden)


def test_a_mapping_may_have_tuples() -> None:
    assert slugs(wflint.check(WIDTH, config={"ignore": ("IN",)})) == []


def test_models_are_those_of_the_file(tmp_path: Path) -> None:
    lock = tmp_path / "models.lock.json"
    lock.write_text(json.dumps({"wflint_models": 1, "invokeai": "6.14.2", "models": []}), "utf-8")
    assert "unknown-model-key" in slugs(wflint.check(GRAPH, models=lock))
    assert "unknown-model-key" not in slugs(wflint.check(GRAPH))
    assert "unknown-model-key" in slugs(wflint.check(GRAPH, config={"models": str(lock)}))


def test_a_configuration_may_name_plugins_that_are_not_there() -> None:
    with pytest.raises(wflint.ConfigError, match="no plugin is called"):
        wflint.check(WIDTH, config={"plugins": ["nobodys-rules"]})


# -- what it raises --------------------------------------------------------------------------------------


def circle() -> dict[str, Any]:
    data: dict[str, Any] = {}
    data["self"] = data
    return data


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: wflint.check("gone.json"), wflint.MissingFileError, "gone.json: No such file"),
        (lambda: wflint.check(["gone.json"]), FileNotFoundError, "gone.json"),
        (lambda: wflint.check("a\0b"), wflint.FileError, "null"),
        (lambda: wflint.fix("a\0b"), wflint.FileError, "null"),
        (lambda: wflint.check('{"nodes": {}}'), wflint.MissingFileError, "No such file.* given as bytes"),
        (lambda: wflint.load(GRAPH.read_text("utf-8")), wflint.FileError, "given as bytes"),
        (lambda: wflint.check("x" * 5000), wflint.FileError, r"^x{300}\.\.\.: "),
        (lambda: wflint.load(ROOT), wflint.FileError, "directory"),
        (lambda: wflint.convert(ROOT, "graph"), OSError, "directory"),
        (lambda: wflint.check(1), wflint.SourceError, "not int"),  # type: ignore[arg-type]
        (lambda: wflint.check([{}]), wflint.SourceError, "one by one"),  # type: ignore[list-item]
        (lambda: wflint.check({"a": {1: 2}}), TypeError, "name 1 at /a"),
        (lambda: wflint.check({"a": {1, 2}}), wflint.SourceError, "set"),
        (lambda: wflint.check(circle()), wflint.SourceError, "ircular"),
        (lambda: wflint.check({"n": 10**5000}), wflint.SourceError, "not JSON"),
        (lambda: wflint.check(GRAPH, name="a"), wflint.SourceError, "name"),
        (lambda: wflint.check(GRAPH, target="5.99"), wflint.TargetError, "5.99"),
        (lambda: wflint.check(GRAPH, target=""), wflint.SourceError, "target"),
        (lambda: wflint.check(GRAPH, models="gone"), wflint.InventoryError, "gone"),
        (lambda: wflint.check(GRAPH, config="gone.toml"), wflint.ConfigError, "gone.toml"),
        (lambda: wflint.check(GRAPH, config={"selct": []}), wflint.ConfigError, 'did you mean "select"'),
        (lambda: wflint.check(GRAPH, config={"select": ["XX"]}), wflint.ConfigError, "no rule"),
        (lambda: wflint.check(WIDTH, name=1), wflint.SourceError, "name"),  # type: ignore[arg-type]
        (lambda: wflint.fix(WIDTH, name=1), wflint.SourceError, "name"),  # type: ignore[arg-type]
        (lambda: wflint.check(WIDTH, config={1: 2}), wflint.ConfigError, "the name 1"),  # type: ignore[dict-item]
        (lambda: wflint.check(WIDTH, config={"severity": {1: "error"}}), wflint.ConfigError, "the name 1"),
        (lambda: wflint.check(WIDTH, config={"per-path": {"*": {1: 2}}}), wflint.ConfigError, "the name 1"),
        (lambda: wflint.fix(WIDTH, config={"per-file-ignores": {1: []}}), wflint.ConfigError, "the name 1"),
        (lambda: wflint.check(WIDTH, config=circle()), wflint.ConfigError, "too deep"),
        (lambda: wflint.convert(GRAPH, "graph", target=6), wflint.SourceError, "target"),  # type: ignore[arg-type]
        (lambda: wflint.convert(GRAPH, "batch", runs=0), wflint.ConversionError, "runs"),
        (lambda: wflint.convert(GRAPH, "batch", runs="2"), wflint.ConversionError, "runs"),  # type: ignore[arg-type]
        (lambda: wflint.convert(GRAPH, "batch", runs=True), wflint.ConversionError, "runs"),
        (lambda: wflint.convert(GRAPH, "batch", board=1), wflint.ConversionError, "board"),  # type: ignore[arg-type]
        (lambda: wflint.convert(GRAPH, "graph", runs=2), wflint.ConversionError, '"batch"'),
        (lambda: wflint.convert(GRAPH, "graph", defaults=True), wflint.ConversionError, '"workflow"'),
        (lambda: wflint.convert(GRAPH, "graph", target=">6"), wflint.TargetError, "releases"),
        (lambda: wflint.convert(b"", "graph"), wflint.ConversionError, "empty"),
        (lambda: wflint.convert(GRAPH, "yaml"), wflint.ConversionError, "yaml"),  # type: ignore[arg-type]
        (lambda: wflint.render(wflint.check(WIDTH), "yaml"), wflint.Error, "yaml"),
        (lambda: wflint.render(wflint.check(WIDTH), ["json"]), wflint.Error, "json"),  # type: ignore[arg-type]
        (lambda: wflint.render(None), wflint.SourceError, "NoneType"),  # type: ignore[arg-type]
        (lambda: wflint.merge([None]), wflint.SourceError, "NoneType"),  # type: ignore[list-item]
        (lambda: wflint.merge(None), wflint.SourceError, "list of reports"),  # type: ignore[arg-type]
        (lambda: wflint.merge(b"x"), wflint.SourceError, "list of reports"),  # type: ignore[arg-type]
        (lambda: wflint.merge(wflint.check(WIDTH)), wflint.SourceError, "list"),  # type: ignore[arg-type]
    ],
)
def test_what_is_wrong_about_the_call_raises(
    wrong: Callable[[], Any],
    error: type[Exception],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=words) as caught:
        wrong()
    assert isinstance(caught.value, wflint.Error)
    assert "\n" not in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again)) == (type(caught.value), str(caught.value))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.touch(mode=0)
    with pytest.raises(wflint.FileError, match="denied"):
        wflint.check(path)


@pytest.mark.parametrize("name", hostile_files.SHAPES)
def test_nothing_in_a_file_raises(name: str) -> None:
    raw = hostile_files.SHAPES[name](30)
    report = wflint.check(raw)
    assert report.findings or report.files
    wflint.load(raw)
    fixed = wflint.fix(raw, unsafe=True)
    assert fixed.changed or fixed.raw is raw


def test_data_as_deep_as_one_likes() -> None:
    data: dict[str, Any] = {}
    inner = data
    for _ in range(100_000):
        inner["a"] = {}
        inner = inner["a"]
    assert slugs(wflint.check(data)) == ["nested-too-deep"]
    while data:  # else Python's own destructor goes as deep
        data = data.pop("a")


def test_values_that_json_has_not_are_findings() -> None:
    assert "non-standard-number" in slugs(wflint.check({**WIDTH, "x": float("nan")}))


def test_a_fault_of_wflints_own_is_raised_with_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_ctx: object) -> list[Any]:
        raise ZeroDivisionError("of its own")

    registered = all_rules()["self-loop"]
    monkeypatch.setitem(all_rules(), "self-loop", registered.with_checks(crash))
    with pytest.raises(wflint.InternalError, match=r"self-loop.*ZeroDivisionError: of its") as caught:
        wflint.check(WIDTH)
    assert slugs(caught.value.report) == ["invalid-value"]
    assert "Traceback" in caught.value.details[0]
    assert slugs(pickle.loads(pickle.dumps(caught.value)).report) == ["invalid-value"]
    with pytest.raises(wflint.InternalError, match="self-loop"):
        wflint.fix(WIDTH)


# -- what it leaves alone --------------------------------------------------------------------------------


def test_it_prints_nothing_and_changes_nothing_of_the_process(capfd: pytest.CaptureFixture[str]) -> None:
    code = (
        "import gc, os, signal, sys\n"
        "import wflint\n"
        "heavy = [m for m in sys.modules if m.startswith('wflint.')]\n"
        "assert heavy == ['wflint.version'], heavy\n"
        "def state():\n"
        "    return (gc.get_threshold(), gc.get_freeze_count(), sys.getrecursionlimit(), os.getcwd(),\n"
        "            dict(os.environ), [signal.getsignal(n) for n in (2, 15)], sys.excepthook, sys.stdout)\n"
        "before = state()\n"
        f"report = wflint.check({str(BROKEN)!r})\n"
        f"wflint.convert({str(GRAPH)!r}, 'workflow')\n"
        f"wflint.fix({str(GRAPH)!r}, unsafe=True)\n"
        f"wflint.load({str(GRAPH)!r})\n"
        "assert report.failed and state() == before\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    assert capfd.readouterr() == ("", "")


def test_reports_can_be_sent_to_other_processes() -> None:
    for path in (GRAPH, ROOT / "fixtures/rules/duplicate-edge/bad-graph.json"):
        report = wflint.check(path)
        again = pickle.loads(pickle.dumps(report))
        assert as_json(again) == as_json(report)
        assert again.diagnostics == report.diagnostics
        assert again.failed == report.failed
