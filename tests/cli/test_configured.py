"""Which configurations count: named on the command line, none at all, and those that build on others."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import bad_graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

ROOT = Path(__file__).parents[2]


def found(ran: Ran) -> set[str]:
    """The files with findings."""
    return {d["file"] for d in ran.json["diagnostics"]}


def checked(ran: Ran) -> list[str]:
    return [f["file"] for f in ran.json["files"] if f["status"] == "checked"]


@pytest.fixture
def bad(put: Put) -> None:
    put(".git/HEAD", "")
    for name in ("a.json", "sub/b.json", "drafts/c.json"):
        put(name, bad_graph())


# -- --config, --isolated ------------------------------------------------------------------------------


@pytest.mark.usefixtures("bad")
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ci/wflint.toml", 'ignore = ["ED101"]\n'),
        ("ci/any-name.toml", 'ignore = ["ED101"]\n'),
        ("ci/pyproject.toml", '[tool.wflint]\nignore = ["ED101"]\n'),
    ],
)
def test_a_named_configuration_is_the_only_one(wflint: Wflint, put: Put, name: str, text: str) -> None:
    put("sub/wflint.toml", 'fail-on = "warning"\nnonsense = 1\n')
    assert wflint("check", ".").code == 2
    put(name, text)
    ran = wflint("check", "-f", "json", "--config", name, ".")
    assert (ran.code, found(ran)) == (0, set())
    shown = wflint("config", "--config", name, "sub/b.json").json
    assert shown["source"] == str(Path(name).absolute())
    assert "dangling-edge" in shown["rules-off"]


@pytest.mark.usefixtures("bad")
def test_its_globs_are_seen_from_here_and_its_files_from_beside_it(wflint: Wflint, put: Put) -> None:
    put("ci/strict.toml", 'exclude = ["/drafts/"]\n[per-file-ignores]\n"sub/**" = ["ED101"]\n')
    ran = wflint("check", "-f", "json", "--config", "ci/strict.toml", ".")
    assert (checked(ran), found(ran)) == (["a.json", "sub/b.json"], {"a.json"})
    put("ci/models.toml", 'models = "models.lock.json"\n')
    models = str(Path("ci/models.lock.json").absolute())
    assert wflint("config", "--config", "ci/models.toml").json["models"] == models


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("gone.toml", None, "gone.toml: cannot be read: No such file or directory"),
        ("pyproject.toml", "[tool.other]\n", "pyproject.toml: there is no [tool.wflint] in it"),
        ("a.toml", "targt = 1\n", 'a.toml:1: unknown key "targt"; did you mean "target"?'),
        (".", None, "cannot be read: "),
    ],
)
@pytest.mark.parametrize("command", ["check", "config"])
def test_one_that_cannot_be_used(
    wflint: Wflint, put: Put, command: str, name: str, text: str | None, said: str
) -> None:
    put("b.json")
    if text is not None:
        put(name, text)
    ran = wflint(command, "--config", name)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


@pytest.mark.usefixtures("bad")
def test_isolated_heeds_none(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'ignore = ["ALL"]\nexclude = ["drafts/"]\n')
    put("sub/wflint.toml", "nonsense = 1\n")
    ran = wflint("check", "-f", "json", "--isolated", ".")
    assert (ran.code, len(found(ran))) == (1, 3)
    assert wflint("config", "--isolated").json["source"] is None
    ran = wflint("check", "--isolated", "--config", "wflint.toml", ".")
    assert ran.code == 2
    assert "give one of them" in ran.err
    assert "--isolated heeds none" in wflint("check", "--config", "", ".").err


@pytest.mark.usefixtures("bad")
def test_exit_zero(wflint: Wflint) -> None:
    ran = wflint("check", "-f", "json", "--exit-zero", ".")
    assert (ran.code, len(found(ran))) == (0, 3)
    assert wflint("check", "--exit-zero", "gone.json").code == 2


# -- --exclude, --extend-exclude -----------------------------------------------------------------------


@pytest.mark.usefixtures("bad")
def test_exclude_takes_the_place_and_extend_exclude_joins(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'exclude = ["drafts/"]\n')
    assert checked(wflint("check", "-f", "json", "--exclude", "sub/", ".")) == ["a.json", "drafts/c.json"]
    assert checked(wflint("check", "-f", "json", "--extend-exclude", "sub/", ".")) == ["a.json"]
    both = ("--exclude", "a.json", "--exclude", "sub", "--extend-exclude", "!a.json")
    assert checked(wflint("check", "-f", "json", *both, ".")) == ["a.json", "drafts/c.json"]


@pytest.mark.usefixtures("bad")
def test_exclude_holds_for_named_files_without_a_configuration_too(wflint: Wflint) -> None:
    ran = wflint("check", "--exclude", "sub/", "sub/b.json")
    assert ran.code == 0
    assert "sub/b.json is excluded by --exclude; --no-force-exclude checks it" in ran.err
    assert wflint("check", "--exclude", "sub/", "--no-force-exclude", "sub/b.json").code == 1


@pytest.mark.usefixtures("bad")
def test_who_excludes_all_is_said(wflint: Wflint, put: Put) -> None:
    ran = wflint("check", "--isolated", "--exclude", "*.json", ".")
    assert "a.json and 2 more are excluded by --exclude; name a file with --no-force" in ran.err
    put("sub/wflint.toml", 'exclude = ["b.json", "nothing/"]\n')
    put("drafts/old/wflint.toml", "nonsense = 1\n")
    put("more/wflint.toml", 'exclude = ["empty/"]\n')
    put("more/empty/readme.txt", "")
    ran = wflint("check", "--extend-exclude", "/a.json", "--extend-exclude", "drafts", ".")
    said = f"excluded by --extend-exclude and {Path('sub/wflint.toml')}; name"
    assert (ran.code, ran.err.count("\n")) == (0, 1)
    assert said in ran.err
    ran = wflint("check", "--extend-exclude", "sub/", "sub")
    assert f"{Path('sub/b.json')} is excluded by " in ran.err


@pytest.mark.usefixtures("bad")
def test_exclude_is_seen_from_here(wflint: Wflint, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here / "sub")
    assert checked(wflint("check", "-f", "json", "--exclude", "/b.json", "..")) == [
        "../a.json",
        "../drafts/c.json",
    ]


@pytest.mark.parametrize("glob", ["", "!", "a\\"])
def test_exclude_that_is_no_glob(wflint: Wflint, glob: str) -> None:
    ran = wflint("check", "--exclude", glob)
    assert (ran.code, ran.out) == (2, "")
    assert "--exclude" in ran.err


# -- extend --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("bad")
def test_extend_is_spoken_over(wflint: Wflint, put: Put) -> None:
    put("shared.toml", 'target = "5.15.0"\nfail-on = "never"\nignore = ["IN"]\nexclude = ["drafts/"]\n')
    put("sub/wflint.toml", 'extend = "../shared.toml"\ntarget = "6.8"\nignore = ["prototype-node"]\n')
    shown = wflint("config", "sub/b.json").json
    assert (shown["target"], shown["fail-on"], shown["exclude"]) == ("6.8", "never", ["drafts/"])
    assert {"prototype-node", "missing-input"} <= set(shown["rules-off"])
    assert [Path(name).name for name in shown["extends"]] == ["shared.toml"]
    assert wflint("check", "sub").code == 0


@pytest.mark.usefixtures("bad")
def test_extend_and_what_is_left_out(wflint: Wflint, put: Put) -> None:
    put("shared.toml", 'exclude = ["drafts/"]\nforce-exclude = false\n')
    put("wflint.toml", 'extend = "shared.toml"\nextend-exclude = ["sub/"]\n')
    assert checked(wflint("check", "-f", "json", ".")) == ["a.json"]
    assert wflint("check", "sub/b.json").code == 1
    put("wflint.toml", 'extend = "shared.toml"\nexclude = ["sub/"]\nforce-exclude = true\n')
    assert checked(wflint("check", "-f", "json", ".")) == ["a.json", "drafts/c.json"]
    assert wflint("check", "sub/b.json").code == 0


@pytest.mark.usefixtures("bad")
def test_globs_of_an_extended_configuration_belong_to_its_folder(wflint: Wflint, put: Put) -> None:
    put(
        "shared.toml",
        '[per-file-ignores]\n"/sub/**" = ["ED101"]\n[per-path."drafts/**"]\nignore = ["ED101"]\n',
    )
    put("sub/wflint.toml", 'extend = "../shared.toml"\n')
    put("drafts/wflint.toml", 'extend = "../between/own.toml"\n')
    put("between/own.toml", 'extend = "../shared.toml"\n')
    assert found(wflint("check", "-f", "json", ".")) == {"a.json"}


@pytest.mark.usefixtures("bad")
def test_extend_takes_a_pyproject_and_a_chain(wflint: Wflint, put: Put) -> None:
    put("base/pyproject.toml", '[tool.wflint]\nignore = ["ED101"]\n')
    put("base/next.toml", 'extend = "pyproject.toml"\n')
    put("pyproject.toml", '[tool.wflint]\nextend = "base/next.toml"\n')
    assert wflint("check", ".").code == 0


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"wflint.toml": 'extend = "wflint.toml"'}, "builds on this file itself"),
        ({"wflint.toml": 'extend = "a.toml"', "a.toml": 'extend = "./wflint.toml"'}, "builds on this file"),
        ({"wflint.toml": 'extend = "a.toml"', "a.toml": 'extend = "sub/../a.toml"'}, "builds on this file"),
        ({"wflint.toml": 'extend = "gone.toml"'}, "wflint.toml: extend: "),
        ({"wflint.toml": 'extend = "pyproject.toml"', "pyproject.toml": "[a]"}, "there is no [tool.wflint]"),
        ({"wflint.toml": 'extend = "a.toml"', "a.toml": "targt = 1"}, 'a.toml:1: unknown key "targt"'),
        ({"wflint.toml": 'extend = "../x.toml"'}, "extend: ../x.toml is not a file of the project"),
        ({"wflint.toml": 'extend = "https://a.b/x.toml"'}, "extend takes files, not addresses"),
        ({"wflint.toml": 'extend = ".git/x.toml"'}, "is not a file of the project"),
        (
            {
                "wflint.toml": 'extend = "0.toml"',
                **{f"{n}.toml": f'extend = "{n + 1}.toml"' for n in range(40)},
            },
            "more than 20 files build on each other",
        ),
    ],
)
def test_extend_that_goes_wrong(wflint: Wflint, put: Put, files: dict[str, str], said: str) -> None:
    put("here/.git/HEAD", "")
    put("here/sub/b.json")
    for name, text in files.items():
        put(f"here/{name}", text)
    for command in ("check", "config"):
        ran = wflint(command, "here")
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert said in ran.err


def test_extend_follows_no_link_out_of_the_project(wflint: Wflint, put: Put) -> None:
    put("secret.toml", "password = 'hunter2'")
    put("here/.git/HEAD", "")
    put("here/a.json")
    (put("here/wflint.toml", 'extend = "x.toml"').parent / "x.toml").symlink_to("../secret.toml")
    ran = wflint("check", "here")
    assert ran.code == 2
    assert "password" not in ran.err
    assert "extend: x.toml is not a file of the project" in ran.err


# -- brackets ------------------------------------------------------------------------------------------

NAMES = ("My workflow [v2].json", "[a].json", "[z-a].json", "a [!b].json", "#1 [x].json", "open [.json")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("folder", ["", "sub [1]/"])
def test_a_name_with_brackets_names_its_file(wflint: Wflint, put: Put, folder: str, name: str) -> None:
    put(folder + name, bad_graph())
    put(f"{folder}other.json", bad_graph())
    quoted = json.dumps(folder + name)
    for text in (
        f"exclude = [{quoted}]",
        f"per-file-ignores = {{ {quoted} = ['ED101'] }}",
        f"per-path = {{ {quoted} = {{ ignore = ['ED101'] }} }}",
    ):
        put("wflint.toml", text)
        assert found(wflint("check", "-f", "json", ".")) == {f"{folder}other.json"}, text
    put("wflint.toml", "")
    assert found(wflint("check", "-f", "json", "--exclude", folder + name, ".")) == {f"{folder}other.json"}


def test_brackets_are_a_set_as_well(wflint: Wflint, put: Put) -> None:
    for name in ("w 1.json", "w [12].json", "w 3.json", "sub/w [12].json", "sub/w 2.json"):
        put(name, bad_graph())
    put("wflint.toml", 'exclude = ["w [12].json"]')
    assert set(checked(wflint("check", "-f", "json", "."))) == {"w 3.json"}
    put("wflint.toml", "exclude = ['w \\[12\\].json']")
    assert set(checked(wflint("check", "-f", "json", "."))) == {"w 1.json", "w 3.json", "sub/w 2.json"}
    put("wflint.toml", "exclude = ['*.json', '!sub/', '!w \\[12\\].json']")
    assert set(checked(wflint("check", "-f", "json", "."))) == {"w [12].json", "sub/w [12].json"}
    put("wflint.toml", "")
    put(".gitignore", "w [12].json\n")  # git's own file is read as git reads it
    assert "w [12].json" in checked(wflint("check", "-f", "json", "."))


# -- the documentation ---------------------------------------------------------------------------------


def blocks(page: str) -> list[str]:
    text = (ROOT / page).read_text("utf-8")
    return re.findall(r"```toml\n(.*?)```", text, re.DOTALL)


def test_the_example_of_the_documentation_works_in_both_files(wflint: Wflint, put: Put, here: Path) -> None:
    (example,) = (block for block in blocks("docs/adoption.md") if "[tool.wflint]" in block)
    bare = example.replace("[tool.wflint]\n", "").replace("[tool.wflint.", "[")
    put("drafts/a.json", bad_graph())
    put("legacy/b.json")
    shown = []
    for name, text in (("pyproject.toml", example), ("wflint.toml", bare), ("wflint.toml", example)):
        path = put(name, text)
        old, new = wflint("config", "legacy/b.json").json, wflint("config", "b.json").json
        assert (old.pop("source"), new.pop("source")) == (str(path), str(path))
        assert (old["target"], new["target"]) == ("5.15.0", "6.14")
        shown.append((old, new))
        assert checked(wflint("check", "-f", "json", ".")) == ["legacy/b.json"]
        path.unlink()
    assert shown[0] == shown[1] == shown[2]


@pytest.mark.parametrize("block", blocks("docs/configuration.md"))
def test_the_examples_of_the_reference_work(wflint: Wflint, put: Put, block: str) -> None:
    put("shared.toml", "")
    for name, text in (("wflint.toml", block), ("pyproject.toml", f"[tool.wflint]\n{block}")):
        path = put(name, text)
        ran = wflint("config")
        assert "unknown key" not in ran.err
        lacking = ("models.lock.json", "my-nodes.json", "plugins are code, and you have not allowed")
        assert ran.code == 0 or any(words in ran.err for words in lacking)
        path.unlink()


def test_the_reference_has_every_key() -> None:
    from wflint.engine.configuration import keys, spelled

    assert len(blocks("docs/configuration.md")) == len(keys())
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    for field in keys():
        (section,) = re.findall(rf"## `{spelled(field)}`\n(.*?)(?=\n## |\Z)", text, re.DOTALL)
        assert "* type: " in section
        assert "* default: " in section
