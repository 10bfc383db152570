"""The words of strangers in what the pytest plugin reports."""

from __future__ import annotations

import json
import re
import sys

import pytest

from tests.cli.test_one_line import HOSTILE, INNOCENT, document
from wflint.plain import UNSAFE

pytest_plugins = ["pytester"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file names")
@pytest.mark.parametrize("config", ["", "target"], ids=["findings", "configuration"])
def test_reports_keep_to_their_lines(config: str, pytester: pytest.Pytester) -> None:
    counted = []
    for word in (INNOCENT, HOSTILE):
        (pytester.path / "flow.json").write_text(json.dumps(document(word)), "utf-8")
        if config:
            (pytester.path / "wflint.toml").write_text(f"{config} = {json.dumps(word)}\n", "utf-8")
        ran = pytester.runpytest_subprocess(
            "-p", "no:cacheprovider", "-p", "no:xdist", "--wflint", "-rA", "-v"
        )
        assert ran.ret == pytest.ExitCode.TESTS_FAILED
        text = "\n".join(ran.outlines + ran.errlines)
        assert not re.search(UNSAFE, text.replace("\n", ""))
        assert not [line for line in text.split("\n") if line.lstrip().startswith("::")]
        assert "##[" not in text
        counted.append(len(ran.outlines))
    assert counted[0] == counted[1]
