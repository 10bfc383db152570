"""What docs/ci.md says of the action, the hooks and the template is so; tests/docs runs its commands."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tests.ci.composite import ACTION
from tests.test_precommit import HOOKS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "ci.md"


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
