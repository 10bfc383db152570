"""Where the manual page of a rule stands on the web."""

from __future__ import annotations

PROJECT = "https://github.com/wflint/wflint"


def rule_url(slug: str) -> str:
    """The page of a rule."""
    return f"{PROJECT}/blob/main/docs/rules/{slug}.md"
