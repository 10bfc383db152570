"""Safe fixes: InvokeAI makes of the file what it made before, or it refused the file and now does not.

Every bad file of every rule is mended with the safe fixes of its rule alone, and the requests are compared:
of a workflow what the web UI sends, of a graph what the server makes of it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from tests.golden import TARGET, Case, cases
from wflint.diagnostics import Effect
from wflint.diagnostics.fix import Safety
from wflint.document.decode import decode
from wflint.document.edit import edit_text
from wflint.document.load import load_bytes
from wflint.document.model import Kind
from wflint.engine.mending import fixable, mend
from wflint.engine.targets import open_targets
from wflint.graph.convert.to_request import convert_workflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Diagnostic
    from wflint.document import Document
    from wflint.engine.mending import Mended

AREAS = {"SH", "ED", "FM", "TP", "BA"}


def mended_safely(case: Case) -> Mended:
    """The file after the safe fixes of its rule."""

    def own(raw: bytes) -> list[Diagnostic]:
        return [d if d.slug == case.slug else d._replace(fix=None) for d in case.look(raw)]

    return mend(case.path.read_bytes(), own)


def safe_cases() -> list[Case]:
    return [
        case
        for case in cases("bad")
        if any(d.code[:2] in AREAS and is_safe(case)(d) for d in case.diagnostics())
    ]


def is_safe(case: Case) -> Callable[[Diagnostic], bool]:
    return lambda d: d.slug == case.slug and fixable(d, unsafe=False)


def is_refusal(case: Case) -> Callable[[Diagnostic], bool]:
    return lambda d: d.slug == case.slug and d.effect is Effect.REJECTED


def sent(case: Case, raw: bytes) -> list[Any]:
    """What runs of each document of the file."""
    settings = case.settings()
    extra = tuple(str(case.path.parent / name) for name in settings.get("catalogues", ()))
    catalogues = open_targets(settings.get("target", TARGET), extra)
    loaded = load_bytes(raw, case.path.name)
    return [runs(document, catalogue) for document in loaded.documents for catalogue in catalogues]


def runs(document: Document, catalogue: Catalogue) -> Any:
    data: Any = document.data
    if document.kind is Kind.WORKFLOW:
        converted = convert_workflow(document, catalogue)
        graph, batch = converted.graph, converted.data
    elif document.kind is Kind.BATCH:
        graph, batch = data["graph"], data.get("data") or []
    else:
        graph, batch = data, []
    arriving = arrives(graph)
    fills = {(d["node_path"], d["field_name"]): d["items"] for group in batch for d in group}
    effect = {where: items for where, items in fills.items() if where not in arriving}
    sessions = math.prod(len(group[0]["items"]) for group in batch)
    return graph["nodes"], arriving, effect, sessions


def arrives(graph: Any) -> dict[tuple[str, str], Any]:
    """What each input gets: the last of its edges, all of them where items are gathered."""
    found: dict[tuple[str, str], Any] = {}
    for edge in graph.get("edges", ()):
        source, target = edge["source"], edge["destination"]
        where = (target["node_id"], target["field"])
        node = graph["nodes"].get(where[0], {})
        if node.get("type") == "collect" and where[1] == "item":
            found.setdefault(where, []).append(source)
        else:
            found[where] = source
    return found


@pytest.mark.parametrize("case", safe_cases(), ids=lambda c: f"{c.slug}/{c.path.name}")
def test_a_safe_fix_changes_nothing_that_runs(case: Case) -> None:
    before = case.path.read_bytes()
    mended = mended_safely(case)
    assert all(d.fix is not None and d.fix.safety is Safety.SAFE for d in mended.applied)
    if any(d.effect is Effect.REJECTED for d in mended.applied):
        refused, still = (sum(map(is_refusal(case), found)) for found in (case.diagnostics(), mended.left))
        assert still < refused
    else:
        assert sent(case, mended.raw) == sent(case, before)


@pytest.mark.parametrize("case", safe_cases(), ids=lambda c: f"{c.slug}/{c.path.name}")
def test_each_does_by_itself(case: Case) -> None:
    text, fault = decode(case.path.read_bytes())
    assert fault is None
    for diagnostic in filter(is_safe(case), case.diagnostics()):
        assert diagnostic.fix is not None
        after = edit_text(text, diagnostic.fix.edits).encode()
        if diagnostic.effect is not Effect.REJECTED:
            assert sent(case, after) == sent(case, case.path.read_bytes()), diagnostic.message
        else:
            assert diagnostic.message not in {d.message for d in case.look(after)}
