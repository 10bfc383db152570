"""Rules of others: a package beside wflint, a configuration that names it, a user who allows it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Ran, good_graph

if TYPE_CHECKING:
    from collections.abc import Callable

    Studio = Callable[..., Ran]

LINT = Path(__file__).parents[2] / "lint"
RULE = '''"""A file of ours is saved without metadata.

What it does: looks for save_image without metadata.

Why it is bad: nobody knows how it was made.

How to fix: connect metadata.
"""

from wflint.diagnostics import Finding
from wflint.rules.base import Rule, advice

RULE = Rule("ST101", "an image is saved without metadata", workflow=advice(), graph=advice())


def check(ctx):
    open("ran.txt", "w").close()
    for node in ctx.graph.nodes.values():
        if node.type == "save_image" and (node.id, "metadata") not in ctx.graph.into:
            yield Finding(f"{ctx.describe(node)} has none", node.path, node=node.id, help="connect it")
'''
CONFIG = 'plugins = ["studio"]\n'


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., None]:
    """Installs a package with a plugin: its modules by name, and what its entry point names."""

    def put(modules: dict[str, str], point: str = "studio = studio_rules") -> None:
        site = tmp_path / "site"
        (site / "studio_rules").mkdir(parents=True, exist_ok=True)
        (site / "studio_rules" / "__init__.py").write_text("", "utf-8")
        for name, text in modules.items():
            (site / "studio_rules" / f"{name}.py").write_text(text, "utf-8")
        info = site / "studio_rules-1.0.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: studio-rules\nVersion: 1.0\n", "utf-8")
        (info / "entry_points.txt").write_text(f"[wflint.rules]\n{point}\n", "utf-8")

    return put


@pytest.fixture
def studio(tmp_path: Path, install: Callable[..., None]) -> Studio:
    """Runs ``wflint`` in a repository with one graph, as a process of its own: plugins stay loaded in one."""
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    (repository / "a.json").write_text(json.dumps(good_graph(), indent=1), "utf-8")
    install({"no_metadata": RULE, "_helper": "raise SystemExit(7)\n"})

    def run(*arguments: str, config: str = CONFIG) -> Ran:
        (repository / "wflint.toml").write_text(config, "utf-8")
        paths = os.pathsep.join([str(tmp_path / "site"), str(LINT)])
        environment = {**os.environ, "PYTHONPATH": paths, "WFLINT_CONFIG_DIR": str(tmp_path / "own")}
        command = [sys.executable, "-P", "-m", "wflint", *arguments]
        done = subprocess.run(
            command, cwd=repository, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def slugs(ran: Ran) -> list[str]:
    return [d["slug"] for d in ran.json["diagnostics"]]


def test_a_plugin_runs_only_where_it_is_named_and_allowed(studio: Studio, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    ran = studio("check", "a.json")
    assert (ran.code, ran.out) == (2, "")
    assert f"you have not allowed this repository to name any: run `wflint allow {repository}`" in ran.err
    assert not (repository / "ran.txt").exists()

    assert studio("allow", ".", config="").code == 0
    assert f"{repository}  plugins" in studio("allow", "--list").out
    assert slugs(studio("check", "-f", "json", "a.json", config="")) == []
    assert not (repository / "ran.txt").exists()

    ran = studio("check", "a.json")
    assert ran.code == 0
    assert "a.json:" in ran.out
    assert "warning ST101 no-metadata" in ran.out
    assert (repository / "ran.txt").exists()

    assert studio("allow", "--remove", ".", config="").code == 0
    assert studio("check", "a.json").code == 2
    assert studio("allow", "--remove", ".", config="").code == 2


def test_its_rules_are_rules_as_all_others(studio: Studio, tmp_path: Path) -> None:
    studio("allow", ".", config="")
    for more in ('ignore = ["ST101"]', 'ignore = ["no-metadata"]', 'ignore = ["studio"]', 'select = ["ED"]'):
        assert slugs(studio("check", "-f", "json", ".", config=CONFIG + more + "\n")) == [], more
    ran = studio("check", "-f", "json", ".", config=CONFIG + '[severity]\nST = "error"\n')
    assert (ran.code, slugs(ran)) == (1, ["no-metadata"])
    entry = '[[suppress]]\nrules = ["no-metadata"]\nnodes = ["save"]\n'
    ran = studio("check", "-f", "json", ".", config=CONFIG + entry)
    assert [d["suppressed"] for d in ran.json["diagnostics"]] == ["configuration"]
    assert "saved without metadata" in studio("rules").out
    assert "How to fix" in studio("explain", "ST101").out
    assert "no-metadata" in studio("config").json["rules-on"]
    for number in range(3):
        path = tmp_path / "repository" / f"b{number}.json"
        path.write_text(json.dumps(good_graph()), "utf-8")
    assert len(slugs(studio("check", "-f", "json", "--jobs", "2", "."))) == 4


@pytest.mark.parametrize(
    ("modules", "point", "said"),
    [
        ({}, "studio = nowhere_at_all", 'plugin "studio" cannot be loaded: ModuleNotFoundError'),
        ({}, "studios = studio_rules", 'no plugin is called "studio"; did you mean "studios"?'),
        ({}, "studio = studio_rules:__doc__", 'plugin "studio" names something else than a module'),
        ({"bad": "1 / 0\n"}, None, "its module bad cannot be loaded: ZeroDivisionError"),
        ({"cycle": RULE}, None, 'a rule cannot be called "cycle"'),
        ({"other": RULE.replace("ST101", "ED999")}, None, 'other has the code "ED999"; it takes two letters'),
        ({"other": RULE.replace("ST101", "STX")}, None, 'other has the code "STX"; it takes two letters'),
        ({"other": RULE}, None, 'has the code "ST101"; it takes'),
        ({"no_metadata": ""}, None, 'plugin "studio" has no rules'),
    ],
)
def test_what_is_no_plugin(
    studio: Studio, install: Callable[..., None], modules: dict[str, str], point: str | None, said: str
) -> None:
    studio("allow", ".", config="")
    install(modules, *([point] if point else []))
    ran = studio("check", "a.json")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert "wflint.toml:1: " in ran.err
    assert said in ran.err


def test_a_rule_that_raises_is_told_with_its_plugin(studio: Studio, install: Callable[..., None]) -> None:
    studio("allow", ".", config="")
    install({"no_metadata": RULE.replace("    open(", '    raise KeyError("x")\n    open(')})
    ran = studio("check", "a.json")
    assert ran.code == 2
    assert "internal error in rule no-metadata of the plugin studio: KeyError" in ran.err


@pytest.mark.parametrize(
    ("module", "told"),
    [
        (
            RULE.replace("    open(", "    raise SystemExit(0)\n    open("),
            "internal error in rule no-metadata of",
        ),
        ("import sys\nsys.exit(0)\n", "its module no_metadata cannot be loaded: SystemExit"),
    ],
    ids=["check", "import"],
)
def test_no_rule_ends_the_command(
    studio: Studio, install: Callable[..., None], module: str, told: str
) -> None:
    studio("allow", ".", config="")
    install({"no_metadata": module})
    ran = studio("check", "a.json")
    assert ran.code == 2
    assert told in ran.err


def test_folders_are_no_servers(studio: Studio) -> None:
    for arguments in (("allow", "./nothing"), ("allow", ".", "--insecure")):
        ran = studio(*arguments, config="")
        assert ran.code == 2
        assert "folder" in ran.err
