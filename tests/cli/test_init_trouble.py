"""`wflint init` in trouble: links, full disks, files that change meanwhile, hostile files, odd places."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.cli.conftest import bad_graph, good_graph
from tests.cli.test_init import BASELINE, HOOKS, WORKFLOW, tree
from tests.cli.test_init import repository as repository  # noqa: PLC0414 - a fixture

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]


def test_links_that_lead_out_are_not_followed(
    wflint: Wflint, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "pyproject.toml").write_text("[project]\n", "utf-8")
    (repository / ".github").symlink_to(outside, target_is_directory=True)
    (repository / "pyproject.toml").symlink_to(outside / "pyproject.toml")
    ran = wflint("init", "--yes")
    assert ran.code == 0, ran.err
    assert ran.out.count("yourself: a symbolic link leads out of the repository") == 2
    assert tree(outside) == {"pyproject.toml": b"[project]\n"}


def test_all_or_nothing(wflint: Wflint, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last of the renames fails: then nothing is there, the new folders neither."""
    real = os.replace

    def fails(source: str, target: str) -> None:
        if os.fspath(target).endswith("wflint.yml"):
            raise OSError(28, "No space left on device", target)
        real(source, target)

    before = {path for path in repository.rglob("*") if ".git" not in path.parts}
    monkeypatch.setattr(os, "replace", fails)
    ran = wflint("init", "--yes")
    assert ran.code == 2
    assert "nothing written: .github/workflows/wflint.yml: No space left on device" in ran.err
    assert {path for path in repository.rglob("*") if ".git" not in path.parts} == before


def test_a_file_that_came_meanwhile_stays(
    wflint: Wflint, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wflint.engine.adopt import put as putting

    real = putting.put

    def late(top: str, changes: Any) -> None:
        (repository / "wflint.toml").write_text("# somebody's\n", "utf-8")
        real(top, changes)

    monkeypatch.setattr(putting, "put", late)
    ran = wflint("init", "--yes")
    assert ran.code == 2
    assert "nothing written: wflint.toml changed meanwhile; run `wflint init` again" in ran.err
    assert (repository / "wflint.toml").read_text("utf-8") == "# somebody's\n"
    assert not (repository / HOOKS).exists()


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("5.15.0", None),
        (">=6,<7", None),
        ("9.9", "not in the catalogue"),
        ("http://localhost:9090", "takes a release or a range"),
        ("openapi.json", "takes a release or a range"),
    ],
)
def test_a_given_target(wflint: Wflint, repository: Path, target: str, said: str | None) -> None:
    ran = wflint("init", "--yes", "--target", target)
    if said is None:
        assert wflint("config").json["target"] == target
    else:
        assert (ran.code, said in ran.err) == (2, True)
        assert not (repository / "wflint.toml").exists()


def test_hostile_names_are_shown_as_text(wflint: Wflint, repository: Path, put: Put) -> None:
    put("server\x1b[31m/models.lock.json", {"wflint_models": 1, "models": []})
    ran = wflint("init", "--yes")
    assert ran.code == 0, ran.err
    assert "\x1b" not in ran.out + ran.err
    assert wflint("config").code == 0


def test_hundreds_of_files(wflint: Wflint, repository: Path, put: Put) -> None:
    for number in range(300):
        put(f"many/{number}.json", good_graph() if number % 3 else {"name": "package", "n": number})
    ran = wflint("init", "--yes")
    assert ran.code == 0, ran.err
    assert "found     202 graphs; 100 JSON files of other programs, left alone" in ran.out
    assert len(ran.out.splitlines()) < 60
    assert json.loads((repository / BASELINE).read_text("utf-8"))[0]["path"] == "flows/bad.json"


def test_below_a_configuration_in_no_repository(
    wflint: Wflint, here: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("wflint.toml", 'target = "6.14.2"\n')
    put("flows/bad.json", bad_graph())
    monkeypatch.chdir(here / "flows")
    assert "kept      wflint.toml configures wflint" in wflint("init", "--yes").out
    assert sorted(tree(here)) == [BASELINE, "flows/bad.json", "wflint.toml"]
    assert wflint("check").code == 0


def test_a_run_that_was_killed_half_way_is_completed(wflint: Wflint, repository: Path) -> None:
    assert wflint("init", "--yes").code == 0
    whole = tree(repository)
    for name in (BASELINE, HOOKS, WORKFLOW, "wflint.toml"):
        (repository / name).unlink()
        assert wflint("init", "--yes").code == 0
        assert tree(repository) == whole


def test_a_folder_elsewhere(
    wflint: Wflint, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    os.chdir(tmp_path_factory.mktemp("elsewhere"))
    ran = wflint("init", "--yes", str(repository / "flows"))
    assert ran.code == 0, ran.err
    assert '"flows/bad.json"' in (repository / BASELINE).read_text("utf-8")
    assert not list(Path.cwd().iterdir())
    assert wflint("init", "nowhere").code == 2


def test_hostile_files(wflint: Wflint, repository: Path) -> None:
    from tests import hostile_files

    hostile_files.write(repository, 40)
    ran = wflint("init", "--yes")
    assert ran.code == 0, ran.err
    assert all(line.startswith("wflint: ") for line in ran.err.splitlines())
    assert wflint("check").code == 0
    once = tree(repository)
    assert wflint("init", "--yes").code == 0
    assert tree(repository) == once


@pytest.mark.parametrize(
    ("attributes", "fetched"),
    [
        ("*.json filter=lfs diff=lfs merge=lfs -text\n", True),
        ("gallery/** filter=lfs\n", True),
        ("*.safetensors filter=lfs diff=lfs merge=lfs -text\n", False),
        ("# *.json filter=lfs\n\n", False),
    ],
)
def test_files_in_git_lfs_are_fetched(
    wflint: Wflint, repository: Path, put: Put, attributes: str, fetched: bool
) -> None:
    put(".gitattributes", attributes)
    assert wflint("init", "--yes").code == 0
    checkout = yaml.safe_load((repository / WORKFLOW).read_text("utf-8"))["jobs"]["wflint"]["steps"][0]
    assert checkout["with"] == {"persist-credentials": False, **({"lfs": True} if fetched else {})}


def test_a_baseline_that_nobody_could_read_is_not_written(
    wflint: Wflint, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wflint.engine.adopt import debts

    monkeypatch.setattr(debts, "RECORDED", 100)
    before = tree(repository)
    ran = wflint("init", "--yes")
    assert (ran.code, tree(repository)) == (2, before)
    assert "or use --no-baseline" in ran.err
    assert wflint("init", "--yes", "--no-baseline").code == 0


@pytest.mark.parametrize("inside", ["", "hooks"])
def test_a_bare_repository_is_refused(wflint: Wflint, here: Path, inside: str) -> None:
    subprocess.run(["git", "init", "-q", "--bare", "."], check=True, capture_output=True)
    before = tree(here)
    ran = wflint("init", "--yes", os.path.join(".", inside))
    assert ran.code == 2
    assert "is in a bare git repository: run `wflint init` where the files are checked out" in ran.err
    assert ran.err.count("\n") == 1
    assert tree(here) == before


def test_so_is_git_s_own_folder(wflint: Wflint, repository: Path) -> None:
    ran = wflint("init", "--yes", ".git/hooks")
    assert ran.code == 2
    assert "is in git's own folder" in ran.err


def test_files_of_other_configurations_are_counted(wflint: Wflint, repository: Path, put: Put) -> None:
    put("sub/wflint.toml", 'target = "6.14.2"\n')
    put("sub/bad.json", bad_graph())
    ran = wflint("init", "--dry-run")
    assert ran.code == 0
    assert "known from now on; 1 file of another configuration is left out" in ran.out
