"""``wflint run`` on a folder with cases."""

from __future__ import annotations

import json
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from tests.live.library import WORKFLOWS, copy_of
from tests.live.stand_in import StandIn
from wflint.cli.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.net.session import Session


class Client(StandIn):
    """The stand-in with what the command itself uses of a client."""

    def __init__(self, session: Session, **_options: object) -> None:
        super().__init__()
        self.session.name = self.session.url = session.url
        self.session.get = lambda _path: {"config": {"device": "cpu"}}
        self.queue = SimpleNamespace(path=self.queue.path, cancel_rest=list)
        self.clear_uploads = lambda: None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("wflint.live.client.client.Client", Client)
    monkeypatch.chdir(tmp_path)
    copy_of("sd15_text_to_image", tmp_path)
    return tmp_path


def wflint_run(*arguments: str) -> Result:
    return CliRunner().invoke(run, [*arguments, "--no-save"], standalone_mode=False)


def test_the_cases_in_a_folder_are_run(folder: Path) -> None:
    result = wflint_run(".", "--update-goldens")
    assert (result.return_value, result.exception) == (0, None)
    assert "golden written: goldens/sd15_text_to_image-1.png" in result.stdout
    result = wflint_run(".")
    assert result.return_value == 0
    assert result.stdout.startswith("ok sd15_text_to_image (InvokeAI 6.14.2 on cpu; ")
    assert "time.warm.total: 1 s of 30 s [the server's clock]" in result.stdout
    assert result.stdout.endswith("1 of 1 cases passed\n")
    assert "time.warm" not in wflint_run(".", "--quiet").stdout


def test_a_case_that_fails_is_exit_code_1(folder: Path) -> None:
    (folder / "goldens/sd15_text_to_image-1.png").unlink()
    result = wflint_run(".")
    assert result.return_value == 1
    assert "ERROR golden: golden image" in result.stdout
    assert result.stdout.endswith("0 of 1 cases passed, 1 could not be judged\n")


def test_a_case_file_can_be_named(folder: Path) -> None:
    result = wflint_run("sd15_text_to_image.test.toml", "--update-goldens", "--format", "json")
    assert result.return_value == 0
    report = json.loads(result.stdout)
    assert report["summary"] == {
        "files": 0,
        "failed": 0,
        "cases": 1,
        "cases_failed": 0,
        "cases_cached": 0,
        "not_run": 0,
    }
    assert report["cases"][0]["status"] == "passed"
    assert report["runs"] == []


def test_tags_choose_cases(folder: Path) -> None:
    assert "0 of 0 cases passed" in wflint_run(".", "--tag", "flux").stdout
    assert "1 of 1 cases passed" in wflint_run(".", "--tag", "sd15", "--update-goldens").stdout


@pytest.mark.parametrize(
    "option", [(".", "--no-cases"), (".", "--set", "Noise.seed=4"), ("sd15_text_to_image.workflow.json",)]
)
def test_a_workflow_that_is_named_or_given_inputs_is_run_plainly(
    folder: Path, option: tuple[str, ...]
) -> None:
    (folder / "goldens/sd15_text_to_image-1.png").unlink()
    result = wflint_run(*option, "--format", "json")
    report = json.loads(result.stdout)
    assert report["summary"]["files"] == 1
    assert report["cases"] == []


def test_a_graph_beside_its_workflow_is_not_run_again(folder: Path) -> None:
    (folder / "sd15_text_to_image.test.toml").unlink()
    for ending in (".graph.json", ".batch.json"):
        shutil.copy(WORKFLOWS / "sd15_text_to_image.graph.json", folder / f"sd15_text_to_image{ending}")
    report = json.loads(wflint_run(".", "--format", "json").stdout)
    assert [run["file"] for run in report["runs"]] == ["sd15_text_to_image.workflow.json"]
    report = json.loads(wflint_run("sd15_text_to_image.graph.json", "--format", "json").stdout)
    assert [run["file"] for run in report["runs"]] == ["sd15_text_to_image.graph.json"]


def test_baselines_that_nothing_asks_for_are_told(folder: Path) -> None:
    """Absolute budgets have none: whoever asks for baselines would wait for a file that never comes."""
    asked = (".", "--update-goldens", "--update-baselines", "--quiet")
    said = wflint_run(*asked).stderr
    assert said == (
        'wflint: no baseline was written: no budget of these cases is relative to one (total = "+20%")\n'
    )
    assert not (folder / "sd15_text_to_image.baseline.json").exists()
    case = folder / "sd15_text_to_image.test.toml"
    case.write_text("repeats = 3\n" + case.read_text().replace("total = 30 ", 'total = "+20%"'))
    assert "no baseline" not in wflint_run(*asked).stderr
    assert (folder / "sd15_text_to_image.baseline.json").exists()
