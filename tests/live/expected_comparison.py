"""What a comparison of two releases on the library must say.

``python -m tests.live.expected_comparison FILE``, with what ``wflint compare 5.15.0 6.14.2 workflows --checks
--format json`` printed. The expected verdict of each case, and why it is so by InvokeAI's source, stands in
``expected_comparison.toml`` beside this module.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXPECTED = Path(__file__).with_suffix(".toml")
_ALIKE = ("same", "within noise")


def faults(compared: dict[str, Any], expected: dict[str, Any]) -> Iterator[str]:
    """What is not as expected, a line each."""
    cases = {case["case"]: case for case in compared["cases"]}
    groups = {name: group for group in expected["group"] for name in group["cases"]}
    for name in sorted(cases.keys() ^ groups.keys()):
        yield f"{name} is {'not in the file' if name in cases else 'not among the cases'}"
    for name, case in cases.items():
        group = groups.get(name)
        if group is None:
            continue
        wanted = _ALIKE if group["verdict"] == "alike" else (group["verdict"],)
        if case["verdict"] not in wanted:
            yield f"{name} is {case['verdict']}, not {' or '.join(wanted)}: {'; '.join(case['reasons'])}"
        told = "\n".join([*case["reasons"], *(each["text"] for each in case["because"])])
        for text in group.get("told", []):
            if text not in told:
                yield f"{name} does not say {text!r}: {told}"
        for side in case["sides"]:
            checks = side["checks"]
            if checks is not None and checks["status"] not in ("passed", "skipped"):
                yield f"{name} does not pass on {side['release']}: {checks['checks']}"


def main(file: Path) -> int:
    """Print the faults; the exit code."""
    found = list(faults(json.loads(file.read_text()), tomllib.loads(_EXPECTED.read_text())))
    print("\n".join(found) or "two releases compared: all as expected")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
