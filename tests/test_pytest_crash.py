"""A rule of wflint's own that raises fails the test item of the file: it has not been checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wflint.pytest_plugin.failures import ItemFailedError
from wflint.pytest_plugin.lint import lint_file
from wflint.rules.registry import all_rules

GOOD = Path(__file__).parents[1] / "workflows" / "sd15_text_to_image.workflow.json"


def test_a_crash_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_ctx: object) -> list[Any]:
        raise ZeroDivisionError("of its own\nand more")

    assert lint_file(GOOD, None) == []
    registered = all_rules()["self-loop"]
    monkeypatch.setitem(all_rules(), "self-loop", registered.with_checks(crash))
    with pytest.raises(
        ItemFailedError, match="internal error in rule self-loop: ZeroDivisionError"
    ) as caught:
        lint_file(GOOD, None)
    assert all("\n" not in line for line in caught.value.lines)
