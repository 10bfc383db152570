"""``wflint check --fix``: which files are written, what is reported, and what nobody touches."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

import wflint
from tests.cli.conftest import bad_graph, good_graph
from tests.document.make_pictures import png
from tests.golden import RULES
from wflint.report.summary import fixable_line

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions and links of POSIX")


def doubled(times: int = 1) -> dict[str, Any]:
    """A graph with an edge that is there twice, which is safe to mend."""
    graph = good_graph()
    graph["edges"] += graph["edges"] * times
    return graph


def test_what_is_safe_is_mended(wflint: Wflint, put: Put) -> None:
    file = put("twice.json", doubled())
    before = put("good.json").stat().st_mtime_ns
    ran = wflint("check", "--fix", ".")
    assert (ran.code, ran.err) == (0, "wflint: fixed 1 finding in 1 file\n")
    assert ran.out.startswith("No problems in 2 files")
    assert file.read_text("utf-8") == json.dumps(good_graph(), indent=2)
    assert (file.parent / "good.json").stat().st_mtime_ns == before
    again = file.stat().st_mtime_ns
    assert wflint("check", "--fix", ".").err == ""
    assert file.stat().st_mtime_ns == again


def test_what_is_left_is_reported(wflint: Wflint, put: Put) -> None:
    graph = bad_graph()
    graph["edges"].append(graph["edges"][0])
    file = put("a.json", graph)
    ran = wflint("check", "--fix", "-f", "json", ".")
    assert (ran.code, ran.err) == (1, "wflint: fixed 1 finding in 1 file\n")
    (left,) = ran.json["diagnostics"]
    assert (left["slug"], left["fix"]["safety"]) == ("dangling-edge", "unsafe")
    assert len(json.loads(file.read_text("utf-8"))["edges"]) == 2
    ran = wflint("check", "--fix", "--unsafe-fixes", "-v", ".")
    assert (ran.code, json.loads(file.read_text("utf-8"))) == (0, good_graph())
    assert "wflint: a.json: ED101 dangling-edge: remove the edge (unsafe)\n" in ran.err


def test_the_report_says_what_can_be_mended(wflint: Wflint, put: Put) -> None:
    put("a.json", doubled(2))
    assert "\n2 can be fixed with --fix\n" in wflint("check", ".").out
    put("b.json", bad_graph())
    assert "\n2 can be fixed with --fix (1 more with --unsafe-fixes)\n" in wflint("check", ".").out
    both = "\n3 can be fixed with --fix --unsafe-fixes\n"
    assert both in wflint("check", "--unsafe-fixes", ".").out
    assert "\n1 can be fixed with --fix --unsafe-fixes\n" in wflint("check", "b.json").out
    assert "can be fixed" not in wflint("check", "-q", ".").out + wflint("check", "-f", "concise", ".").out
    assert "  fix     remove the second edge (safe)\n" in wflint("check", "-v", "a.json").out


def test_what_was_not_applied_is_not_promised_again() -> None:
    """What is safe and still there after ``--fix`` was tried."""
    graph = doubled()
    graph["edges"].append(bad_graph()["edges"][-1])
    report = wflint.check(graph)
    assert fixable_line(report) == "1 can be fixed with --fix (1 more with --unsafe-fixes)"
    assert fixable_line(report, mended=True) == "1 can be fixed with --fix --unsafe-fixes"
    assert fixable_line(report, mended=True, unsafe=True) == ""


def test_what_is_not_safe_is_offered_after_a_fix(wflint: Wflint, put: Put) -> None:
    put("b.json", bad_graph())
    ran = wflint("check", "--fix", "b.json")
    assert "\n1 can be fixed with --fix --unsafe-fixes\n" in ran.out


def test_a_diff_changes_nothing(wflint: Wflint, put: Put) -> None:
    file = put("a.json", doubled())
    put("b.json", bad_graph())
    before = file.read_bytes()
    ran = wflint("check", "--diff", ".")
    assert (ran.code, ran.err) == (1, "wflint: would fix 1 finding in 1 file\n")
    assert ran.out.startswith("--- a.json\n+++ a.json\n@@ ")
    assert [line for line in ran.out.splitlines() if line[:2] in ("- ", "+ ")] == [
        "-    },",
        "-    {",
        '-      "source": {',
        '-        "node_id": "photo",',
        '-        "field": "image"',
        "-      },",
        '-      "destination": {',
        '-        "node_id": "save",',
        '-        "field": "image"',
        "-      }",
    ]
    assert file.read_bytes() == before
    assert wflint("check", "--diff", "--exit-zero", "-q", ".").code == 0
    assert "+++ b.json" in wflint("check", "--diff", "--unsafe-fixes", ".").out
    assert wflint("check", "--diff", "b.json")[:2] == (0, "")


def test_a_diff_is_coloured_where_somebody_reads_it(
    wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a.json", doubled())
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert '\x1b[31m\x1b[1m-        "node_id": "save",\x1b[0m\n' in wflint("check", "--diff", ".").out


def test_fix_only_tells_of_no_findings(wflint: Wflint, put: Put) -> None:
    put("a.json", doubled())
    put("b.json", bad_graph())
    assert wflint("check", "--fix-only", ".") == (0, "", "wflint: fixed 1 finding in 1 file\n")
    assert wflint("check", "--fix-only", ".") == (0, "", "")
    assert wflint("check", "--fix-only", "gone.json").code == 2


@pytest.mark.parametrize(
    "args",
    [
        ("--fix", "--write-baseline"),
        ("--fix-only", "--prune-baseline"),
        ("--fix-only", "--output", "x.txt"),
        ("--fix-only", "--statistics"),
        ("--diff", "--output", "x.txt"),
        ("--diff", "--statistics"),
        ("--fix", "-", "a.json"),
    ],
)
def test_what_does_not_go_together(wflint: Wflint, put: Put, args: tuple[str, ...]) -> None:
    put("a.json", doubled())
    ran = wflint("check", *args)
    assert ran.code == 2
    assert args[0] in ran.err
    assert json.loads((put("z.json").parent / "a.json").read_text("utf-8")) == doubled()


def test_what_is_hidden_or_not_selected_stays(wflint: Wflint, put: Put, here: Path) -> None:
    file = put("old.json", doubled())
    put("wflint.toml", "")
    assert wflint("check", "--write-baseline").code == 0
    assert wflint("check", "--fix") == (0, wflint("check").out, "")
    assert json.loads(file.read_text("utf-8")) == doubled()
    file.write_text(json.dumps(doubled(2)), "utf-8")  # one more than is known
    assert wflint("check", "--fix").code == 0
    assert len(json.loads(file.read_text("utf-8"))["edges"]) >= 2
    (here / ".wflint-baseline.json").unlink()
    for config in (
        'ignore = ["ED105"]',
        'severity = {ED105 = "off"}',
        'suppress = [{rules = ["ED105"], reason = "r"}]',
        'unfixable = ["duplicate-edge"]',
        'fixable = ["ED101"]',
        'per-path = {"old.json" = {unfixable = ["ED"]}}',
        'exclude = ["old.json"]',
    ):
        put("old.json", doubled())
        put("wflint.toml", config + "\n")
        wflint("check", "--fix", ".")
        assert json.loads(file.read_text("utf-8")) == doubled(), config
    put("wflint.toml", 'fixable = ["ED"]\n')
    assert wflint("check", "--fix", "--select", "ED101").code == 0
    assert wflint("check", "--fix", "--min-severity", "error").code == 0
    assert json.loads(file.read_text("utf-8")) == doubled()
    assert "fixed" in wflint("check", "--fix").err


def test_unfixable_rules_have_no_fix_in_reports(wflint: Wflint, put: Put) -> None:
    put("a.json", doubled())
    put("wflint.toml", 'unfixable = ["ED"]\n')
    assert wflint("check", "-f", "json").json["diagnostics"][0]["fix"] is None
    assert "can be fixed" not in wflint("check").out


def test_standard_input_goes_to_standard_output(
    process: Callable[..., subprocess.CompletedProcess[bytes]],
) -> None:
    raw = json.dumps(doubled(), indent=1).replace("\n", "\r\n").encode("utf-16")
    ran = process("check", "--fix", "-", stdin=raw)
    assert ran.returncode == 0
    text = ran.stdout.decode("utf-16")
    assert json.loads(text) == good_graph()
    assert "\r\n" in text
    assert b"fixed 1 finding" in ran.stderr
    for good in (json.dumps(good_graph()).encode(), b"no json", b"\x89PNG"):
        assert process("check", "--fix", "-", stdin=good).stdout == good
    ran = process("check", "--fix", "-f", "json", "-", stdin=json.dumps(bad_graph()).encode())
    assert json.loads(ran.stdout) == bad_graph()
    assert b'"dangling-edge"' in ran.stderr
    ran = process("check", "--diff", "-", stdin=raw)
    assert (ran.returncode, ran.stdout[:9]) == (1, b"--- -\n+++")


def test_standard_input_has_the_settings_of_its_name(wflint: Wflint, put: Put, process: Any) -> None:
    put("in/wflint.toml", 'unfixable = ["ED"]\n')
    raw = json.dumps(doubled()).encode()
    assert process("check", "--fix", "--stdin-filename", "in/a.json", "-", stdin=raw).stdout == raw


def test_images_and_texts_in_texts_are_never_written(wflint: Wflint, put: Put) -> None:
    picture = put("a.png", png({"invokeai_graph": json.dumps(doubled())}))
    sidecar = put("side.json", {"invokeai_graph": json.dumps(doubled()), "other": 1})
    before = picture.read_bytes(), sidecar.read_bytes()
    ran = wflint("check", "--fix", "--unsafe-fixes", "--images", "-f", "json", ".")
    safeties = {d["fix"]["safety"] for d in ran.json["diagnostics"] if d["fix"]}
    assert safeties == {"display"}
    assert (picture.read_bytes(), sidecar.read_bytes()) == before


def test_all_documents_of_a_file(wflint: Wflint, put: Put) -> None:
    put("several.json", [doubled(), good_graph(), doubled(3)])
    file = put("body.json", {"batch": {"graph": doubled(), "runs": 1}, "prepend": False})
    ran = wflint("check", "--fix", ".")
    assert (ran.code, ran.err) == (0, "wflint: fixed 5 findings in 2 files\n")
    assert json.loads(file.read_text("utf-8"))["batch"]["graph"] == good_graph()


@POSIX
def test_permissions_stay_and_count(wflint: Wflint, put: Put) -> None:
    file = put("a.json", doubled())
    file.chmod(0o640)
    assert wflint("check", "--fix", "a.json").code == 0
    assert file.stat().st_mode & 0o777 == 0o640
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    put("a.json", doubled())
    file.chmod(0o440)
    put("b.json", doubled())
    ran = wflint("check", "--fix", ".")
    assert ran.code == 2
    assert "a.json: not fixed: it cannot be written: Permission denied" in ran.err
    assert "fixed 1 finding in 1 file" in ran.err


@POSIX
def test_links(wflint: Wflint, put: Put, here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    real = put("p/a.json", doubled())
    put("p/wflint.toml", "")
    (here / "p/link.json").symlink_to("a.json")
    ran = wflint("check", "--fix", "p")
    assert (ran.code, ran.err) == (0, "wflint: fixed 1 finding in 1 file\n")
    assert (here / "p/link.json").is_symlink()
    assert json.loads(real.read_text("utf-8")) == good_graph()
    outside = tmp_path_factory.mktemp("home") / "mine.json"
    outside.write_text(json.dumps(doubled()), "utf-8")
    (here / "p/out.json").symlink_to(outside)
    ran = wflint("check", "--fix", "p/out.json")
    assert (ran.code, json.loads(outside.read_text("utf-8"))) == (2, doubled())
    assert "p/out.json: not fixed: it is a symbolic link to a file outside of" in ran.err


def test_a_file_that_changes_meanwhile_is_left_alone(
    wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wflint.engine import mend_files

    file = put("a.json", doubled())
    real = mend_files.mend

    def mend(*args: Any, **wishes: Any) -> Any:
        file.write_text("somebody else's", "utf-8")
        return real(*args, **wishes)

    monkeypatch.setattr(mend_files, "mend", mend)
    ran = wflint("check", "--fix", ".")
    assert ran.code == 2
    assert "wflint: error: a.json: not fixed: it changed in the meantime\n" in ran.err
    assert file.read_text("utf-8") == "somebody else's"


def test_a_failure_while_mending_leaves_the_file(
    wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wflint.engine import mending

    file = put("a.json", doubled())

    def fail(*_: Any) -> str:
        raise RuntimeError("boom")

    monkeypatch.setattr(mending, "edit_text", fail)
    ran = wflint("check", "--fix", ".")
    assert ran.code == 2
    assert "a.json: internal error in fixing it: RuntimeError: boom (please report it" in ran.err
    assert json.loads(file.read_text("utf-8")) == doubled()


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_several_processes_do_the_same(wflint: Wflint, put: Put, here: Path) -> None:
    for n in range(12):
        put(f"w/{n}.json", doubled(n % 3))
    ran = wflint("check", "--fix", "--jobs", "3", "w")
    assert (ran.code, ran.err) == (0, "wflint: fixed 12 findings in 8 files\n")
    assert all(json.loads(p.read_text("utf-8")) == good_graph() for p in (here / "w").iterdir())


def test_reports_of_machines(wflint: Wflint, put: Put) -> None:
    file = put("a.json", doubled())
    (found,) = wflint("check", "-f", "json", ".").json["diagnostics"]
    assert found["fix"] == {
        "safety": "safe",
        "title": "remove the second edge",
        "edits": [{"op": "remove", "pointer": "/edges/1"}],
    }
    log = wflint("check", "-f", "sarif", ".").json
    ((fix,),) = (result["fixes"] for result in log["runs"][0]["results"])
    assert fix["description"]["text"] == "remove the second edge (safe)"
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"].endswith("a.json")
    lines = file.read_text("utf-8").splitlines(keepends=True)
    for one in reversed(change["replacements"]):
        region = one["deletedRegion"]
        start = sum(map(len, lines[: region["startLine"] - 1])) + region["startColumn"] - 1
        end = sum(map(len, lines[: region["endLine"] - 1])) + region["endColumn"] - 1
        text = "".join(lines)
        lines = (text[:start] + one["insertedContent"]["text"] + text[end:]).splitlines(keepends=True)
    assert "".join(lines) == json.dumps(good_graph(), indent=2)


def test_explain_says_how_safe_the_fixes_are(wflint: Wflint) -> None:
    page = " ".join(wflint("explain", "duplicate-edge").out.split())
    assert " Fixes safe, applied by `--fix`: remove the " in page
    assert "applied by `--fix --unsafe-fixes`: remove the second edge" in page
    assert "\nFixes\n" not in wflint("explain", "syntax-error").out


def test_explain_tells_of_no_fixes_of_other_rules(wflint: Wflint) -> None:
    """Fixtures have findings of other rules too, with fixes of their own."""
    page = " ".join(wflint("explain", "duplicate-edge").out.split("Example")[0].split())
    assert "remove the first edge; remove the second edge unsafe" in page
    assert "remove the node" not in page
    assert "before it" not in page


def test_a_fault_that_two_documents_hold_is_mended_in_both(wflint: Wflint, put: Put) -> None:
    """A record keeps the workflow beside the graph made of it; the report tells of the fault once."""
    folder = RULES / "duplicate-edge"
    parts = {
        kind: json.loads((folder / f"bad-{kind}.json").read_text("utf-8")) for kind in ("workflow", "graph")
    }
    file = put("record.json", parts)
    assert len(wflint("check", "-t", "6.14.2", "-f", "json", ".").json["diagnostics"]) == 1
    ran = wflint("check", "-t", "6.14.2", "--fix", ".")
    assert (ran.code, ran.err) == (0, "wflint: fixed 2 findings in 1 file\n")
    now = json.loads(file.read_text("utf-8"))
    assert [len(now[part]["edges"]) for part in parts] == [len(parts[part]["edges"]) - 1 for part in parts]


def test_a_fix_that_would_bring_another_error_is_told(wflint: Wflint, put: Put) -> None:
    """The slip hides that the models do not go together."""
    graph = json.loads((RULES / "base-model-mismatch" / "bad-lora.json").read_text("utf-8"))
    edge = next(edge for edge in graph["edges"] if edge["source"]["field"] == "unet")
    edge["source"]["field"] = "uet"
    file = put("a.json", graph)
    before = file.read_bytes()
    ran = wflint("check", "--fix", "--unsafe-fixes", "-v", ".")
    assert file.read_bytes() == before
    assert 'wflint: a.json: ED102 unknown-source-field: not applied: use "unet" (unsafe)\n' in ran.err
    assert "wflint: 1 fix not applied: it would bring another error, or change what runs\n" in ran.err
    assert "not applied" not in wflint("check", "--fix", "--unsafe-fixes", "-q", ".").err


def test_unsafe_fixes_alone_is_told(wflint: Wflint, put: Put) -> None:
    put("a.json", bad_graph())
    ran = wflint("check", "--unsafe-fixes", "a.json")
    assert "--unsafe-fixes alone fixes nothing; give it with --fix, --fix-only or --diff" in ran.err
    assert "alone" not in wflint("check", "--unsafe-fixes", "--quiet", "a.json").err
    assert "alone" not in wflint("check", "--unsafe-fixes", "--fix", "a.json").err
