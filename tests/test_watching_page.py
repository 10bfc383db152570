"""What docs/watching.md says of the templates is so; tests/docs runs its commands."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "watching.md"


def test_what_it_says_of_the_templates() -> None:
    text = PAGE.read_text("utf-8")
    for name in ("github-upgrades.yml", "gitlab-upgrades.yml"):
        assert f"[templates/{name}](../templates/{name})" in text
        assert (ROOT / "templates" / name).is_file()
    workflow = yaml.safe_load((ROOT / "templates" / "github-upgrades.yml").read_text("utf-8"))
    assert f"`{workflow['jobs']['tell']['env']['LABEL']}`" in text
    assert {"WFLINT_PATHS", "WFLINT_REQUIRE"} <= workflow["jobs"]["judge"]["env"].keys()
