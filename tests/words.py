"""The words of what wflint says: phrases that readers stumble over, and how to find them in a text."""

from __future__ import annotations

import re

# What to say instead. What stands in quotes is somebody else's.
BANNED = {
    r"\bpictures?\b": "image",
    r"\bcircles?\b": "cycle",
    r"\b(?<![Tt]here )(is|are|was|be) no\b(?! (longer|more|less|such))": "is not a valid ...",
    r"\bdo(es)? not tell\b": "silently",
    r"\bwithout a word\b": "silently",
    r"\bgets? no\b": "is missing",
    r"\bstays? at home\b": "is not sent",
    r"\btakes? it for\b": "reads it as",
    r"\bdoes not notice\b": "silently",
    r"\bis none\b": "is not a ...",
}
QUOTED = re.compile(r'"[^"]*"')


def stumbles(text: str) -> list[tuple[str, str]]:
    """The phrases in a text that are banned, each with what to say instead."""
    bare = QUOTED.sub('""', text)
    return [(match[0], better) for phrase, better in BANNED.items() if (match := re.search(phrase, bare))]
