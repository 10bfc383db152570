"""``wflint packs check``: which packs files need, whether they load, in text, JSON and Markdown."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from tests.catalogue.test_server import with_community_node
from tests.cli.conftest import good_graph
from tests.cli.test_packs import index, pack
from tests.document.make_pictures import png
from tests.graph.test_convert import workflow
from wflint.catalogue.packs.index import shipped_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "docs/schema/packs-check.schema.json").read_text("utf-8"))
)
BRANCH = "add_conditioning_area"  # only ever on a branch
OLD = "load_image"  # of 3.0


def node(node_type: str, version: str | None = "1.0.0", pack: str | None = None) -> dict[str, Any]:
    data = {"id": node_type, "type": node_type, "label": "", "notes": "", "isOpen": True,
            "isIntermediate": True, "useCache": True, "inputs": {}}  # fmt: skip
    data |= {"version": version} if version is not None else {}
    data |= {"nodePack": pack} if pack is not None else {}
    return {"id": node_type, "type": "invocation", "data": data, "position": {"x": 0, "y": 0}}


def flow(*nodes: dict[str, Any] | str) -> dict[str, Any]:
    return workflow([n if isinstance(n, dict) else node(n) for n in (*nodes, "noise")])


def graph(*types: str) -> dict[str, Any]:
    return {"id": "g", "nodes": {t: {"id": t, "type": t} for t in types}, "edges": []}


def report(wflint: Wflint, *args: str) -> dict[str, Any]:
    ran = wflint("packs", "check", "-f", "json", *args)
    SCHEMA.validate(ran.json)
    assert ran.json["ok"] is (ran.code == 0)
    return ran.json


def test_its_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)


def test_nothing_is_needed(wflint: Wflint, put: Put) -> None:
    put("a.json")
    ran = wflint("packs", "check")
    assert (ran.code, ran.out, ran.err) == (0, "No node packs needed by 1 file, InvokeAI 6.14.2.\n", "")
    assert report(wflint)["packs"] == []


def test_a_pack_that_loads(wflint: Wflint, put: Put) -> None:
    put("a.json", flow("string_to_int", node("images_to_grids", "1.3.0", "XYGrid_nodes")))
    put("b.json", graph("string_to_int"))
    ran = wflint("packs", "check")
    assert ran.code == 0
    assert ran.out == (
        "XYGrid_nodes: loads in InvokeAI 6.14.2\n"
        "  address  https://github.com/skunkworxdark/XYGrid_nodes\n"
        "  nodes    images_to_grids 1.3.0\n"
        "           string_to_int 1.0.0 (the pack has 1.0.1)\n"
        "  files    a.json and b.json\n"
        "\n"
        "1 node pack needed by 2 files, InvokeAI 6.14.2: it loads.\n"
    )
    (found,) = report(wflint)["packs"]
    assert found["loads"] == [{"target": "6.14.2", "loads": True, "why": []}]
    one, two = found["nodes"]
    assert (one["versions"], one["pack_version"], one["files"]) == (["1.3.0"], "1.3.0", ["a.json"])
    assert (two["versions"], two["pack_version"], two["files"]) == (["1.0.0"], "1.0.1", ["a.json", "b.json"])


def test_packs_that_do_not_load(wflint: Wflint, put: Put) -> None:
    put("a.json", flow("yolo", "exposed_denoise_latents", "qr_image_generator", "string_to_int"))
    ran = wflint("packs", "check")
    assert ran.code == 1
    put("b.json", flow(node("get_palette"), node("autostereogram")))
    told = {p["name"]: p["loads"][0] for p in report(wflint)["packs"]}
    assert told["yolo-node"]["loads"] is False
    assert told["yolo-node"]["why"] == ["InvokeAI refuses the default of yolo.image"]
    assert told["XYGrid_nodes"]["loads"] is True
    assert "  why      InvokeAI refuses the default of yolo.image\n" in ran.out
    assert ran.out.index("yolo-node: does not load") < ran.out.index("XYGrid_nodes: loads"), "worst first"
    assert wflint("packs", "check", "--exit-zero").code == 0


def test_another_release_decides(wflint: Wflint, put: Put) -> None:
    (name,) = [
        p.name for p in shipped_index().packs() if p.entry.get("loads") == {"6.14.2": True, "5.15.0": False}
    ]
    (one,) = shipped_index().named(name)
    needed = flow(next(t for t, facts in one.node_types.items() if "removed" not in facts))
    put("a.json", needed)
    assert wflint("packs", "check", "-t", "6.14.2").code == 0
    assert wflint("packs", "check", "-t", "5.15.0").code == 1
    between = wflint("packs", "check", "-t", "6.3")
    assert between.code == 1
    assert "nobody knows whether it loads in InvokeAI 6.3.0" in between.out
    assert "why      it loads in 6.14.2 only; nobody has tried it here" in between.out
    both = wflint("packs", "check", "-t", ">=6.14.1")
    assert "loads in InvokeAI 6.14.2 but nobody knows whether it loads in InvokeAI 6.14.1" in both.out
    found = report(wflint, "-t", ">=6.14.1")
    assert [each["loads"] for each in found["packs"][0]["loads"]] == [None, True]
    put("wflint.toml", 'target = "5.15.0"\n[per-path."new/**"]\ntarget = "6.14.2"\n')
    put("new/a.json", needed)
    assert report(wflint)["targets"] == ["5.15.0", "6.14.2"]
    assert wflint("packs", "check", "new").code == 0


def test_nodes_that_a_pack_no_longer_has_or_hides(wflint: Wflint, put: Put) -> None:
    put("packs.json", index(pack("fox", "tail", "ear", "nose", loads={"6.14.2": True})))
    entry = json.loads(Path("packs.json").read_text())
    nodes = entry["packs"][0]["nodes"]
    nodes["ear"] = {**nodes["ear"], "removed": True}
    nodes["nose"] = {**nodes["nose"], "not_imported_by_pack": True}
    put("packs.json", entry)
    put("wflint.toml", 'packs = ["packs.json"]\n')
    put("a.json", flow("tail"))
    assert wflint("packs", "check").code == 0
    put("a.json", flow("tail", "ear", "nose"))
    ran = wflint("packs", "check")
    assert ran.code == 1
    assert "ear 1.0.0: the pack no longer has it\n" in ran.out
    assert "nose 1.0.0: the pack's __init__.py does not import it\n" in ran.out
    assert ran.out.endswith(": 2 nodes not in the pack.\n")
    problems = {n["type"]: n["problem"] for n in report(wflint, "a.json")["packs"][0]["nodes"]}
    assert problems == {"tail": None, "ear": "removed", "nose": "not-imported"}


def test_nodes_that_no_pack_accounts_for(wflint: Wflint, put: Put) -> None:
    unheard = node("never_heard_of", "2.0.0", "my-own-nodes")
    put("a.json", flow(BRANCH, node(OLD, "1.0.0", "invokeai"), "offset_image", unheard))
    found = {n["type"]: n for n in report(wflint)["open"]}
    assert {t: n["known"] for t, n in found.items()} == {
        BRANCH: "branch", OLD: "releases", "offset_image": "several", "never_heard_of": "nothing",
    }  # fmt: skip
    assert found["never_heard_of"]["named_packs"] == ["my-own-nodes"]
    assert len(found["offset_image"]["packs"]) == 2
    assert found[OLD]["releases"]["first"] == "3.0.0"
    ran = wflint("packs", "check")
    assert ran.code == 1
    for line in (
        f"{BRANCH} 1.0.0: only ever on a branch of InvokeAI, last seen ",
        f"{OLD} 1.0.0: a node of InvokeAI 3.0.0",
        "never_heard_of 2.0.0: unknown; the files name the pack my-own-nodes\n",
        "offset_image 1.0.0: 2 packs have it, and the files do not say which is meant\n  packs    comp",
    ):
        assert line in ran.out
    assert ran.out.endswith(
        "0 node packs needed by 1 file, InvokeAI 6.14.2: 4 node types of no known pack.\n"
    )


@pytest.mark.parametrize("said", [{"version": "1.2.0"}, {"pack": "composition_nodes-main"}])
def test_what_the_file_says_decides(wflint: Wflint, put: Put, said: dict[str, str]) -> None:
    put("a.json", flow(node("offset_image", **said)))
    (found,) = report(wflint)["packs"]
    assert found["name"] == "composition-nodes"


def test_a_file_that_names_another_pack(wflint: Wflint, put: Put) -> None:
    put("a.json", flow(node("string_to_int", "1.0.1", "yolo-node")))
    (found,) = report(wflint)["packs"]
    assert found["name"] == "XYGrid_nodes"
    assert found["nodes"][0]["named_packs"] == ["yolo-node"]
    assert "string_to_int 1.0.1 (the files name the pack yolo-node)\n" in wflint("packs", "check").out


def test_own_packs_are_known(wflint: Wflint, put: Put) -> None:
    put("a.json", flow("never_heard_of"))
    assert wflint("packs", "check").code == 1
    put("packs.json", index(pack("mine", "never_heard_of", loads={"6.14.2": True})))
    put("wflint.toml", 'packs = ["packs.json"]\n')
    assert wflint("packs", "check").code == 0
    Path("sub").mkdir()
    os.chdir("sub")
    put("sub/b.json", flow("never_heard_of"))
    assert wflint("packs", "check").code == 0, "the file is looked for beside the configuration"


def test_what_the_target_has_is_there(wflint: Wflint, put: Put) -> None:
    """A server's nodes, or those that the configuration adds: their pack is installed."""
    put("server.json", with_community_node())
    put("a.json", flow(node("fancy_add")))
    assert wflint("packs", "check", "a.json").code == 1
    for args, text in ((("-t", "server.json"), ""), ((), 'catalogues = ["server.json"]\n')):
        put("wflint.toml", text)
        (found,) = report(wflint, *args, "a.json")["packs"]
        assert (found["name"], found["url"], found["loads"][0]["loads"]) == ("fancy-nodes", None, True)
    assert (
        "fancy-nodes: loads in InvokeAI 6.14.2\n  nodes    fancy_add 1.0.0\n"
        in wflint("packs", "check", "a.json").out
    )
    put("packs.json", index(pack("Fancy_Nodes", "fancy_add", loads={"6.14.2": False})))
    put("wflint.toml", 'catalogues = ["server.json"]\npacks = ["packs.json"]\n')
    (found,) = report(wflint, "a.json")["packs"]
    assert found["url"] == "https://example.org/fox/Fancy_Nodes"
    assert found["loads"][0]["loads"] is True, "for the server has loaded it"


def test_a_pack_that_the_target_has_may_lack_the_node(wflint: Wflint, put: Put) -> None:
    """Older code of a pack: nobody is told that it is not there, or to install it."""
    put("server.json", with_community_node())
    ours = index(pack("Fancy_Nodes", "fancy_add", "fancy_mul", url="https://example.org/fancy"))
    put("packs.json", ours)
    put("a.json", flow(node("fancy_mul"), node("fancy_sub", pack="fancy-nodes"), node("xy_expand")))
    update = "update the pack from https://example.org/fancy, then run `wflint catalogue pull`"
    for target, where in (((), ""), (("-t", "server.json"), " (server.json)")):
        put("wflint.toml", 'packs = ["packs.json"]\n' + ("" if target else 'catalogues = ["server.json"]\n'))
        ran = wflint("check", "-f", "json", "--select", "unknown-node-type", *target, "a.json")
        said = {d["node_type"]: (d["message"], d["help"]) for d in ran.json["diagnostics"]}
        here = f"InvokeAI 6.14.2{where}"
        assert said["fancy_mul"] == (f'fancy_mul is not in the node pack "Fancy_Nodes" of {here}', update)
        assert said["xy_expand"][0] == f'xy_expand is from the node pack "XYGrid_nodes", not in {here}'
    put("wflint.toml", 'catalogues = ["server.json"]\n')
    ran = wflint("check", "a.json")  # no index has the pack
    assert '\n  fancy_sub is not in the node pack "fancy-nodes" of InvokeAI 6.14.2\n' in ran.out
    assert "  help    update the pack, or correct its type or nodePack\n" in ran.out


# -- which files -----------------------------------------------------------------------------------------


def test_every_kind_of_document(wflint: Wflint, put: Put) -> None:
    needy = graph("string_to_int")
    body = {"prepend": False, "batch": {"graph": needy, "runs": 1, "workflow": flow("images_to_grids")}}
    put("flow.json", flow("string_to_int"))
    put("graph.json", needy)
    put("body.json", body)
    put("record.json", {"workflow_id": "a", "workflow": flow("string_to_int")})
    put("session.json", {"session": {"graph": needy}, "queue_id": "default"})
    put("picture.png", png({"invokeai_workflow": json.dumps(flow("string_to_int"))}))
    files = {f for n in report(wflint, ".", "picture.png")["packs"][0]["nodes"] for f in n["files"]}
    assert files == {"flow.json", "graph.json", "body.json", "record.json", "session.json", "picture.png"}
    assert report(wflint, "--images")["checked"] == 6
    assert report(wflint)["checked"] == 5


def test_a_pictures_workflow_speaks_for_its_graph(wflint: Wflint, put: Put) -> None:
    """The graph states neither pack nor version; its own nodes count all the same."""
    texts = {"invokeai_workflow": json.dumps(flow(node("offset_image", "1.0.1"))),
             "invokeai_graph": json.dumps(graph("offset_image", "string_to_int"))}  # fmt: skip
    put("a.png", png(texts))
    (used,) = [n for p in report(wflint, "a.png")["packs"] for n in p["nodes"]]
    assert (used["type"], used["versions"]) == ("string_to_int", [])
    put("packs.json", index(pack("one", "shared"), pack("two", "shared")))
    put("wflint.toml", 'packs = ["packs.json"]\n')
    texts = {"invokeai_workflow": json.dumps(flow(node("shared", None, "two"))),
             "invokeai_graph": json.dumps(graph("shared"))}  # fmt: skip
    put("a.png", png(texts))
    found = report(wflint, "a.png")
    assert ([p["name"] for p in found["packs"]], found["open"]) == (["two"], [])


def test_searches_as_check_does(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'exclude = ["drafts/"]\n')
    put(".gitignore", "out/\n")
    for name in ("a.json", "drafts/b.json", "out/c.json", ".hidden/d.json"):
        put(name, flow("string_to_int"))
    put("package.json", {"name": "x", "dependencies": {}})
    put("broken.txt", "{")
    found = report(wflint)
    assert found["packs"][0]["files"] == ["a.json"]
    assert (found["checked"], found["skipped"]) == (1, 1)
    assert "(1 skipped)" in wflint("packs", "check").out


def test_what_is_excluded_is_so_when_it_is_named(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'exclude = ["drafts/"]\n')
    put("a.json", flow("string_to_int"))
    put("drafts/b.json", flow("yolo"))
    found = report(wflint, "a.json", "drafts/b.json")
    assert [p["name"] for p in found["packs"]] == ["XYGrid_nodes"]
    assert (found["checked"], found["skipped"]) == (1, 1)
    ran = wflint("packs", "check", "drafts/b.json")
    assert (ran.code, ran.out) == (0, "No node packs needed by 0 files (1 skipped), InvokeAI 6.14.2.\n")
    assert ran.err == "wflint: nothing to check: drafts/b.json is excluded by wflint.toml\n"
    put("wflint.toml", 'exclude = ["drafts/"]\nforce-exclude = false\n')
    assert wflint("packs", "check", "drafts/b.json").code == 1


def test_trouble_with_files(wflint: Wflint, put: Put) -> None:
    put("a.json", flow("string_to_int"))
    put("package.json", {"name": "x"})
    put("broken.json", '{"nodes": [], "edges": ["invokeai"')
    for name in ("gone.json", "package.json", "broken.json"):
        ran = wflint("packs", "check", "a.json", name)
        assert ran.code == 2
        assert ran.err.count("\n") == 1
        assert name in ran.err
        assert "XYGrid_nodes: loads" in ran.out, "the others are told all the same"
    assert report(wflint, "a.json", "gone.json")["problems"] == ["gone.json: no such file or directory"]
    assert wflint("packs", "check", "--skip-unknown", "a.json", "package.json").code == 0
    Path("empty").mkdir()
    assert "nothing to check" in wflint("packs", "check", "empty").err
    assert wflint("packs", "check", "-t", "9.9", "a.json").code == 2
    assert wflint("packs", "check", "-f", "yaml").code == 2


def test_standard_input(process: Callable[..., Any]) -> None:
    ran = process("packs", "check", "-", stdin=json.dumps(flow("string_to_int")).encode())
    assert ran.returncode == 0
    assert b"  files    -\n" in ran.stdout


# -- Markdown and files ----------------------------------------------------------------------------------


def test_markdown(wflint: Wflint, put: Put) -> None:
    put("a.json", flow("string_to_int", "yolo", "offset_image", "never_heard_of"))
    ran = wflint("packs", "check", "-f", "markdown")
    assert ran.code == 1
    home = "https://github.com"
    packs = [n.pack.url for n in shipped_index().find("offset_image")]
    assert ran.out.splitlines() == [
        "### Node packs",
        "",
        "2 node packs needed by 1 file, `InvokeAI 6.14.2`: 1 does not load and 2 node types "
        "of no known pack.",
        "",
        "| node pack | loads | nodes | files |",
        "|---|---|---|---|",
        f"| [`yolo-node`]({home}/VeyDlin/yolo-node) | no: InvokeAI refuses the default of `yolo.image` "
        "| `yolo` `1.0.0` | `a.json` |",
        f"| [`XYGrid_nodes`]({home}/skunkworxdark/XYGrid_nodes) | yes | `string_to_int` `1.0.0` "
        "(the pack has `1.0.1`) | `a.json` |",
        "",
        "| other node | what is known of it | packs | files |",
        "|---|---|---|---|",
        "| `never_heard_of` `1.0.0` | in no pack that is known |  | `a.json` |",
        "| `offset_image` `1.0.0` | 2 packs have it, and the files do not say which is meant "
        f"| [`composition-nodes`]({packs[0]}) and [`invoke-nodes`]({packs[1]}) | `a.json` |",
    ]


def test_nothing_of_strangers_works_as_markdown(wflint: Wflint, put: Put) -> None:
    odd = "a|b\\|c`d`` <b> @you [x](javascript:alert(1))\n\n# title __init__.py"
    url = "https://example.org/a)<b>"
    put(
        "packs.json", index(pack(odd, odd, url=url, loads={"6.14.2": False}, missing_names={"6.14.2": [odd]}))
    )
    put("wflint.toml", 'packs = ["packs.json"]\n')
    put("odd|`name`.json", flow(node(odd, odd, odd)))
    out = wflint("packs", "check", "-f", "markdown").out
    (line,) = [each for each in out.splitlines() if "__init__" in each]
    assert url not in out
    cells = cells_of(line)
    assert len(cells) == 4
    for cell in cells:
        for word in ("<b>", "@you", "javascript", "__init__"):
            assert word not in outside_code(cell), cell


def cells_of(line: str) -> list[str]:
    """The cells of a row as GitHub parts them: a backslash takes the next character along."""
    cells, at = [""], 1
    while at < len(line):
        step = 2 if line[at] == "\\" else 1
        if line[at] == "|":
            cells.append("")
        else:
            cells[-1] += line[at : at + step]
        at += step
    assert cells.pop() == ""
    return cells


def outside_code(text: str) -> str:
    """What stands outside of code spans: a run of ticks ends at the next run of the same length."""
    return re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", text)


def test_a_file_for_the_report(wflint: Wflint, put: Put) -> None:
    put("a.json", flow("yolo"))
    for form in ("text", "json", "markdown"):
        shown = wflint("packs", "check", "-f", form, "a.json")
        ran = wflint("packs", "check", "-f", form, "-o", "report", "a.json")
        assert (ran.code, ran.out) == (1, "")
        assert Path("report").read_text("utf-8") == shown.out
    assert wflint("packs", "check", "-o", "gone/report", "a.json").code == 2


def test_colours(put: Put, process: Callable[..., Any]) -> None:
    put("a.json", flow("yolo"))
    ran = process("packs", "check", env={"FORCE_COLOR": "1"})
    assert b"\x1b[31mdoes not load in InvokeAI 6.14.2\x1b[0m" in ran.stdout.replace(b"\x1b[1m", b"")


def test_the_other_programs_graph_is_none_of_ours(wflint: Wflint, put: Put) -> None:
    put("a.json", {"3": {"class_type": "KSampler", "inputs": {}}})
    put("b.json", good_graph())
    found = report(wflint)
    assert (found["checked"], found["skipped"]) == (1, 1)
