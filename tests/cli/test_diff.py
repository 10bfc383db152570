"""``wflint diff``: files, pictures, git revisions; as git's external diff, text conversion and difftool."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import good_graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Put = Callable[..., Path]

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "fixtures" / "workflows"


def changed(**values: Any) -> dict[str, Any]:
    """The good graph with other values for its picture."""
    graph = good_graph()
    graph["nodes"]["photo"].update(values)
    return graph


OTHER = {"image": {"image_name": "b.png"}}


def test_what_changed_in_a_file(wflint: Run, put: Put) -> None:
    put("a.json")
    put("b.json", changed(**OTHER))
    ran = wflint("diff", "a.json", "b.json")
    assert ran.code == 1
    assert ran.out == 'a.json -> b.json: 1 node changed\n~ image\n    image: "a.png" -> "b.png"\n'
    assert wflint("diff", "a.json", "b.json", "--exit-zero").code == 0


def test_nothing_changed(wflint: Run, put: Put) -> None:
    put("a.json")
    put("b.json", json.dumps(good_graph(), indent=7, sort_keys=True))
    ran = wflint("diff", "a.json", "b.json")
    assert (ran.code, ran.out) == (0, "a.json -> b.json: no differences\n")


def test_documents_of_several_kinds(wflint: Run) -> None:
    """A picture's workflow, the workflow in a body, the graph made of it."""
    picture, workflow = str(SAMPLES / "soft-blank.png"), str(SAMPLES / "format-4.0.0.workflow.json")
    assert wflint("diff", picture, workflow).code == 0
    Path("g.json").write_text(wflint("convert", workflow, "--to", "graph").out)
    assert wflint("diff", "g.json", workflow).code == 0
    assert "use_cache: true -> false" in wflint("diff", "g.json", picture).out  # with its graph, then


def test_json(wflint: Run, put: Put) -> None:
    put("a.json")
    after = changed(**OTHER)
    after["nodes"]["blur"] = {"id": "blur", "type": "img_blur", "radius": 3}
    after["edges"][0]["source"] = {"node_id": "blur", "field": "image"}
    put("b.json", after)
    (found,) = wflint("diff", "a.json", "b.json", "--format", "json").json["files"]
    assert found["equal"] is False
    assert [n["id"] for n in found["added"]] == ["blur"]
    by_id = {c["id_after"]: c["inputs"][0] for c in found["changed"]}
    assert by_id["photo"]["before"] == {"value": {"image_name": "a.png"}}
    assert by_id["save"] == {
        "field": "image", "rewired": True, "before": {"edges": [{"node": "photo", "output": "image"}]},
        "after": {"edges": [{"node": "blur", "output": "image"}]},
    }  # fmt: skip


def test_markdown_for_a_pull_request(wflint: Run, put: Put) -> None:
    put("a.json")
    after = changed(**OTHER)
    after["nodes"]["p"] = {"id": "p", "type": "string", "value": "``` | <b> @someone\n# title"}
    put("b.json", after)
    out = wflint("diff", "a.json", "b.json", "-f", "markdown").out
    assert out.splitlines()[:4] == ["### `a.json` → `b.json`", "", "1 node added, 1 changed", ""]
    assert '| `image` | `image` | `"a.png"` | `"b.png"` |' in out
    (line,) = [each for each in out.splitlines() if "title" in each]
    assert line == '- ````value: "``` | <b> @someone\\n# title"````'


def test_long_texts_show_where_they_differ(wflint: Run, put: Put) -> None:
    def text(middle: str) -> dict[str, Any]:
        value = f"{'a long prompt, ' * 20}{middle}{', with much after it' * 20}"
        return {"nodes": {"s": {"id": "s", "type": "string", "value": value}}, "edges": []}

    put("a.json", text("a fox"))
    put("b.json", text("a wolf"))
    line = wflint("diff", "a.json", "b.json").out.splitlines()[-1]
    assert "a fox" in line
    assert "a wolf" in line
    assert len(line) < 200


def test_models_that_differ_in_their_key_only(wflint: Run, put: Put) -> None:
    def loader(key: str) -> dict[str, Any]:
        model = {"key": key, "hash": "h", "name": "Dream", "base": "sd-1", "type": "main"}
        return {"nodes": {"m": {"id": "m", "type": "main_model_loader", "model": model}}, "edges": []}

    put("a.json", loader("k1"))
    put("b.json", loader("k2"))
    assert '"Dream" (sd-1 main) with key "k1" -> "Dream" (sd-1 main) with key "k2"' in wflint(
        "diff", "a.json", "b.json"
    ).out  # fmt: skip


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("a.json",), "give two files"),
        (("a.json", "gone.json"), "cannot read gone.json"),
        (("a.json", "broken.json"), "broken.json: "),
        (("a.json", "other.json"), "not an InvokeAI document"),
        (("HEAD:a.json", "a.json"), "HEAD:a.json: "),
        (("a.json", str(SAMPLES / "records-page.json")), "Name one with --part: 0, 1"),
        (("--textconv", "a.json", "a.json"), "--textconv takes one file"),
        (("--git", "a.json", "b.json"), "--git is for git"),
        (("a", "b", "c", "--", "x"), "at most two revisions"),
        (("a.json", "a.json", "-t", "9.9"), "9.9"),
    ],
)
def test_wrong_usage(wflint: Run, put: Put, args: tuple[str, ...], why: str) -> None:
    put("a.json")
    put("broken.json", "{")
    put("other.json", {"a": 1})
    ran = wflint("diff", *args)
    assert ran.code == 2
    assert why in ran.err


def test_control_characters_are_shown_not_obeyed(wflint: Run, put: Put) -> None:
    put("a.json", {"nodes": {}, "edges": []})
    node = {"id": "n\x1b[2J", "type": "x\x1b]0;", "f\nield": "v\x1b"}
    put("b.json", {"nodes": {"n\x1b[2J": node}, "edges": []})
    for form in ("text", "markdown"):
        assert "\x1b[2J" not in wflint("diff", "a.json", "b.json", "-f", form).out
    assert "\x1b" not in wflint("diff", "a.json", "b.json").out


# -- git ------------------------------------------------------------------------------------------------


class Repository:
    """A real repository in the working directory, with wflint as git finds it."""

    def __init__(self, here: Path, home: Path) -> None:
        self.here = here
        binaries = home / "bin"
        binaries.mkdir(parents=True)
        program = binaries / "wflint"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wflint "$@"\n')
        program.chmod(0o755)
        self.env = {
            **os.environ, "HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
            "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "GIT_PAGER": "cat", "NO_COLOR": "1",
        }  # fmt: skip
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.email", "a@example.org")
        self.git("config", "user.name", "A")

    def git(self, *args: str) -> str:
        done = subprocess.run(
            ["git", *args],
            cwd=self.here,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout

    def commit(self, name: str, content: Any) -> None:
        path = self.here / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) if not isinstance(content, str) else content)
        self.git("add", name)
        self.git("commit", "-q", "-m", name)


@pytest.fixture
def repository(here: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository(here, tmp_path_factory.mktemp("home"))
    made.commit("flows/fox.json", good_graph())
    made.commit("flows/fox.json", changed(**OTHER))
    return made


CHANGE = '~ image\n    image: "a.png" -> "b.png"\n'


@pytest.mark.parametrize(
    "args",
    [
        ("HEAD~1:flows/fox.json", "HEAD:flows/fox.json"),
        ("HEAD~1:./flows/fox.json", "flows/fox.json"),
        ("HEAD~1", "HEAD", "--", "flows/fox.json"),
        ("HEAD~1..HEAD", "--", "flows"),
        ("HEAD~1", "--", "."),
        ("HEAD~1", "--"),
    ],
)
def test_revisions(wflint: Run, repository: Repository, args: tuple[str, ...]) -> None:
    del repository
    ran = wflint("diff", *args)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.endswith(f": 1 node changed\n{CHANGE}")


def test_a_path_from_a_folder_below(
    wflint: Run, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.here / "flows")
    assert wflint("diff", "HEAD~1:fox.json", "fox.json").out.endswith(CHANGE)
    assert wflint("diff", "HEAD~1", "--", "fox.json").out.endswith(CHANGE)


def test_what_is_not_committed_yet(wflint: Run, repository: Repository) -> None:
    assert wflint("diff", "--", ".").out == ""
    (repository.here / "flows" / "fox.json").write_text(json.dumps(good_graph()))
    ran = wflint("diff", "--", ".")
    assert ran.code == 1
    assert '"b.png" -> "a.png"' in ran.out


def test_added_and_removed_files_and_others(wflint: Run, repository: Repository) -> None:
    repository.commit("flows/new.json", good_graph())
    repository.commit("package.json", {"name": "x"})
    repository.commit("diagram.json", {"nodes": [{"id": "a", "type": "text"}], "edges": []})
    repository.git("rm", "-q", "flows/fox.json")
    ran = wflint("diff", "HEAD~3", "--", ".")
    assert "flows/new.json: 2 nodes added\n" in ran.out
    assert "flows/fox.json: 2 nodes removed\n" in ran.out
    assert "package.json" not in ran.out
    assert "diagram.json" not in ran.out


def test_a_workflow_that_is_new(wflint: Run, repository: Repository) -> None:
    """All of it is told, not only what a graph has of it."""
    sample = json.loads((SAMPLES / "format-4.0.0.workflow.json").read_bytes())
    repository.commit("flows/soft.json", sample)
    out = wflint("diff", "HEAD~1", "--", "flows/soft.json").out
    assert "nodes added, texts changed, form changed" in out
    assert f'name: (unset) -> "{sample["name"]}"' in out


def test_revisions_that_git_does_not_know(wflint: Run, repository: Repository) -> None:
    del repository
    for args in (("nowhere", "--", "."), ("--", "gone.json"), ("HEAD:gone.json", "flows/fox.json")):
        ran = wflint("diff", *args)
        assert ran.code == (0 if args == ("--", "gone.json") else 2), ran.err
    assert 'git finds no revision "nowhere"' in wflint("diff", "nowhere", "--", ".").err


def test_an_option_is_no_revision(wflint: Run, repository: Repository) -> None:
    ran = wflint("diff", "--", "--output=stolen")
    assert ran.code == 0
    assert not (repository.here / "stolen").exists()


def test_no_program_of_the_repository_runs(wflint: Run, repository: Repository) -> None:
    """A repository out of an archive has a .git/config of whoever packed it."""
    repository.git("config", "core.fsmonitor", "touch loaded; false")
    wflint("diff", "HEAD", "--", ".")
    assert not (repository.here / "loaded").exists()


def test_as_gits_external_diff(repository: Repository) -> None:
    (repository.here / ".gitattributes").write_text("flows/*.json diff=wflint\n")
    repository.git("config", "diff.wflint.command", "wflint diff --git")
    assert repository.git("diff", "HEAD~1", "HEAD") == f"flows/fox.json: 1 node changed\n{CHANGE}"
    (repository.here / "flows" / "new.json").write_text(json.dumps(good_graph()))
    repository.git("add", "flows/new.json")
    assert "flows/new.json: 2 nodes added\n" in repository.git("diff", "--cached")
    log = repository.git("log", "-p", "--ext-diff", "-1", "--format=%s")
    assert CHANGE in log


def test_as_gits_text_conversion(repository: Repository) -> None:
    (repository.here / ".gitattributes").write_text("flows/*.json diff=wflint\n")
    repository.git("config", "diff.wflint.textconv", "wflint diff --textconv")
    lines = repository.git("diff", "HEAD~1", "HEAD").splitlines()
    assert [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")] == [
        '-    image: "a.png"', '+    image: "b.png"',
    ]  # fmt: skip


def test_git_survives_files_that_are_broken_or_none_of_ours(repository: Repository) -> None:
    """An external diff that ends with an error would end git diff."""
    (repository.here / ".gitattributes").write_text("*.json diff=wflint\n")
    repository.git("config", "diff.wflint.command", "wflint diff --git")
    repository.commit("package.json", {"name": "x"})
    repository.commit("diagram.json", {"nodes": [{"id": "a", "type": "text"}], "edges": []})
    repository.commit("cut.json", "{}")
    (repository.here / "package.json").write_text('{"name": "y"}')
    (repository.here / "cut.json").write_text('{"nodes": ')
    (repository.here / "flows" / "fox.json").write_text(json.dumps(good_graph()))
    assert (
        repository.git("diff") == 'flows/fox.json: 1 node changed\n~ image\n    image: "b.png" -> "a.png"\n'
    )


def test_one_broken_file_of_many(wflint: Run, repository: Repository) -> None:
    repository.commit("cut.json", {"nodes": {}, "edges": []})
    (repository.here / "cut.json").write_text('{"nodes": ')
    (repository.here / "flows" / "fox.json").write_text(json.dumps(good_graph()))
    ran = wflint("diff", "--", ".")
    assert ran.code == 2
    assert ran.err.startswith("wflint: error: cut.json: ")
    assert "flows/fox.json: 1 node changed" in ran.out


def test_a_revision_where_a_file_is_wanted(wflint: Run, repository: Repository) -> None:
    del repository
    ran = wflint("diff", "HEAD~1", "HEAD")
    assert ran.code == 2
    assert "write `wflint diff HEAD~1 -- PATHS`" in ran.err


def test_a_text_conversion_of_a_picture_without_a_workflow(wflint: Run, put: Put) -> None:
    put("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\0")
    assert wflint("diff", "--textconv", "a.png").out.startswith("12 bytes without a workflow, SHA-256 ")


def test_a_text_conversion_shows_broken_files_as_they_are(wflint: Run, put: Put) -> None:
    put("broken.json", '{"nodes": ')
    ran = wflint("diff", "--textconv", "broken.json")
    assert (ran.code, ran.out) == (0, '{"nodes": ')


def test_as_gits_difftool(repository: Repository) -> None:
    repository.git("config", "difftool.wflint.cmd", 'wflint diff "$LOCAL" "$REMOTE"')
    out = repository.git("difftool", "-y", "-t", "wflint", "HEAD~1", "HEAD")
    assert CHANGE in out
