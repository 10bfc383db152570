"""One line is one line: strangers' words neither act on a terminal nor start a line, whatever the command."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import wflint
from tests.cli.conftest import COMMAND
from wflint.catalogue.saved import to_json
from wflint.catalogue.store import open_release
from wflint.plain import UNSAFE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

# In an order in which each would have its effect: colours and titles, a line of its own, a forged command of
# either of GitHub's kinds, separators, C1, the direction of writing, nothing to see, tags.
HOSTILE = (
    "evil\x1b[31m\x1b]0;title\x07\r\n::error file=a,title=b::forged\n##[error]forged\u2028x\x85\x9b2J\x7f\b"
    "\u202egnp\u2066\u200b\ufeff\u00ad\U000e0041\tz"
)
HIDDEN = re.compile(rf"{UNSAFE}|##\[")
INNOCENT = HIDDEN.sub("x", HOSTILE).replace("::", "x:")  # as long, with the same marks
# What the file system takes as a name.
NAMES = ("xyxxerror:xxxx[31mxxyxerrorxy", "\n::error::x\x1b[31m\u202e\x9b##[error]y")


def document(word: str) -> dict[str, Any]:
    """A graph with words wherever a graph has text, and faults that are told with them."""
    return {
        "id": word,
        "nodes": {
            word: {"id": word, "type": word, word: word},
            "same": {"id": "other", "type": "string", "value": word, word: 1},
            "photo": {"id": "photo", "type": "image", "image": {"image_name": word}},
            "size": {"id": "size", "type": "integer", "value": word},
            "model": {
                "id": "model",
                "type": "main_model_loader",
                "model": {"key": word, "hash": word, "name": word, "base": "sd-1", "type": "main"},
            },
        },
        "edges": [
            {"source": {"node_id": "photo", "field": word}, "destination": {"node_id": word, "field": word}},
            {"source": {"node_id": word, "field": "a"}, "destination": {"node_id": "photo", "field": "b"}},
        ],
    }


def workflow(word: str, title: str = "") -> dict[str, Any]:
    """The same for a workflow file."""
    field = {"name": "value", "label": word, "description": word, "value": word}
    data = {"id": "a", "type": "string", "label": word, "notes": word, "version": "1.0.1", "isOpen": True,
            "nodePack": word, "isIntermediate": True, "useCache": True,
            "inputs": {"value": field, word: {**field, "name": word}}}  # fmt: skip
    strange = {**data, "id": "b", "type": word, "version": word}
    root = {"id": "root", "type": "container", "data": {"layout": "column", "children": ["t", word]}}
    text = {"id": "t", "type": "text", "parentId": "root", "data": {"content": word}}
    texts = dict.fromkeys(("author", "description", "version", "contact", "tags", "notes"), word)
    return {
        **texts,
        "name": title + word,
        "exposedFields": [{"nodeId": "a", "fieldName": word}, {"nodeId": word, "fieldName": "value"}],
        "meta": {"version": "3.0.0", "category": "user"},
        "nodes": [
            {"id": node["id"], "type": "invocation", "position": {"x": 0, "y": 0}, "data": node}
            for node in (data, strange)
        ]
        + [{"id": "n", "type": "notes", "position": {"x": 0, "y": 0},
            "data": {"id": "n", "type": "notes", "label": word, "notes": word, "isOpen": True}}],
        "edges": [{"id": word, "type": "default", "source": "a", "target": word, "sourceHandle": word,
                   "targetHandle": "value"}],
        "form": {"rootElementId": "root", "elements": {"root": root, "t": text}},
    }  # fmt: skip


def catalogue(word: str) -> dict[str, Any]:
    """A node pack with words wherever a catalogue has text."""
    found: dict[str, Any] = json.loads(to_json(open_release("6.14.2")))
    found["nodes"] = [n for n in found["nodes"] if n["type"] in ("string", "image", "collect", "integer")]
    inputs = {
        word: {"t": {"ref": word}, "title": word, "d": word, "ui": word, "mb": [word], "mt": [word]},
        "choice": {"t": {"enum": [word, "b"]}, "d": word},
    }
    found["nodes"].append(
        {"type": word, "title": word, "version": word, "category": word, "class": word, "pack": word,
         "out": word, "inputs": inputs, "outputs": {word: {"t": {"ref": word}, "title": word, "ui": word}}}
    )  # fmt: skip
    found["models"].append({"model": word, "fields": {word: "str"}, "required": [word]})
    return found


def models(word: str) -> dict[str, Any]:
    record = {"key": "k", "hash": word, "name": word, "base": word, "type": word, "format": word}
    return {"wflint_models": 1, "invokeai": "6.14.2", "models": [record]}


def packs(word: str) -> dict[str, Any]:
    """An index of node packs with words wherever it has text."""
    named = word.translate({ord("["): None, ord("]"): None})  # pairs of them are lists
    member = {"type": named, "default": word, "ui_type": word, "kind": word}
    facts = {
        "version": word, "title": word, "category": word, "last_changed": word, "versions_seen": [word, "1"],
        "inputs": {word: member, "choice": {"type": "enum", "options": [word]}}, "outputs": {word: named},
    }  # fmt: skip
    about = {"listed": word, "last_commit_date": word, "same_history_as": word, "refused_defaults": [word]}
    tried = {"loads": {word: True, "6.14.2": False}, "missing_names": {"6.14.2": [word]}}
    one = {"name": word, "url": word, **about, **tried, "nodes": {word: facts, f"{word}2": facts}}
    other = {"name": f"{word}b", "url": f"{word}b", "loads": {word: False}, "nodes": {f"{word}2": facts}}
    third = {"name": f"{word}c", "url": f"{word}c", "loads": {word: True}, "nodes": {f"{word}3": facts}}
    return {"wflint_packs": 1, "packs": [one, other, third]}


def needing(word: str) -> dict[str, Any]:
    """A workflow that needs those packs, and some that nobody knows."""
    found = workflow(word)
    (node,) = [n for n in found["nodes"] if n["id"] == "b"]
    found["nodes"] = [
        {**node, "id": f"n{end}", "data": {**node["data"], "id": f"n{end}", "type": f"{word}{end}"}}
        for end in ("", "2", "3", "4")
    ]
    del found["nodes"][1]["data"]["nodePack"]  # two packs have it
    found["nodes"][3]["data"]["nodePack"] = f"{word}9"
    return found


def lay_out(folder: Path, word: str, name: str) -> None:
    """Files with the words in them, one of them called so."""
    folder.mkdir()
    (folder / "in").mkdir()
    files: dict[str, Any] = {
        "in/graph.json": document(word),
        "in/flow.json": workflow(word),
        "other.json": workflow(word, "other"),
        "gone.json": {**document(word), "nodes": {}},
        f"{name}.json": document(word),
        "nodes.catalogue.json": catalogue(word),
        "base.catalogue.json": catalogue("base"),
        "models.lock.json": models(word),
        "packs.json": packs(word),
        "needing.json": needing(word),
        "bad.json": {"nodes": word, "edges": word},
        "version.json": {"wflint_catalogue": 1, "version": word + "/", "nodes": [], "models": []},
        "damaged.json": {
            "wflint_catalogue": 1,
            "version": None,
            "nodes": [{"type": "a", word: 1}],
            "models": [],
        },
    }
    for path, value in files.items():
        (folder / path).write_text(json.dumps(value, indent=1), "utf-8")
    (folder / "syntax.json").write_text('{"nodes": [' + json.dumps(word) + " x", "utf-8")
    (folder / "wflint.toml").write_text('packs = ["packs.json"]\n', "utf-8")
    (folder / "cfg").mkdir()
    (folder / "cfg" / "wflint.toml").write_text(
        f"target = {json.dumps(word)}\n{json.dumps(word)} = 1\n", "utf-8"
    )
    (folder / "cfg" / "a.json").write_text("{}", "utf-8")
    (folder / "code.py").write_text(
        f"from wflint import Workflow\ndef build(p: str = {word!r}) -> Workflow:\n"
        f"    raise ValueError({word!r})\nVARIANTS = {{'big': {{'p': {word!r}}}}}\n",
        "utf-8",
    )


def commands(word: str, name: str) -> dict[str, list[str]]:
    """What is run, by a name for the test."""
    folder = "b" if word == HOSTILE else "a"  # one process reads a catalogue of one name once
    pack, base = f"../{folder}/nodes.catalogue.json", f"../{folder}/base.catalogue.json"
    return {
        **{f"check-{form}": ["check", "-f", form, "in", f"{name}.json", "bad.json", "syntax.json"]
           for form in ("text", "concise", "json", "github")},
        "check-more": ["check", "-v", "--show-info", "--statistics", "-t", pack, "in", "other.json"],
        "check-models": ["check", "--show-info", "--models", "models.lock.json", "in"],
        "check-lost": ["check", word],
        "check-select": ["check", "--select", word, "in"],
        "check-target": ["check", "-t", word, "in"],
        "check-vram": ["check", "--vram", word, "in"],
        "check-format": ["check", "--format", word, "in"],
        "check-option": ["check", "--" + word, "in"],
        "check-jobs": ["check", "--jobs", word, "in"],
        "check-config": ["check", "cfg/a.json"],
        "check-version": ["check", "-t", "version.json", "in"],
        "check-damaged": ["check", "-t", "damaged.json", "in"],
        **{f"convert-{kind}-{to}": ["convert", f"in/{kind}.json", "--to", to]
           for kind in ("graph", "flow") for to in ("graph", "workflow", "batch", "python")},
        "convert-pack": ["convert", "in/flow.json", "--to", "python", "-t", pack],
        "convert-json": ["convert", "in/flow.json", "--to", "graph", "-f", "json"],
        "convert-name": ["convert", f"{name}.json", "--to", "workflow"],
        "convert-bad": ["convert", "bad.json", "--to", "graph"],
        "convert-syntax": ["convert", "syntax.json", "--to", "graph"],
        "convert-part": ["convert", "in/graph.json", "--to", "graph", "--part", word],
        "convert-lost": ["convert", word, "--to", "graph"],
        **{f"diff-{form}": ["diff", "-f", form, "in/flow.json", "other.json"]
           for form in ("text", "json", "markdown")},
        "diff-graphs": ["diff", "gone.json", "in/graph.json"],
        "diff-graphs-markdown": ["diff", "-f", "markdown", "gone.json", "in/graph.json"],
        "diff-name": ["diff", f"{name}.json", "gone.json"],
        "diff-name-markdown": ["diff", "-f", "markdown", f"{name}.json", "gone.json"],
        "diff-textconv": ["diff", "--textconv", "in/flow.json"],
        "diff-lost": ["diff", word, "in/flow.json"],
        "estimate": ["estimate", "in/graph.json", f"{name}.json", "bad.json", word],
        "estimate-json": ["estimate", "-f", "json", "in/graph.json"],
        "list": ["catalogue", "list", "-t", pack],
        "list-json": ["catalogue", "list", "-t", pack, "-f", "json"],
        "show": ["catalogue", "show", word, "-t", pack],
        "show-json": ["catalogue", "show", word, "-t", pack, "-f", "json"],
        "show-lost": ["catalogue", "show", word + "s", "-t", "6.14.2"],
        "catalogue-diff": ["catalogue", "diff", base, pack],
        "catalogue-diff-json": ["catalogue", "diff", base, pack, "-f", "json"],
        "catalogue-target": ["catalogue", "list", "-t", word],
        "catalogue-command": ["catalogue", word],
        "update-release": ["catalogue", "update", "--release", word],
        "update-remove": ["catalogue", "update", "--remove", word],
        **{f"packs-check-{form}": ["packs", "check", "-f", form, "needing.json", "in", f"{name}.json"]
           for form in ("text", "json", "markdown")},
        "packs-check-lost": ["packs", "check", word],
        "packs-check-target": ["packs", "check", "-t", word],
        "packs-check-bad": ["packs", "check", "syntax.json"],
        "packs-list": ["packs", "list", word],
        "packs-list-json": ["packs", "list", word, "-f", "json"],
        "packs-show": ["packs", "show", word],
        "packs-show-json": ["packs", "show", word, "-f", "json"],
        "packs-show-node": ["packs", "show", f"{word}2"],
        "packs-show-lost": ["packs", "show", word + "s"],
        "models": ["models", "list"],
        "models-json": ["models", "list", "-f", "json"],
        "models-base": ["models", "list", "--base", word + "s"],
        "models-show": ["models", "show", word],
        "models-lost": ["models", "show", word + "s"],
        "models-file": ["models", "list", "--models", word],
        "config": ["config", "cfg"],
        "config-path": ["config", word],
        "explain": ["explain", word],
        "rules": ["rules", "--format", word],
        "schema": ["schema", word],
        "new": ["new", word],
        "new-place": ["new", "sdxl_text_to_image", "-o", word],
        "build": ["build", "code.py"],
        "build-params": ["build", "--params", "code.py"],
        "build-param": ["build", "-p", f"{word}=1", "code.py"],
        "build-variant": ["build", "--variant", word + "s", "code.py"],
        "build-lost": ["build", word],
        "stubs": ["stubs", "-t", "version.json", "-o", "a.py"],
        "stubs-place": ["stubs", "-o", word],
        "stubs-check": ["stubs", "-t", pack, "-o", "a.py", "--check"],
        "run-dry": ["run", "--dry-run", "-t", "6.14.2", "in/flow.json"],
        "run-set": ["run", "--dry-run", "-t", "6.14.2", "--set", f"{word}={word}", "in/flow.json"],
        "run-name": ["run", "--name", "{" + word + "}", "in/flow.json"],
        "run-server": ["run", "--server", f"http://127.0.0.1:1/{word}", "in/flow.json"],
        "run-lost": ["run", word],
        "library-server": ["library", "status", "--server", f"http://127.0.0.1:1/{word}", "in"],
        "library-lost": ["library", "push", word],
        "library-folder": ["library", "status", word],
        "queue-server": ["queue", "list", "--server", f"http://127.0.0.1:1/{word}"],
        "queue-age": ["queue", "clean", "--older", word],
        "serve-stop": ["serve", "stop", word],
        "serve-cache": ["serve", "cache", word],
        "serve-release": ["serve", "--release", word],
        "command": [word],
        "command-path": [f"{name}.json"],
    }  # fmt: skip


MACHINES = {name for name in commands("", "") if name.endswith("-json")} | {"run-dry"}


@pytest.fixture
def both(here: Path, wflint: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Ran]]:
    """The same command over innocent files and over hostile ones."""

    def run(which: str) -> list[Ran]:
        found = []
        for folder, word, name in (("a", INNOCENT, NAMES[0]), ("b", HOSTILE, NAMES[1])):
            lay_out(here / folder, word, name)
            monkeypatch.chdir(here / folder)
            found.append(wflint(*commands(word, name)[which]))
        return found

    return run


def shown(text: str) -> list[str]:
    """The lines of an output, which must have nothing else in it that acts."""
    found = HIDDEN.search(text.replace("\n", ""))
    assert found is None, text[max(0, found.start() - 60) : found.end() + 60].encode("unicode_escape")
    return text.split("\n")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file names")
@pytest.mark.parametrize("which", sorted(commands("", "")))
def test_strangers_words_stay_on_their_lines(which: str, both: Callable[..., list[Ran]]) -> None:
    innocent, hostile = both(which)
    assert hostile.code == innocent.code, (innocent, hostile)
    for quiet, loud in ((innocent.out, hostile.out), (innocent.err, hostile.err)):
        assert len(shown(loud)) == len(shown(quiet)), (quiet, loud)
        commands_to_github = [
            len([line for line in shown(t) if line.lstrip()[:2] == "::"]) for t in (quiet, loud)
        ]
        assert commands_to_github[0] == commands_to_github[1] * (which == "check-github"), loud
    if which in MACHINES and innocent.out:
        json.loads(hostile.out)
    if which.endswith("markdown"):
        assert_inert(hostile.out)


def assert_inert(markdown: str) -> None:
    """All that is a stranger's stands in code spans, and cells stay cells."""
    for line in markdown.splitlines():
        outside = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", line)
        assert not re.search(r"[<>\[\]@`!]|evil|forged", outside), line
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) == 5, line


@pytest.mark.parametrize("form", ["text", "concise", "json", "github"])
def test_reports_in_files_and_colours(form: str, here: Path, process: Callable[..., Any]) -> None:
    lay_out(here / "b", HOSTILE, NAMES[1])
    os.chdir(here / "b")
    given = ("in", "syntax.json", "bad.json", f"{NAMES[1]}.json")
    process("check", "-v", "--show-info", "-f", form, "-o", "report", *given)
    shown((here / "b" / "report").read_text("utf-8"))
    ran = process("check", "-v", "--show-info", "-f", form, *given, env={"FORCE_COLOR": "1"})
    ours = re.sub(r"\x1b\[(?:0|1|2|31|33|36)m", "", ran.stdout.decode())
    assert "evil" in ours
    shown(ours)


def test_internal_errors_and_tracebacks(here: Path) -> None:
    """An error of wflint's own repeats words as well."""
    code = (
        f"import wflint.cli.main as m\ndef no(**_): raise KeyError({HOSTILE!r}); \nm.cli.main = no\nm.main()"
    )
    for debug in ("0", "1"):
        ran = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=False,
            env={**os.environ, "WFLINT_DEBUG": debug},
        )
        assert ran.returncode == 2
        shown(ran.stderr.decode())
        assert b"KeyError" in ran.stderr


def test_names_of_bytes(here: Path, process: Callable[..., Any]) -> None:
    """Bytes of a name that would come to a control character when they are written side by side."""
    text = json.dumps(
        {"id": "x", "nodes": {"\udcc2\udc9b": {"id": "a", "type": "\udce2\udc80\udcae"}}, "edges": []}
    )
    (here / "a.json").write_text(text, "ascii")
    ran = process("check", "a.json")
    shown(ran.stdout.decode())


# Where nothing of others is printed, or by a process of its own whose output is read, or a logger is quieted.
DIRECT = {
    "cli/goldens.py",  # asks
    "cli/init.py",  # asks, and names files that are its own
    "cli/login.py",
    "cli/output.py",
    "live/serve/config_question.py",  # in InvokeAI's Python: its answer, which wflint reads
    "live/serve/tiny/makers/build.py",
    "net/exchange.py",
    "pytest_plugin/servers.py",
}


def test_nothing_prints_but_through_the_door() -> None:
    root = Path(wflint.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "print", "click.echo", "click.secho", "echo", "secho", "click.prompt", "click.confirm",
                "sys.stdout.write", "sys.stderr.write", "sys.stdout.buffer.write", "sys.stderr.buffer.write",
                "warnings.warn", "traceback.print_exc", "logging.getLogger", "pprint",
            ):  # fmt: skip
                found.add(path.relative_to(root).as_posix())
    assert found <= DIRECT
    assert COMMAND
