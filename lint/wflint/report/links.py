"""Where the manual page of a rule stands on the web."""

from __future__ import annotations

PROJECT = "https://github.com/wflint/wflint"


def rule_url(slug: str) -> str:
    """The page of a rule; of a plugin's, the page about plugins."""
    from wflint.rules.registry import all_rules

    registered = all_rules().get(slug)
    if registered is not None and registered.plugin is not None:
        return f"{PROJECT}/blob/main/docs/suppressing.md"
    return f"{PROJECT}/blob/main/docs/rules/{slug}.md"
