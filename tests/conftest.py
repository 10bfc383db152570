"""Options of the whole test suite."""

from __future__ import annotations

import pytest  # noqa: TC002  # pytest itself reads the annotation
from hypothesis import HealthCheck, settings

# How long an example takes says nothing on a shared machine.
settings.register_profile("wflint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("wflint")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected outputs of fixtures/rules from what the rules find now; read the diff",
    )
