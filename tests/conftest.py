"""Options of the whole test suite."""

from __future__ import annotations

import pytest  # noqa: TC002  # pytest itself reads the annotation


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected outputs of fixtures/rules from what the rules find now; read the diff",
    )
