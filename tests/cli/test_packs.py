"""``wflint packs list`` and ``show``: the index as people ask it, and a repository's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from click.shell_completion import ShellComplete

from wflint.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]


def index(*packs: dict[str, Any]) -> dict[str, Any]:
    """A repository's own packs.json."""
    return {"wflint_packs": 1, "packs": list(packs)}


def pack(name: str, *types: str, url: str = "", **members: Any) -> dict[str, Any]:
    facts = {"version": "1.0.0", "inputs": {"a": {"type": "int", "ge": 1}}, "outputs": {"value": "int"}}
    return {"name": name, "url": url or f"https://example.org/fox/{name}",
            "nodes": dict.fromkeys(types, facts), **members}  # fmt: skip


# -- list ------------------------------------------------------------------------------------------------


def test_the_list_fits_a_terminal(wflint: Wflint) -> None:
    ran = wflint("packs", "list")
    assert (ran.code, ran.err) == (0, "")
    header, *rows, empty, summary = ran.out.splitlines()
    assert header == "loads  nodes  commit      list  pack"
    assert empty == ""
    assert max(map(len, rows)) <= 80
    number = re.fullmatch(
        r"(\d+) packs; loads in InvokeAI 6\.14\.2: (\d+) yes, (\d+) no, (\d+) unknown\.", summary
    )
    assert number is not None
    assert int(number[1]) == len(rows) == sum(map(int, number.groups()[1:]))
    assert "yes       37  2025-11-10  yes   skunkworxdark/XYGrid_nodes" in rows
    names = [row.split()[-1].split("/")[-1].lower().replace("-", "").replace("_", "") for row in rows]
    assert names == sorted(names)


def test_words_and_options_choose(wflint: Wflint) -> None:
    def listed(*args: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = wflint("packs", "list", "-f", "json", *args).json["packs"]
        return found

    everything = listed()
    assert {p["name"] for p in listed("images_to_GRIDS")} == {"XYGrid_nodes"}  # by a node's type
    assert {p["name"] for p in listed("xyimage", "expand")} == {"XYGrid_nodes"}  # by its title
    assert listed("skunkworxdark", "vargol") == []
    assert {p["listed"] for p in listed("--listed")} == {"now"}
    assert 20 < len(listed("--listed", "--loads", "yes")) < len(listed("--listed"))
    parts = [listed("--loads", answer) for answer in ("yes", "no", "unknown")]
    assert sum(map(len, parts)) == len(everything)
    assert [p["loads"] for p in listed("GridToGif", "--target", "5.15.0")] == [False]
    assert all(p["why"] for part in parts[1:] for p in part)
    assert "wflint packs list" in wflint("packs", "list", "nothing-like-that").err


def test_another_release(wflint: Wflint, put: Put) -> None:
    """One that nobody tried is between those that were, or unknown."""
    last = [wflint("packs", "list", "-t", target).out.splitlines()[-1] for target in ("6.14.2", "6.3", "5.0")]
    assert len(set(last)) == 3
    put("wflint.toml", 'target = ">=5.12,<6.4"\n')
    assert wflint("packs", "list").out.splitlines()[-1] == last[1]
    assert "no release in the range" in wflint("packs", "list", "-t", ">9").err


# -- show ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "XYGrid_nodes",
        "xygrid-nodes",
        "XYGridNodes",
        "xygrid_nodes-main",
        "skunkworxdark/xygrid_nodes",
        "https://github.com/skunkworxdark/XYGrid_nodes",
        "https://github.com/skunkworxdark/XYGrid_nodes.git",
        "github.com/skunkworxdark/XYGrid_nodes/",
    ],
)
def test_a_pack_by_what_people_call_it(wflint: Wflint, name: str) -> None:
    ran = wflint("packs", "show", name)
    assert ran.code == 0, ran.err
    assert ran.out.startswith(
        """XYGrid_nodes: 37 nodes, and 6 nodes it no longer has
  https://github.com/skunkworxdark/XYGrid_nodes
  last commit 2025-11-10, in InvokeAI's list of community nodes
  loads in InvokeAI 6.14.2
  to install it, in the folder "nodes" of InvokeAI's root, then restart InvokeAI:
    git clone https://github.com/skunkworxdark/XYGrid_nodes
    (or in the web UI: the tab "Nodes" takes the address)

"""
    )
    assert re.search(r"\nimages_to_grids: Images To Grids\n  version 1\.3\.0, \w+, before 1\.0\.0, ", ran.out)


def test_a_node(wflint: Wflint) -> None:
    ran = wflint("packs", "show", "string_to_int")
    assert ran.out.startswith("XYGrid_nodes: ")
    assert ran.out.endswith(
        """
string_to_int: String To Int
  version 1.0.1, util, before 1.0.0, last changed 2025-11-10
  inputs:
    int_string: str; required
  outputs:
    value: int

42 more nodes: wflint packs show skunkworxdark/XYGrid_nodes
"""
    )
    (found,) = wflint("packs", "show", "string_to_int", "-f", "json").json["packs"]
    (node,) = found["node_types"]
    assert (node["version"], node["removed"], node["inputs"][0]["name"]) == ("1.0.1", False, "int_string")
    several = wflint("packs", "show", "offset_latents").out
    assert several.count("\noffset_latents: Offset Latents\n") == 2


def test_symbols_and_installing_depend_on_the_release(wflint: Wflint) -> None:
    new, old = (wflint("packs", "show", "scheduler_to_string", "-t", v).out for v in ("6.14.2", "4.2.9"))
    (one,) = re.findall(r"scheduler: one of (.*)", new)
    (two,) = re.findall(r"scheduler: one of (.*)", old)
    assert "ddim, ddpm" in one
    assert one != two
    assert "git clone" in old
    assert "web UI" not in old


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("promt-tools-nodes", 'did you mean "Prompt-tools-nodes"?'),
        ("images_to_grid", 'did you mean "images_to_grids"?'),
        ("nothing like that", "`wflint packs list` shows them"),
        ("nobody/nothing", "`wflint packs list` shows them"),
        ("", "`wflint packs list` shows them"),
        ("x" * 9999, "`wflint packs list` shows them"),
        ("noise", '"noise" is a node of InvokeAI 6.14.2; `wflint catalogue show` shows it'),
        ("seamless_legacy_only", "no node pack or node"),
        ("abs", "only ever a node on a branch of InvokeAI, last seen 2023-09-13"),
        ("invokeai", 'packs are called "invokeai"; give the address'),
        ("infill_lama", "is a node of InvokeAI 6.14.2"),
        ("load_image", "is a node of InvokeAI 3."),
    ],
)
def test_what_is_no_pack(wflint: Wflint, name: str, said: str) -> None:
    ran = wflint("packs", "show", name)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    first, *more = ran.err.splitlines()
    assert first.startswith("wflint: error: ")
    assert len(first) <= 160
    assert all(line.startswith("  https://") for line in more)


def test_forks_copies_and_nodes_that_are_gone(wflint: Wflint) -> None:
    fork = wflint("packs", "show", "dunkeroni/InvokeAI").out
    assert "a copy of InvokeAI itself" in fork
    assert "git clone" not in fork
    assert "the pack no longer has it" in fork
    copy = wflint("packs", "show", "Prompt-tools-nodes").out
    assert "has the same commits as https://github.com/skunkworxdark/prompt-tools" in copy
    assert wflint("packs", "show", "oobabooga-node").code == 0, "two copies of one history"
    hidden = wflint("packs", "show", "dilated_sampling_module").out
    assert "the pack's __init__.py does not import it, so InvokeAI does not see it" in hidden
    assert "InvokeAI 6.14.2 has a node of this type itself" in wflint("packs", "show", "FaceTools").out


# -- a repository's own index ----------------------------------------------------------------------------


def test_own_packs_win(wflint: Wflint, put: Put) -> None:
    put(
        "packs.json",
        index(pack("XYGrid_nodes", "mine"), pack("fox-nodes", "fox_tail", loads={"6.14.2": True})),
    )
    put("wflint.toml", 'packs = ["packs.json"]\n')
    shown = wflint("packs", "show", "xygrid-nodes").out
    assert "https://example.org/fox/XYGrid_nodes" in shown
    assert "from your own index" in shown
    assert "nobody knows whether it loads in InvokeAI 6.14.2\n    nobody has tried it in a release\n" in shown
    assert wflint("packs", "show", "fox_tail").out.splitlines()[-4:] == [
        "  inputs:",
        "    a: int (>= 1)",
        "  outputs:",
        "    value: int",
    ]
    assert "https://example.org/fox/fox-nodes" in wflint("packs", "list", "fox").out
    put("wflint.toml", "")
    assert wflint("packs", "show", "fox_tail").code == 2


@pytest.mark.parametrize(
    "url",
    ["ext::sh -c evil", "--upload-pack=evil", "javascript:alert(1)", "https://x/$(evil)", "git@host:a",
     "https://x/a b", "file:///etc", "https://-evil", "https://x/`evil`", "https://x/'", "https://x/a;evil",
     "https://me:pw@x/y"],
)  # fmt: skip
def test_only_plain_addresses_are_pasted_into_shells(wflint: Wflint, put: Put, url: str) -> None:
    put("packs.json", index(pack("fox", "fox", url=url)))
    put("wflint.toml", 'packs = ["packs.json"]\n')
    ran = wflint("packs", "show", "fox")
    assert ran.code == 0
    assert "git clone" not in ran.out


@pytest.mark.parametrize("command", [("list",), ("show", "fox"), ("check",)])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "packs.json"),
        ("{", "packs.json"),
        ("[]", 'it has no "wflint_packs"'),
        ('{"wflint_packs": 9, "packs": []}', "format 9: this wflint reads 1"),
        ('{"wflint_packs": 1, "packs": [{"name": "a"}]}', 'pack 1 has no "url"'),
        ("[" * 100_000, "packs.json"),
        ('{"wflint_packs": 1, "packs": [' + "[]," * 1_000_000 + "[]]}", "more than 1,000,000 values"),
    ],
    ids=range(7),
)
def test_wrong_files_are_one_line(
    wflint: Wflint, put: Put, text: str | None, said: str, command: tuple[str, ...]
) -> None:
    put("wflint.toml", 'packs = ["packs.json"]\n')
    if text is not None:
        put("packs.json", text)
    ran = wflint("packs", *command)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert said in ran.err
    assert "packs.json" in ran.err


def test_wrong_keys_are_one_line(wflint: Wflint, put: Put) -> None:
    for text in (
        "packs = 3\n",
        'packs = ["https://example.org/packs.json"]\n',
        'packs = ["../packs.json"]\n',
    ):
        put("wflint.toml", text)
        ran = wflint("packs", "list")
        assert (ran.code, ran.err.count("\n")) == (2, 1), text


# -- around ----------------------------------------------------------------------------------------------


def test_names_are_completed() -> None:
    complete = ShellComplete(cli, {}, "wflint", "_WFLINT_COMPLETE")
    found = [item.value for item in complete.get_completions(["packs", "show"], "xygr")]
    assert found == ["XYGrid_nodes"]
    assert "images_to_grids" in [i.value for i in complete.get_completions(["packs", "show"], "images_to")]


def test_help_lists_the_command(wflint: Wflint) -> None:
    assert "  packs " in wflint("--help").out
    for command in ("list", "show", "check"):
        assert "Usage: wflint packs" in wflint("packs", command, "--help").out
