"""Reading case files: what they may say, and every fault with its line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wflint.document.toml_lines import Lines
from wflint.live.cases.budgets import BYTES, SECONDS, parse_budget
from wflint.live.cases.load import CaseError, cases_beside, load_cases
from wflint.live.cases.suite import case_files_under, find_case_files

WORKFLOWS = Path(__file__).parents[2] / "workflows"


@pytest.fixture
def write(tmp_path: Path):
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


def test_the_library_s_cases_are_read() -> None:
    files = case_files_under(WORKFLOWS)
    assert len(files) >= 14
    for file in files:
        for case in load_cases(file):
            assert case.workflow.is_file()
            assert case.table.golden is not None


def test_a_file_is_one_case_or_several_that_share_a_part(write) -> None:
    file = write("""
        tags = ["a"]
        [inputs]
        seed = 7
        steps = 4
        [case.other-seed.inputs]
        seed = 8
        [case.many]
        repeats = 3
        """)
    one, two = load_cases(file)
    assert (one.id, one.table.inputs, one.table.tags) == ("fox.other-seed", {"seed": 8, "steps": 4}, ["a"])
    assert (two.id, two.table.inputs, two.table.repeats) == ("fox.many", {"seed": 7, "steps": 4}, 3)
    assert (one.line, two.line) == (5, 7)
    assert one.workflow.name == "fox.workflow.json"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('tag = ["x"]', '1: no such key "tag" (did you mean "tags"?); there are workflow,'),
        ("[outputs]\ncuont = 1", '2: no such key "cuont" (did you mean "count"?); there are count'),
        ('[golden]\npreset = "tigth"', "2: golden.preset: input should be 'exact', 'tight',"),
        ('[golden.limits]\ntile_maen = 3', '1: golden.limits: no metric "tile_maen" (did you mean'),
        ("[outputs]\n\ncount = -1", "3: outputs.count: input should be greater than or equal to 0, not -1"),
        ('[outputs]\ncount = "1"', "2: outputs.count: input should be a valid integer, not '1'"),
        ("[outputs]\nsize = [64]", "2: outputs.size.1: field required"),
        ("[time.warm]\ntotal = -2", "2: time.warm.total: a budget must be more than zero"),
        ('[time.warm.node]\n"My Node" = "5 hours"', '2: time.warm.node.My Node: a budget must be a number'),
        ('[memory]\nram_paek = "1 GB"', '2: no such key "ram_paek" (did you mean "ram_peak"?)'),
        ('[memory]\nram = "6 GiB"', '1: memory: "ram" does not say which: write ram_growth (over the idle'),
        ('[memory]\nvram = "6 GiB"', '1: memory: "vram" does not say which: write vram_growth'),
        ('[memory]\nram_growth = "+5%"', "1: a memory budget relative to the baseline needs repeats"),
        ('[time.warm]\ntotal = "+20%"', "1: a warm budget relative to the baseline needs the noise"),
        ('[log]\nfail = ["ok", "("]', "2: log.fail.1: this is not a valid regular expression"),
        ('releases = "about 6"', '1: releases: releases are written like ">=5.12,<7" or "6.14"'),
        ('[[effect]]\nof = "LoRA"\n[[effect]]\nbeyond = "exact"', '3: effect.1: an effect has either "of"'),
        ('[models]\nModel = { nam = "x" }', '2: no such key "nam" (did you mean "name"?)'),
        ("[models]\nModel = {}", "2: models.Model: a model is chosen by name, base, type, key or hash"),
        ('[uploads]\nImage = "no.png"', "2: there is no file no.png"),
        ('workflow = "no.json"', "1: there is no "),
        ("repeats = 0", "1: repeats: input should be greater than or equal to 1, not 0"),
        ("timeout = true", "1: timeout: input should be a valid number, not True"),
        ("case = 3", "1: cases are tables with a name: [case.NAME]"),
        ("[case]\nx = 3", "1: cases are tables with a name: [case.NAME]"),
        ("[case.x]\n\n[case.x.outputs]\nconut = 3", '4: no such key "conut" (did you mean "count"?)'),
        ("repeats = 1\n\ntags = ['a', 1]", "3: tags.1: input should be a valid string, not 1"),
        ("tags = []\n[case.x]\n\ntags = [1]", "4: tags.0: input should be a valid string, not 1"),
        ("[case.x]\n\n[case.x.log]\nneed = 3", "4: log.need: input should be a valid list, not 3"),
        ("[log]\nneed = 3\n[case.x.log]\nfail = []", "2: log.need: input should be a valid list, not 3"),
        ("[log]\nneed = []\n[case.x.log]\nneed = 3", "4: log.need: input should be a valid list, not 3"),
        ("[log]\nfail = []\n[case.x.outputs]\ncount = -1", "4: outputs.count: input should be greater"),
        ("a = 1\nb = = 2", "2: this is not valid TOML: invalid value"),
        ("a = [1,\n2", "2: this is not valid TOML: unclosed array"),
    ],
)  # fmt: skip
def test_a_fault_has_its_line_and_says_what_to_write(write, text: str, wanted: str) -> None:
    found = faults(write(text))
    assert len(found) == 1, found
    assert found[0].startswith(wanted), found


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("[golden]\nx = 1", "preset, limits, mask, per_device"),
        ("[outputs]\nx = 1", "count, size, mode, allow, board"),
        ("[[sweep]]\nx = 1", "inputs, models, name"),
        ("[expect]\nfails = 'a'\nx = 1", "fails, lint"),
        ("[[effect]]\nof = 'a'\nx = 1", "of, set, beyond"),
        ("[[intermediate]]\nnode = 'a'\nx = 1", "node, count, size, same_size, mode, allow, golden"),
        ("[[intermediate]]\nnode = 'a'\n[intermediate.golden]\nx = 1", "preset, limits, mask, per_device"),
        ("[models.Model]\nname = 'a'\nx = 1", "name, base, type, key, hash"),
        (
            "[values.'Sum.value']\nequals = 1\nx = 1",
            "equals, near, within, min, max, matches, contains, length, missing, each, runs",
        ),
        ("[time]\nx = 1", "cold, warm, cold_repeats"),
        ("[time.warm]\nx = 1", "total, queue, node, type"),
        ("[time.cold]\nx = 1", "total, queue, node, type"),
        ("[memory]\nx = 1", "ram_growth, ram_peak, vram_growth, vram_peak"),
        ("[log]\nx = 1", "fail, need, ignore"),
    ],
)
def test_the_keys_of_each_table_are_named(write, text: str, keys: str) -> None:
    (found,) = faults(write(text))
    assert found.endswith(f': no such key "x"; there are {keys}')


def test_all_faults_are_told_at_once(write) -> None:
    found = faults(write('tags = 1\nrepeats = "x"\n[outputs]\ncount = 1.5'))
    assert [f.partition(":")[0] for f in found] == ["1", "2", "4"]


def test_a_case_needs_a_workflow(tmp_path: Path) -> None:
    file = tmp_path / "lonely.test.toml"
    file.write_text("tags = []\n")
    assert faults(file) == ["1: there is no lonely.workflow.json beside it; name one with workflow = "]
    (tmp_path / "lonely.graph.json").write_text("{}")
    assert load_cases(file)[0].workflow.name == "lonely.graph.json"
    file.write_bytes(b"\xff\xfe\x00")
    assert faults(file) == ["1: this is not UTF-8 text"]


def test_case_files_are_found_beside_documents(tmp_path: Path) -> None:
    for name in (
        "a.workflow.json",
        "a.graph.json",
        "a.test.toml",
        "b.json",
        "deep/c.test.toml",
        ".git/d.test.toml",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    assert cases_beside(tmp_path / "a.workflow.json") == tmp_path / "a.test.toml"
    assert cases_beside(tmp_path / "b.json") is None
    found = find_case_files([tmp_path / "a.workflow.json", tmp_path / "a.graph.json", tmp_path / "b.json"])
    assert found == {tmp_path / "a.test.toml": [tmp_path / "a.workflow.json", tmp_path / "a.graph.json"]}
    assert [p.name for p in case_files_under(tmp_path)] == ["a.test.toml", "c.test.toml"]


@pytest.mark.parametrize(
    ("value", "units", "absolute", "relative"),
    [
        (2.5, SECONDS, 2.5, None),
        ("800 ms", SECONDS, 0.8, None),
        ("2min", SECONDS, 120.0, None),
        ("+20%", SECONDS, None, 0.2),
        ("+ 7.5 %", BYTES, None, 0.075),
        ("6 GiB", BYTES, 6 * 2**30, None),
        ("500 MB", BYTES, 5e8, None),
        (1024, BYTES, 1024.0, None),
    ],
)
def test_budgets(
    value: object, units: dict[str, float], absolute: float | None, relative: float | None
) -> None:
    budget = parse_budget(value, units)
    assert (budget.absolute, budget.relative) == (absolute, relative)


@pytest.mark.parametrize(
    "value", ["", "20%", "-1 s", "+3 s", "6 GiB", True, 0, float("nan"), None, [], "0 s"]
)
def test_no_budgets(value: object) -> None:
    with pytest.raises(ValueError, match="a budget must be"):
        parse_budget(value, SECONDS)


@pytest.mark.parametrize("kind", ["warm", "cold"])
@pytest.mark.parametrize("where", ["total", "queue", "node", "type"])
def test_a_relative_budget_needs_three_repeats(write, kind: str, where: str) -> None:
    named = f'[time.{kind}.{where}]\nx = "+20%"' if where in ("node", "type") else f'{where} = "+20%"'

    def case(repeats: int) -> Path:
        many = f"repeats = {repeats}\n[time]\n" if kind == "warm" else f"[time]\ncold_repeats = {repeats}\n"
        return write(f"{many}[time.{kind}]\n{named}\n")

    assert load_cases(case(3))
    key = "repeats" if kind == "warm" else "time.cold_repeats"
    said = f"a {kind} budget relative to the baseline needs the noise of {key} = 3 or more"
    assert said in faults(case(2))[0]
    absolute = write(f"repeats = 1\n[time.{kind}]\ntotal = 3\n")
    assert load_cases(absolute)[0].table.time.cold_repeats == 1


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("repeats = 1", True),
        ("repeats = 1000", True),
        ("repeats = 1001", False),
        ("timeout = 0", False),
        ("timeout = 0.001", True),
        ("[outputs]\ncount = 0", True),
        ("[outputs]\nallow = ['black', 'blank', 'nan']", True),
        ("[outputs]\nallow = ['white']", False),
        ("[outputs]\nsize = [64, 64, 64]", False),
        ("[executed]\nnoise = 0", True),
        ("[executed]\nnoise = -1", False),
        ("devices = ['cpu', 'cuda', 'mps']", True),
        ("devices = ['tpu']", False),
        ("control_images = 'ignore'", True),
        ("control_images = 'stretch'", False),
        ("[[effect]]\nof = 'x'\nset = { y = 1 }", False),
        ("[[effect]]\nset = { y = 1 }", True),
        ("[models]\nM = { base = 'sd-1' }", True),
        ("releases = '>=5.12,<7'", True),
        ("releases = '6.14'", True),
        ("golden = 'exact'", True),
        ("golden = 'about'", False),
        ("[time]\ncold_repeats = 0", False),
        # What can never fail is no check.
        ("[golden]\nlimits = { max = nan }", False),
        ("[golden]\nlimits = { max = 3 }", True),
        ("[values]\n'a.b' = { min = nan }", False),
        ("[values]\n'a.b' = { max = inf }", False),
        ("[values]\n'a.b' = { near = 1, within = inf }", False),
    ],
)
def test_what_a_case_may_say(write, text: str, good: bool) -> None:
    file = write(text)
    if good:
        assert load_cases(file)
    else:
        assert faults(file)


def test_what_a_case_says_when_it_says_nothing(write) -> None:
    [case] = load_cases(write(""))
    table = case.table
    assert (table.repeats, table.timeout, table.node_cache, table.lint) == (1, 600.0, False, True)
    assert (table.control_images, table.outputs.count, table.time.cold_repeats) == ("check", None, 1)
    assert (case.id, case.line, case.folder) == ("fox", 1, case.file.parent)
    golden = load_cases(write("golden = 'exact'\n[[intermediate]]\nnode = 'x'\ngolden = 'structure'"))[
        0
    ].table
    assert golden.golden is not None
    assert (golden.golden.preset, golden.golden.per_device, golden.golden.limits) == ("exact", False, {})
    assert golden.intermediate[0].same_size
    assert golden.intermediate[0].golden is not None
    assert golden.intermediate[0].golden.preset == "structure"
    values = load_cases(write("[values]\n'a.b' = 3\n'a.c' = { min = 1 }"))[0].table.values
    assert (values["a.b"].equals, values["a.c"].equals, values["a.c"].min) == (3, None, 1)


def test_lines_of_keys_in_every_notation() -> None:
    lines = Lines(
        dedent('''\
        a = 1
        "b.c" = """
        x = 3
        [no]
        """
        d . e = [
          1, # ]
          "]",
        ]
        f = { g = 1 }
        [t]
        'q r' = 1
        [[list]]
        x = 1
        [[list]]
        x = 2
        [list.sub]
        y = 3
        ''')
    )
    wanted = {
        ("a",): 1, ("b.c",): 2, ("d", "e"): 6, ("f",): 10, ("f", "g"): 10, ("t", "q r"): 12,
        ("list", 0, "x"): 14,
        ("list", 1, "x"): 16, ("list", 1, "sub", "y"): 18, ("nothing",): 1,
    }  # fmt: skip
    assert {path: lines.of(path) for path in wanted} == wanted
    assert lines.knows(("f", "g"))
    assert not lines.knows(("f", "h"))
    firsts = {"g": 10, "x": 14, "q r": 12, "e": 6, "sub": 17, "no": None}
    assert {key: lines.first(key) for key in firsts} == firsts


@given(st.text(alphabet="ab=[]{}\".'#\n 1", max_size=80))
@example("[#]")
def test_lines_of_anything(text: str) -> None:
    assert Lines(text).of(("a", 0, "b")) >= 1


KEYS = ["tags", "inputs", "outputs", "golden", "time", "effect", "models", "log", "values", "intermediate"]
INNER = ["count", "warm", "total", "fail", "of", "preset", "x"]
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=4)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(INNER), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_anything_at_all_is_a_case_or_a_fault(data: dict[str, object]) -> None:
    from wflint.live.cases.load import _case, _Known

    found: list[object] = []
    file = WORKFLOWS / "sd15_text_to_image.test.toml"
    case = _case(_Known(file), "", data, Lines(""), (), found)
    assert case is not None or found


def test_reading_cases_is_what_imports_pydantic() -> None:
    code = (
        "import sys, wflint.live.cases.load, wflint.live.cases.runner, wflint.live.cases.suite;"
        "print([m for m in ('pydantic', 'numpy', 'PIL', 'requests') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("shared", "cases", "wanted"),
    [
        pytest.param(
            "tags = [" + ", ".join(f'"t{n}"' for n in range(1000)) + "]",
            1000,
            "1: its 1,000 cases share 1,001 values, 1,001,000 in all; 100,000 are the most",
            id="a list",
        ),
        pytest.param(
            "[[sweep]]\nmodels = { Model = [" + ", ".join(f'"m{n}"' for n in range(1000)) + "] }",
            1000,
            "1: its 1,000 cases share 1,004 values",
            id="values of a sweep",
        ),
        pytest.param(
            '[[sweep]]\ninputs = { seed = [' + ", ".join(map(str, range(1000))) + "] }\n"
            + "".join(f'[[intermediate]]\nnode = "n{n}"\n' for n in range(100)),
            0,
            "1: its 1,000 cases have 101,000 goldens; 100,000 are the most: give fewer values",
            id="images of a sweep",
        ),
    ],
)  # fmt: skip
def test_a_short_file_does_not_ask_for_endless_work(write, shared: str, cases: int, wanted: str) -> None:
    file = write(shared + "\n" + "".join(f"[case.c{n}]\n" for n in range(cases)))
    with pytest.raises(CaseError) as error:
        load_cases(file)
    (fault,) = error.value.faults
    assert wanted in str(fault)


def test_a_file_that_many_cases_name_is_looked_for_once(write, monkeypatch: pytest.MonkeyPatch) -> None:
    from wflint.engine import project

    asked: list[str] = []
    real = project.inside

    def counted(name: str, *args: object, **options: bool) -> str:
        asked.append(name)
        return str(real(name, *args, **options))

    monkeypatch.setattr(project, "inside", counted)
    file = write('[inputs]\n"P.prompt" = "@prompt.txt"\n' + "".join(f"[case.c{n}]\n" for n in range(50)))
    assert len(load_cases(file)) == 50
    assert asked.count("prompt.txt") == 1
