"""What a configuration says of files and findings that are not there: idle globs and suppressions.

Told only where the configuration's whole folder was searched: a run over some named files, such as that of
pre-commit, cannot know of the others.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.words import quoted
from wflint.document import Document, Kind, Source
from wflint.document.toml_lines import Lines
from wflint.engine.check import MOST
from wflint.engine.configuration import glob_matcher
from wflint.engine.suppress import UNUSED
from wflint.reading import CONFIGURATION, read_bounded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from wflint.engine.configuration import PathRule, Settings
    from wflint.engine.suppress import Used

_PICTURES = (".png", ".webp")


def is_searched(settings: Settings, paths: Iterable[str]) -> bool:
    """Whether one of the paths of a run is the configuration's folder, or one above it."""
    folder = os.path.join(os.path.realpath(settings.folder), "")
    return any(
        os.path.isdir(path) and folder.startswith(os.path.join(os.path.realpath(path), "")) for path in paths
    )


def idle_entries(
    settings: Settings,
    checked: Sequence[tuple[str, frozenset[str]]],
    used: Collection[Used],
    *,
    images: bool,
) -> tuple[Document, list[Finding]]:
    """What is to be said of a configuration. ``checked`` are its files with the rules that looked at each."""
    text = ""
    with suppress(OSError):  # gone since
        text = read_bounded(settings.source or "", CONFIGURATION).decode("utf-8-sig", "replace")
    source = Source(_shown(settings.source or ""), text)
    lines, starts = Lines(text), _starts(text)
    found = []
    tables = (("per-path", settings.per_path), ("per-file-ignores", settings.per_file_ignores))
    for table, rules in tables:
        for rule in rules:
            if rule.by == settings.source and _is_idle(rule, settings, checked, images):
                message = f"the glob {quoted(rule.glob)} of {table} matches no file"
                line = lines.first(rule.glob)
                found.append(_finding(message, line, starts, "correct the glob, or remove it"))
    for rule in settings.suppress:
        if rule.by != settings.source:
            continue  # one that many share: what does not concern this repository concerns another
        found += [
            _finding(message, _line(lines, rule), starts, cure)
            for message, cure in _of_entry(rule, settings, checked, used, images)
        ]
    return Document(Kind.UNKNOWN, None, source), found[:MOST]


def _of_entry(
    rule: PathRule,
    settings: Settings,
    checked: Sequence[tuple[str, frozenset[str]]],
    used: Collection[Used],
    images: bool,
) -> Iterator[tuple[str, str]]:
    """What is to be said of an entry of ``suppress``, and what to do."""
    (entry,) = rule.wanted.suppress
    name = f"suppress[{entry.number}]"
    matched = [slugs for path, slugs in checked if settings.concerns(rule, path)]
    if not matched:
        if images or not rule.glob.lower().endswith(_PICTURES):
            message = f"{name} is for {quoted(rule.glob)}, which matches no file"
            yield message, "correct files, or remove the entry"
        return
    globs = rule.glob.split(", ")
    for glob in globs if len(globs) > 1 else ():
        one = rule._replace(glob=glob, matches=glob_matcher(glob))
        if _is_idle(one, settings, checked, images):
            yield f"the glob {quoted(glob)} of {name} matches no file", "correct the glob, or remove it"
    ran = frozenset[str]().union(*matched)
    key = entry.source, entry.number
    idle = [
        selector
        for number, (selector, slugs) in enumerate(entry.rules)
        if slugs & ran and (*key, "rule", number) not in used
    ]
    for selector in idle:
        yield f"{name} hides nothing of {selector}", f"remove {selector} from its rules, or the entry"
    # A node may be there for a rule that did not run this time.
    if len(idle) < len(entry.rules) and all(slugs & ran for _, slugs in entry.rules):
        for node in sorted(entry.nodes):
            if (*key, "node", node) not in used:
                yield f"{name} hides nothing at the node {quoted(node)}", "correct or remove it in nodes"


def _is_idle(
    rule: PathRule, settings: Settings, checked: Sequence[tuple[str, frozenset[str]]], images: bool
) -> bool:
    if not images and rule.glob.lower().endswith(_PICTURES):
        return False  # nobody looked for pictures
    return not any(settings.concerns(rule, path) for path, _ in checked)


def _line(lines: Lines, rule: PathRule) -> int | None:
    number = rule.wanted.suppress[0].number
    for path in (("tool", "wflint", "suppress", number), ("suppress", number)):
        if lines.knows(path):
            return lines.of(path)
    return lines.first("suppress")


def _starts(text: str) -> list[int]:
    """Where each line of a text begins."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _finding(message: str, line: int | None, starts: Sequence[int], cure: str) -> Finding:
    offset = starts[min((line or 1) - 1, len(starts) - 1)]
    return Finding(message, (), rule=UNUSED, offset=offset, then="it changes nothing", help=cure)


def _shown(source: str) -> str:
    try:
        return os.path.relpath(source)
    except ValueError:  # another drive on Windows
        return source
