"""After mending nothing is offered that mending would not do: a check has no fixable finding then.

Over every file of ours: what rules find wrong, broken files, guides, our workflows, what the web UI builds.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import topologies
from tests.golden import RULES, TARGET, cases
from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.mending import fixable, mend
from wflint.engine.same_request import same_request
from wflint.engine.selection import Selectors, select_rules
from wflint.engine.targets import open_targets

if TYPE_CHECKING:
    from tests.golden import Case
    from wflint.diagnostics import Diagnostic
    from wflint.engine.mending import Look

ROOT = Path(__file__).parents[2]
RELEASE = open_release(TARGET)
ALL = Checker((RELEASE,), select_rules([Selectors(("ALL",), ())]))
SAME = partial(same_request, catalogues=(RELEASE,))
FOLDERS = ("fixtures/broken", "fixtures/guide", "fixtures/workflows", "fixtures/families", "workflows")
FILES = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".json", ".png", ".webp") and path.stat().st_size < 1_000_000
)


def look(raw: bytes) -> list[Diagnostic]:
    found = examine(raw, "file.json", ALL)
    for crash in ALL.crashes:
        raise crash.error
    return found.diagnostics


def offered(raw: bytes, look: Look, same: partial[bool] = SAME) -> list[tuple[str, str, str]]:
    """What is offered of the mended file still, without and with the unsafe fixes."""
    left = []
    for unsafe in (False, True):
        mended = mend(raw, look, unsafe=unsafe, same=same)
        left += [
            (d.slug, d.fix.title, d.message)
            for d in mended.left
            if fixable(d, unsafe=unsafe) and d.fix is not None
        ]
        assert [*mended.doubted, *mended.refused] == []
    return left


@pytest.mark.parametrize(
    "case", cases("bad") + cases("good"), ids=lambda case: f"{case.slug}-{case.path.name}"
)
def test_of_fixtures_with_their_settings(case: Case) -> None:
    settings = case.settings()
    extra = tuple(str(case.path.parent / name) for name in settings.get("catalogues", ()))
    catalogues = open_targets(settings.get("target", TARGET), extra)
    assert offered(case.path.read_bytes(), case.look, partial(same_request, catalogues=catalogues)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_of_our_files_with_all_rules(path: Path) -> None:
    assert offered(path.read_bytes(), look) == []


@pytest.mark.parametrize("name", topologies.names())
def test_of_what_the_web_ui_builds(name: str) -> None:
    assert offered(json.dumps(topologies.graph(name)).encode(), look) == []


def test_of_inputs_that_are_bare_values() -> None:
    """A node that the web UI updates, with a number where an input's name and value are to be."""
    raw = (RULES / "node-version-mismatch" / "bad-inputs-gone.json").read_bytes()
    for node, body in enumerate(json.loads(raw)["nodes"]):
        for name in body["data"]["inputs"]:
            data = json.loads(raw)
            for bare in (5, "a word"):
                data["nodes"][node]["data"]["inputs"][name] = bare
                assert offered(json.dumps(data).encode(), look) == []
