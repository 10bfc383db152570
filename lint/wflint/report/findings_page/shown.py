"""What the page shows of each file: findings in groups, lines around them, fixes, the picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from wflint.diagnostics import Confidence
from wflint.report.findings_page.drawing import Drawer
from wflint.report.findings_page.lines import ShownLine, around, changed_lines
from wflint.report.grouping import grouped

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic, Report
    from wflint.report.grouping import Group

MOST_FINDINGS: Final = 2_000  # groups on one page; a browser shows these without delay
MOST_OF_ONE_FILE: Final = 200
MOST_TEXT: Final = 2_000_000  # characters of a file whose lines are shown
_OPTIONS: Final = {"safe": "--fix", "unsafe": "--fix --unsafe-fixes", "display": ""}
_LONGEST: Final = 2_000  # characters of a text that the page shows whole


@dataclass
class ShownFinding:
    """One finding, or several of equal cause. ``number`` is unique on the page; ``mark`` is its number in the
    picture of its document. ``options`` are those that apply its fix."""

    number: int
    severity: str
    code: str
    slug: str
    message: str
    place: str
    pointer: str
    count: int
    also: str
    related: list[tuple[str, str]]
    effect: str
    said: str
    help: str
    detail: str
    lines: list[ShownLine]
    fix: str
    options: str
    change: list[ShownLine]
    mark: int = 0
    part: str | None = None


@dataclass
class DrawnDocument:
    """A drawn document: its name within the file (empty for the only one), and its SVG, sound markup."""

    name: str
    svg: str
    number: int


@dataclass
class ShownFile:
    """A file with findings. ``left_out`` counts those that the page has no room for."""

    name: str
    number: int
    findings: list[ShownFinding] = field(default_factory=list)
    pictures: list[DrawnDocument] = field(default_factory=list)
    left_out: int = 0


@dataclass
class ShownFiles:
    """All files with findings. ``left_out`` are files that the page has no room for, ``undrawn`` says how
    many have no picture because there are enough."""

    files: list[ShownFile] = field(default_factory=list)
    left_out: list[tuple[str, int]] = field(default_factory=list)
    undrawn: int = 0


def files_of(report: Report) -> ShownFiles:
    """The files of a report that have findings, those with errors first, else in the report's order."""
    by_file: dict[str, list[Diagnostic]] = {}
    for diagnostic in report.live:
        by_file.setdefault(diagnostic.file, []).append(diagnostic)
    worst = {name: max(d.severity.rank for d in found) for name, found in by_file.items()}
    shown, drawer = ShownFiles(), Drawer(report.targets)
    number = total = 0
    for name in sorted(by_file, key=lambda each: -worst[each]):
        groups = grouped(by_file[name])
        if total >= MOST_FINDINGS:
            shown.left_out.append((name, len(groups)))
            continue
        kept = groups[: min(MOST_OF_ONE_FILE, MOST_FINDINGS - total)]
        file = ShownFile(name, len(shown.files) + 1, left_out=len(groups) - len(kept))
        text = drawer.open(name)
        lines = text.split("\n") if text is not None and len(text) <= MOST_TEXT else None
        for group in kept:
            number += 1
            file.findings.append(_finding(group, number, lines))
        for part, marked in _by_part(file, kept).items():
            svg = drawer.draw(part, [group.first for _, group in marked])
            if svg is None:
                continue
            for place, (finding, _) in enumerate(marked, start=1):
                finding.mark = place
            file.pictures.append(DrawnDocument(part or "", svg, len(file.pictures) + 1))
        total += len(kept)
        shown.files.append(file)
    shown.undrawn = drawer.refused
    return shown


def _by_part(file: ShownFile, groups: list[Group]) -> dict[str | None, list[tuple[ShownFinding, Group]]]:
    found: dict[str | None, list[tuple[ShownFinding, Group]]] = {}
    for finding, group in zip(file.findings, groups, strict=True):
        found.setdefault(group.first.part, []).append((finding, group))
    return found


def _finding(group: Group, number: int, lines: list[str] | None) -> ShownFinding:
    d = group.first
    likely = " (likely)" if d.confidence is Confidence.LIKELY else ""
    related = [] if group.places else [(_at(r.span, r.file), _cut(r.message)) for r in d.related[:8]]
    fix = d.fix
    return ShownFinding(
        number,
        d.severity.value,
        d.code,
        d.slug,
        _cut(group.message),
        _at(d.span, None) or d.pointer or "the file",
        _cut(d.pointer),
        len(group.members),
        group.places,
        related,
        _cut(d.consequence) + likely,
        _cut(d.invokeai_error),
        _cut(d.help),
        _cut(d.detail),
        around(d.span, lines, d.source_line),
        _cut(fix.title) if fix is not None else "",
        _OPTIONS[fix.safety.value] if fix is not None else "",
        changed_lines(d.changes, lines) if lines is not None else [],
        part=d.part,
    )


def _at(span: object, file: str | None) -> str:
    line, column = getattr(span, "line", None), getattr(span, "column", None)
    place = f"{line}:{column}" if line is not None else ""
    return f"{file}:{place}" if file and place else file or place


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
