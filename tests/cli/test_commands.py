"""The commands beside ``check``."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from wflint import __version__
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]


def test_version_names_the_releases(wflint: Wflint) -> None:
    ran = wflint("--version")
    assert ran.code == 0
    assert re.fullmatch(rf"wflint {re.escape(__version__)} \(InvokeAI 3\.0\.0 to \d+\.\d+\.\d+\)\n", ran.out)


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(wflint: Wflint, option: str) -> None:
    ran = wflint(option)
    assert ran.code == 0
    assert "wflint check" in ran.out
    assert "Exit codes" in wflint("check", option).out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["chekc"], 'no command "chekc"; did you mean "check"?'),
        (["zzz"], "`wflint --help` lists them"),
        (["--nope"], "No such option"),
        (["explain"], "Missing argument"),
    ],
)
def test_wrong_usage(wflint: Wflint, args: list[str], message: str) -> None:
    ran = wflint(*args)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.parametrize("group", [(), ("packs",), ("catalogue",), ("models",)])
def test_a_group_alone_shows_its_help(wflint: Wflint, group: tuple[str, ...]) -> None:
    ran = wflint(*group)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == wflint(*group, "--help").out


def test_a_node_of_a_pack_is_not_shown_but_where_it_is(wflint: Wflint) -> None:
    ran = wflint("catalogue", "show", "xy_expand")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith('has no node "xy_expand", a node pack has: `wflint packs show xy_expand`\n')


def test_path_without_check(wflint: Wflint, put: Callable[..., object]) -> None:
    put("a.json")
    assert "write `wflint check a.json`" in wflint("a.json").err


@pytest.mark.parametrize("name", ["dangling-edge", "ED101", "ed101"])
def test_explain(wflint: Wflint, name: str) -> None:
    ran = wflint("explain", name)
    assert ran.code == 0
    assert ran.out.startswith("dangling-edge (ED101)\n")
    for heading in ("What it does", "Why it is bad", "How to fix", "Example"):
        assert f"\n{heading}\n" in ran.out
    assert "rejected at enqueue" in ran.out


def test_explain_every_rule(wflint: Wflint) -> None:
    for slug in all_rules():
        assert wflint("explain", slug).code == 0


@pytest.mark.parametrize(
    ("name", "hint"),
    [("dangling_edge", "dangling-edge"), ("danglin-edge", "dangling-edge")],
)
def test_explain_unknown(wflint: Wflint, name: str, hint: str) -> None:
    ran = wflint("explain", name)
    assert ran.code == 2
    assert f'did you mean "{hint}"?' in ran.err


def test_rules(wflint: Wflint) -> None:
    lines = wflint("rules").out.splitlines()
    assert len(lines) == len(all_rules())
    assert any(line.startswith("ED101  dangling-edge") for line in lines)


def test_rules_as_json(wflint: Wflint) -> None:
    listed = {r["slug"]: r for r in wflint("rules", "--format", "json").json}
    assert listed.keys() == all_rules().keys()
    edge = listed["dangling-edge"]
    assert edge["code"] == "ED101"
    assert edge["graph"] == {"effect": "rejected", "stage": "enqueue", "severity": "error"}
    assert edge["url"].endswith("/docs/rules/dangling-edge.md")


def test_completion(process: Callable[..., object]) -> None:
    env = {"_WFLINT_COMPLETE": "bash_complete", "COMP_WORDS": "wflint explain dangl", "COMP_CWORD": "2"}
    assert b"dangling-edge" in process(env=env).stdout  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        (("A b.json",), "'A b.json'"),
        (("A", "b.json"), "'A b.json'"),
        (("My", "workflow", "[v2].json", "-q"), "'My workflow [v2].json'"),
        (("it's.json",), "'it'\"'\"'s.json'"),
        (("plain.json", "A b.json"), "plain.json"),
        (("some folder",), "'some folder'"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="quoted as in POSIX shells")
def test_a_path_in_place_of_a_command(
    wflint: Wflint, put: Callable[..., Path], words: tuple[str, ...], quoted: str
) -> None:
    for name in ("A b.json", "My workflow [v2].json", "it's.json", "plain.json", "some folder/a.json"):
        put(name)
    ran = wflint(*words)
    assert ran.code == 2
    assert f"to check that path, write `wflint check {quoted}`" in ran.err
    assert wflint(*shlex.split(f"check {quoted}")).code == 0


def test_a_path_that_is_not_there_is_a_command_that_is_not(wflint: Wflint) -> None:
    assert 'no command "A b.json"; `wflint --help` lists them' in wflint("A b.json").err
    assert 'did you mean "check"?' in wflint("chekc", *(["x"] * 1000)).err
