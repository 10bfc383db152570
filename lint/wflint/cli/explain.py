"""``wflint explain``: the manual pages of rules."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from wflint.cli import completions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.report.formats import Paint
    from wflint.rules.registry import RegisteredRule

EPILOG = """\b
Examples:
  wflint explain dangling-edge
  wflint explain ED101 missing-input
"""


@click.command(epilog=EPILOG)
@click.argument("rules", metavar="RULE...", nargs=-1, required=True, shell_complete=completions.rules)
def explain(rules: tuple[str, ...]) -> None:
    """Show the manual pages of rules.

    RULE is a name (dangling-edge) or a code (ED101).
    """
    import sys

    from wflint.cli.output import painter, write, write_text

    paint = painter(sys.stdout)
    pages = [_page(_find(rule), paint) for rule in dict.fromkeys(rules)]
    for number, page in enumerate(pages):
        write(["\n"] if number else [])
        write_text(page)


def _find(name: str) -> RegisteredRule:
    from wflint.engine.selection import UnknownSelectorError, nearest_rule
    from wflint.engine.settings import load_own_plugins

    wanted = name.strip()
    found = _named(wanted)
    if found is None:
        load_own_plugins()
        found = _named(wanted)
    if found is None:
        raise click.UsageError(str(UnknownSelectorError(name, nearest_rule(wanted))))
    return found


def _named(wanted: str) -> RegisteredRule | None:
    from wflint.rules.registry import all_rules

    rules = all_rules()
    found = rules.get(wanted.lower())
    return found or next((r for r in rules.values() if r.rule.code == wanted.upper()), None)


def _page(registered: RegisteredRule, paint: Paint) -> Iterator[str]:
    from wflint.report.links import rule_url
    from wflint.rules.examples import example_text
    from wflint.rules.manual import outcome_line, outcomes, sections, title
    from wflint.rules.shown import example_of, shown_fixes

    yield paint(title(registered), "code") + "\n"
    for heading, paragraphs in sections(registered):
        if heading:
            yield "\n" + paint(heading, "code") + "\n"
        for paragraph in paragraphs:
            yield _wrapped(paragraph) + "\n"
    yield "\n" + paint("What InvokeAI does with it", "code") + "\n"
    for documents, outcome in outcomes(registered.rule):
        yield f"  {documents}: {outcome_line(outcome)}\n"
    if registered.rule.preview or not registered.rule.default:
        yield "  Off unless it is selected.\n"
    fixes = shown_fixes(registered.slug)
    if fixes:
        yield "\n" + paint("Fixes", "code") + "\n"
        for how, what in fixes:
            yield _wrapped(f"{how}: {what}") + "\n"
    example = example_of(registered.slug)
    if example is not None:
        yield "\n" + paint("Example", "code") + "\n" + textwrap.indent(example_text(example), "  ") + "\n"
    yield f"\n{rule_url(registered.slug)}\n"


def _wrapped(paragraph: str) -> str:
    if "\n" in paragraph:
        return textwrap.indent(paragraph, "  ")
    return textwrap.fill(paragraph, 98, initial_indent="  ", subsequent_indent="  ", break_long_words=False)
