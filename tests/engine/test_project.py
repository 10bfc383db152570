"""What belongs to a project, and what a configuration or a case must not name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from wflint.engine import project
from wflint.engine.project import OutsideError, inside, project_root

if TYPE_CHECKING:
    from pathlib import Path

LINKS = pytest.mark.skipif(os.name != "posix", reason="symbolic links need rights elsewhere")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a secret, and a checkout below it."""
    home = tmp_path.resolve() / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for name in (".ssh/key", "notes.txt", "work/evil/flows/a.json", "work/evil/pictures/a.png", "work/b.png"):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return home


@pytest.fixture
def evil(home: Path) -> Path:
    return home / "work" / "evil"


def refused(name: str, source: Path) -> bool:
    try:
        inside(name, source)
    except OutsideError:
        return True
    return False


def test_the_root_is_the_nearest_repository(home: Path, evil: Path) -> None:
    source = evil / "flows" / "x.test.toml"
    assert project_root(source) == str(evil / "flows"), "nothing else is there"
    (evil / "pyproject.toml").write_text("[tool.wflint]\n")
    assert project_root(source) == str(evil)
    (home / "work" / "wflint.toml").write_text("")
    assert project_root(source) == str(home / "work"), "the outermost configuration"
    (home / "work" / ".git").mkdir()
    (evil / ".git").write_text("gitdir: elsewhere")  # as of a submodule or a worktree
    (evil / "flows" / "wflint.toml").write_text("")
    assert project_root(source) == str(evil)


@pytest.mark.parametrize("text", ["[tool.wflint]", "\n [ tool . 'wflint' ]", "[tool.wflint.server]\n"])
def test_tables_of_ours_in_pyproject(evil: Path, text: str) -> None:
    (evil / "pyproject.toml").write_text(text)
    assert project_root(evil / "flows" / "x.test.toml") == str(evil)


@pytest.mark.parametrize("text", ["[tool.other]", "# [tool.wflint]", "[tool.wflintish]"])
def test_pyproject_of_others(evil: Path, text: str) -> None:
    (evil / "pyproject.toml").write_text(text)
    assert project_root(evil / "flows" / "x.test.toml") == str(evil / "flows")


def test_a_configuration_in_the_home_makes_it_no_project(home: Path, evil: Path) -> None:
    """What was downloaded there would otherwise reach everything of the user."""
    (home / "wflint.toml").write_text("")
    (home.parent / "wflint.toml").write_text("")
    assert project_root(evil / "flows" / "x.test.toml") == str(evil / "flows")
    assert project_root(home / "wflint.toml") == str(home)


def test_a_repository_of_the_home_keeps_its_hidden_files(home: Path, evil: Path) -> None:
    (home / ".git").mkdir()
    source = evil / "flows" / "x.test.toml"
    assert project_root(source) == str(home)
    assert not refused("../../b.png", source)
    assert refused("../../../.ssh/key", source)
    assert refused(str(home / ".ssh" / "key"), source)
    assert not refused("key", home / ".ssh" / "x.test.toml"), "of itself"


def test_what_lies_below_is_allowed_wherever_it_is_named_from(evil: Path) -> None:
    (evil / ".git").mkdir()
    source = evil / "flows" / "x.test.toml"
    for name in (
        "a.json",
        "../pictures/a.png",
        "./x/../a.json",
        "gone.png",
        str(evil / "pictures" / "a.png"),
    ):
        assert inside(name, source) == os.path.realpath(evil / "flows" / name)


@pytest.mark.parametrize(
    "name",
    [
        "../../b.png",
        "../../gone.png",
        "/etc/passwd",
        "/",
        "//etc/passwd",
        "../../evil-too/a",
        "../../../.ssh/key",
        "/dev/zero",
        "/proc/self/environ",
        "a\0b",
        "\ud800",
        "../.git/config",
        "../.GIT/config",
        ".git",
        "../pictures/.git/config",
        "x/" * 3000 + "../" * 3010 + "b.png",
    ],
)
def test_what_lies_elsewhere_is_not(evil: Path, name: str) -> None:
    (evil / ".git").mkdir()
    with pytest.raises(OutsideError) as error:
        inside(name, evil / "flows" / "x.test.toml")
    if "\0" not in name and len(name) < 100:
        said = f"{name} is not a file of the project in {evil}; what lies elsewhere can only be named on"
        assert str(error.value).startswith(said)


@LINKS
def test_links_are_followed_first(home: Path, evil: Path) -> None:
    (evil / ".git").mkdir()
    source = evil / "flows" / "x.test.toml"
    (evil / "flows" / "key").symlink_to(home / ".ssh" / "key")
    (evil / "flows" / "folder").symlink_to(home / ".ssh")
    (evil / "flows" / "again").symlink_to("key")
    (evil / "flows" / "dangling").symlink_to(home / "gone")
    (evil / "flows" / "loop").symlink_to("loop")
    (evil / "flows" / "inner").symlink_to("../pictures")
    for name in ("key", "folder/key", "folder/new", "again", "dangling", "inner/../../../b.png"):
        assert refused(name, source), name
    assert not refused("inner/a.png", source)
    assert not refused("loop", source), "leads nowhere, and so not out"


@LINKS
def test_a_project_behind_a_link(home: Path, evil: Path) -> None:
    (evil / ".git").mkdir()
    (home / "short").symlink_to(evil)
    source = home / "short" / "flows" / "x.test.toml"
    assert project_root(source) == str(evil)
    assert not refused("../pictures/a.png", source)
    assert not refused(str(home / "short" / "pictures" / "a.png"), source)
    assert refused("../../b.png", source)


def test_a_text_that_is_no_name_is_none(home: Path, evil: Path) -> None:
    """``@`` begins a file's name or a text: only what is there can be a name."""
    source = evil / "flows" / "x.test.toml"
    for name in ("/gone", "../../gone", "a\0b", "//", "a.json"):
        if name != "//":
            inside(name, source, only_if_there=True)
    with pytest.raises(OutsideError):
        inside(str(home / "notes.txt"), source, only_if_there=True)


def test_another_drive_or_share_is_not_looked_at(evil: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where looking at a share sends its server the user's name: the platform is faked."""
    import ntpath

    looked: list[str] = []
    real = os.path.realpath
    monkeypatch.setattr(os.path, "splitdrive", ntpath.splitdrive)
    monkeypatch.setattr(os.path, "realpath", lambda path, **_: looked.append(str(path)) or real(path))
    monkeypatch.setattr(project, "_drive", lambda path: ntpath.splitdrive(path.replace("/", "\\"))[0].lower())
    monkeypatch.setattr(os.path, "join", ntpath.join)
    for name in (r"\\server\share\a.png", "//server/share/a.png", r"D:\a.png"):
        looked.clear()
        with pytest.raises(OutsideError):
            inside(name, evil / "flows" / "x.test.toml")
        with pytest.raises(OutsideError):
            inside(name, evil / "flows" / "x.test.toml", only_if_there=True)
        assert not [path for path in looked if name in path]


def test_no_home(evil: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    (evil / "wflint.toml").write_text("")
    assert project_root(evil / "flows" / "x.test.toml") == str(evil)
    assert refused("/etc/passwd", evil / "wflint.toml")


def test_a_pyproject_that_is_no_file_is_none(evil: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(evil / "pyproject.toml")
    assert project_root(evil / "flows" / "x.test.toml") == str(evil / "flows")
