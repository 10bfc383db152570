"""The manual page of a rule: its docstring, what InvokeAI does with the fault, and an example."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.document import Kind

if TYPE_CHECKING:
    from wflint.diagnostics import Outcome
    from wflint.rules.base import Rule
    from wflint.rules.registry import RegisteredRule

SECTIONS = ("What it does", "Why it is bad", "How to fix", "Options")
_HEADING = re.compile(rf"({'|'.join(SECTIONS)}):\s+", re.DOTALL)


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


def sections(registered: RegisteredRule) -> list[tuple[str, list[str]]]:
    """The parts of the docstring: heading (empty for the summary) and paragraphs, unwrapped.

    A paragraph keeps its lines when one of them is indented: a list or an example.
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    for block in re.split(r"\n\s*\n", registered.manual.strip()):
        text = block
        match = _HEADING.match(text)
        if match is not None:
            text = text[match.end() :]
            found.append((match.group(1), []))
        if not re.search(r"^(\s|[-*] )", text, re.MULTILINE):
            text = " ".join(text.split())
        text = text.replace("``", "`")
        found[-1][1].append(text[:1].upper() + text[1:] if match is not None else text)
    return found
