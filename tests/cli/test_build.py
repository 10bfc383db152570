"""``wflint build``: from Python to JSON, and the proof that the JSON is current."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

FOX = '''"""A fox."""

from typing import Literal

from wflint import UNSET, Workflow

VARIANTS = {"large": {"width": 1024}}


def build(
    seed: int = 7, width: int = 512, use_cpu: bool = True, kind: Literal["noise", "picture"] = "noise",
    target: str = "6.14",
) -> Workflow:
    wf = Workflow(target, name="Fox")
    if kind == "noise":
        node = wf.noise(label="Noise", seed=seed, width=width, use_cpu=use_cpu)
        wf.expose(node.field("seed"))
    else:
        wf.image(label="Picture", image=UNSET)
    return wf
'''


@pytest.fixture
def fox(put: Callable[..., Path]) -> Path:
    return put("flows/fox.py", FOX)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def node(path: Path, name: str = "noise") -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text())["nodes"][name]
    return found


def test_all_variants_are_built_beside_the_code(fox: Path, wflint: Callable[..., Ran]) -> None:
    ran = wflint("build", "flows/fox.py")
    assert ran.code == 0
    built = ["fox.graph.json", "fox.large.graph.json", "fox.large.workflow.json", "fox.workflow.json"]
    assert names(fox.parent) == sorted([*built, "fox.py"])
    assert sorted(line.removeprefix("flows/") for line in ran.out.splitlines()) == built
    assert node(fox.with_name("fox.graph.json"))["width"] == 512
    assert node(fox.with_name("fox.large.graph.json"))["width"] == 1024


def test_parameters_are_typed(fox: Path, wflint: Callable[..., Ran], here: Path) -> None:
    ran = wflint("build", "-p", "seed=3", "-p", "use_cpu=no", "-o", "out", "flows/fox.py")
    assert ran.code == 0
    assert names(here / "out") == ["fox.graph.json", "fox.workflow.json"]
    found = node(here / "out" / "fox.graph.json")
    assert (found["seed"], found["use_cpu"]) == (3, False)
    assert names(fox.parent) == ["fox.py"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("-p", "sed=3"),
            'no parameter "sed" (did you mean "seed"?); there are seed, width, use_cpu, kind, target',
        ),
        (("-p", "seed=many"), 'seed: "many" is not a whole number'),
        (
            ("-p", "kind=noisy"),
            'kind: "noisy" is not a choice (did you mean "noise"?); use one of noise, picture',
        ),
        (("-p", "seed"), '"seed" is not a parameter; write key=value'),
        (("--variant", "larg"), 'has no variant "larg" (did you mean "large"?); there are large'),
        (("--variant", ""), 'has no variant ""'),
    ],
)
def test_wrong_parameters_are_explained(
    arguments: tuple[str, ...], said: str, fox: Path, wflint: Callable[..., Ran]
) -> None:
    ran = wflint("build", *arguments, "flows/fox.py")
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert names(fox.parent) == ["fox.py"]


def test_a_variant_alone(fox: Path, wflint: Callable[..., Ran]) -> None:
    assert wflint("build", "--variant", "large", "-p", "seed=1", "flows/fox.py").code == 0
    assert names(fox.parent) == ["fox.large.graph.json", "fox.large.workflow.json", "fox.py"]


def test_a_target_reaches_the_code(fox: Path, wflint: Callable[..., Ran], here: Path) -> None:
    assert wflint("build", "--target", "5.15", "-o", "old", "flows/fox.py").code == 0
    assert json.loads((here / "old" / "fox.workflow.json").read_text())["meta"]["version"] == "3.0.0"
    ran = wflint("build", "--target", "1.0", "flows/fox.py")
    assert ran.code == 1
    assert ran.err.startswith("wflint: error: flows/fox.py:14: ")


def test_what_can_be_set_is_shown(fox: Path, wflint: Callable[..., Ran]) -> None:
    ran = wflint("build", "--params", "flows/fox.py")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "flows/fox.py: A fox.",
        "  seed     int, default 7",
        "  width    int, default 512",
        "  use_cpu  bool, default True",
        "  kind     noise | picture, default 'noise'",
        "  target   str, default '6.14'",
        "  variant large: width=1024",
    ]
    assert names(fox.parent) == ["fox.py"]


def test_check_passes_until_code_or_file_change(fox: Path, wflint: Callable[..., Ran]) -> None:
    ran = wflint("build", "--check", "flows")
    assert ran.code == 1
    assert "flows/fox.workflow.json is missing: flows/fox.py builds it" in ran.err
    assert names(fox.parent) == ["fox.py"]
    assert wflint("build", "flows").code == 0
    ran = wflint("build", "--check", "flows")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    fox.write_text(FOX.replace("seed: int = 7", "seed: int = 8"))
    ran = wflint("build", "--check", "flows")
    assert ran.code == 1
    assert ran.err.splitlines()[0] == (
        "wflint: error: flows/fox.workflow.json is stale: flows/fox.py builds something else"
    )
    assert ran.err.splitlines()[-1] == "wflint: error: `wflint build` writes stale files anew"
    assert wflint("build", "flows").code == 0
    file = fox.with_name("fox.graph.json")
    file.write_text(file.read_text().replace("\n", "\r\n"), newline="")  # as git writes it on Windows
    assert wflint("build", "--check", "flows").code == 0
    file.write_text(file.read_text().replace("512", "520"))
    assert wflint("build", "--check", "flows").code == 1


def test_check_wants_what_p_says(fox: Path, wflint: Callable[..., Ran]) -> None:
    assert wflint("build", "-p", "seed=3", "flows/fox.py").code == 0
    assert wflint("build", "--check", "-p", "seed=3", "flows/fox.py").code == 0
    assert wflint("build", "--check", "flows/fox.py").code == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("def build(: pass", "flows/fox.py:1: SyntaxError: "),
        ("import wflint\nseed = 3\nsed\n", "flows/fox.py:3: NameError: name 'sed' is not defined"),
        ("import wflint\n", "flows/fox.py: it has no function build() that returns a Workflow"),
        ("import wflint\ndef build(): return 3\n", "flows/fox.py: build() returned int, not a Workflow"),
        ("import wflint\ndef build(*a): pass\n", "flows/fox.py: build() takes *a, but parameters need names"),
        ("import sys\nsys.exit(3)\n", "flows/fox.py:2: SystemExit: 3"),
        ("raise RuntimeError\n", "flows/fox.py:1: RuntimeError: no message"),
        ("def build(): build()\n", "flows/fox.py:1: RecursionError: "),
        ("VARIANTS = []\ndef build(): pass\n", "flows/fox.py: VARIANTS is a list, not a dict"),
        (
            "VARIANTS = {'../x': {}}\ndef build(): pass\n",
            "flows/fox.py: VARIANTS: '../x' is not a file name",
        ),
        (
            "VARIANTS = {'x': {'y': 1}}\ndef build(yy=1): pass\n",
            "flows/fox.py: VARIANTS: x sets 'y', which is not",
        ),
        ("VARIANTS = {'x': 3}\ndef build(): pass\n", "flows/fox.py: VARIANTS: x is not a dict of parameters"),
        (
            "from wflint import Workflow\ndef build():\n    Workflow('6.14').noise(sead=3)\n",
            'flows/fox.py:3: noise has no input "sead"; use "seed"',
        ),
        ("\0", "flows/fox.py: "),
        ("\udcff\udcfe", "flows/fox.py:"),
    ],
)
def test_code_that_fails_is_told_with_its_line(
    code: str, said: str, put: Callable[..., Path], wflint: Callable[..., Ran]
) -> None:
    folder = put("flows/fox.py", code.encode("utf-8", "surrogateescape")).parent
    ran = wflint("build", "flows/fox.py")
    assert ran.code == 1
    assert ran.err.startswith(f"wflint: error: {said}")
    assert len(ran.err.splitlines()) == 1
    assert names(folder) == ["fox.py"]


BROKEN = """
from wflint import UNSET, ModelRef, Workflow

def build() -> Workflow:
    wf = Workflow("6.14", strict=False)
    wf.l2i(latents=UNSET, vae=UNSET)
    return wf
"""


def test_a_workflow_with_errors_is_not_written(put: Callable[..., Path], wflint: Callable[..., Ran]) -> None:
    folder = put("flows/broken.py", BROKEN).parent
    ran = wflint("build", "flows/broken.py")
    assert ran.code == 1
    assert ran.err.startswith("wflint: error: flows/broken.py: IN101 missing-input: ")
    assert names(folder) == ["broken.py"]
    assert wflint("build", "--no-lint", "flows/broken.py").code == 0
    assert names(folder) == ["broken.graph.json", "broken.py", "broken.workflow.json"]


def test_one_failure_does_not_keep_the_others_from_being_built(
    fox: Path, put: Callable[..., Path], wflint: Callable[..., Ran]
) -> None:
    put("flows/broken.py", BROKEN)
    put("flows/raises.py", "from wflint import Workflow\ndef build() -> Workflow: 1/0\n")
    ran = wflint("build", "flows")
    assert ran.code == 1
    assert "ZeroDivisionError" in ran.err
    assert fox.with_name("fox.workflow.json").is_file()


def test_only_workflows_in_a_folder_are_run(
    put: Callable[..., Path], wflint: Callable[..., Ran], fox: Path
) -> None:
    """Of other code nothing is executed, however much it looks like one."""
    for name, code in {
        "setup.py": "raise SystemExit('run')\n",
        "other.py": "def build():\n    pass\nraise SystemExit('run')\n",
        "near.py": "import wflint\nclass A:\n    def build(self) -> Workflow: ...\nraise SystemExit('run')\n",
        "bare.py": "import wflint\ndef build(): ...\nraise SystemExit('run')\n",
        "text.py": '"""wflint\ndef build(): ...\n"""\nraise SystemExit("run")\n',
        ".hidden/fox.py": "import wflint\ndef build() -> Workflow: ...\nraise SystemExit('run')\n",
        "broken.py": "import wflint\ndef build(:\n",
        "binary.py": b"\x00\xff wflint\ndef build()",
    }.items():
        put(f"flows/{name}", code)
    ran = wflint("build", "flows")
    assert ran.code == 0, ran.err
    assert {line.split(".")[0] for line in ran.out.splitlines()} == {"flows/fox"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("gone.py",), "gone.py: no such file or directory"),
        (("fox.json",), "fox.json: this is not a Python file; `wflint convert` turns workflows into Python"),
        (("empty",), "empty: no Python file in it has a build() that makes a workflow"),
    ],
)
def test_wrong_paths(
    arguments: tuple[str, ...], said: str, put: Callable[..., Path], wflint: Callable[..., Ran], here: Path
) -> None:
    put("fox.json", {})
    (here / "empty").mkdir()
    ran = wflint("build", *arguments)
    assert (ran.code, ran.err) == (2, f"wflint: error: {said}\n")


def test_code_imports_from_its_own_folder(
    put: Callable[..., Path], wflint: Callable[..., Ran], here: Path
) -> None:
    code = """
from wflint import Workflow
from common import SEED

def build() -> Workflow:
    from parts.late import WIDTH
    wf = Workflow("6.14")
    wf.noise(label="Noise", seed=SEED, width=WIDTH)
    return wf
"""
    for folder, seed, width in (("a", 1, 64), ("b", 2, 128)):  # two modules of one name
        put(f"{folder}/fox.py", code)
        put(f"{folder}/common.py", f"SEED = {seed}\n")
        put(f"{folder}/parts/__init__.py", "")
        put(f"{folder}/parts/late.py", f"WIDTH = {width}\n")
    before = list(sys.path)
    assert wflint("build", "a", "b").code == 0
    found = [node(here / folder / "fox.graph.json") for folder in "ab"]
    assert [(n["seed"], n["width"]) for n in found] == [(1, 64), (2, 128)]
    assert sys.path == before
    assert not {"common", "parts", "parts.late"} & sys.modules.keys()


def test_code_may_have_classes_that_look_their_module_up(
    put: Callable[..., Path], wflint: Callable[..., Ran], here: Path
) -> None:
    """Dataclasses and type hints do, where annotations are texts."""
    code = """
from __future__ import annotations
from dataclasses import dataclass, fields
from typing import get_type_hints
from wflint import Workflow

class Size(int):
    pass

@dataclass
class Noise:
    width: Size = Size(64)

def build() -> Workflow:
    wf = Workflow("6.14")
    assert get_type_hints(Noise) == {"width": Size}
    wf.noise(label="Noise", width=int(Noise().width), seed=len(fields(Noise)))
    return wf
"""
    put("fox.py", code)
    ran = wflint("build", "fox.py")
    assert (ran.code, ran.err) == (0, "")
    made = node(here / "fox.graph.json")
    assert (made["width"], made["seed"]) == (64, 1)


def test_a_sweep_has_a_body_to_enqueue(put: Callable[..., Path], wflint: Callable[..., Ran]) -> None:
    code = """
from wflint import Workflow

def build() -> Workflow:
    wf = Workflow("6.14")
    seeds = wf.integer_batch(label="Seeds", integers=[1, 2, 3])
    wf.noise(label="Noise", seed=seeds.value)
    return wf
"""
    folder = put("flows/sweep.py", code).parent
    assert wflint("build", "flows").code == 0
    assert names(folder) == ["sweep.batch.json", "sweep.graph.json", "sweep.py", "sweep.workflow.json"]
    data = json.loads((folder / "sweep.batch.json").read_text())["batch"]["data"]
    assert data == [[{"node_path": "noise", "field_name": "seed", "items": [1, 2, 3]}]]


def test_two_files_of_one_name_do_not_overwrite_each_other(
    put: Callable[..., Path], wflint: Callable[..., Ran], here: Path
) -> None:
    put("a/fox.py", FOX)
    put("b/fox.py", FOX)
    ran = wflint("build", "-o", "out", "a", "b")
    assert ran.code == 2
    assert "a/fox.py and b/fox.py would both be written to out/fox.workflow.json" in " ".join(ran.err.split())


def test_help_says_that_code_is_run(wflint: Callable[..., Ran]) -> None:
    ran = wflint("build", "--help")
    assert "This runs that code" in ran.out


def test_a_file_is_written_whole_or_not_at_all(fox: Path, wflint: Callable[..., Ran]) -> None:
    (fox.with_name("fox.workflow.json")).mkdir()
    ran = wflint("build", "flows/fox.py")
    assert ran.code == 2
    assert not [name for name in names(fox.parent) if name.endswith(".tmp")]


def test_a_file_that_cannot_be_read(fox: Path, wflint: Callable[..., Ran], here: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wflint", "build", "flows/fox.py"], cwd=here, capture_output=True, check=False
    )
    assert done.returncode == 0
    fox.unlink()
    fox.mkdir()
    ran = wflint("build", "flows/fox.py")
    assert ran.code == 2
