"""Configuration: where it is found, what it sets, and how its errors read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import bad_graph, good_graph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]


def slugs(ran: Ran) -> list[str]:
    return [d["slug"] for d in ran.json["diagnostics"]]


def two_faults() -> dict[str, object]:
    graph = bad_graph()
    graph["edges"].append(graph["edges"][0])
    return graph


@pytest.mark.parametrize(
    ("name", "text"),
    [("pyproject.toml", '[tool.wflint]\nignore = ["ED101"]\n'), ("wflint.toml", 'ignore = ["ED101"]\n')],
)
def test_nearest_file_up_the_tree(wflint: Wflint, put: Put, name: str, text: str) -> None:
    put(name, text)
    put("a/b/c.json", two_faults())
    put("a/pyproject.toml", "[tool.other]\nx = 1\n")
    assert slugs(wflint("check", "-f", "json", ".")) == ["duplicate-edge"]
    put("a/wflint.toml", 'ignore = ["ED105"]')
    assert slugs(wflint("check", "-f", "json", ".")) == ["dangling-edge"]


def test_file_elsewhere_uses_its_own_configuration(
    wflint: Wflint, put: Put, tmp_path_factory: pytest.TempPathFactory
) -> None:
    put("wflint.toml", 'ignore = ["ED101"]')
    there = tmp_path_factory.mktemp("there")
    (there / "a.json").write_text(json.dumps(two_faults()))
    path = str(there / "a.json")
    assert slugs(wflint("check", "-f", "json", path)) == ["duplicate-edge"], "that of the working directory"
    (there / "wflint.toml").write_text('ignore = ["ED105"]')
    assert slugs(wflint("check", "-f", "json", path)) == ["dangling-edge"]


def test_wflint_toml_wins_over_pyproject(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'ignore = ["ED101"]')
    put("pyproject.toml", '[tool.wflint]\nignore = ["ED105"]\n')
    put("a.json", two_faults())
    assert slugs(wflint("check", "-f", "json")) == ["duplicate-edge"]


def test_command_line_has_the_last_word(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'ignore = ["ED101"]\ntarget = "5.15.0"\nfail-on = "never"\n')
    put("a.json", two_faults())
    assert wflint("check", "a.json").code == 0
    ran = wflint("check", "-f", "json", "a.json", "--select", "ED", "--target", "6.14", "--fail-on", "error")
    assert (ran.code, slugs(ran)) == (1, ["dangling-edge", "duplicate-edge"])
    assert ran.json["targets"] == ["6.14.2"]


def test_extend_select_and_select(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'select = ["ED105"]\n')
    put("a.json", two_faults())
    assert slugs(wflint("check", "-f", "json")) == ["duplicate-edge"]
    assert len(slugs(wflint("check", "-f", "json", "--extend-select", "ED101"))) == 2


def test_per_file_ignores(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", '[per-file-ignores]\n"old/**" = ["ED"]\n"*.draft.json" = ["dangling-edge"]\n')
    for name in ("old/x/a.json", "b.draft.json", "c.json"):
        put(name, two_faults())
    ran = wflint("check", "-f", "json", ".")
    assert [(d["file"], d["slug"]) for d in ran.json["diagnostics"]] == [
        ("b.draft.json", "duplicate-edge"),
        ("c.json", "dangling-edge"),
        ("c.json", "duplicate-edge"),
    ]


def test_per_path(wflint: Wflint, put: Put) -> None:
    put(
        "pyproject.toml",
        '[tool.wflint]\ntarget = "6.14.2"\n'
        '[tool.wflint.per-path."old/**"]\ntarget = "5.15.0"\nselect = ["ED101"]\n',
    )
    put("old/a.json", two_faults())
    put("b.json", two_faults())
    ran = wflint("check", "-f", "json", ".")
    assert [(d["file"], d["slug"], d["targets"]) for d in ran.json["diagnostics"]] == [
        ("b.json", "dangling-edge", ["6.14.2"]),
        ("b.json", "duplicate-edge", ["6.14.2"]),
        ("old/a.json", "dangling-edge", ["5.15.0"]),
    ]
    assert sorted(ran.json["targets"]) == ["5.15.0", "6.14.2"]


def test_stdin_uses_the_configuration_of_its_name(
    put: Put, process: Callable[..., object], wflint: Wflint
) -> None:
    put("old/wflint.toml", 'ignore = ["ED101"]')
    raw = json.dumps(bad_graph()).encode()
    assert process("check", "-", stdin=raw).returncode == 1  # type: ignore[attr-defined]
    done = process("check", "--stdin-filename", "old/a.json", "-", stdin=raw)
    assert done.returncode == 0  # type: ignore[attr-defined]


def test_extra_catalogue(wflint: Wflint, put: Put) -> None:
    graph = good_graph()
    graph["nodes"]["photo"]["type"] = "my_photo"
    put("a.json", graph)
    assert slugs(wflint("check", "-f", "json", "a.json")) == ["unknown-node-type"]
    pack = {
        "wflint_catalogue": 1,
        "version": "6.14.2",
        "source": None,
        "nodes": [
            {
                "type": "my_photo",
                "title": "My photo",
                "version": "1.0.0",
                "pack": "my-pack",
                "inputs": {"image": {"t": {"ref": "ImageField"}, "req": True}},
                "outputs": {"image": {"t": {"ref": "ImageField"}}},
                "out": "ImageOutput",
            }
        ],
        "models": [],
    }
    put("packs/mine.json", pack)
    put("wflint.toml", 'catalogues = ["packs/mine.json"]\nexclude = ["packs/"]\n')
    assert slugs(wflint("check", "-f", "json", ".")) == []
    put("wflint.toml", 'catalogues = ["packs/gone.json"]\n')
    ran = wflint("check", "a.json")
    assert ran.code == 2
    assert "gone.json" in ran.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('targt = "6.14.2"', ':1: unknown key "targt"; did you mean "target"?'),
        ('select = []\n[tool.wflint]\ntarget = "6.14"', ':2: unknown key "tool"; in wflint.toml the keys go'),
        ("[tool.wflint]\ntargt = 1", ':2: unknown key "targt"; did you mean "target"?'),
        ('\nextend_select = ["ED"]', ':2: unknown key "extend_select"; did you mean "extend-select"?'),
        ("zzz = 1", "known keys are target, select"),
        ("target = 6", ":1: target must be a string, not 6"),
        ('target = ""', ":1: target must be a string, not ''"),
        ('select = "ED101"', ":1: select must be a list of strings"),
        (
            'ignore = ["dangling-edg"]',
            ':1: ignore: no rule is called "dangling-edg"; did you mean "dangling-edge"?',
        ),
        ('fail-on = "info"', ':1: fail-on must be one of error, warning, never, not "info"'),
        ("exclude = [1]", ":1: exclude must be a list of strings"),
        ("per-path = 1", ":1: per-path must be a table"),
        ('[per-path."a/**"]\ntargt = "1"', ':2: unknown key "per-path."a/**".targt"; did you mean "target"?'),
        ('[per-path]\n"a/**" = "6.1"', ':2: per-path "a/**" must be a table'),
        ('[per-file-ignores]\n"a/**" = ["NOPE"]', ':2: a/**: no rule is called "NOPE"'),
        ('[per-file-ignores]\n"a/**" = "ED"', ":2: a/** must be a list of strings"),
        ("target = ", "not valid TOML: "),
    ],
)
def test_errors(wflint: Wflint, put: Put, text: str, message: str) -> None:
    path = put("wflint.toml", text)
    put("a.json")
    for command in (("check", "a.json"), ("check", "."), ("config",)):
        ran = wflint(*command)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"wflint: error: {path}"), ran.err
        assert message in ran.err


def test_error_in_pyproject_names_its_line(wflint: Wflint, put: Put) -> None:
    put("pyproject.toml", '[project]\nname = "x"\n\n[tool.wflint]\nselct = ["ED"]\n')
    assert 'pyproject.toml:5: unknown key "selct"; did you mean "select"?' in wflint("check").err


def test_configuration_that_is_no_text(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", b"\xff")
    assert "not UTF-8 text" in wflint("check").err


def test_config_shows_what_holds(wflint: Wflint, put: Put) -> None:
    assert wflint("config").json["source"] is None
    path = put("wflint.toml", 'target = "6.14"\nignore = ["SH"]\n[per-path."old/"]\ntarget = "5.15.0"\n')
    shown = wflint("config").json
    assert shown["source"] == str(path)
    assert (shown["target"], shown["releases"], shown["fail-on"]) == ("6.14", ["6.14.2"], "error")
    assert "dangling-edge" in shown["rules-on"]
    assert "syntax-error" in shown["rules-off"]
    assert wflint("config", "old/a.json").json["releases"] == ["5.15.0"]
