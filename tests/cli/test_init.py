"""`wflint init`: what it finds, proposes and writes, and what it leaves alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.cli.conftest import bad_graph
from wflint.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

ROOT = Path(__file__).parents[2]
BASELINE, HOOKS, WORKFLOW = ".wflint-baseline.json", ".pre-commit-config.yaml", ".github/workflows/wflint.yml"


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file but git's own, with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


@pytest.fixture
def repository(here: Path, put: Put) -> Path:
    """A repository at GitHub with a clean graph and a faulty one."""
    git("init", "-q")
    git("remote", "add", "origin", "git@github.com:somebody/flows.git")
    put("flows/good.json")
    put("flows/bad.json", bad_graph())
    return here


def workflow(nodes: dict[str, str], version: str = "3.0.0") -> dict[str, Any]:
    """A workflow with nodes of these types and versions."""
    return {
        "name": "w", "author": "", "description": "", "version": "", "contact": "", "tags": "", "notes": "",
        "exposedFields": [], "meta": {"version": version, "category": "user"}, "edges": [],
        "nodes": [
            {
                "id": kind,
                "type": "invocation",
                "position": {"x": 0, "y": 0},
                "data": {
                    "id": kind, "type": kind, "version": number, "label": "", "notes": "", "isOpen": True,
                    "isIntermediate": True, "useCache": True, "nodePack": "invokeai", "inputs": {},
                },
            }
            for kind, number in nodes.items()
        ],
    }  # fmt: skip


def test_all_of_it(wflint: Wflint, repository: Path) -> None:
    ran = wflint("init", "--yes")
    assert ran.code == 0, ran.err
    assert "found     2 graphs" in ran.out
    assert "have the very node versions of all 2 files; this is the newest" in ran.out
    assert "1 finding in 1 file (1 error): known from now on" in ran.out
    assert ran.err.splitlines() == [
        "wflint: wrote wflint.toml",
        f"wflint: wrote {BASELINE}",
        f"wflint: wrote {HOOKS}",
        f"wflint: wrote {WORKFLOW}",
    ]
    assert 'target = "6.14.2"' in (repository / "wflint.toml").read_text("utf-8")
    assert yaml.safe_load((repository / HOOKS).read_text("utf-8")) == {
        "repos": [
            {
                "repo": "https://github.com/wflint/wflint",
                "rev": f"v{__version__}",
                "hooks": [{"id": "wflint"}],
            }
        ]
    }
    checked = wflint("check")
    assert (checked.code, "1 finding hidden by the baseline" in checked.out) == (0, True)
    # Written as `--write-baseline` writes it.
    assert f"no change in {BASELINE}" in wflint("check", "--write-baseline").err


def test_twice_changes_nothing(wflint: Wflint, repository: Path) -> None:
    assert wflint("init", "--yes").code == 0
    once = tree(repository)
    again = wflint("init", "--yes")
    assert (again.code, tree(repository)) == (0, once)
    assert "nothing to write: wflint is set up here" in again.err
    assert again.out.count("kept") == 4


def test_nothing_is_written_unasked(wflint: Wflint, repository: Path) -> None:
    before = tree(repository)
    shown = wflint("init", "--dry-run")
    assert (shown.code, tree(repository)) == (0, before)
    assert "write wflint.toml:" in shown.out
    assert "--dry-run" in shown.err
    silent = wflint("init")
    assert (silent.code, tree(repository), silent.out) == (2, before, shown.out)
    assert "nothing written: there is no terminal to ask at; --yes writes, --dry-run only shows" in silent.err
    assert wflint("init", "--yes", "--dry-run").code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "writes"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_it_asks_at_a_terminal(repository: Path, answer: str, writes: bool) -> None:
    import pty

    master, slave = pty.openpty()
    command = [sys.executable, "-m", "wflint", "init"]
    with subprocess.Popen(command, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        os.write(master, answer.encode())
        _, said = process.communicate(timeout=60)
    os.close(slave)
    os.close(master)
    assert process.returncode == 0, said
    assert b"Write 4 files (wflint.toml, .wflint-baseline.json, .pre-commit-config.yaml" in said
    assert (repository / "wflint.toml").exists() == writes
    assert (b"nothing written" in said) != writes


def test_a_pyproject_keeps_its_bytes(wflint: Wflint, repository: Path, put: Put) -> None:
    old = b'# mine\r\n[project]\r\nname = "x"  # odd\r\n\r\n[tool.ruff]\r\nline-length = 99'
    put("pyproject.toml", old)
    assert wflint("init", "--yes").code == 0
    new = (repository / "pyproject.toml").read_bytes()
    assert new.startswith(old + b"\r\n\r\n[tool.wflint]\r\n")
    assert b"\n" not in new.replace(b"\r\n", b"")
    assert not (repository / "wflint.toml").exists()
    assert wflint("config").json["target"] == "6.14.2"


@pytest.mark.parametrize(
    "text",
    [
        "tool = { ruff = { line-length = 9 } }\n",
        "[tool]\nwflint.x = [\n",
        "[project\n",
        b"\xff\xfe[",
        "a = nan\n",
    ],
)
def test_a_pyproject_that_takes_no_table(
    wflint: Wflint, repository: Path, put: Put, text: str | bytes
) -> None:
    old = put("pyproject.toml", text).read_bytes()
    ran = wflint("init", "--yes", "--no-hooks", "--ci", "none")
    if "wrote wflint.toml" in ran.err:
        assert ran.code == 0
        assert (repository / "pyproject.toml").read_bytes() == old
    else:
        assert ran.code == 2, ran.err
        assert ran.err.count("\n") == 1
        assert tree(repository)["pyproject.toml"] == old


def test_a_configuration_that_is_there_stays(wflint: Wflint, repository: Path, put: Put) -> None:
    put("wflint.toml", 'target = "5.15.0"\nignore = ["ED101"]\n')
    ran = wflint("init", "--yes")
    assert ran.code == 0, ran.err
    assert "kept      wflint.toml configures wflint" in ran.out
    assert "target " not in ran.out
    assert (repository / "wflint.toml").read_text("utf-8").startswith('target = "5.15.0"')
    assert not (repository / BASELINE).exists()  # with it there are no findings


def test_folders_with_a_configuration_of_their_own_keep_their_findings(
    wflint: Wflint, repository: Path, put: Put
) -> None:
    put("own/wflint.toml", 'target = "5.15.0"\n')
    put("own/bad.json", bad_graph())
    assert wflint("init", "--yes").code == 0
    assert "own/bad.json" not in (repository / BASELINE).read_text("utf-8")
    assert "own/bad.json" in wflint("check").out


def test_an_entry_more_for_pre_commit(wflint: Wflint, repository: Path, put: Put) -> None:
    old = "# ours\nrepos:\n- repo: local\n  hooks:\n  - {id: x, name: x, entry: x}\n\nci: {}\n"
    put(HOOKS, old)
    assert wflint("init", "--yes").code == 0
    new = (repository / HOOKS).read_text("utf-8")
    assert new.replace(new[new.index("- repo: https") : new.index("\nci")], "") == old
    assert [repo["repo"] for repo in yaml.safe_load(new)["repos"]] == [
        "local",
        "https://github.com/wflint/wflint",
    ]


@pytest.mark.parametrize("text", ["repos: [{repo: a}]\n", "repos:\n\t- a\n", b"\xff", "x" * 300_000])
def test_what_it_cannot_add_to_is_shown(
    wflint: Wflint, repository: Path, put: Put, text: str | bytes
) -> None:
    old = put(HOOKS, text).read_bytes()
    ran = wflint("init", "--yes")
    assert ran.code == 0, ran.err
    assert f"add to {HOOKS} yourself: it" in ran.out
    assert "  - repo: https://github.com/wflint/wflint" in ran.out
    assert (repository / HOOKS).read_bytes() == old
    assert (repository / "wflint.toml").exists()


@pytest.mark.parametrize(
    "text",
    [
        "repos:\n  - repo: https://github.com/wflint/wflint\n    rev: v0.0.1\n    hooks: [{id: wflint}]\n",
        "repos:\n  - repo: local\n    hooks:\n      - id: ours\n        entry: wflint check --skip-unknown\n",
        "repos:\n  - repo: ../mirror\n    hooks: [{id: wflint-images}]\n",
    ],
)
def test_a_hook_that_is_there_is_enough(wflint: Wflint, repository: Path, put: Put, text: str) -> None:
    put(HOOKS, text)
    assert f"kept      {HOOKS} runs wflint" in wflint("init", "--yes").out
    assert (repository / HOOKS).read_text("utf-8") == text


def test_images_are_checked_where_they_hold_workflows(wflint: Wflint, repository: Path, put: Put) -> None:
    from tests.test_precommit import picture

    put("gallery/a.png", picture(bad_graph()))
    put("gallery/b.png", picture(None))
    ran = wflint("init", "--yes")
    assert "images    1 of 2 images hold workflows: checked too" in ran.out
    assert "id: wflint-images" in (repository / HOOKS).read_text("utf-8")
    step = yaml.safe_load((repository / WORKFLOW).read_text("utf-8"))["jobs"]["wflint"]["steps"][-1]
    assert step["with"] == {"args": "--images"}
    assert "gallery/a.png" in (repository / BASELINE).read_text("utf-8")
    assert wflint("check", "--images").code == 0


def test_files_that_wflint_wrote_are_named(wflint: Wflint, here: Path, put: Put) -> None:
    models = {"wflint_models": 1, "invokeai": "6.14.2", "models": []}
    put("server/models.lock.json", models)
    packs = {"name": "ours", "url": "https://example.org/ours", "nodes": {"our_node": {"version": "1.0.0"}}}
    put("packs.json", {"wflint_packs": 1, "packs": [packs]})
    put("broken.json", '{"wflint_packs": 1, "packs": 3}')
    put("flow.json", workflow({"our_node": "1.0.0", "add": "1.0.1"}))
    ran = wflint("init", "--yes")
    assert ran.code == 0, ran.err
    shown = wflint("config").json
    assert [os.path.relpath(path) for path in shown["packs"]] == ["packs.json"]
    assert os.path.relpath(shown["models"]) == os.path.join("server", "models.lock.json")
    assert "1 node pack needed: ours" in ran.out
    assert wflint("check").code == 0


def test_in_no_repository(wflint: Wflint, here: Path) -> None:
    ran = wflint("init", "--yes")
    assert ran.code == 0, ran.err
    assert "found     no InvokeAI workflows yet" in ran.out
    assert "the newest release, as no file says another" in ran.out
    assert sorted(tree(here)) == ["wflint.toml"]  # no hooks without git, no CI without a server


def test_the_whole_repository_from_a_folder_in_it(
    wflint: Wflint, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "flows")
    assert wflint("init", "--yes").code == 0
    assert {"wflint.toml", HOOKS, BASELINE, WORKFLOW} < set(tree(repository))
    assert '"flows/bad.json"' in (repository / BASELINE).read_text("utf-8")


def test_gitlab(wflint: Wflint, here: Path, put: Put) -> None:
    git("init", "-q")
    git("remote", "add", "origin", "https://user:secret@gitlab.example.org/a/b.git")
    put("good.json")
    assert wflint("init", "--yes").code == 0
    jobs = yaml.safe_load((here / ".gitlab-ci.yml").read_text("utf-8"))
    assert list(jobs) == ["wflint"]
    assert (here / ".gitlab-ci.yml").read_bytes() == (ROOT / "templates" / "gitlab.yml").read_bytes()
    assert not (here / ".github").exists()


def test_a_job_more_for_gitlab(wflint: Wflint, here: Path, put: Put) -> None:
    git("init", "-q")
    old = "stages: [lint, ship]\nx: &x\n  script: [x]\ny:\n  <<: *x\n  needs: [!reference [x, a]]\n"
    put(".gitlab-ci.yml", old)
    put("good.json")
    assert wflint("init", "--yes").code == 0
    new = (here / ".gitlab-ci.yml").read_text("utf-8")
    assert new.startswith(old)
    assert yaml.safe_load(new[len(old) :])["wflint"]["stage"] == "lint"
    once = tree(here)
    assert wflint("init", "--yes").code == 0
    assert tree(here) == once


@pytest.mark.parametrize(
    "stages", ["stages:", "stages: []", "stages: ['']", "stages: !reference [x, a]", "stages: lint"]
)
def test_a_job_names_no_stage_that_is_not_known(wflint: Wflint, here: Path, put: Put, stages: str) -> None:
    git("init", "-q")
    put(".gitlab-ci.yml", f"{stages}\n")
    assert wflint("init", "--yes").code == 0
    new = (here / ".gitlab-ci.yml").read_text("utf-8")
    assert "\nwflint:\n  image: " in new


@pytest.mark.parametrize(("ci", "name"), [("github", WORKFLOW), ("gitlab", ".gitlab-ci.yml"), ("none", None)])
def test_another_service(wflint: Wflint, repository: Path, ci: str, name: str | None) -> None:
    assert wflint("init", "--yes", "--ci", ci).code == 0
    written = {WORKFLOW, ".gitlab-ci.yml"} & set(tree(repository))
    assert written == ({name} if name else set())


@pytest.mark.parametrize("text", ["on: push\njobs: {a: {steps: [{run: wflint check}]}}\n", "x"])
def test_a_workflow_that_is_there_stays(wflint: Wflint, repository: Path, put: Put, text: str) -> None:
    name = ".github/workflows/lint.yaml" if "wflint" in text else WORKFLOW
    put(name, text)
    ran = wflint("init", "--yes")
    assert "kept      .github/workflows runs wflint" in ran.out
    assert (repository / name).read_text("utf-8") == text


def test_a_branch_of_any_name(wflint: Wflint, here: Path, put: Put) -> None:
    git("init", "-q", "-b", "a\"b'c")
    git("remote", "add", "origin", "git@github.com:somebody/flows.git")
    put("good.json")
    assert wflint("init", "--yes").code == 0
    found = yaml.load((here / WORKFLOW).read_text("utf-8"), yaml.BaseLoader)
    assert found["on"]["push"]["branches"] == ["a\"b'c"]
