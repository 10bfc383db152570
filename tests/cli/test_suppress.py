"""Findings that somebody hides: in notes, at a builder's node, in the configuration; what hides nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Ran, bad_graph, good_graph
from tests.counting import growth

if TYPE_CHECKING:
    from collections.abc import Callable

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

RULES = Path(__file__).parents[2] / "fixtures" / "rules"


def workflow(notes: str = "", **of_nodes: str) -> dict[str, Any]:
    """A workflow with an edge from nowhere into "save", and a node "blur" that feeds it."""
    data: dict[str, Any] = json.loads((RULES / "dangling-edge" / "bad-workflow.json").read_text("utf-8"))
    data["notes"] = notes
    for node in data["nodes"]:
        node["data"]["notes"] = of_nodes.get(node["id"], "")
    return data


def found(ran: Ran) -> list[tuple[str, str | None]]:
    """Rules and what hides their findings."""
    return [(d["slug"], d["suppressed"]) for d in ran.json["diagnostics"]]


def test_the_fault_is_there(wflint: Wflint, put: Put) -> None:
    put("a.json", workflow())
    ran = wflint("check", "-f", "json", "a.json")
    assert (ran.code, found(ran)) == (1, [("dangling-edge", None)])


@pytest.mark.parametrize(
    "said",
    [
        "wflint: ignore[dangling-edge]",
        "For later.\nwflint:ignore[ED101] the blur comes back\nMore.",
        "see wflint: ignore[ unused-result , ED ] why",
        "wflint: ignore[edges]",
        "wflint: ignore [ALL]",
        "wflint: ignore[TP]\nwflint: ignore[Ed1]",
    ],
)
@pytest.mark.parametrize("where", ["save", "workflow"])
def test_a_note_hides_what_it_names(wflint: Wflint, put: Put, said: str, where: str) -> None:
    put("a.json", workflow(said) if where == "workflow" else workflow(save=said))
    ran = wflint("check", "-f", "json", "--ignore", "SU101", "a.json")
    assert (ran.code, found(ran)) == (0, [("dangling-edge", "notes")])
    assert ran.json["summary"]["errors"] == 0
    assert ran.json["summary"]["suppressed"] == 1
    assert wflint("check", "--ignore", "SU101", "a.json").out.startswith("No problems in 1 file")


@pytest.mark.parametrize(
    "said",
    ["wflint: ignore[ED102]", "wflint: ignore[dangling-edge", "Wflint ignore[ED101]", "we ignore[ED101]"],
)
def test_other_words_hide_nothing(wflint: Wflint, put: Put, said: str) -> None:
    put("a.json", workflow(save=said))
    ran = wflint("check", "-f", "json", "--ignore", "SU", "a.json")
    assert (ran.code, found(ran)) == (1, [("dangling-edge", None)])


def test_a_note_speaks_for_its_node_alone(wflint: Wflint, put: Put) -> None:
    data = workflow()
    other = next(node["id"] for node in data["nodes"] if node["id"] != "save")
    put("a.json", workflow(**{other: "wflint: ignore[ED101]"}))
    ran = wflint("check", "-f", "json", "a.json")
    assert found(ran) == [("unused-suppression", None), ("dangling-edge", None)]


def test_an_edge_belongs_to_both_of_its_ends(wflint: Wflint, put: Put) -> None:
    data = json.loads((RULES / "type-mismatch" / "bad-workflow.json").read_text("utf-8"))
    put("a.json", data)
    (diagnostic,) = wflint("check", "-f", "json", "--select", "type-mismatch", "a.json").json["diagnostics"]
    edge = data["edges"][int(diagnostic["pointer"].split("/")[2])]
    for end in ("source", "target"):
        changed = json.loads(json.dumps(data))
        node = next(node for node in changed["nodes"] if node["id"] == edge[end])
        node["data"]["notes"] = "wflint: ignore[type-mismatch]"
        put("a.json", changed)
        ran = wflint("check", "-f", "json", "--select", "type-mismatch,SU", "a.json")
        assert found(ran) == [("type-mismatch", "notes")], end


def test_what_hides_nothing_is_told_and_what_no_rule_is_called(wflint: Wflint, put: Put) -> None:
    put("a.json", workflow("wflint: ignore[ED101, IN, dangling-edges]", save="wflint: ignore"))
    ran = wflint("check", "-f", "concise", "a.json")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert 'write "dangling-edge"\n' in wflint("check", "a.json").out
    assert any('no rule is called "dangling-edges", in the workflow' in line for line in lines)
    assert any("ignore[IN] in the workflow's notes hides nothing" in line for line in lines)
    assert any('a suppression in the notes of "save" names no rule' in line for line in lines)
    assert not any("ED101 dangling-edge" in line for line in lines)


def test_nothing_is_said_of_rules_that_did_not_run(wflint: Wflint, put: Put) -> None:
    put("a.json", workflow("wflint: ignore[missing-input, unknown-model-key, RS101, ED101]"))
    assert found(wflint("check", "-f", "json", "--ignore", "IN", "a.json")) == [("dangling-edge", "notes")]
    ran = wflint("check", "-f", "json", "--select", "ED,SU", "a.json")
    assert found(ran) == [("dangling-edge", "notes")]


def test_infos_that_are_hidden_are_not_counted(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", '[severity]\nED101 = "info"\n')
    put("a.json", workflow())
    assert "1 info hidden" in wflint("check", "a.json").out
    put("a.json", workflow("wflint: ignore[ED101]"))
    ran = wflint("check", "a.json")
    assert "hidden; --show-info" not in ran.out
    assert "unused" not in ran.out


def test_notes_are_not_heard_where_the_configuration_says_so(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", '[per-path."theirs/"]\nnotes-suppress = false\n')
    for name in ("theirs/a.json", "ours.json"):
        put(name, workflow("wflint: ignore[ED101]"))
    ran = wflint("check", "-f", "json", ".")
    assert [(d["file"], d["slug"], d["suppressed"]) for d in ran.json["diagnostics"]] == [
        ("ours.json", "dangling-edge", "notes"),
        ("theirs/a.json", "unused-suppression", None),
        ("theirs/a.json", "dangling-edge", None),
    ]
    assert "not heard" in ran.json["diagnostics"][1]["message"]


def test_a_picture_s_notes_speak_for_the_graph_beside_the_workflow(wflint: Wflint, put: Put) -> None:
    """In an API record the workflow and the graph made of it are one thing."""
    record = {"workflow": workflow("wflint: ignore[ED]"), "graph": bad_graph()}
    put("a.json", record)
    ran = wflint("check", "-f", "json", "--select", "ED", "a.json")
    assert {d["suppressed"] for d in ran.json["diagnostics"]} == {"notes"}
    assert {d["part"] for d in ran.json["diagnostics"]} == {"workflow", "batch"}


ENTRY = '[[suppress]]\nfiles = ["a.json", "old/"]\nrules = ["dangling-edge"]\nreason = "the pack is gone"\n'


def test_the_configuration_hides_by_file_and_node(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", ENTRY + 'nodes = ["gone"]\n')
    graph = bad_graph()
    graph["edges"].append({**graph["edges"][-1], "destination": {"node_id": "lost", "field": "image"}})
    for name in ("a.json", "old/x/b.json", "new.json"):
        put(name, graph)
    ran = wflint("check", "-f", "json", ".")
    assert [(d["file"], d["suppressed"]) for d in ran.json["diagnostics"]] == [
        ("a.json", "configuration"),
        ("a.json", None),
        ("new.json", None),
        ("new.json", None),
        ("old/x/b.json", "configuration"),
        ("old/x/b.json", None),
    ]


def test_a_node_is_named_by_its_label_too(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", '[[suppress]]\nnodes = ["The end"]\nrules = ["ED101"]\n')
    data = workflow()
    next(node for node in data["nodes"] if node["id"] == "save")["data"]["label"] = "The end"
    put("a.json", data)
    assert found(wflint("check", "-f", "json", ".")) == [("dangling-edge", "configuration")]


def test_entries_and_globs_that_do_nothing_are_told(wflint: Wflint, put: Put) -> None:
    put(
        "wflint.toml",
        '[per-file-ignores]\n"gone/**" = ["ED"]\n"a.json" = ["ND103"]\n"*.png" = ["ED"]\n'
        '[per-path."away/"]\ntarget = "6.14.2"\n'
        '[[suppress]]\nfiles = ["a.json", "lost.json"]\nnodes = ["gone", "never"]\nrules = ["ED101", "SH"]\n'
        '[[suppress]]\nfiles = ["none/"]\nrules = ["ED"]\n',
    )
    put("a.json", bad_graph())
    ran = wflint("check", "-f", "concise", "-q", ".")
    assert ran.code == 0
    said = [line.split(": ", 1)[1] for line in ran.out.splitlines()]
    assert [line.split(" ", 3)[3].split(";")[0] for line in said] == [
        'the glob "gone/**" of per-file-ignores matches no file',
        'the glob "away/" of per-path matches no file',
        'suppress[0] hides nothing at the node "never"',
        "suppress[0] hides nothing of SH",
        'the glob "lost.json" of suppress[0] matches no file',
        'suppress[1] is for "none/", which matches no file',
    ]
    assert ran.out.startswith("wflint.toml:2:1: ")
    assert wflint("check", "--fail-on", "warning", ".").code == 1
    assert wflint("check", "-q", "a.json").out == ""  # a run over some files does not know of the others


def test_nothing_is_idle_that_this_run_could_not_see(wflint: Wflint, put: Put) -> None:
    """Rules that did not run, files that the command line leaves out, and a configuration that it names."""
    put(
        "wflint.toml",
        '[per-path."b.json"]\ntarget = "6.14.2"\n[[suppress]]\nnodes = ["gone"]\nrules = ["ED", "TP"]\n',
    )  # TP hides nothing in any run
    for name in ("a.json", "b.json"):
        put(name, bad_graph())
    assert "at the node" not in wflint("check", "-q", "--select", "TP,SU", ".").out
    assert wflint("check", "-q", "--extend-exclude", "b.json", ".").out == ""
    put("other/wflint.toml", '[per-path."lost/"]\ntarget = "6.14.2"\n')
    said = wflint("check", "-q", "-f", "concise", "--select", "SU", "--config", "other/wflint.toml", ".").out
    assert 'the glob "lost/" of per-path matches no file' in said


def test_many_entries_cost_no_more_than_their_number(wflint: Wflint, put: Put) -> None:
    def work(size: int) -> Callable[[], object]:
        entry = '[[suppress]]\nnodes = ["n0"]\nrules = ["ED", "TP"]\n'
        put("wflint.toml", entry * size)
        put("a.json", good_graph())
        return lambda: wflint("check", "-q", ".")

    assert growth(work, 200) < 2.5
    put("wflint.toml", '[[suppress]]\nrules = ["ED"]\n' * 1001)
    ran = wflint("check", ".")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "more than 1,000 entries" in ran.err


def test_an_entry_must_be_one(wflint: Wflint, put: Put) -> None:
    put("a.json", good_graph())
    for text, said in (
        ('[[suppress]]\nrules = ["dangling-edges"]', 'did you mean "dangling-edge"?'),
        ('[[suppress]]\nfiles = ["a.json"]', "suppress[0].rules is missing"),
        ('[[suppress]]\nrules = ["ED"]\nnodes = []', "suppress[0].nodes is empty"),
        ('[suppress]\nrules = ["ED"]', "suppress must be a list of tables"),
    ):
        put("wflint.toml", text)
        ran = wflint("check", "a.json")
        assert (ran.code, len(ran.err.splitlines())) == (2, 1)
        assert said in ran.err


def test_builders_write_it_into_the_notes(put: Put, wflint: Wflint) -> None:
    from wflint import Workflow
    from wflint.builders.errors import BuildError

    def built(**keywords: Any) -> Any:
        wf = Workflow("6.14.2", name="Sides")
        wf.integer(value=5, notes="for later", **keywords)
        wf.save_image(image=wf.blank_image().image)
        return wf

    assert [d.slug for d in built().check()] == ["isolated-node"]
    wf = built(ignore=["isolated-node"])
    assert wf.check() == []
    put("a.json", wf.to_workflow())
    assert found(wflint("check", "-f", "json", "a.json")) == [("isolated-node", "notes")]
    assert wf.to_workflow()["nodes"][0]["data"]["notes"] == "for later\nwflint: ignore[isolated-node]"
    for wrong, said in ((["isolated"], "no rule is called"), ("TP103", "give a list of rules")):
        with pytest.raises(BuildError, match=said):
            built(ignore=wrong)
