"""The manual page of a rule: its docstring, what InvokeAI does with the fault, and an example."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.document import Kind

if TYPE_CHECKING:
    from wflint.diagnostics import Outcome
    from wflint.rules.base import Rule
    from wflint.rules.registry import RegisteredRule

_UNDERLINE = re.compile(r"^(.+)\n[-=]{3,}$", re.MULTILINE)


def title(registered: RegisteredRule) -> str:
    """``dangling-edge (ED101)``."""
    return f"{registered.slug} ({registered.rule.code})"


def outcomes(rule: Rule) -> list[tuple[str, Outcome]]:
    """The documents a rule is about, in words, and what InvokeAI does with the fault there."""
    found = []
    if rule.workflow is not None and (rule.kinds is None or Kind.WORKFLOW in rule.kinds):
        found.append(("Workflow files", rule.workflow))
    if rule.graph is not None:
        found.append((_graph_kinds(rule), rule.graph))
    return found


def _graph_kinds(rule: Rule) -> str:
    names = {
        Kind.GRAPH: "API graphs",
        Kind.BATCH: "enqueue bodies",
        Kind.SESSION: "sessions",
        Kind.GUIDE: "the dialect of guides",
        Kind.COMFYUI: "ComfyUI files",
        Kind.UNKNOWN: "other JSON files",
    }
    if rule.kinds is None:
        return "API graphs, enqueue bodies and sessions"
    listed = [name for kind, name in names.items() if kind in rule.kinds]
    text = listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + " and " + listed[-1]
    return text[:1].upper() + text[1:]


def outcome_line(outcome: Outcome) -> str:
    """``error, rejected at enqueue``."""
    return f"{outcome.severity}, {outcome.effect} at {outcome.stage}"


def body(registered: RegisteredRule) -> str:
    """The manual page without its title, as Markdown with its sections as second-level headings."""
    text = registered.manual.strip()
    text = _UNDERLINE.sub(lambda match: f"## {match.group(1)}", text)
    return re.sub(r"^#+ ", "## ", text, flags=re.MULTILINE).replace("``", "`") + "\n"
