"""``[[sweep]]``: which cases it makes, what they are called, and what is no sweep."""

from __future__ import annotations

from itertools import product
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.live.library import copy_of
from tests.live.stand_in import StandIn
from wflint.file_names import safe_name
from wflint.live.cases.load import CaseError, load_cases
from wflint.live.cases.names import folded
from wflint.live.cases.runner import CaseOptions, CaseRunner
from wflint.live.cases.schema import CaseTable
from wflint.live.cases.suite import run_suite
from wflint.live.cases.sweeps import MOST_CASES, expand, fault_of_number, faults_of_points, faults_of_sweeps
from wflint.live.measure.host import Host

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    (tmp_path / "fox.workflow.json").write_text("{}")

    def write(text: str) -> Path:
        file = tmp_path / "fox.test.toml"
        file.write_text(dedent(text).lstrip("\n"))
        return file

    return write


def faults(file: Path) -> list[str]:
    with pytest.raises(CaseError) as error:
        load_cases(file)
    return [f"{f.line}: {f.message}" for f in error.value.faults]


def ids(file: Path) -> list[str]:
    return [case.id for case in load_cases(file)]


def test_values_of_one_table_go_together_and_tables_multiply(write: Write) -> None:
    cases = load_cases(
        write("""
        [inputs]
        steps = 4
        "Noise.seed" = 1
        [[sweep]]
        inputs = { "Noise.seed" = [7, 8], "Prompt" = ["a fox", "a hare"] }
        [[sweep]]
        models = { Model = ["one", { base = "sd-1", name = "two" }] }
        inputs = { cfg = [5.5, 7.0] }
        """)
    )
    assert [case.id for case in cases] == [
        "fox[Noise.seed=7,Prompt=a fox,cfg=5.5,Model=one]",
        "fox[Noise.seed=7,Prompt=a fox,cfg=7.0,Model=two]",
        "fox[Noise.seed=8,Prompt=a hare,cfg=5.5,Model=one]",
        "fox[Noise.seed=8,Prompt=a hare,cfg=7.0,Model=two]",
    ]
    last = cases[-1].table
    assert last.inputs == {"steps": 4, "Noise.seed": 8, "Prompt": "a hare", "cfg": 7.0}
    assert (last.models["Model"].name, last.models["Model"].base) == ("two", "sd-1")
    assert {case.line for case in cases} == {4}
    assert last.sweep == []


def test_cases_of_a_file_share_a_sweep_or_have_their_own(write: Write) -> None:
    file = write("""
        [[sweep]]
        inputs = { seed = [1, 2] }
        [case.shared]
        [case.own]
        [[case.own.sweep]]
        inputs = { steps = [3] }
        [case.none]
        sweep = []
        """)
    assert ids(file) == ["fox.shared[seed=1]", "fox.shared[seed=2]", "fox.own[steps=3]", "fox.none"]
    assert [case.line for case in load_cases(file)] == [1, 1, 5, 7]
    assert [case.name for case in load_cases(file)][2:] == ["own[steps=3]", "none"]


@pytest.mark.parametrize(
    ("sweep", "names"),
    [
        ('inputs = { a = ["x/y", "z"] }', ["a=#1", "a=z"]),
        ('inputs = { a = ["Fox", "fox"] }', ["a=Fox#1", "a=fox#2"]),  # one file on many disks
        ('inputs = { a = ["7", 7, 7.0] }', ["a=7#1", "a=7#2", "a=7.0"]),
        ('inputs = { a = [true, 1] }', ["a=true", "a=1"]),
        ('inputs = { a = [[1, 2], [3]] }', ["a=#1", "a=#2"]),
        ('inputs = { a = ["", "b=1,c"] }', ["a=#1", "a=#2"]),
        ('inputs = { a = ["..", " b", "e\\u0301", "\\u00e9"] }', ["a=#1", "a=#2", "a=#3", "a=\u00e9"]),
        ('inputs = { "A/B [x]" = [1] }', ["A_B _x_=1"]),
        ('inputs = { a = [1, 2] }\nname = "seed {a} ({n})"', ["seed 1 (1)", "seed 2 (2)"]),
        ('models = { M = [{ base = "sd-1" }, { key = "k" }] }', ["M=#1", "M=k"]),
        (f'inputs = {{ {", ".join(f"in{n} = [1, 2]" for n in range(30))} }}', ["#1", "#2"]),
    ],
)  # fmt: skip
def test_a_name_is_one_of_a_file_on_every_disk(write: Write, sweep: str, names: list[str]) -> None:
    assert ids(write(f"[[sweep]]\n{sweep}")) == [f"fox[{name}]" for name in names]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[[sweep]]", "1: a sweep needs inputs or models: inputs = {"),
        ("[[sweep]]\n\ninputs = { a = [] }", '3: "a" has no values; give it one at least'),
        ("[[sweep]]\n[sweep.inputs]\na = [1]\nb = [1, 2]", '4: "b" has 2 values, "a" has 1; values of one'),
        ("[[sweep]]\ninputs = { a = [1] }\n[[sweep]]\n\ninputs = { A = [2] }", '5: "A" is swept twice'),
        ("[[sweep]]\ninputs = { a = [1, 2, 1] }", "1: sweep.0: its values 1 and 3 are the same; remove one"),
        ("[[sweep]]\ninputs = { abc = [1] }\nname = '{abd}'", '3: the name has {abd}, which this sweep does'),
        ("[[sweep]]\ninputs = { a = [1, 2] }\nname = 'x'", '1: two cases of the sweeps would be called "x"'),
        ("[[sweep]]\ninputs = { a = [1] }\nname = 'x/{a}'", '1: a sweep names a case "x/1", which has a "/"'),
        ("[[sweep]]\ninputs = { a = 1 }", "2: sweep.0.inputs.a: input should be a valid list, not 1"),
        ("sweep = 3", "1: sweep: input should be a valid list, not 3"),
        ("[[sweep]]\nmodels = { M = [{ nam = 'x' }] }", '2: no such key "nam" (did you mean "name"?)'),
        ("[[sweep]]\ninputs = { a = ['@../x'] }\n[case.b]", "2: sweep.0.inputs.a.0: "),
        ("[case.b]\n\n[[case.b.sweep]]\n\ninputs = { a = [] }", '5: "a" has no values'),
        (
            "[case.b]\n[case.'b[a=1]']\n[[case.b.sweep]]\ninputs = { a = [1] }",
            '2: another case of the file is called "b[a=1]", by its own name or by a sweep',
        ),
    ],
)  # fmt: skip
def test_a_fault_has_its_line(write: Write, text: str, wanted: str) -> None:
    (write("").parent.parent / "x").write_text("outside")
    found = faults(write(text))
    assert len(found) == 1, found
    assert found[0].startswith(wanted), found


@pytest.mark.parametrize(
    ("tables", "values", "made"),
    [(9, 10, "1,000,000,000 cases"), (3, 11, "1,331 cases"), (16, 9, "1,000,000,000,000 cases or more")],
)
def test_more_cases_than_anybody_can_wait_for(write: Write, tables: int, values: int, made: str) -> None:
    """Counted, not made: 10^9 of them would take all memory."""
    listed = list(range(values))
    file = write("".join(f"[[sweep]]\ninputs = {{ in{n} = {listed} }}\n" for n in range(tables)))
    assert faults(file) == [f"1: the sweeps of this file make {made}; 1,000 are the most: give fewer values"]


def test_more_tables_than_anybody_needs(write: Write) -> None:
    """Each is looked at for every case of the file."""
    many = "".join(f"[[sweep]]\ninputs.a{n} = [1]\n" for n in range(17))
    named = "".join(f"[case.c{n}]\n" for n in range(50))
    assert faults(write(many + named)) == [
        "1: sweep: list should have at most 16 items after validation, not 17"
    ]
    assert len(ids(write(many.replace("[[sweep]]\ninputs.a0 = [1]\n", "") + named))) == 50


def test_the_most_cases_that_a_file_may_make(write: Write) -> None:
    many = f"[[sweep]]\ninputs = {{ a = {list(range(MOST_CASES))} }}\n"
    assert len(load_cases(write(many))) == MOST_CASES
    assert "make 1,001 cases" in faults(write(many.replace("[0,", "[-1, 0,")))[0]
    both = many + "[case.one]\n[case.two]\n"
    assert "make 2,000 cases" in faults(write(both))[0]


SCALARS = (
    st.text(max_size=6)
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.booleans()
    | st.sampled_from(["Fox", "fox", "FOX", "a fox", "a_fox", "é", "e\u0301", "#1", "x,b=1"])
)
SWEEPS = st.lists(
    st.tuples(st.integers(1, 4), st.lists(st.text(max_size=5), min_size=1, max_size=2, unique=True)),
    min_size=1,
    max_size=3,
)


@given(SWEEPS, st.data())
def test_every_combination_is_one_case_with_a_name_of_its_own(shapes: Any, data: st.DataObject) -> None:
    sweeps = []
    for number, (length, keys) in enumerate(shapes):
        lists = st.lists(SCALARS, min_size=length, max_size=length)
        sweeps.append({"inputs": {f"{number}{key}": data.draw(lists) for key in keys}})
    table = CaseTable.model_validate({"sweep": sweeps})
    if list(faults_of_sweeps(table)) or list(faults_of_points(table)):
        return  # the same values twice
    cases = list(expand(table))
    wanted = []
    for chosen in product(*(range(length) for length, _ in shapes)):
        sets = [{k: v[at] for k, v in s["inputs"].items()} for s, at in zip(sweeps, chosen, strict=True)]
        wanted.append(repr({k: v for each in sets for k, v in each.items()}))
    assert [repr(case.inputs) for _, case in cases] == wanted
    names = [label for label, _ in cases]
    assert len({folded(name) for name in names}) == len(names)
    assert all(safe_name(f"fox[{name}]", 200) == f"fox[{name}]" for name in names), names
    assert not list(fault_of_number([table]))


@given(st.lists(SCALARS, min_size=2, max_size=5))
def test_only_the_same_values_are_the_same(values: list[Any]) -> None:
    table = CaseTable.model_validate({"sweep": [{"inputs": {"a": values}}]})
    same = len({repr(value) for value in values}) < len(values)
    assert any("are the same" in said for _, said in faults_of_points(table)) == same


# -- running -----------------------------------------------------------------------------------------


def test_each_case_is_run_with_its_values_and_has_goldens_of_its_own(tmp_path: Path) -> None:
    file = copy_of("sd15_text_to_image", tmp_path)
    for golden in (tmp_path / "goldens").iterdir():
        golden.unlink()
    file.write_text(file.read_text() + '\n[[sweep]]\ninputs = { "Noise.seed" = [7, 8] }\n')
    server = StandIn()

    def run(**options: Any) -> list[Any]:
        runner = CaseRunner(server, Host("cpu"), CaseOptions(**options))  # type: ignore[arg-type]
        return run_suite([file], runner)

    assert [v.status for v in run(update_goldens=True)] == ["passed"] * 2
    seeds = {
        node["seed"]
        for body in server.bodies
        for node in body["batch"]["graph"]["nodes"].values()
        if node["type"] == "noise"
    }
    assert seeds == {7, 8}
    names = [f"sd15_text_to_image[Noise.seed={seed}]" for seed in (7, 8)]
    goldens = tmp_path / "goldens"
    assert sorted(p.name for p in goldens.iterdir()) == [f"{name}-1.png" for name in names]
    (goldens / f"{names[1]}-1.png").write_bytes((goldens / f"{names[0]}-1.png").read_bytes())
    assert {v.case: v.status for v in run()} == {names[0]: "passed", names[1]: "failed"}
