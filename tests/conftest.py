"""Options of the whole test suite."""

from __future__ import annotations

import os
import signal
import sys
import tempfile

import pytest  # pytest itself reads the annotation
from hypothesis import HealthCheck, settings

# A shell that runs the suite in its background has it ignore Ctrl-C, and nohup SIGHUP; so would every command
# under test.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Tests change Python files and run them again within a second; Python would take bytecode of the same second
# and size for the new file's.
sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"

# Nobody's: what whoever runs the tests has allowed is neither read nor changed by them.
os.environ["WFLINT_CONFIG_DIR"] = os.path.join(tempfile.gettempdir(), f"wflint-tests-{os.getpid()}", "none")

# How long an example takes says nothing on a shared machine. The same examples are drawn every time, so that
# a commit is judged by its own change; who looks for new ones gives a --hypothesis-seed, as the fuzz of
# .ci/run does.
settings.register_profile(
    "wflint",
    deadline=None,
    derandomize=not any(word.startswith("--hypothesis-seed") for word in sys.argv),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("wflint")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected outputs of fixtures/rules from what the rules find now; read the diff",
    )
    parser.addoption(
        "--share",
        metavar="N/M",
        type=_share,
        help="run one of M shares of the tests, the Nth (N counts on: of 2 shares, 7 means the second)",
    )


def _share(text: str) -> tuple[int, int]:
    number, _, of = text.partition("/")
    return int(number) % int(of), int(of)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the other shares out. Neighbours, mostly one test's parameters, fall into different ones."""
    if (share := config.getoption("share")) is not None:
        number, of = share
        config.hook.pytest_deselected(items=[item for i, item in enumerate(items) if i % of != number])
        items[:] = items[number::of]
