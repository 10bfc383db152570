"""The commands of docs/ci.md print what stands there, and what it says of the action is so."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.ci.composite import ACTION
from tests.console_page import check_page, run
from tests.test_adoption_page import ROOT
from tests.test_adoption_page import repository as repository  # noqa: PLC0414 - a fixture
from tests.test_precommit import HOOKS

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "ci.md"


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_the_commands_print_what_stands_there(repository: Path, pytestconfig: pytest.Config) -> None:
    run(repository, "git remote add origin https://github.com/somebody/flows")
    check_page(PAGE, repository, pytestconfig)


def test_it_has_every_input_and_hook() -> None:
    text = PAGE.read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \|.*\| (.*?) ?\|$", text, re.MULTILINE)
    told = {name: default for names, default in rows for name in re.findall(r"`([\w-]+)`", names)}
    assert ACTION["inputs"].keys() <= told.keys()
    for name, of in ACTION["inputs"].items():
        said = re.search(r'`"?(.*?)"?`', told[name])
        assert (said[1] if said else "") == of["default"], name
    assert {hook["id"] for hook in HOOKS} <= set(re.findall(r"^\| `(.*?)` \|", text, re.MULTILINE))


def test_its_yaml_is_that_of_the_template() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    template = yaml.safe_load((ROOT / "templates" / "github.yml").read_text("utf-8"))
    written = yaml.safe_load(shown)
    assert written["steps"] == template["jobs"]["wflint"]["steps"]
    assert written["permissions"] == template["permissions"]
