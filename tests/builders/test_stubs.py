"""Stubs: type checkers refuse what builders refuse."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import wflint.builders.workflow
from wflint.builders.connect import connection_fault
from wflint.builders.stub_types import Ports
from wflint.builders.stubs import _words, module_text, stub_text
from wflint.catalogue.model import NodeDef
from wflint.catalogue.store import latest_release, list_releases, open_release

SAMPLE = Path(__file__).parent / "mistakes.py"


def mypy(folder: Path, *files: Path | str) -> list[str]:
    """What mypy prints when a user runs it."""
    options = ["--cache-dir", str(folder / "cache"), "--config-file", ""]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", *options, *map(str, files)],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert not done.stderr
    return done.stdout.splitlines()


def test_mypy_reports_exactly_the_mistakes(tmp_path: Path) -> None:
    marked = {
        number: line.split("# mistake: ")[1].split(" | ")
        for number, line in enumerate(SAMPLE.read_text(encoding="utf-8").splitlines(), 1)
        if "# mistake: " in line
    }
    assert len(marked) == 5
    lines = mypy(tmp_path, SAMPLE)
    errors = {int(line.split(":")[1]): line for line in lines if ": error: " in line}
    assert len([line for line in lines if ": error: " in line]) == len(marked), lines
    assert errors.keys() == marked.keys()
    for number, words in marked.items():
        assert all(word.strip() in errors[number] for word in words), errors[number]


def test_the_shipped_stub_is_current() -> None:
    stub = Path(str(wflint.builders.workflow.__file__)).with_suffix(".pyi")
    assert stub.read_text(encoding="utf-8") == stub_text(open_release(latest_release())), (
        "run lint/scripts/gen_stubs.py"
    )


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_an_input_names_just_the_outputs_that_may_feed_it(release: str) -> None:
    """Every output of the release against every input: as builders judge it."""
    catalogue = open_release(release)
    ports = Ports(catalogue)
    outputs = {}
    for node in catalogue.nodes():
        for output in node.outputs.values():
            outputs.setdefault(ports.output_class(node, output), []).append((node.type, output.name))
    seen: set[object] = set()
    for node in catalogue.nodes():
        for field in node.inputs.values():
            taken = ports.taken_by(node, field)
            key = (taken, str(field.type), field.ui_type, field.kind, "batch" in node.type)
            if key in seen:
                continue
            seen.add(key)
            for name, members in outputs.items():
                for source, output in (members[0], members[-1]):
                    fits = connection_fault(catalogue, source, output, node.type, field.name) is None
                    stated = name in taken or ports.base_of(name) in taken
                    assert fits == stated, (source, output, node.type, field.name)


@pytest.mark.parametrize("release", [*list_releases()[::20], "7.0.0a3"])
def test_stubs_of_releases_are_python(release: str) -> None:
    catalogue = open_release(release)
    tree = ast.parse(stub_text(catalogue, release))
    workflow = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Workflow")
    methods = {n.name for n in workflow.body if isinstance(n, ast.FunctionDef)}
    usable = {t for t in catalogue.node_types if t.isidentifier()} - {"if", "for"}
    assert methods >= usable
    ast.parse(module_text(catalogue, release))


def test_a_module_for_another_release(tmp_path: Path) -> None:
    catalogue = open_release("5.15.0")
    (tmp_path / "old.py").write_text(module_text(catalogue, "5.15.0"), encoding="utf-8")
    (tmp_path / "old.pyi").write_text(stub_text(catalogue, "5.15.0"), encoding="utf-8")
    user = tmp_path / "user.py"
    user.write_text(
        "from old import Workflow\n\nwf = Workflow()\nwf.noise(seed=1)\nwf.z_image_denoise()\n"
        'wf.noise(seed="x")\nprint(wf.catalogue.name)\n',
        encoding="utf-8",
    )
    lines = mypy(tmp_path, tmp_path / "old.pyi", user)
    assert [line.split(": error")[0].rsplit(":", maxsplit=1)[-1] for line in lines if "error" in line] == [
        "5",
        "6",
    ]
    user.write_text("from old import Workflow\nprint(Workflow().catalogue.name)\n", encoding="utf-8")
    done = subprocess.run([sys.executable, str(user)], capture_output=True, text=True, check=True)
    assert done.stdout == "5.15.0\n"


@pytest.mark.parametrize("title", ['The "best" node', "back\\slash", "new\nline", "plain", 'ends in "'])
def test_any_title_is_a_docstring(title: str) -> None:
    node = NodeDef({"type": "x", "title": title, "version": "1.0.0", "inputs": {}, "outputs": {}})
    (statement,) = ast.parse(_words(node)).body
    assert isinstance(statement, ast.Expr)
    assert ast.literal_eval(statement.value) == f"{title} 1.0.0"
