"""``check --since REV``: what changed since a git revision, and what depends on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import bad_graph, good_graph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]
    Git = Callable[..., str]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
FILES = ("a.json", "sub/b.json", "sub/c.workflow.json", "other/d.graph.json")


def checked(ran: Ran) -> set[str]:
    return {f["file"] for f in ran.json["files"] if f["status"] == "checked"}


def since(wflint: Wflint, *more: str, revision: str = "HEAD") -> set[str]:
    return checked(wflint("check", "-f", "json", "--since", revision, *(more or (".",))))


@pytest.fixture
def git(here: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Runs git in the working directory, as nobody in particular."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def run(*arguments: str, cwd: str = ".") -> str:
        who = ("-c", "user.name=n", "-c", "user.email=n@n", "-c", "init.defaultBranch=main")
        done = subprocess.run(
            ["git", *who, "-c", "protocol.file.allow=always", *arguments],
            cwd=cwd,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    return run


@pytest.fixture
def repository(put: Put, git: Git) -> None:
    """A commit of four documents, a configuration of a folder, a case, recipes and a list of models."""
    for name in FILES:
        put(name)
    put("sub/wflint.toml", 'ignore = ["IN"]\n')
    put("sub/c.py", "def build(): ...\n")
    put(".gitignore", "ignored/\n")
    put("README", "x\n")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")


@pytest.mark.usefixtures("repository")
def test_nothing_changed(wflint: Wflint) -> None:
    ran = wflint("check", "--since", "HEAD", ".")
    assert ran.code == 0
    assert ran.err == "wflint: 4 files not checked: nothing about them changed since HEAD\n"
    assert wflint("check", "-q", "--since", "HEAD", ".") == (0, "", "")
    assert wflint("check", "--since", "HEAD", "a.json").err.startswith(
        "wflint: 1 file not checked: nothing about it"
    )


@pytest.mark.usefixtures("repository")
def test_committed_staged_unstaged_and_untracked(wflint: Wflint, put: Put, git: Git) -> None:
    put("a.json", bad_graph())
    git("commit", "-qam", "second")
    put("sub/b.json", bad_graph())
    git("add", "sub/b.json")
    put("sub/c.workflow.json", bad_graph())
    put("new.json", bad_graph())
    put("ignored/new.json", bad_graph())
    assert since(wflint, revision="HEAD~1") == {"a.json", "sub/b.json", "sub/c.workflow.json", "new.json"}
    assert since(wflint) == {"sub/b.json", "sub/c.workflow.json", "new.json"}
    assert since(wflint, "a.json", "new.json") == {"new.json"}
    ran = wflint("check", "--since", "HEAD", ".")
    assert ran.code == 1
    assert "wflint: 2 files not checked: nothing about them changed since HEAD\n" in ran.err


@pytest.mark.usefixtures("repository")
def test_staged_and_taken_back_is_unchanged_here(wflint: Wflint, put: Put, git: Git) -> None:
    put("a.json", bad_graph())
    git("add", "a.json")
    put("a.json")
    assert since(wflint) == {"a.json"}  # what is staged will be committed
    git("reset", "-q")
    os.utime("a.json", (1, 1))
    assert since(wflint) == set()  # written anew, the same


@pytest.mark.usefixtures("repository")
def test_a_rename_is_a_new_file(wflint: Wflint, git: Git) -> None:
    git("mv", "a.json", "moved.json")
    assert since(wflint) == {"moved.json"}
    git("commit", "-qm", "moved")
    os.rename("moved.json", "again.json")
    assert since(wflint) == {"again.json"}


@pytest.mark.usefixtures("repository")
def test_names_that_git_quotes(wflint: Wflint, put: Put, git: Git) -> None:
    names = {"My workflow [v2].json", "ä ü.json", 'a"b.json', "*.json"} - (
        {'a"b.json', "*.json"} if sys.platform == "win32" else set()
    )
    for name in names:
        put(name)
    git("add", ".")
    git("commit", "-qm", "names")
    for name in names:
        put(name, bad_graph())
    assert since(wflint) == names


@pytest.mark.usefixtures("repository")
def test_from_a_subfolder_and_from_elsewhere(
    wflint: Wflint,
    put: Put,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    put("a.json", bad_graph())
    put("sub/b.json", bad_graph())
    put("sub/new.json", bad_graph())
    monkeypatch.chdir(here / "sub")
    assert since(wflint) == {"b.json", "new.json"}
    assert since(wflint, "..") == {"../a.json", "../sub/b.json", "../sub/new.json"}
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert since(wflint, str(here / "a.json")) == {str(here / "a.json")}


@pytest.mark.usefixtures("repository")
def test_a_configuration_that_changed(wflint: Wflint, put: Put, git: Git) -> None:
    put("sub/wflint.toml", "")
    assert since(wflint) == {"sub/b.json", "sub/c.workflow.json"}
    assert since(wflint, "--isolated", ".") == set()
    os.remove("sub/wflint.toml")
    assert since(wflint) == {"sub/b.json", "sub/c.workflow.json"}
    git("checkout", "-q", ".")
    put("pyproject.toml", "[tool.other]\n")
    assert since(wflint) == set()
    put("pyproject.toml", "[tool.wflint]\n")
    assert since(wflint) == set(FILES)
    put("ci.toml", "")
    assert since(wflint, "--config", "ci.toml", "sub") == {"sub/b.json", "sub/c.workflow.json"}


@pytest.mark.usefixtures("repository")
def test_what_a_configuration_names(wflint: Wflint, put: Put, git: Git) -> None:
    models = json.dumps({"wflint_models": 1, "invokeai": "6.14.2", "models": []})
    put("wflint.toml", 'extend = "shared.toml"\n[per-path."other/"]\nmodels = "models.lock.json"\n')
    put("shared.toml", "")
    put("models.lock.json", models)
    git("add", ".")
    git("commit", "-qm", "configured")
    before = since(wflint)
    put("models.lock.json", models + "\n")
    assert since(wflint) - before - {"models.lock.json"} == {"other/d.graph.json"}
    git("checkout", "-q", ".")
    put("shared.toml", "# the same\n")
    assert since(wflint) >= {"a.json", "other/d.graph.json"}
    assert not since(wflint) & {"sub/b.json", "sub/c.workflow.json"}  # another configuration governs them
    git("checkout", "-q", ".")
    put("mine.lock.json", models)
    assert since(wflint, "--models", "mine.lock.json", "sub") == {"sub/b.json", "sub/c.workflow.json"}
    put(".wflint-baseline.json", "{}")
    assert since(wflint, "--isolated", "a.json") == set()


@pytest.mark.usefixtures("repository")
def test_a_named_baseline_that_changed(
    wflint: Wflint, put: Put, git: Git, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("--baseline", "known.json", ".")
    wflint("check", "--write-baseline", *options)
    nothing = (here / "known.json").read_text()
    put("a.json", bad_graph())
    wflint("check", "--write-baseline", *options)
    git("add", ".")
    git("commit", "-qm", "known")
    assert since(wflint, *options) == set()
    put("known.json", nothing)
    assert wflint("check", "--since", "HEAD", *options).code == 1  # a.json's finding is known no more
    assert since(wflint, *options) == since(wflint, "--isolated", *options) == set(FILES)
    assert since(wflint) == set()  # without it
    monkeypatch.chdir(here / "sub")
    assert since(wflint, "--baseline", "../known.json", ".") == {"b.json", "c.workflow.json"}


@pytest.mark.usefixtures("repository")
def test_a_baseline_is_not_written_where_nothing_changed(wflint: Wflint, here: Path) -> None:
    for more in ((), ("--baseline", "known.json")):
        ran = wflint("check", "--since", "HEAD", "--write-baseline", *more, ".")
        assert ran.code == 0
        assert ran.err.splitlines()[0] == "wflint: no baseline written: no file was checked"
        assert not {"known.json", ".wflint-baseline.json"} & set(os.listdir(here))
    assert wflint("check", "-q", "--since", "HEAD", "--write-baseline", ".").err == ""


@pytest.mark.usefixtures("repository")
def test_cases_and_recipes(wflint: Wflint, put: Put, git: Git) -> None:
    put("sub/b.test.toml", "")
    assert since(wflint) == {"sub/b.json"}
    git("add", ".")
    git("commit", "-qm", "case")
    assert since(wflint) == set()
    os.remove("sub/b.test.toml")
    put("sub/c.py", "def build(): ...  # otherwise\n")
    assert since(wflint) == {"sub/b.json", "sub/c.workflow.json"}
    git("checkout", "-q", ".")
    put("sub/lib/shared.py", "")  # recipes of the folder may import it
    assert since(wflint) == {"sub/c.workflow.json"}
    put("sub/d.depth.workflow.json")
    put("sub/d.py", "def build(): ...\n")
    git("add", ".")
    git("commit", "-qm", "variant")
    put("sub/d.py", "")
    assert since(wflint) == {"sub/d.depth.workflow.json"}


@pytest.mark.usefixtures("repository")
def test_what_a_submodule_holds_is_checked(
    wflint: Wflint, put: Put, git: Git, here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    part = tmp_path_factory.mktemp("part")
    shutil.copytree(here / ".git", part / ".git")
    git("reset", "-q", "--hard", cwd=str(part))
    git("submodule", "add", "-q", str(part), "part")
    git("commit", "-qm", "submodule")
    put("part/a.json", bad_graph())
    put("part/new.json", bad_graph())
    assert since(wflint) == {"part/new.json", *(f"part/{name}" for name in FILES)}
    assert since(wflint, "part") == {"part/a.json", "part/new.json"}  # named: it is a repository
    assert since(wflint, ".", "part") == {"part/a.json", "part/new.json"}


@pytest.mark.usefixtures("repository")
def test_what_a_nested_repository_holds_is_checked(
    wflint: Wflint, put: Put, git: Git, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its .git is: git is not asked, and nothing that it names runs."""
    deep = "part/" + "/".join("abcdefgh")
    names = {f"{deep}/{i}.json" for i in range(20)}
    for name in (*names, "file/x.json", "sub/empty/y.json"):
        put(name)
    put("file/.git", "gitdir: /nowhere\n")
    (here / "sub/empty/.git").mkdir()
    git("init", "-q", "part")
    git("add", ".", cwd="part")
    git("commit", "-qm", "inner", cwd="part")
    evil = put("evil.sh", f"#!/bin/sh\ntouch {here}/ran\n")
    evil.chmod(0o755)
    git("config", "core.fsmonitor", str(evil), cwd="part")
    asked: list[str] = []
    lexists = os.path.lexists
    monkeypatch.setattr(os.path, "lexists", lambda path: asked.append(path) or lexists(path))
    assert since(wflint, "--no-baseline", ".") == {*names, "file/x.json", "sub/empty/y.json"}
    folders = [path for path in asked if os.path.basename(path) == ".git" and "part" in path]
    assert len(folders) == len(set(folders)) == 9  # each folder once, however many files it holds
    assert not (here / "ran").exists()
    assert since(wflint, f"{deep}/0.json") == set()  # named: its own git is asked
    if sys.platform != "win32":
        (here / "link.json").symlink_to(f"{deep}/0.json")
        git("add", "link.json")
        git("commit", "-qm", "link")
        assert since(wflint, "link.json", "a.json") == set()  # two repositories, both are asked
        assert "link.json" in since(wflint)


@pytest.mark.usefixtures("repository")
@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_links(wflint: Wflint, put: Put, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "link.json").symlink_to("a.json")
    (here / "seen").symlink_to(".")
    monkeypatch.chdir(here / "seen")
    assert since(wflint) == {"link.json"}
    put("a.json", bad_graph())
    assert since(wflint) == {"a.json", "link.json"}


def test_standard_input_is_always_checked(
    process: Callable[..., subprocess.CompletedProcess[bytes]], repository: None
) -> None:
    ran = process("check", "-f", "json", "--since", "HEAD", "-", stdin=json.dumps(bad_graph()).encode())
    assert ran.returncode == 1


@pytest.mark.parametrize(
    "revision", ["nope", "", "--output=x", "-h", "HEAD^{tree}", "a\nb", "HEAD:a.json", "main..x"]
)
@pytest.mark.usefixtures("repository")
def test_unknown_revisions(wflint: Wflint, revision: str, here: Path) -> None:
    before = sorted(os.listdir(here))
    ran = wflint("check", f"--since={revision}", ".")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "--since: git knows no commit" in ran.err
    assert sorted(os.listdir(here)) == before


def test_no_repository_no_commit_and_no_git(
    wflint: Wflint, put: Put, git: Git, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put("a.json")
    ran = wflint("check", "--since", "HEAD", ".")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "--since: not a git repository" in ran.err
    git("init", "-q")
    assert "git knows no commit" in wflint("check", "--since", "HEAD", ".").err
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = wflint("check", "--since", "HEAD", ".")
    assert (ran.code, ran.err) == (2, "wflint: error: --since: git cannot be run: it is not on the PATH\n")


@pytest.mark.usefixtures("repository")
def test_a_repository_of_another_user(wflint: Wflint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    if subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, check=False).returncode == 0:
        pytest.skip("this git does not ask whose a repository is")
    for command in ("check --since HEAD .", "diff HEAD -- .", "diff HEAD:a.json a.json"):
        ran = wflint(*command.split())
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert "detected dubious ownership" in ran.err
        assert "; if you trust it, run `git config --global --add safe.directory " in ran.err


@pytest.mark.usefixtures("repository")
def test_in_a_hook(wflint: Wflint, put: Put, git: Git, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git tells a hook where it is, and of an index that is about to be committed."""
    put("a.json", bad_graph())
    shutil.copy(".git/index", ".git/next")
    git("-c", "core.bare=false", "add", "a.json")
    shutil.move(".git/index", ".git/own")
    shutil.move(".git/next", ".git/index")
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/own")
    assert since(wflint, ".") == {"a.json"}
    assert since(wflint, "sub", "a.json") == {"a.json"}


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
@pytest.mark.usefixtures("repository")
def test_nothing_of_a_hostile_repository_runs(wflint: Wflint, put: Put, git: Git, here: Path) -> None:
    """A .git that came with an archive: everything in it that names a program."""
    evil = put("evil.sh", f'#!/bin/sh\necho "$0 $@" >> {here}/ran\n')
    evil.chmod(0o755)
    run = str(evil)
    put("a.json", bad_graph())
    git("add", "a.json")
    put(".gitattributes", "*.json filter=evil diff=evil merge=evil\n*.toml filter=more.evil\n")
    for key in (
        "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy",
        "core.alternateRefsCommand", "diff.external", "diff.evil.command", "diff.evil.textconv",
        "filter.evil.clean", "filter.evil.smudge", "filter.more.evil.process", "credential.helper",
        "gpg.program", "pager.diff-index", "interactive.diffFilter", "uploadpack.packObjectsHook",
        "alias.diff-index", "alias.ls-files", "trace2.eventTarget",
    ):  # fmt: skip
        git("config", key, f"!{run}" if key.startswith("alias") else run)
    git("config", "filter.evil.required", "true")
    git("config", "core.hooksPath", str(here / "hooks"))
    for hook in ("post-index-change", "fsmonitor-watchman", "post-checkout", "reference-transaction"):
        shutil.copy(evil, put(f"hooks/{hook}", ""))
        shutil.copy(evil, put(f".git/hooks/{hook}", ""))
    git("config", "remote.origin.url", f"ext::{run} %S")
    git("config", "remote.origin.promisor", "true")
    git("config", "extensions.partialClone", "origin")
    git("config", "protocol.ext.allow", "always")
    git("config", "core.repositoryFormatVersion", "1")
    (here / "ran").unlink(missing_ok=True)
    future = os.stat(".git/index").st_mtime + 100
    for name in FILES:  # as young as the index: git compares what they hold
        os.utime(name, (future, future))
    put("other/d.graph.json", good_graph())
    found = since(wflint, ".", revision="HEAD")
    assert found >= {"a.json"}
    # An object that is missing is not fetched.
    blob = git("rev-parse", "HEAD:sub").strip()
    (here / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert wflint("check", "--since", "HEAD", ".").code in (1, 2)
    assert wflint("check", "--since", "0123456789012345678901234567890123456789", ".").code == 2
    assert not (here / "ran").exists(), (here / "ran").read_text()
