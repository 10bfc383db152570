"""A pack's source is a stranger's: nothing of it runs, nothing in it makes the scanner crash or go on."""

from __future__ import annotations

import ast
import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.catalogue.packs.scan import files as scan_files
from wflint.catalogue.packs.scan.entry import Scan, scan_pack
from wflint.catalogue.packs.scan.files import ParsedFile
from wflint.catalogue.packs.scan.modules import PackSource
from wflint.catalogue.packs.scan.values import Constants, UnknownValueError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "from invokeai.invocation_api import *\nfrom typing import *\nfrom enum import Enum\n"
NODE = """
@invocation("wf_node", title="Node", version="1.0.0")
class NodeInvocation(BaseInvocation):
    value: {annotation} = InputField({arguments})
    def invoke(self, context) -> IntegerOutput: ...
"""


def scan(folder: Path, **modules: str | bytes) -> Scan:
    for name, text in modules.items():
        path = folder / f"{name}.py"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    found = scan_pack(str(folder), "pack", "https://example.com/pack")
    json.dumps(found.entry, allow_nan=False)
    return found


def value_of(folder: Path, before: str, annotation: str = "int", arguments: str = "") -> dict[str, Any]:
    source = HEAD + before + NODE.format(annotation=annotation, arguments=arguments)
    found = scan(folder, __init__=source).entry["nodes"]["wf_node"]["inputs"]["value"]
    assert isinstance(found, dict)
    return found


def test_nothing_runs(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    code = f"open({str(mark)!r}, 'w')"
    pack = tmp_path / "pack"
    pack.mkdir()
    lines = [
        code,
        HEAD,
        f"OPTIONS = [{code}]",
        f"@invocation({code} and 'x', version=str({code}))",
        f"class A(BaseInvocation, metaclass={code}):",
        f"    value: Literal[tuple(OPTIONS), {code}] = InputField(default={code}, ge={code})",
        f"    other: '{code.replace(chr(39), chr(34))}' = InputField(default_factory=lambda: {code})",
        f"    def invoke(self, context={code}) -> IntegerOutput: ...",
    ]
    scan(pack, __init__="\n".join(lines), sitecustomize=code, conftest=code)
    assert not mark.exists()


@pytest.mark.parametrize(
    "source",
    [
        "def f(:\n",
        "x = '''",
        b"\xff\xfe\x00\x01\x02",
        b"x = 1\x00",
        "x = " + "(" * 5000 + ")" * 5000,
        "x = " + "-" * 200_000 + "1",
        "x = " + "1 + " * 200_000 + "1",
        "x = a" + ".b" * 200_000,
        "x = " + "9" * 10_000,
        "if a: pass\n" + "elif a: pass\n" * 20_000,
        "\t" * 99 + "x",
        "# coding: no-such-codec\nx = ='",
        "\udcff = 1",
    ],
    ids=range(13),
)
def test_what_cannot_be_parsed_is_named_and_the_rest_goes_on(tmp_path: Path, source: str | bytes) -> None:
    good = HEAD + NODE.format(annotation="int", arguments="")
    found = scan(tmp_path, __init__="from .good import NodeInvocation\n", good=good, bad=source)
    assert list(found.entry["nodes"]) == ["wf_node"]
    assert len(found.notes) <= 2
    assert all(note.startswith("bad.py: ") and "\n" not in note for note in found.notes)


def test_files_that_are_none(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    (tmp_path / "secret.py").write_text(HEAD + NODE.format(annotation="int", arguments=""))
    os.symlink(tmp_path / "secret.py", pack / "stolen.py")
    os.symlink(tmp_path, pack / "up")
    os.symlink("nowhere", pack / "dangling.py")
    os.symlink("inner.py", pack / "fine.py")
    os.mkfifo(pack / "pipe.py")
    (pack / "folder.py").mkdir()
    (pack / ".venv").mkdir()
    (pack / ".venv" / "other.py").write_text("x = 1")
    (pack / "large.py").write_bytes(b"#" * (scan_files.LONGEST_FILE + 1))
    found = scan(pack, __init__="from . import inner\n", inner="x = 1")
    assert found.entry["nodes"] == {}
    assert found.notes == [
        "dangling.py: left out, it cannot be read (No such file or directory)",
        "large.py: left out, it is larger than 2 MiB",
        "pipe.py: left out, it is not a regular file",
        "stolen.py: left out, it links out of the pack",
    ]


def test_more_files_than_a_pack_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_files, "MOST_FILES", 3)
    found = scan(tmp_path, **dict.fromkeys(("__init__", "a", "b", "c", "d"), "x = 1"))
    assert found.notes == ["c.py: the rest is left out, for a pack has at most 3 Python files"]
    monkeypatch.setattr(scan_files, "MOST_BYTES", 10)
    assert scan(tmp_path).notes == [
        "b.py: the rest is left out, for a pack has at most 0 MiB of Python",
    ]


@pytest.mark.parametrize(
    ("before", "annotation"),
    [
        ("A = B\nB = A\n", "A"),
        ("A = Literal[B]\nB = Literal[A]\n", "A"),
        ("A = Optional[A]\n", "A"),
        ("A = Union[A, A]\n", "Union[A, A]"),
        ("A = A.b\n", "A"),
        ("A = [*A]\n", "Literal[tuple(A)]"),
        (
            "A0 = Literal['x', 'y']\n" + "".join(f"A{n + 1} = Union[A{n}, A{n}, A{n}]\n" for n in range(40)),
            "A40",
        ),
        ("A0 = ['x']\n" + "".join(f"A{n + 1} = A{n} + A{n}\n" for n in range(60)), "Literal[tuple(A60)]"),
        ("A0 = ['x']\n" + "".join(f"A{n + 1} = [A{n}, A{n}]\n" for n in range(60)), "Literal[tuple(A60)]"),
        ("A = 'x' * 10**12\n", "Literal[A]"),
        ("A = range(10**15)\n", "Literal[tuple(A)]"),
        ("A = 9 ** 9 ** 9 ** 9\n", "Literal[A]"),
        ("A = 1 << 10**10\n", "Literal[A]"),
        ("A = ','.join(['x' * 20000] * 20000)\n", "Literal[A]"),
        ("A = f\"{'x' * 20000}" + "{'x' * 20000}" * 50 + '"\n', "Literal[A]"),
        ("A = [[n] * 20000 for n in [0] * 20000]\n", "Literal[tuple(A)]"),
        ("", "list[" * 60 + "int" + "]" * 60),
        ("", " | ".join(f"C{n}" for n in range(900))),
        ("", repr("list[" * 60)),
        ("class E(str, Enum):\n    A = B\n    B = A\n", "E"),
    ],
    ids=range(20),
)
def test_types_without_an_end_are_unknown(tmp_path: Path, before: str, annotation: str) -> None:
    assert value_of(tmp_path, before, annotation)["type"] == "unknown"


def test_classes_in_a_circle(tmp_path: Path) -> None:
    source = HEAD + NODE.format(annotation="int", arguments="").replace(
        "(BaseInvocation)", "(A, BaseInvocation)"
    )
    circle = "class A(B): ...\nclass B(A, A, B): ...\n"
    found = scan(tmp_path, __init__=source + circle)
    assert list(found.entry["nodes"]["wf_node"]["inputs"]) == ["value"]


def test_modules_in_a_circle(tmp_path: Path) -> None:
    one = "from .two import *\nfrom .two import X\nfrom . import two\n"
    two = (
        "from .one import *\nfrom .one import X\nfrom ...... import Y\nfrom .one import NodeInvocation as N\n"
    )
    node = HEAD + NODE.format(annotation="X", arguments="ge=X, default=Y")
    found = scan(tmp_path, __init__="from .one import N\n", one=one + node, two=two)
    assert found.entry["nodes"]["wf_node"]["inputs"]["value"] == {"type": "unknown", "required": False}


def test_a_pack_of_work_without_an_end_is_cut_short(tmp_path: Path) -> None:
    lists = "A = [str(n) for n in range(20000)]\n"
    fields = "".join(f"    v{n}: Literal[tuple(A)] = InputField()\n" for n in range(200))
    source = HEAD + lists + NODE.format(annotation="int", arguments="").replace("    def", fields + "    def")
    found = scan(tmp_path, __init__=source)
    assert found.notes == ["the pack: some values and types are left out, there is too much to work out"]


FRAGMENTS = st.sampled_from(
    [
        "A", "B", "C", "Literal[{0}]", "Optional[{0}]", "{0} | {1}", "[{0}, {1}]", "tuple({0})", "{0}.value",
        "'x'", "3", "-{0}", "{0} + {1}", "{0} * {1}", "{0}[{1}]", "{{{0}: {1}}}", "{0}.keys()", "None", "...",
        "InputField({0})", "InputField(default={0}, ge={1})", "Input.Connection", "[{0} for x in {1}]", "x",
        "'{0}'", "f'{{{0}}}'", "Annotated[{0}, {1}]", "list[{0}]", "ImageField", "int", "str", "Any",
        "np.iinfo({0}).max", "lambda: {0}", "{0} if {1} else {0}", "*{0},", "get_args({0})[0]", "UIType.Any",
        "float('inf')", "1e999",
    ]
)  # fmt: skip
EXPRESSIONS = st.recursive(
    st.sampled_from(["A", "B", "'x'", "3", "int", "None", "1.5", "[]"]),
    lambda inner: st.builds(str.format, FRAGMENTS, inner, inner),
    max_leaves=6,
)


@given(st.lists(EXPRESSIONS, min_size=6, max_size=6))
def test_any_source_gives_an_entry(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    a, b, annotation, value, base, returned = parts
    source = (
        f"{HEAD}A = {a}\nB = {b}\nclass C({base}): z: {annotation} = {value}\n"
        f'@invocation("wf", version={a})\nclass N(C, BaseInvocation):\n    v: {annotation} = {value}\n'
        f"    def invoke(self) -> {returned}: ...\n"
    )
    found = scan(tmp_path_factory.mktemp("pack"), __init__=source)
    assert len(found.entry["nodes"]) <= 1


NUMBERS = st.integers(-9, 9) | st.floats(-9, 9, allow_nan=False).map(lambda v: round(v, 2))
SUMS = st.recursive(
    NUMBERS.map(repr) | st.sampled_from(["'ab'", "'c'", "[1, 2]", "(3,)", "True", "None", "{'k': 1}"]),
    lambda inner: st.builds(
        str.format,
        st.sampled_from(
            ["({0} + {1})", "({0} * {1})", "({0} - {1})", "({0} // {1})", "({0} ** {1})", "-{0}", "len({0})",
             "list({0})", "tuple({0})", "sorted({0})", "{0}[{1}]", "[{0}, *{1}]", "str({0})", "({0}).upper()",
             "list(({0}).keys())", "max({0}, {1})", "[{1} for x in {0}]", "','.join({0})", "round({0})",
             "({0}).split()", "({0}).index({1})"]
        ),
        inner,
        inner,
    ),
    max_leaves=5,
)  # fmt: skip


@given(SUMS)
def test_values_are_pythons(text: str) -> None:
    """What is worked out is what Python would make of it."""
    tree = ast.parse("")
    values = Constants(pack := PackSource([ParsedFile("__init__.py", "", True, tree)], "pack"))
    try:
        ours = values.evaluate(ast.parse(text, mode="eval").body, pack.modules[""])
    except UnknownValueError:
        return
    assert repr(ours) == repr(eval(text))
