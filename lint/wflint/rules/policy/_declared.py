"""What the rules of the policy share: patterns of names, and how a declaration is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Severity, Stage
from wflint.diagnostics.words import elide, listed, quoted
from wflint.rules.base import advice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.rules.base import Context
    from wflint.rules.options import NamePatterns

AGAINST = advice(Stage.RUN, Severity.ERROR)
THEN = "InvokeAI takes it; the policy of this repository does not"


def breach(names: NamePatterns | None, key: str, called: Iterable[str | None]) -> str | None:
    """How something, by the names that it is called, breaks a declaration; None where it does not."""
    if names is None:
        return None
    known = [name for name in called if name]
    for pattern in names.forbid:
        if any(fits(pattern, name) for name in known):
            return f"policy.{key} forbids {quoted(pattern)}"
    if names.allow is None or any(fits(pattern, name) for pattern in names.allow for name in known):
        return None
    shown = listed([quoted(pattern, 20) for pattern in names.allow], most=2)
    return f"policy.{key} allows only {shown or 'none'}"


def fits(pattern: str, name: str) -> bool:
    """Whether a name is what a pattern says, in which a star stands for anything; case does not matter."""
    first, *rest = pattern.casefold().split("*")
    name = name.casefold()
    if not rest:
        return first == name
    last = rest.pop()
    if len(name) < len(first) + len(last) or not name.startswith(first) or not name.endswith(last):
        return False
    at, end = len(first), len(name) - len(last)
    for part in rest:  # the first place will do: the next star takes whatever follows
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def cure(ctx: Context, usual: str) -> str:
    """What to do: the policy's own words, where it has some."""
    policy = ctx.options.policy
    return elide(policy.help, 100) if policy is not None and policy.help else usual
