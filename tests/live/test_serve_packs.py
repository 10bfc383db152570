"""Node packs in a server's root: copied, told of, and refused when InvokeAI cannot load them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.live.serving import fake_python
from wflint.live.serve.errors import PackError, ServeError
from wflint.live.serve.packs import check_packs, find_packs
from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


@pytest.fixture(autouse=True)
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WFLINT_INVOKEAI_6_14_2", str(fake_python(tmp_path)))
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path / "cache"))


def pack(folder: Path, code: str = "") -> Path:
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(code)
    return folder


def make(*packs: Path, **options: Any) -> InvokeAIServer:
    return InvokeAIServer("6.14.2", device="cpu", packs=packs, **options)


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_pack_is_copied_and_the_users_folder_stays(tmp_path: Path) -> None:
    mine = pack(tmp_path / "packs" / "my_nodes")
    (mine / "data").mkdir()
    (mine / "data" / "a.txt").write_text("a")
    (mine / ".git").mkdir()
    (mine / "up").symlink_to(mine.parent)  # a copy that follows it never ends
    (mine / "gone").symlink_to(tmp_path / "nowhere")
    before = tree(mine)
    lines: list[str] = []
    with make(mine, progress=lines.append) as server:
        assert tree(server.root / "nodes" / "my_nodes") == {
            "__init__.py", "data", "data/a.txt", ".wflint-pack",
        }  # fmt: skip
    assert tree(mine) == before
    assert f"node pack my_nodes: its code runs in the server ({mine})" in lines


def test_in_a_root_that_is_kept_a_copy_lasts_as_long_as_it_is_asked_for(tmp_path: Path) -> None:
    root = tmp_path / "root"
    theirs = pack(root / "nodes" / "theirs")
    mine = pack(tmp_path / "mine")
    for _ in range(2):
        with make(mine, root=root):
            assert (root / "nodes" / "mine").is_dir()
    with make(root=root):
        assert not (root / "nodes" / "mine").exists()
        assert theirs.is_dir()
    with pytest.raises(PackError, match="is there already"):
        make(pack(tmp_path / "other" / "theirs"), root=root).start()


def test_a_pack_that_cannot_be_imported(tmp_path: Path) -> None:
    good, bad = pack(tmp_path / "good"), pack(tmp_path / "bad", "import nothing_that_exists\n")
    server = make(good, bad)
    with pytest.raises(PackError) as caught:
        server.start()
    lines = str(caught.value).splitlines()
    assert lines[0] == "InvokeAI could not load the node pack bad:"
    assert any("No module named 'nothing_that_exists'" in line for line in lines)
    assert "-m pip install NAME" in lines[-1]
    assert not server.root.exists()


def test_a_pack_that_ends_the_server(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match=r"exit code 5 while it loaded the node pack quits"):
        make(pack(tmp_path / "quits", "import os; os._exit(5)\n")).start()


def test_a_pack_that_is_passed_over(tmp_path: Path) -> None:
    """InvokeAI skips a pack that is called like something in its own module, without a word."""
    with pytest.raises(PackError, match="did not load the node pack traceback"):
        make(pack(tmp_path / "traceback")).start()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none", "no such folder"),
        ("empty", "it has no __init__.py"),
        ("_hidden", "passes over"),
        (".hidden", "passes over"),
    ],
)
def test_no_pack(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "empty").mkdir()
    pack(tmp_path / "_hidden")
    pack(tmp_path / ".hidden")
    with pytest.raises(PackError, match=said):
        make(tmp_path / name)


def test_two_of_one_name(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="two node packs are called a"):
        find_packs([pack(tmp_path / "a"), pack(tmp_path / "b" / "a.1")])


def test_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pack(tmp_path / "mine"))
    assert find_packs([Path()]) == [tmp_path / "mine"]
    assert find_packs([Path(os.curdir)]) == [tmp_path / "mine"]


def test_the_traceback_ends_where_the_log_goes_on() -> None:
    log = [
        "[2026-11-30 10:00:00,1]::[InvokeAI]::INFO --> Loading node pack a",
        "[2026-11-30 10:00:00,2]::[InvokeAI]::ERROR --> Failed to load node pack a:",  # before 5.11
        "Traceback (most recent call last):",
        "ValueError: no",
        "",
        "[2026-11-30 10:00:00,3]::[InvokeAI]::INFO --> Using torch device: CPU",
    ]
    with pytest.raises(PackError) as caught:
        check_packs([Path("a")], log, Path("python"))
    assert caught.value.details == ("Traceback (most recent call last):", "ValueError: no")
