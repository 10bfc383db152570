"""``wflint stubs`` writes a module and its stub, and says whether they are current."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from wflint.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["stubs", *words], standalone_mode=False)
    if result.exception is not None:
        return 2, getattr(result.exception, "message", str(result.exception))
    return int(result.return_value), result.output


def test_writes_and_checks(here: Path) -> None:
    assert run("--target", "5.15", "-o", "old.py") == (0, "")
    assert sorted(p.name for p in here.iterdir()) == ["old.py", "old.pyi"]
    assert '"5.15.0"' in (here / "old.py").read_text(encoding="utf-8")
    assert "def canny_edge_detection(" in (here / "old.pyi").read_text(encoding="utf-8")
    assert run("--target", "5.15", "-o", "old.py", "--check")[0] == 0
    assert run("--target", "5.6.2", "-o", "old.py", "--check")[0] == 1
    (here / "old.pyi").unlink()
    assert run("--target", "5.15", "-o", "old.py", "--check")[0] == 1
    assert not (here / "old.pyi").exists()


def test_a_catalogue_file_is_found_from_the_module(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import json
    import sys

    from wflint.catalogue.saved import to_json
    from wflint.catalogue.store import open_release

    (here / "lib").mkdir()
    (here / "nodes.json").write_text(to_json(open_release("5.15.0")), encoding="utf-8")
    assert run("--target", "nodes.json", "-o", "lib/our_nodes.py") == (0, "")
    monkeypatch.syspath_prepend(str(here / "lib"))
    monkeypatch.chdir("/")
    import our_nodes  # type: ignore[import-not-found]

    assert our_nodes.Workflow().catalogue.version == "5.15.0"
    assert json.loads(our_nodes.Workflow().to_json("graph"))["nodes"] == {}
    del sys.modules["our_nodes"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "x.txt"), "cannot be imported"),
        (("-o", "5.15.py"), "cannot be imported"),
        (("--target", "6.99", "-o", "x.py"), "not in the catalogue"),
        (("--target", ">=5,<6", "-o", "x.py"), "means 30 releases"),
        (("-o", "nowhere/x.py"), "No such file"),
    ],
)
def test_what_is_refused(words: tuple[str, ...], said: str) -> None:
    code, message = run(*words)
    assert code == 2
    assert said in message
