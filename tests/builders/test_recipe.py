"""Files that define a workflow: how they are loaded, and how one is told by its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wflint.builders.recipe import is_recipe, load_recipe

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = """
from pathlib import Path

from wflint import Workflow

HERE = Path(__file__).name


def build() -> Workflow:
    wf = Workflow(name=HERE)
    wf.node("noise")
    return wf
"""


def test_a_file_knows_where_it_is(tmp_path: Path) -> None:
    """It may read what lies beside it."""
    path = tmp_path / "fox.py"
    path.write_text(RECIPE, "utf-8")
    assert load_recipe(path).make().name == "fox.py"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RECIPE, True),
        (RECIPE.replace("-> Workflow", ""), False),
        (RECIPE.replace("def build", "def make"), False),
        (RECIPE.replace("from wflint import", "from other import") + "# wflint\n", False),
        (RECIPE.replace("wflint", "other"), False),
        ("import wflint\n", False),
        ("from wflint import Workflow\ndef build() -> Workflow:\n", False),
    ],
)
def test_a_file_is_told_by_its_text(tmp_path: Path, text: str, told: bool) -> None:
    path = tmp_path / "fox.py"
    path.write_text(text, "utf-8")
    assert is_recipe(path) is told
    assert not is_recipe(tmp_path / "gone.py")
