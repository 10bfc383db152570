"""``wflint schema`` prints the published schemas."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from wflint.cli.main import cli
from wflint.cli.schema import schema_paths

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema"


def test_lists_every_published_schema() -> None:
    names = CliRunner().invoke(cli, ["schema", "--list"]).output.split()
    assert set(names) == {p.name.removesuffix(".schema.json") for p in PUBLISHED.glob("*.schema.json")}
    assert names[:3] == ["workflow", "graph", "batch"]


@pytest.mark.parametrize("kind", list(schema_paths()))
def test_prints_the_published_text(kind: str) -> None:
    result = CliRunner().invoke(cli, ["schema", kind])
    assert result.exit_code == 0
    assert json.loads(result.output) == json.loads((PUBLISHED / f"{kind}.schema.json").read_text("utf-8"))


def test_help_names_every_schema() -> None:
    words = CliRunner().invoke(cli, ["schema", "--help"]).output.replace("\n", " ")
    for kind in schema_paths():
        assert kind in words


def test_near_miss() -> None:
    result = CliRunner().invoke(cli, ["schema", "workflows"], standalone_mode=True)
    assert result.exit_code == 2
    assert 'did you mean "workflow"?' in result.output
