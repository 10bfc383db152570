"""``wflint format``: which files, what is written and what is said."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import COMMAND, good_graph
from wflint.engine.formatting import format_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]
    Process = Callable[..., subprocess.CompletedProcess[bytes]]

FIXTURES = Path(__file__).parents[2] / "fixtures"
MESSY = json.dumps(good_graph()).encode()
CLEAN = format_bytes(MESSY, "a.json").raw
PICTURE = (FIXTURES / "workflows/soft-blank.png").read_bytes()
BROKEN = MESSY.replace(b'"edges"', b"'edges'")
TWICE = MESSY.replace(b'"edges"', b'"edges": [], "edges"')
posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions, links")


def test_files_are_rewritten_in_place_and_counted(wflint: Wflint, put: Put) -> None:
    put("a.json", MESSY)
    put("sub/b.graph.json", MESSY)
    clean = put("c.json", CLEAN)
    before = clean.stat()
    assert wflint("format", ".") == (0, "2 files reformatted, 1 left unchanged\n", "")
    assert Path("a.json").read_bytes() == Path("sub/b.graph.json").read_bytes() == CLEAN
    assert (clean.stat().st_ino, clean.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert wflint("format") == (0, "3 files left unchanged\n", "")
    assert wflint("format", "--check", ".") == (0, "3 files left unchanged\n", "")
    assert wflint("format", "--quiet", ".") == (0, "", "")


def test_check_names_files_and_writes_nothing(wflint: Wflint, put: Put) -> None:
    put("a.json", MESSY)
    put("c.json", CLEAN)
    out = "would reformat a.json\n1 file would be reformatted, 1 left unchanged\n"
    assert wflint("format", "--check", ".") == (1, out, "")
    assert wflint("format", "--check", "-q", "a.json") == (1, "would reformat a.json\n", "")
    assert Path("a.json").read_bytes() == MESSY


def test_diff_shows_the_change_and_writes_nothing(
    wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, name = '"type": "image",', '"id": "photo",'
    text = CLEAN.decode().replace(f"{kind}\n      {name}", f"{name}\n      {kind}")
    put("a.json", text)
    code, out, err = wflint("format", "--diff", ".")
    assert (code, err) == (1, "1 file would be reformatted\n")
    assert out.splitlines() == [
        *(
            "--- a.json",
            "+++ a.json",
            "@@ -2,8 +2,8 @@",
            '   "id": "show",',
            '   "nodes": {',
            '     "photo": {',
        ),
        *('+      "type": "image",', '       "id": "photo",', '-      "type": "image",'),
        *('       "image": {', '         "image_name": "a.png"', "       }"),
    ]
    assert Path("a.json").read_text("utf-8") == text
    assert wflint("format", "--diff", "--check", ".").out == out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = wflint("format", "--diff", ".").out.splitlines()
    assert coloured[6] == '\x1b[36m+      "type": "image",\x1b[0m'
    assert coloured[8] == '\x1b[31m\x1b[1m-      "type": "image",\x1b[0m'
    put("a.json", CLEAN)
    assert wflint("format", "--diff", ".") == (0, "", "1 file left unchanged\n")


def test_diff_of_line_ends_of_long_files_and_of_strangers_text(wflint: Wflint, put: Put) -> None:
    put("a.json", CLEAN.replace(b"\n", b"\r\n").replace(b"\r\n", b"\n", 1))
    assert wflint("format", "--diff", ".").out.splitlines()[2].startswith("only line ends differ")
    nodes = {f"n{i}": {"type": "noise", "id": f"n{i}"} for i in range(4000)}
    clean = format_bytes(json.dumps({"id": "g", "nodes": nodes, "edges": []}).encode(), "a.json").raw
    put("a.json", clean.replace(b'"noise",\n      "id": "n7"', b'"noise", "id": "n7"'))
    out = wflint("format", "--diff", ".").out.splitlines()
    assert out[2] == "@@ -30,7 +30,8 @@"
    assert sorted(line[0] for line in out[3:]) == sorted("      -++")
    put("a.json", MESSY.replace(b"a.png", "\u202e\x9b::error::".encode()))
    out = wflint("format", "--diff", ".").out
    assert "\u202e" not in out
    assert "\\u202e\\x9b" in out


def test_a_directory_is_searched_as_check_does(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'exclude = ["drafts/"]')
    put(".git/HEAD", "")
    put(".gitignore", "ignored/\n")
    left = [
        put("drafts/a.json", MESSY),
        put("ignored/a.json", MESSY),
        put(".hidden/a.json", MESSY),
        put("package.json", b'{"name":"x"}'),
        put("settings.json", b"{ // a comment\n}"),
        put("comfyui.json", (FIXTURES / "foreign/comfyui.json").read_bytes()),
        put("a.png", PICTURE),
    ]
    before = [path.read_bytes() for path in left]
    put("a.json", MESSY)
    assert wflint("format", ".") == (0, "1 file reformatted\n", "")
    assert [path.read_bytes() for path in left] == before
    assert wflint("format", "drafts/a.json").code == 0
    assert left[0].read_bytes() == MESSY
    assert wflint("format", "--extend-exclude", "a.json", "--check", ".").code == 0
    assert wflint("format", "--no-force-exclude", "drafts/a.json").out == "1 file reformatted\n"
    put("drafts/a.json", MESSY)
    assert wflint("format", "--isolated", "drafts").out == "1 file reformatted\n"
    ran = wflint("format", "ignored/none", "drafts")
    assert ran.code == 2
    assert ran.err.splitlines()[0] == "wflint: error: ignored/none: no such file or directory"


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.json", BROKEN, "a single quote cannot start a string or a name in JSON (line 1)"),
        ("a.json", TWICE, 'key "edges" occurs more than once in an object, and all but one would go'),
        ("a.json", MESSY.replace(b'"a.png"', b"NaN"), "NaN is not valid JSON"),
        ("a.json", b'{"name": "x"}', "no InvokeAI document"),
        ("a.json", b"", "the file is empty"),
        (
            "a.png",
            (FIXTURES / "workflows/soft-blank.png").read_bytes(),
            "an image, which is never written to",
        ),
    ],
)
def test_what_cannot_be_formatted_is_told_in_one_line(
    wflint: Wflint, put: Put, name: str, raw: bytes, why: str
) -> None:
    put(name, raw)
    put("b.json", MESSY)
    out = "1 file reformatted, 1 not formatted\n"
    assert wflint("format", name, "b.json") == (2, out, f"wflint: error: {name}: {why}\n")
    assert Path(name).read_bytes() == raw


def test_skip_unknown(wflint: Wflint, put: Put) -> None:
    put("package.json", b'{"name":"x"}')
    put("odd.json", b"{ // a comment\n}")
    put("a.png", PICTURE)
    put("broken.json", BROKEN)
    named = ("package.json", "odd.json", "a.png")
    ran = wflint("format", "--skip-unknown", *named)
    assert ran == (0, "", f"wflint: nothing to format: no InvokeAI documents under {', '.join(named)}\n")
    assert wflint("format", "--skip-unknown", "broken.json").code == 2


def test_standard_input_goes_to_standard_output(process: Process, put: Put) -> None:
    def run(*args: str, stdin: bytes) -> tuple[int, bytes, bytes]:
        done = process("format", *args, stdin=stdin)
        return done.returncode, done.stdout, done.stderr.replace(b"\r\n", b"\n")

    assert run("-", stdin=MESSY) == (0, CLEAN, b"")
    assert run("--check", "-", stdin=MESSY) == (1, b"would reformat -" + os.linesep.encode(), b"")
    assert run("--check", "-", stdin=CLEAN) == (0, b"", b"")
    windows = CLEAN.replace(b"\n", b"\r\n")
    assert run("-", stdin=windows) == (0, windows, b"")
    for raw in (BROKEN, TWICE, b"", b"\xff\xfe\x00"):
        code, out, err = run("-", stdin=raw)
        assert (code, out) == (2, raw)
        assert err.startswith(b"wflint: error: -: ")
        assert err.count(b"\n") == 1
    assert run("--skip-unknown", "-", stdin=b'{"name":"x"}') == (0, b'{"name":"x"}', b"")
    put("wflint.toml", 'exclude = ["drafts/"]')
    assert run("--stdin-filename", "drafts/a.json", "-", stdin=MESSY) == (0, MESSY, b"")
    assert run("--stdin-filename", "a.json", "-", stdin=MESSY) == (0, CLEAN, b"")


def test_standard_input_stands_alone(wflint: Wflint, put: Put) -> None:
    put("a.json", MESSY)
    ran = wflint("format", "-", "a.json")
    assert ran.code == 2
    assert "- is standard input, which goes to standard output; name it alone" in ran.err
    assert Path("a.json").read_bytes() == MESSY


def test_strip_says_what_it_took_out(wflint: Wflint, put: Put, process: Process) -> None:
    model = {"key": "0a1b", "hash": "blake3:1", "name": "Deliberate", "base": "sd-1", "type": "main"}
    graph = good_graph()
    graph["nodes"]["m"] = {"id": "m", "type": "main_model_loader", "model": model}
    put("a.json", graph)
    raw = Path("a.json").read_bytes()
    assert wflint("format", "--strip", "--check", ".") == (
        1,
        "would reformat a.json\n1 file would be reformatted\n",
        "wflint: a.json: would strip 1 image and 1 model key\n",
    )
    done = process("format", "--strip", "-", stdin=raw)
    assert done.stderr.split() == b"wflint: -: stripped 1 image and 1 model key".split()
    assert (b"0a1b" in done.stdout, b"a.png" in done.stdout) == (False, False)
    assert process("format", "--strip", "--quiet", "-", stdin=raw).stderr == b""
    ran = wflint("format", "--strip", ".")
    assert ran == (0, "1 file reformatted\n", "wflint: a.json: stripped 1 image and 1 model key\n")
    assert Path("a.json").read_bytes() == done.stdout
    assert wflint("format", "--strip", ".") == (0, "1 file left unchanged\n", "")


def test_a_stripped_model_is_found_by_its_name(wflint: Wflint, put: Put) -> None:
    """`check` with a list of models knows that `run` can bind it, and names it where there is none such."""
    model = {"key": "0a1b", "hash": "blake3:1", "name": "Deliberate", "base": "sd-1", "type": "main"}
    other = {**model, "name": "Another"}
    put("models.json", {"wflint_models": 1, "models": [{**model, "key": "ffff"}]})
    codes = []
    for name, held in (("here", model), ("gone", other)):
        node = {"id": "m", "type": "main_model_loader", "model": held}
        put(f"{name}.json", {"id": "g", "nodes": {"m": node}, "edges": []})
        assert wflint("format", "--strip", f"{name}.json").code == 0
        ran = wflint(
            "check",
            "--models",
            "models.json",
            "--select",
            "unknown-model-key",
            "-f",
            "concise",
            f"{name}.json",
        )
        codes.append((ran.code, "Another" in ran.out))
    assert codes == [(0, False), (1, True)]


@posix
def test_permissions_and_links_stay(wflint: Wflint, put: Put) -> None:
    path = put("real/a.json", MESSY)
    path.chmod(0o640)
    Path("link.json").symlink_to("real/a.json")
    assert wflint("format", "link.json").out == "1 file reformatted\n"
    assert Path("link.json").is_symlink()
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (CLEAN, 0o640)
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]


@posix
@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write everything")
def test_a_file_that_must_not_be_written(wflint: Wflint, put: Put) -> None:
    path = put("a.json", MESSY)
    path.chmod(0o444)
    put("b.json", MESSY)
    ran = wflint("format", ".")
    assert (ran.code, ran.out) == (2, "1 file reformatted, 1 not formatted\n")
    assert ran.err == "wflint: error: cannot write a.json: Permission denied\n"
    assert path.read_bytes() == MESSY


@posix
def test_what_is_no_file_is_not_written_to(put: Put) -> None:
    put("a.json", MESSY)
    for option, code in (("--check", 1), ("--skip-unknown", 2)):
        done = subprocess.run(
            ["bash", "-c", f'"$@" format {option} <(cat a.json)', "bash", *COMMAND],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == code, done.stderr
    assert done.stderr.endswith(": is not a regular file; - formats standard input\n")


def test_a_configuration_that_is_none(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", "exclude = 1")
    put("a.json", MESSY)
    ran = wflint("format", ".")
    assert ran.code == 2
    assert ran.err.startswith("wflint: error: ")
    assert Path("a.json").read_bytes() == MESSY


def test_wflints_own_files_are_left_alone(wflint: Wflint, put: Put) -> None:
    put(".wflint-baseline.json", b'{"schema":1}')
    assert wflint("format", ".wflint-baseline.json").code == 0
    assert Path(".wflint-baseline.json").read_bytes() == b'{"schema":1}'


@pytest.mark.parametrize("kind", ["workflow", "graph", "batch"])
def test_what_convert_and_build_write_is_formatted(wflint: Wflint, put: Put, kind: str) -> None:
    source = FIXTURES / "workflows/format-4.0.0.workflow.json"
    assert wflint("convert", str(source), "--to", kind, "-o", f"a.{kind}.json").code == 0
    recipe = (
        "import wflint\n"
        "def build():\n"
        "    wf = wflint.Workflow(target='6.14.2')\n"
        "    wf.noise(seed=7, width=512, height=512)\n"
        "    return wf\n"
    )
    recipe += "build().save('c.graph.json')\n"
    put("b.py", recipe)
    assert wflint("build", "--no-lint", "b.py").code == 0
    ran = wflint("format", "--check", ".")
    assert ran == (0, "4 files left unchanged\n", "")
