"""The fixtures of the rules as examples for the manual: shipped in the wheel, or in the source tree."""

from __future__ import annotations

from typing import NamedTuple

from wflint.shipped import shipped_folder

_LONGEST = 4000  # characters of a file that a manual page still shows
FACTS = "    = "  # begins the lines of the expected findings that are for tests, not for readers


class Example(NamedTuple):
    """A file with the fault, and the lines of ``wflint check`` about it."""

    name: str
    text: str
    findings: str


def find_example(slug: str) -> Example | None:
    """The shortest bad JSON fixture of a rule; None when there is none that can be shown."""
    folder = shipped_folder(f"rules/examples/{slug}", f"fixtures/rules/{slug}")
    if folder is None:
        return None
    found = []
    for path in sorted(folder.glob("bad-*.json")):
        try:
            text = path.read_bytes().decode("utf-8")
            lines = path.with_suffix(".out").read_text("utf-8").splitlines(keepends=True)
        except (OSError, UnicodeDecodeError):
            continue
        if len(text) <= _LONGEST and text.isprintable() | ("\n" in text):
            findings = "".join(line for line in lines if not line.startswith(FACTS))
            found.append(Example(path.name, text, findings))
    return min(found, key=lambda e: len(e.text), default=None)
