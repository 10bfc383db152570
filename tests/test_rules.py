"""Every rule: its fixtures fire exactly what their golden text says, its good twins nothing at all."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.golden import RULES, Case, cases, render
from wflint.engine.mending import fixable
from wflint.rules import registry
from wflint.rules.registry import RegisteredRule, all_rules

ROOT = Path(__file__).parents[1]

rules = pytest.mark.parametrize("registered", all_rules().values(), ids=lambda r: r.slug)


def case_id(case: Case) -> str:
    return f"{case.slug}/{case.path.name}"


@rules
def test_rule_has_fixtures(registered: RegisteredRule) -> None:
    folder = RULES / registered.slug
    assert any(c.slug == registered.slug for c in cases("bad")), f"{folder} has no bad-* file"
    assert any(c.slug == registered.slug for c in cases("good")), f"{folder} has no good-* file"


@rules
def test_rule_is_well_formed(registered: RegisteredRule) -> None:
    rule = registered.rule
    assert re.fullmatch(r"[A-Z]{2}[1-9][0-9]{2}", rule.code)
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", registered.slug)
    assert rule.workflow or rule.graph, "a rule states an outcome for some kind of document"
    assert rule.summary
    assert not rule.summary.endswith(".")


@rules
def test_the_index_says_what_the_module_says(registered: RegisteredRule) -> None:
    name = f"wflint.rules.{registered.area}.{registered.slug.replace('-', '_')}"
    assert registered.rule == importlib.import_module(name).RULE


def test_without_an_index_the_modules_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new rule is found before anybody has written the index anew, and one that is gone is not."""
    expected = {slug: (r.area, r.rule, r.checks) for slug, r in all_rules().items()}
    rows = json.loads(Path(registry.INDEX).read_text("utf-8"))
    rows[0]["summary"] = "told by the index alone"
    slug = rows[0]["slug"]
    other = tmp_path / "index.json"
    monkeypatch.setattr(registry, "INDEX", str(other))
    other.write_text(json.dumps(rows), "utf-8")
    assert registry.own_rules()[slug].rule.summary == "told by the index alone"
    for wrong in (rows[1:], [*rows, {**rows[0], "slug": "gone"}]):
        other.write_text(json.dumps(wrong), "utf-8")
        found = registry.own_rules()
        assert {slug: (r.area, r.rule, r.checks) for slug, r in found.items()} == expected
    other.unlink()
    found = registry.own_rules()
    assert {slug: (r.area, r.rule, r.checks) for slug, r in found.items()} == expected
    assert list(found) == list(expected)


# Of the standard library, what a check of a file with findings does without: each costs more than the file.
HEAVY = {"dataclasses", "fnmatch", "hashlib", "ipaddress", "pathlib", "tomllib", "urllib.parse"}


def test_a_nearly_clean_file_needs_few_modules(tmp_path: Path) -> None:
    """Rules that have nothing to look at are not imported: a hundred modules cost more than a file."""
    name = "sdxl_text_to_image.workflow.json"
    (tmp_path / name).write_bytes((ROOT / "workflows" / name).read_bytes())
    code = (
        "import sys, wflint.cli.main as m\n"
        "before = set(sys.modules)\n"
        "try: m.main()\n"
        "except SystemExit: pass\n"
        "print(*set(sys.modules) - before, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", name], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    imported = set(done.stderr.split())
    of_rules = {f"wflint.rules.{r.area}.{slug.replace('-', '_')}" for slug, r in all_rules().items()}
    assert " in 1 file" in done.stdout
    assert imported & HEAVY == set()
    assert 0 < len(imported & of_rules) <= 15, imported & of_rules


def test_codes_are_unique() -> None:
    codes = [r.rule.code for r in all_rules().values()]
    assert sorted(set(codes)) == sorted(codes)


def test_every_fixture_folder_belongs_to_a_rule() -> None:
    assert {p.name for p in RULES.iterdir() if p.is_dir()} <= set(all_rules())


def test_every_golden_text_belongs_to_a_fixture() -> None:
    assert set(RULES.glob("*/*.out")) <= {c.golden for c in cases("bad")}


@pytest.mark.parametrize("case", cases("bad"), ids=case_id)
def test_bad(case: Case, request: pytest.FixtureRequest) -> None:
    diagnostics = case.diagnostics()
    text = render(diagnostics)
    if request.config.getoption("--update-golden"):
        case.golden.write_text(text, "utf-8", newline="\n")
    assert case.slug in {d.slug for d in diagnostics}, f"does not fire {case.slug}:\n{text}"
    assert case.golden.exists(), "no golden text; run pytest tests/test_rules.py --update-golden"
    assert text == case.golden.read_text("utf-8")


@pytest.mark.parametrize("case", cases("bad"), ids=case_id)
def test_fixed(case: Case, request: pytest.FixtureRequest) -> None:
    """Where a rule has fixes: their golden result has none of it left, and no error that was not there."""
    before = case.path.read_bytes()
    mended = case.mended()
    if request.config.getoption("--update-golden"):
        case.fixed.unlink(missing_ok=True)
        if mended.applied:
            case.fixed.write_bytes(mended.raw)
    if not mended.applied:
        assert mended.raw == before
        assert not case.fixed.exists(), "nothing is fixed any more: delete the golden file"
        return
    assert case.fixed.exists(), "no golden file; run pytest tests/test_rules.py --update-golden"
    assert mended.raw == case.fixed.read_bytes()
    assert [d.message for d in mended.left if fixable(d, unsafe=True)] == []
    known = Counter((d.slug, d.node, d.field) for d in case.diagnostics() if d.severity == "error")
    now = Counter((d.slug, d.node, d.field) for d in case.look(mended.raw) if d.severity == "error")
    assert now - known == Counter()


@pytest.mark.parametrize("case", cases("good"), ids=case_id)
def test_good(case: Case) -> None:
    assert render(case.diagnostics()) == ""
