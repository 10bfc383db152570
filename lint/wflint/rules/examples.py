"""The fixtures of the rules as examples for the manual: shipped in the wheel, or in the source tree."""

from __future__ import annotations

from typing import NamedTuple

from wflint.shipped import shipped_folder

_LONGEST = 4000  # characters of a file that a manual page still shows
_TITLES = 3  # of fixes that a manual page names
_FIX = "    fix "  # begins the line of the expected findings with how safe a fix is, and its title
_FLAGS = {
    "safe": "safe, applied by `--fix`",
    "unsafe": "unsafe, applied by `--fix --unsafe-fixes`",
    "display": "an example, applied by nobody",
}
FACTS = "    = "  # begins the lines of the expected findings that are for tests, not for readers


class Example(NamedTuple):
    """A file with the fault, and the lines of ``wflint check`` about it."""

    name: str
    text: str
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
    """The shortest bad JSON fixture of a rule; None when there is none that can be shown."""
    folder = shipped_folder(f"rules/examples/{slug}", f"fixtures/rules/{slug}")
    if folder is None:
        return None
    found = []
    for path in sorted(folder.glob("bad-*.json")):
        try:
            text = path.read_text("utf-8")  # a page has one sort of line ends, whatever the file has
            lines = path.with_suffix(".out").read_text("utf-8").splitlines(keepends=True)
        except (OSError, UnicodeDecodeError):
            continue
        if len(text) <= _LONGEST and "\n" in text.rstrip():
            findings = "".join(line for line in lines if not line.startswith(FACTS))
            found.append(Example(path.name, text, findings))
    return min(found, key=lambda e: len(e.text), default=None)
