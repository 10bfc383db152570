"""What becomes of files with an upgrade, for programs."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from wflint.upgrade.verdict import Verdict
from wflint.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.upgrade.migration.step import Migration
    from wflint.upgrade.silent.change import Met
    from wflint.upgrade.verdict import Judgement, Reason, Strictness

SCHEMA: Final = 1  # rises when a member changes its meaning or goes; new members may come without


def upgrade_json(judgements: Sequence[Judgement], new: str, wanted: Strictness) -> str:
    """The whole as one JSON object, a document a line."""
    found = Counter(judgement.verdict for judgement in judgements)
    head = {
        "schema": SCHEMA,
        "tool": "wflint",
        "version": __version__,
        "to": new,
        "require": wanted.value,
        "summary": {verdict.value: found[verdict] for verdict in Verdict},
        "survives": all(each.survives(wanted) for each in judgements),
    }
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    documents = ",\n".join("    " + json.dumps(judgement_members(each, wanted)) for each in judgements)
    lines.append(f'  "documents": [\n{documents}\n  ]' if documents else '  "documents": []')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def judgement_members(judgement: Judgement, wanted: Strictness) -> dict[str, Any]:
    """A judgement as plain values."""
    first, last = judgement.span or (judgement.old, judgement.old)
    return {
        "file": judgement.path,
        "part": judgement.part or None,
        "verdict": judgement.verdict.value,
        "survives": judgement.survives(wanted),
        "from": {"release": judgement.old, "guessed": judgement.guessed, "first": first, "last": last},
        "lacking": list(judgement.lacking),
        "reasons": [reason_members(reason) for reason in judgement.reasons],
        "silent": [_silent(met) for met in judgement.silent],
        "before": judgement.before,
        "earlier": list(judgement.earlier),
        "migration": _migration(judgement.migration),
        "unsafe": _migration(judgement.unsafe),
    }


def reason_members(reason: Reason) -> dict[str, Any]:
    """A reason as plain values."""
    blame = reason.blame
    return {
        "verdict": reason.verdict.value,
        "text": reason.text,
        "help": reason.help,
        "node": reason.node,
        "field": reason.field,
        "rule": reason.rule or None,
        "breaks": reason.breaks.value if reason.breaks is not None else None,
        "blame": None
        if blame is None
        else {"since": blame.since, "last_good": blame.last_good, "successor": blame.successor},
    }


def _silent(met: Met) -> dict[str, Any]:
    change = met.change
    return {
        "id": change.id,
        "since": change.since,
        "nodes": list(met.nodes),
        "when": change.when,
        "what": change.what,
        "image": change.image,
        "surely": met.surely,
        "evidence": change.evidence,
    }


def _migration(migration: Migration | None) -> dict[str, Any] | None:
    if migration is None:
        return None
    return {
        "steps": [step._asdict() for step in migration.steps],
        "withheld": [step._asdict() for step in migration.withheld],
        "left": [left._asdict() for left in migration.left],
    }
