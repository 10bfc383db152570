"""Finding the rules: every module in the folders of this package that has a ``RULE``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wflint.diagnostics import Finding
    from wflint.rules.base import Context, Rule

AREAS = (
    "shape", "nodes", "edges", "inputs", "topology", "batch", "models", "resources", "portability", "form",
)  # fmt: skip


class RegisteredRule(NamedTuple):
    """A rule with its slug (from the module's name), manual page (its docstring) and check functions."""

    slug: str
    area: str
    rule: Rule
    manual: str
    checks: tuple[Callable[[Context], Iterable[Finding]], ...]


@cache
def all_rules() -> dict[str, RegisteredRule]:
    """All rules by slug, in the order of their codes."""
    found: list[RegisteredRule] = []
    root = Path(__file__).parent
    for area in AREAS:
        for path in sorted((root / area).glob("*.py")):
            if path.stem.startswith("_"):
                continue
            module = import_module(f"wflint.rules.{area}.{path.stem}")
            names = (n for n in vars(module) if n == "check" or n.startswith("check_"))
            checks = tuple(getattr(module, n) for n in names)
            found.append(
                RegisteredRule(path.stem.replace("_", "-"), area, module.RULE, module.__doc__ or "", checks)
            )
    found.sort(key=lambda r: r.rule.code)
    return {r.slug: r for r in found}
