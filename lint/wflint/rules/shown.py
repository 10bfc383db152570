"""The examples and fixes that ``wflint explain`` shows: in ``examples.json``, which comes with the package.

The fixtures that they are taken from do not: they are hundreds of files, and for tests.
``lint/scripts/gen_docs.py`` writes the file, so that an installed wflint and a checkout show the same.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from wflint.rules.examples import Example, find_example, fixes_of

KEPT = Path(__file__).parent / "examples.json"


@cache
def _kept() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(KEPT.read_text("utf-8"))
    return found


def example_of(slug: str) -> Example | None:
    """The example of a rule; None where it has none that can be shown, as a plugin's."""
    kept = _kept().get(slug, {}).get("example")
    return Example(**kept) if isinstance(kept, dict) else None


def shown_fixes(slug: str) -> list[tuple[str, str]]:
    """The fixes of a rule: how safe, in words, and some of what they do."""
    kept = _kept().get(slug, {}).get("fixes")
    return [(how, what) for how, what in kept] if isinstance(kept, list) else []


def kept_text(slugs: list[str]) -> str:
    """What ``examples.json`` has to be, from the fixtures of a checkout; one rule a line."""
    lines = []
    for slug in slugs:
        example = find_example(slug)
        entry = {"example": example and example._asdict(), "fixes": fixes_of(slug)}
        lines.append(f"{json.dumps(slug)}: {json.dumps(entry, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
