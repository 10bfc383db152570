"""Nodes of packs, branches and forks: what is said of every type that the index knows, and who decides."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.rules.written import workflow
from wflint.catalogue.history import all_node_types
from wflint.catalogue.packs.index import DATA, shipped_index
from wflint.catalogue.packs.whose import NO_PACK
from wflint.catalogue.store import open_release
from wflint.diagnostics.words import elide
from wflint.engine.check import Checker
from wflint.engine.examine import examine

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic

PACKS = list(shipped_index().packs())
UNRELEASED = sorted(json.loads((Path(DATA) / "unreleased.json").read_text("utf-8")))


def found(document: dict[str, Any], release: str = "6.14.2") -> list[Diagnostic]:
    checker = Checker([open_release(release)])
    diagnostics = examine(json.dumps(document).encode(), "a.json", checker).diagnostics
    assert not checker.crashes
    return [d for d in diagnostics if d.slug == "unknown-node-type"]


def one(node_type: str, release: str = "6.14.2", **stated: str) -> Diagnostic:
    (only,) = found(workflow(a={"type": node_type, "nodePack": "Unknown", **stated}), release)
    return only


def graph_of(types: list[str]) -> dict[str, Any]:
    return {
        "id": "g",
        "nodes": {f"n{i}": {"id": f"n{i}", "type": t} for i, t in enumerate(types)},
        "edges": [],
    }


@pytest.mark.parametrize("release", ["3.7.0", "5.15.0", "6.14.2", "7.0.0a3"])
def test_every_type_that_is_known_is_told_briefly(release: str) -> None:
    """All types of all packs and branches: whose each is, without a guess at its name."""
    index = shipped_index()
    here = open_release(release).node_types
    types = sorted({t for pack in PACKS for t in pack.node_types} | set(UNRELEASED))
    diagnostics = found(graph_of(types), release)
    assert [d.node_type for d in diagnostics] == [t for t in types if t not in here]
    for d in diagnostics:
        assert not d.help.startswith(("write ", "correct "))
        assert max(len(d.message), len(d.group)) <= 140
        assert max(len(d.help), len(d.consequence)) <= 120
        packs = index.find(d.node_type or "")
        if not packs:
            assert "branch of InvokeAI" in d.message or "ComfyUI" in d.message
            continue
        pack = packs[0].pack
        assert ("fork of InvokeAI" if pack.is_fork else elide(pack.name)) in d.message
        assert pack.url in d.help + d.detail
        loads = [n.pack.loads_in(release) is not False for n in packs]
        broken = any(w in d.message + d.consequence for w in ("does not load", "loads in", "pack load in"))
        assert broken == (not any(loads) and not pack.is_fork)


@pytest.mark.parametrize("pack", PACKS, ids=[p.url.removeprefix("https://github.com/") for p in PACKS])
def test_the_nodes_of_a_pack_are_told_as_one(pack: Any) -> None:
    """One group for all that it still has and shares with nobody."""
    index = shipped_index()
    here = open_release("6.14.2").node_types
    own = [n[0] for t in pack.node_types if t not in here and len(n := index.find(t)) == 1]
    types = [n.type for n in own if n.pack is pack and n.imported and not n.removed]
    groups = {(d.group, d.help, d.consequence) for d in found(graph_of(types))}
    assert len(groups) == min(1, len(types))


def test_packs_that_do_not_load_say_why() -> None:
    missing = one("autostereogram")
    assert "which does not load in InvokeAI 6.14.2" in missing.message
    assert missing.consequence.endswith("; its code wants BoardField of invokeai.app.invocations.primitives")
    assert "baseinvocation.InputField" in missing.detail
    assert "refuses the default of yolo.image" in one("yolo").consequence
    assert "lacks an `__init__.py`" in one("generate_qr_code").consequence
    url = "https://github.com/dunkeroni/APG_Experiments"
    assert one("APG_Base").help == f"ask for an update of {url}, or use InvokeAI 5.15.0"
    assert one("APG_Base", "5.15.0").help.startswith("install https://github.com/dunkeroni/APG_Exp")


def test_of_two_packs_the_file_decides() -> None:
    both = one("lookup_from_prompt")
    assert 'the node pack "generative-grammar-prompt-nodes" or "invoke-nodes"' in both.message
    assert both.help == "install https://github.com/dwringer/generative-grammar-prompt-nodes"
    by_version = one("lookup_from_prompt", version="1.2.0")
    assert 'from the node pack "generative-grammar-prompt-nodes", not in' in by_version.message
    by_name = one("lookup_from_prompt", nodePack="invoke-nodes-main")
    assert 'from the node pack "invoke-nodes", which does not load' in by_name.message


@pytest.mark.parametrize("nothing", sorted(NO_PACK))
def test_unknown_in_any_language_names_no_pack(nothing: str) -> None:
    assert 'from the node pack "XYGrid_nodes", not in' in one("string_to_int", nodePack=nothing).message
    assert "does not exist in" in one("glow_image", nodePack=nothing).message


@pytest.mark.parametrize(
    ("stated", "says", "cure"),
    [
        ({"nodePack": "invokeai", "version": "1.0.0"}, "does not exist yet", "use InvokeAI 3.5.0, the first"),
        (
            {"nodePack": "unsharp-mask-node", "version": "1.2.2"},
            'the node pack "unsharp-mask',
            "install https",
        ),
        ({"version": "1.0.0"}, 'from the node pack "unsharp-mask-node"', "install https"),
        ({"version": "1.2.2"}, "does not exist yet", "use InvokeAI 3.5.0, the first"),
        (
            {"version": "8.0.0"},
            'yet in InvokeAI 3.4.0, but in the node pack "unsharp',
            "use InvokeAI 3.5.0, or",
        ),
        ({"nodePack": "FaceTools", "version": "8.0.0"}, "but in the node pack", "use InvokeAI 3.5.0, or"),
    ],
)
def test_a_node_of_a_pack_that_invokeai_took_over(stated: dict[str, str], says: str, cure: str) -> None:
    """unsharp_mask came from a pack in 3.5.0: before that it is the pack's, or made with a newer InvokeAI."""
    told = one("unsharp_mask", "3.4.0", **stated)
    assert says in told.message
    assert told.help.startswith(cure)


def test_a_graph_states_neither_pack_nor_version() -> None:
    (told,) = found(graph_of(["unsharp_mask"]), "3.4.0")
    assert 'does not exist yet in InvokeAI 3.4.0, but in the node pack "unsharp-mask-node"' in told.message
    assert told.help == "use InvokeAI 3.5.0, or install https://github.com/JPPhoto/unsharp-mask-node"


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({"nodePack": "unsharp-mask-node", "version": "1.0.0"}, True),
        ({"nodePack": "unsharp-mask-node", "version": "1.1.0"}, False),  # never published
        ({"nodePack": "invokeai", "version": "1.0.0"}, False),
        ({"nodePack": "Unbekannt", "version": "1.0.0"}, False),
        ({"nodePack": "some-folder", "version": "1.0.0"}, False),
    ],
)
def test_a_pack_s_node_is_not_invokeai_s_own(stated: dict[str, str], told: bool) -> None:
    document = workflow("c.image -> a.image", c={"type": "blank_image"}, a={"type": "unsharp_mask", **stated})
    checker = Checker([open_release("6.14.2")])
    (d,) = [
        d
        for d in examine(json.dumps(document).encode(), "a.json", checker).diagnostics
        if d.slug == "node-version-mismatch"
    ]
    assert ('of the node pack "unsharp-mask-node"; InvokeAI 6.14.2 has its own 1.2.2' in d.message) == told
    assert (d.severity.value == "warning") == told


def test_a_pack_that_the_file_names_wrongly() -> None:
    elsewhere = one("string_to_int", nodePack="FaceTools")
    assert 'from the node pack "XYGrid_nodes", not from "FaceTools" as the file says' in elsewhere.message
    nowhere = one("glow_image", nodePack="FaceTools")
    assert 'not among the nodes of the pack "FaceTools", which the file names' in nowhere.message
    assert nowhere.help.startswith("correct its type or nodePack")
    for slip in ("xy_expandd", "XY_EXPAND", "xy expand"):
        assert one(slip, nodePack="XYGrid_nodes-main").help == 'write "xy_expand"'
    folder = one("string_to_int", nodePack="some-folder")
    assert "as the file says" not in folder.message


def test_1_0_0_is_what_the_web_ui_writes_for_nothing() -> None:
    versions = shipped_index().find("img_dilate_erode")
    assert "1.0.0" not in {v for node in versions for v in node.versions}
    stated = {"nodePack": "composition-nodes", "version": "1.0.0"}
    assert "is no longer in the node pack" in one("img_dilate_erode", **stated).message
    assert "never published by" in one("img_dilate_erode", **{**stated, "version": "1.0.9"}).message
    assert "newer than any known of" in one("img_dilate_erode", **{**stated, "version": "9.0.0"}).message


def test_no_type_of_a_release_is_said_to_be_of_a_branch() -> None:
    assert not set(UNRELEASED) & set(all_node_types())


OWN = {
    "name": "studio-nodes",
    "url": "https://git.example/studio/nodes",
    "nodes": {t: {"version": "1.0.0"} for t in ("glow_image", "string_to_int", "canny_image_processor")},
}


def check(folder: Path, *arguments: str) -> Any:
    command = [sys.executable, "-m", "wflint", "check", "-f", "json", "--select", "unknown-node-type"]
    ran = subprocess.run([*command, *arguments, "a.json"], cwd=folder, capture_output=True, check=False)
    assert ran.returncode == 1, ran.stderr
    return json.loads(ran.stdout)["diagnostics"]


def test_the_repository_s_own_packs_speak_first(tmp_path: Path) -> None:
    types = ["glow_image", "string_to_int", "canny_image_processor", "halftone"]
    nodes = {f"n{i}": {"type": t, "nodePack": "Unknown"} for i, t in enumerate(types)}
    (tmp_path / "a.json").write_text(json.dumps(workflow(**nodes)), "utf-8")
    (tmp_path / "packs.json").write_text(json.dumps({"wflint_packs": 1, "packs": [OWN]}), "utf-8")
    before = check(tmp_path)
    (tmp_path / "wflint.toml").write_text('packs = ["packs.json"]\n', "utf-8")
    after = check(tmp_path)
    told = [d["message"].partition(" ")[2] for d in (*before, *after)]
    assert told[0] == "does not exist in InvokeAI 6.14.2"
    assert told[1] == 'is from the node pack "XYGrid_nodes", not in InvokeAI 6.14.2'
    assert told[4] == 'is from the node pack "studio-nodes", not in InvokeAI 6.14.2'
    assert told[5] == 'is from the node pack "studio-nodes", not in InvokeAI 6.14.2'
    assert told[6] == 'no longer exists in InvokeAI 6.14.2, but in the node pack "studio-nodes"'
    assert told[7] == told[3] == 'is from the node pack "halftone-node", not in InvokeAI 6.14.2'
    have = "; if you have it: `wflint catalogue pull`"
    assert after[0]["help"] == f"install https://git.example/studio/nodes{have}"
    assert after[2]["help"] == "use InvokeAI 5.9.1, or install https://git.example/studio/nodes"


HOSTILE = [
    "javascript:alert(1)",
    "https://user:secret@evil.example/x",
    "https://evil.example/x\n::error::owned",
    "https://evil.example/\u202egpj.exe",
    "https://evil.example/" + "x" * 5000,
    "git@github.com:studio/nodes.git",
    "https://evil.example/a b; run this",
]


@pytest.mark.parametrize("url", HOSTILE)
@pytest.mark.parametrize("kind", ["pack", "fork"])
def test_a_strange_address_stays_a_short_piece_of_a_line(tmp_path: Path, url: str, kind: str) -> None:
    name = "studio\n::error::x" + "y" * 500
    loads = {"loads": {"6.14.2": False}, "missing_names": {"6.14.2": ["a.b." + "c" * 900, "a." * 900 + "d"]}}
    entry = {**OWN, "name": name, "url": url, "kind": kind, **loads}
    (tmp_path / "packs.json").write_text(json.dumps({"wflint_packs": 1, "packs": [entry]}), "utf-8")
    (tmp_path / "wflint.toml").write_text('packs = ["packs.json"]\n', "utf-8")
    (tmp_path / "a.json").write_text(json.dumps(workflow(a={"type": "glow_image"})), "utf-8")
    (d,) = check(tmp_path)
    for part in ("message", "help", "consequence", "group"):
        assert len(d[part]) <= 180
    assert not any(f" {url}" in d[part] for part in ("message", "help", "detail"))
    for form in ("text", "concise", "github"):
        command = [sys.executable, "-m", "wflint", "check", "-f", form, "a.json"]
        out = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
        assert "\n::error::x" not in out
        assert "\n::error::owned" not in out
        assert "\u202e" not in out
        assert "y" * 60 not in out


def test_what_an_artist_reads(tmp_path: Path) -> None:
    """The whole of it, for a file whose nodes are all of one pack, in each form."""
    types = ["images_to_grids", "string_to_int", "ints_to_strings", "scheduler_to_string", "string_to_int"]
    edges = [f"n{i}.a -> n{i + 1}.b" for i in range(4)]
    nodes = {f"n{i}": {"type": t, "nodePack": "Unknown"} for i, t in enumerate(types)}
    (tmp_path / "a.json").write_text(json.dumps(workflow(*edges, **nodes), indent=1), "utf-8")
    texts = defaultdict(str)
    for form in ("text", "concise", "github", "json"):
        command = [sys.executable, "-m", "wflint", "check", "-f", form, "a.json"]
        texts[form] = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False
        ).stdout
    together = 'node pack "XYGrid_nodes" is not in InvokeAI 6.14.2: images_to_grids, string_to_int and 2 more'
    install = "install https://github.com/skunkworxdark/XYGrid_nodes; if you have it: `wflint catalogue pull`"
    for form in ("text", "concise"):
        assert texts[form].count(together) == 1
        assert texts[form].count("unknown-node-type") == (2 if form == "text" else 1)
    assert "\n  effect  the web UI blocks Invoke\n  help    " + install + "\n" in texts["text"]
    assert texts["github"].count(f"%0Ahelp: {install}\n") == 5
    told = json.loads(texts["json"])["diagnostics"]
    assert [(d["slug"], d["help"], d["group"]) for d in told] == [
        ("unknown-node-type", install, together)
    ] * 5
