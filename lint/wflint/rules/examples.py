"""The fixtures of the rules, in the source tree, as examples for the manual; ``shown`` has them for users."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from wflint.rules.faulty_lines import FaultyPlace, faulty_lines
from wflint.shipped import shipped_folder

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 100_000  # characters of a file that is looked at for an example
_TITLES = 3  # of fixes that a manual page names
_FIX = "    fix "  # begins the line of the expected findings with how safe a fix is, and its title
_FLAGS = {
    "safe": "safe, applied by `--fix`",
    "unsafe": "unsafe, applied by `--fix --unsafe-fixes`",
    "display": "an example, applied by nobody",
}
FACTS = "    = "  # begins the lines of the expected findings that are for tests, not for readers


_SEVERITIES = ("error", "warning", "info")
_FOR_PROGRAMS = ("    detail ", "    group ")  # parts that a reader of one finding is not shown
_SPAN = re.compile(re.escape(FACTS) + r"(\d+):(\d+)-(\d+):")
_RELATED = re.compile(r" {4}(\d+):(\d+) ")


class Example(NamedTuple):
    """A file with the fault: the lines that matter, and what ``wflint check`` says of them."""

    name: str
    lines: str
    findings: str


def fixes_of(slug: str) -> list[tuple[str, str]]:
    """The fixes that a rule has in its fixtures: how safe, in words, and some of what they do."""
    folder = shipped_folder(f"rules/examples/{slug}", f"fixtures/rules/{slug}")
    titles: dict[str, dict[str, None]] = {}
    for path in sorted(folder.glob("bad-*.out")) if folder is not None else ():
        own = False
        for line in path.read_text("utf-8").splitlines():
            if not line.startswith(" "):  # a finding: its place, severity, code, rule, [effect]
                own = f" {slug} [" in line
            safety, colon, title = line.removeprefix(_FIX).partition(": ")
            if own and line.startswith(_FIX) and colon and safety in _FLAGS:
                titles.setdefault(safety, {})[title] = None
    return [
        (
            _FLAGS[safety],
            "; ".join([*titles[safety]][:_TITLES]) + ("; ..." if len(titles[safety]) > _TITLES else ""),
        )
        for safety in _FLAGS
        if safety in titles
    ]


def find_example(slug: str) -> Example | None:
    """The example that a reader gets of a rule, of its bad JSON fixtures; None if it has none of these.

    A file of several lines goes before one that has one, a grave fault before a light one, a short file
    before a long one.
    """
    folder = shipped_folder(f"rules/examples/{slug}", f"fixtures/rules/{slug}")
    if folder is None:
        return None
    found: list[tuple[bool, int, int, Path, str]] = []
    for path in sorted(folder.glob("bad-*.json")):
        if path.with_suffix("").suffix == ".fixed":
            continue
        try:
            text = path.read_text("utf-8")  # a page has one sort of line ends, whatever the file has
            told = path.with_suffix(".out").read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if len(text) <= _LONGEST and f" {slug} [" in told:
            grave = next(n for n, severity in enumerate(_SEVERITIES) if _finds(slug, told, severity))
            found.append(("\n" not in text.rstrip(), grave, len(text), path, told))
    for *_, path, told in sorted(found):
        places, findings = _own(slug, told)
        if places:
            return Example(path.name, faulty_lines(path.read_text("utf-8"), places), findings)
    return None


def _finds(slug: str, told: str, severity: str) -> bool:
    """Whether the rule's first finding in the expected ones has that severity."""
    first = next(line for line in told.splitlines() if f" {slug} [" in line)
    return f" {severity} " in first.partition(f" {slug} [")[0]


def example_text(example: Example) -> str:
    """What ``wflint explain`` and the page of the rule print of an example, without an indent."""
    return f"{example.lines}\n\n{example.findings}"


def _own(slug: str, told: str) -> tuple[list[FaultyPlace], str]:
    """The places of the rule's first finding, and what is said of it, by the expected findings of a file."""
    places: list[FaultyPlace] = []
    lines: list[str] = []
    for line in told.splitlines():
        if not line.startswith(" "):
            if places or lines:
                break
            if f" {slug} [" in line:
                lines.append(line)
            continue
        if not lines:
            continue
        if (facts := _SPAN.match(line)) is not None:
            places.append(FaultyPlace(*map(int, facts.groups())))
        elif (related := _RELATED.match(line)) is not None:
            places.append(FaultyPlace(int(related[1]), int(related[2]), int(related[1])))
        if not line.startswith((FACTS, *_FOR_PROGRAMS)):
            lines.append(line[2:])
    return places, "\n".join(lines)
