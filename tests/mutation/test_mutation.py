"""The mutation run itself, on a package of two modules whose survivors are known."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.mutation.changes import Change, changed, changes
from tests.mutation.project import HOME, Project, Survivor, sample
from tests.mutation.report import outcome
from tests.mutation.results import Result, Results

if TYPE_CHECKING:
    from pathlib import Path

WAYS = '''\
"""Ways."""

from tiny.tables import COLOURS


def bigger(a, b):
    if a > b:
        return a
    return b


def known(colour):
    return colour in COLOURS


def nobody_calls():
    return 1 + 1


def spend(money):
    while money:
        money -= 1
    return money
'''
TABLES = '''\
"""Tables."""

NAMES = ("red", "green")
SIZES = {"small": "S", "large": "L"}


def _upper(names):
    return frozenset(name.upper() for name in names)


COLOURS = _upper(NAMES)
if len(NAMES) > 2:
    raise ValueError(NAMES)
'''
CHECKS = """\
from tiny import tables
from tiny.ways import bigger, known, spend

def test_bigger(): assert (bigger(1, 2), bigger(3, 2)) == (2, 3)
def test_colours(): assert known("RED")
def test_spend(): assert spend(2) == 0
def test_sizes(): assert tables.SIZES == {"small": "S", "large": "L"}
"""
SETTINGS = """\
source = "src"
package = "tiny"
tests = ["checks"]
leave_out = []
percent = 70
[areas]
all_of_it = "src/tiny"
"""
GREEN = "src/tiny/tables.py", "NAMES: [tableentry] entry 'green' removed of 2"


class Ran(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    results: dict[str, dict[str, Any]]

    def of(self, words: str) -> tuple[str, str | None]:
        """The outcome of the one change whose description holds these words, and who noticed."""
        ((outcome, by),) = [(r["outcome"], r["by"]) for change, r in self.results.items() if words in change]
        return outcome, by


class Tiny:
    """The package, its tests and the runs."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.settings = folder / "settings"
        self.file = folder / "results.jsonl"
        for path, text in (
            (self.root / "src/tiny/__init__.py", '"""Tiny."""\n'),
            (self.root / "src/tiny/ways.py", WAYS),
            (self.root / "src/tiny/tables.py", TABLES),
            (self.root / "checks/test_tiny.py", CHECKS),
            (self.settings / "project.toml", SETTINGS),
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def survivors(self, *listed: tuple[str, str, str]) -> None:
        """List these: file, change, reason."""
        text = "".join(
            f"[[survivor]]\nfile = {json.dumps(f)}\nchange = {json.dumps(c)}\nreason = {json.dumps(r)}\n"
            for f, c, r in listed
        )
        (self.settings / "survivors.toml").write_text(text, "utf-8")

    def run(self, *options: str) -> Ran:
        """Judge all changes, or those without a result."""
        command = [sys.executable, "-m", "tests.mutation", "--sample", "0", "--resume", str(self.file)]
        command += ["--root", str(self.root), "--settings", str(self.settings), *options]
        quick = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        done = subprocess.run(
            command, cwd=HOME.parents[1], env=quick, capture_output=True, text=True, check=False
        )
        lines = self.file.read_text("utf-8").splitlines()[1:]
        found = {r["change"]: r for r in map(json.loads, lines)}
        return Ran(done.returncode, done.stdout + done.stderr, found)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return Tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def ran(tiny: Tiny) -> Ran:
    """All changes of the package, judged once."""
    return tiny.run()


def test_every_change_has_a_result(tiny: Tiny, ran: Ran) -> None:
    every = {
        change.label
        for name in ("ways", "tables")
        for change in changes(f"src/tiny/{name}.py", (tiny.root / f"src/tiny/{name}.py").read_text("utf-8"))
    }
    assert set(ran.results) == every, ran.out


@pytest.mark.parametrize(
    ("words", "by"),
    [
        ("bigger: [compare]", "checks/test_tiny.py::test_bigger"),
        ("bigger: [iftrue]", "checks/test_tiny.py::test_bigger"),
        ("known: [compare]", "checks/test_tiny.py::test_colours"),
        ("entry 'red'", "checks/test_tiny.py::test_colours"),  # through a table made of the table
        ("entry 'small'", "checks/test_tiny.py::test_sizes"),  # read by the test itself
        ("_upper: [return]", "checks/test_tiny.py::test_colours"),  # runs on import
        ("[compare] `len(NAMES) > 2`", "import"),
        ("spend: [rmstmt]", "hang: checks/test_tiny.py::test_spend"),
    ],
)
def test_what_a_test_notices_is_killed(ran: Ran, words: str, by: str) -> None:
    assert ran.of(words) == ("killed", by)


def test_what_no_test_notices_survives(ran: Ran) -> None:
    assert ran.of("entry 'green'") == ("survived", None)
    assert ran.of("nobody_calls: [return]") == ("unreached", None)


def test_the_table_and_the_verdict(tiny: Tiny, ran: Ran) -> None:
    """The run fails for what is not noticed and not listed."""
    killed = sum(r["outcome"] == "killed" for r in ran.results.values())
    row = next(line for line in ran.out.splitlines() if line.startswith("all_of_it"))
    count = len(ran.results)
    assert row.split()[1:5] == [str(count), str(killed), str(count - killed), "0"]
    assert (
        "survived: src/tiny/tables.py:3 NAMES: [tableentry] entry 'green' removed of 2 (1 tests)" in ran.out
    )
    assert (ran.code == 1) == (100 * killed / count < 70)


def test_nothing_is_changed_in_the_project(tiny: Tiny, ran: Ran) -> None:
    assert (tiny.root / "src/tiny/ways.py").read_text("utf-8") == WAYS
    assert not list(tiny.root.rglob("*.pyc"))


def test_a_run_that_was_ended_goes_on(tiny: Tiny, ran: Ran) -> None:
    """What has a result is not judged again; a line that was cut off is no result."""
    lines = tiny.file.read_text("utf-8").splitlines()
    kept = json.dumps({**json.loads(lines[1]), "seconds": 1000})
    tiny.file.write_text("\n".join([lines[0], kept, *lines[2:-1], lines[-1][:30]]), "utf-8")
    again = tiny.run()
    assert {c: (r["outcome"], r["by"]) for c, r in again.results.items()} == {
        c: (r["outcome"], r["by"]) for c, r in ran.results.items()
    }
    assert next(iter(again.results.values()))["seconds"] == 1000


def test_what_nobody_noticed_is_judged_again(tiny: Tiny, ran: Ran, tmp_path: Path) -> None:
    """Of an earlier tree, after tests were added: its other changes are not judged a second time."""
    alive = {change for change, r in ran.results.items() if r["outcome"] != "killed"}
    assert 0 < len(alive) < len(ran.results)
    earlier = tmp_path / "earlier.jsonl"
    lines = [{"tree": "another"}, *ran.results.values()]
    earlier.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    new = Tiny(tmp_path)
    checks = new.root / "checks/test_tiny.py"
    checks.write_text(CHECKS + "def test_nothing(): pass\n", "utf-8")
    assert new.run("--again", str(earlier)).results.keys() == alive


def test_results_of_other_code_are_refused(tmp_path: Path) -> None:
    Results(tmp_path / "r.jsonl", "one")
    with pytest.raises(ValueError, match="begin with a new file"):
        Results(tmp_path / "r.jsonl", "other")


# -- what is changed -------------------------------------------------------------------------------


def labels(source: str) -> list[str]:
    return [change.label for change in changes("a.py", source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a and b", {"andor", "dropoperand"}),
        ("x = [y for y in z if y]", {"iffalse", "iftrue"}),
        ("while x: pass", {"iffalse"}),
        ("x = a < b", {"compare"}),
        ("x = 3", {"const"}),
        ("x = True", {"bool"}),
        ("x = {1: 'a'}", {"tableentry", "const"}),
        ("x = ('a', 'b')", {"tableentry"}),
        ("x = (a, b)", set()),  # a record
        ("f()", {"rmstmt"}),
        ("x.y = z", {"rmstmt"}),
        ("x = z", set()),  # without it the next line would be an error
        ("def f():\n  return x", {"return"}),
        ("for x in y: continue", {"continue"}),
        ("x = any(y)", {"anyall"}),
        ("x = y[1:]", {"slice"}),
        ("x = Finding(a, field=b, on_key=c)", {"kw-field"}),
        ("@f(1)\ndef g(x: Literal['a', 'b'] = y): 'Words.'", set()),
        ("if TYPE_CHECKING: f()", set()),
        ("__all__ = ('a', 'b')", set()),
    ],
)
def test_kinds_of_change(source: str, expected: set[str]) -> None:
    assert {change.kind for change in changes("a.py", source)} == expected


def test_every_change_can_be_made() -> None:
    """And gives another program each time."""
    import ast

    found = changes("ways.py", WAYS)
    texts = {ast.unparse(changed(WAYS, change.number)) for change in found}
    assert len(texts) == len(found) > 10
    assert ast.unparse(ast.parse(WAYS)) not in texts


def test_names_of_changes_do_not_move_with_the_lines() -> None:
    moved = WAYS.replace("def known", "def new():\n    return a > b\n\n\ndef known")
    before, after = ({c.id for c in changes("ways.py", text)} for text in (WAYS, moved))
    assert before < after


def test_a_long_table_is_no_more_than_three_changes() -> None:
    assert len(labels(f"X = { ({f'k{n}' for n in range(50)})!r}")) == 3


def test_a_sample_is_the_same_whatever_the_order() -> None:
    found = changes("ways.py", WAYS)
    assert sample(found, 5) == sample(reversed(found), 5)
    assert sorted(sample(found, 0)) == sorted(found)


# -- the list of survivors -------------------------------------------------------------------------


def verdict(tmp_path: Path, survivors: list[Survivor], killed: int, alive: int) -> list[str]:
    found = changes("src/tiny/ways.py", WAYS)[: killed + alive]
    project = Project(tmp_path, "src", "tiny", (), (), {"all_of_it": "src/tiny"}, 90, tuple(survivors))
    results = [Result.of(c, "killed", "a test", 1, 0) for c in found[:killed]]
    results += [Result.of(c, "survived", None, 1, 0) for c in found[killed:]]
    return outcome(project, found, results).faults


def listed(change: Change, reason: str) -> Survivor:
    return Survivor(change.file, change.label, reason)


def test_survivors_must_be_few(tmp_path: Path) -> None:
    assert verdict(tmp_path, [], 9, 1) == []
    assert verdict(tmp_path, [], 8, 2) == ["80.0 % of the changes were noticed, 90 % must be"]


def test_what_is_equivalent_does_not_count(tmp_path: Path) -> None:
    found = changes("src/tiny/ways.py", WAYS)
    assert verdict(tmp_path, [listed(found[9], "equivalent: both are equal then")], 8, 2) != []
    both = [listed(change, "equivalent: both are equal then") for change in found[8:10]]
    assert verdict(tmp_path, both, 8, 2) == []
    assert verdict(tmp_path, [listed(change, "hard to reach") for change in found[8:10]], 8, 2) != []


def test_the_list_must_be_true(tmp_path: Path) -> None:
    found = changes("src/tiny/ways.py", WAYS)
    (fault,) = verdict(tmp_path, [listed(found[0], "equivalent: no")], 10, 0)
    assert fault.startswith("it is noticed now (a test), take it off the list: src/tiny/ways.py bigger")
    (fault,) = verdict(tmp_path, [Survivor("src/tiny/ways.py", "gone", "equivalent: no")], 10, 0)
    assert fault == "there is no such change any more, take it off the list: src/tiny/ways.py gone"


def test_our_own_list_is_of_changes_that_are_there() -> None:
    """Each listed survivor exists, has a reason, and stands in the list once."""
    from tests.mutation.project import read_project

    project = read_project(HOME.parents[1])
    names = {
        (change.file, change.label)
        for change in project.changes({s.file for s in project.survivors} or {"-"})
    }
    listed = [(s.file, s.change) for s in project.survivors]
    assert set(listed) <= names
    assert len(set(listed)) == len(listed)
    assert all(len(s.reason) > len("equivalent: ") for s in project.survivors)
