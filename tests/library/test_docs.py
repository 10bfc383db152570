"""docs/workflows-as-code.md says what is true. ``pytest tests/library --update-golden`` writes its table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from wflint.builders.library import library
from wflint.builders.recipe import load_recipe

if TYPE_CHECKING:
    import pytest

    from wflint.builders.recipe import Recipe

PAGE = Path(__file__).parents[2] / "docs" / "workflows-as-code.md"
_TABLE = re.compile(r"(?<=<!-- library -->\n).*?(?=<!-- end of library -->)", re.DOTALL)


def row(recipe: Recipe) -> str:
    variants = ", ".join(f"`{name}`" for name in recipe.variants if name)
    return f"| [{recipe.name}](../workflows/{recipe.name}.py) | {recipe.summary} | {variants} |\n"


def test_the_table_lists_the_library(request: pytest.FixtureRequest) -> None:
    rows = [row(load_recipe(entry.path)) for entry in library().values()]
    table = "".join(["| name | what it does | variants |\n|---|---|---|\n", *rows])
    text = PAGE.read_text("utf-8")
    if request.config.getoption("update_golden"):
        PAGE.write_text(_TABLE.sub(lambda _: table, text), "utf-8")
        return
    found = _TABLE.search(text)
    assert found is not None
    assert found[0] == table, "run pytest tests/library --update-golden"


def test_the_example_builds(tmp_path: Path) -> None:
    code = re.search(r"```python\n(\"\"\"A noise.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert code is not None
    file = tmp_path / "noise.py"
    file.write_text(code[1])
    recipe = load_recipe(file)
    assert list(recipe.variants) == ["", "large"]
    assert recipe.make(variant="large").to_graph()["nodes"]["noise"]["width"] == 1024
