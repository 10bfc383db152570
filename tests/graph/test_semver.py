"""Versions as the web UI reads them: the first three parts as JavaScript's ``Number`` converts them.

The answers were compared with those of Node.js: three parts that are safe integers and not negative.
"""

from __future__ import annotations

from typing import Any

import pytest

from wflint.graph.reading.semver import is_node_version

RIGHT = [
    "1.0.0", "0.0.0", "1.2.3.4", "1.2.3.x", " 1. 2 .3 ", "..", "1..", "01.002.0", "1e3.0.0",
    "1E3.0.0", "+1.0.0", "0x1f.0b1.0o7", "0X1F.0.0", "9007199254740991.0.0",
    "0x1fffffffffffff.0.0", "-0.0.0", "9e15.0.0",
]  # fmt: skip
WRONG = [
    "", "1", "1.0", "1.0.0-beta", "-1.0.0", "1e-1.0.0", "1.0.x", "0x.0.0", "0b2.0.0", "0o8.0.0", "1_0.0.0",
    "9007199254740992.0.0", "0x20000000000000.0.0", "1e16.0.0", "1e400.0.0", "NaN.0.0", "Infinity.0.0",
    "٣.0.0", f"{'1' * 401}.0.0", None, 1, 1.0, ["1.0.0"], {},
]  # fmt: skip


@pytest.mark.parametrize("version", RIGHT)
def test_versions(version: str) -> None:
    for _ in range(2):  # the second time from memory
        assert is_node_version(version)


@pytest.mark.parametrize("version", WRONG, ids=lambda v: str(v)[:24])
def test_what_is_not_one(version: Any) -> None:
    for _ in range(2):
        assert not is_node_version(version)
