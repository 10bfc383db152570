"""``wflint rules``: the table of all rules."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from wflint.cli.options import text_or_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Outcome
    from wflint.report.formats import Paint
    from wflint.rules.registry import RegisteredRule

EPILOG = """\b
Examples:
  wflint rules
  wflint rules --format json
"""


@click.command(epilog=EPILOG)
@text_or_json("A table for people, or JSON.")
def rules(output_format: str) -> None:
    """List all rules with their codes, and how severe each is.

    Two severities are those for workflow files and for graphs that go straight to the server.
    """
    from wflint.cli.output import painter, write, write_json
    from wflint.engine.settings import load_own_plugins
    from wflint.rules.registry import all_rules

    load_own_plugins()
    registered = list(all_rules().values())
    if output_format == "json":
        write_json(json.dumps([_as_json(r) for r in registered], indent=2) + "\n")
    else:
        write(_table(registered, painter(sys.stdout)))


def _table(registered: list[RegisteredRule], paint: Paint) -> Iterator[str]:
    width = max((len(r.slug) for r in registered), default=0)
    for r in registered:
        severities = dict.fromkeys(o.severity.value for o in (r.rule.workflow, r.rule.graph) if o is not None)
        shown = "/".join(severities)
        off = " (off by default)" if r.rule.preview or not r.rule.default else ""
        severity = paint(shown, next(iter(severities))) + " " * max(0, len("warning/error") - len(shown))
        code = paint(r.rule.code, "code")
        yield f"{code}  {r.slug:<{width}}  {severity}  {r.rule.summary}{off}\n"


def _as_json(r: RegisteredRule) -> dict[str, Any]:
    from wflint.report.links import rule_url

    return {
        "code": r.rule.code,
        "slug": r.slug,
        "area": r.area,
        "summary": r.rule.summary,
        "default": r.rule.default and not r.rule.preview,
        "preview": r.rule.preview,
        "kinds": sorted(r.rule.kinds) if r.rule.kinds is not None else None,
        "workflow": _outcome(r.rule.workflow),
        "graph": _outcome(r.rule.graph),
        "url": rule_url(r.slug),
    }


def _outcome(outcome: Outcome | None) -> dict[str, str] | None:
    if outcome is None:
        return None
    return {"effect": outcome.effect.value, "stage": outcome.stage.value, "severity": outcome.severity.value}
