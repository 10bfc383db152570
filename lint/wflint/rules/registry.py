"""Finding the rules: every module in the folders of this package that has a ``RULE``.

Importing a hundred modules costs more than checking a file with them, and most files need few. So what the
engine must know of a rule before it runs (its record) also stands in ``index.json``, which
``lint/scripts/gen_docs.py`` writes from the modules and a test compares with them. A rule's module is then
imported when the rule has something to look at (``Rule.nodes``, ``Rule.when``), or when somebody asks for its
manual. Where the index does not name the modules that are there, the modules themselves are read.
"""

from __future__ import annotations

import json
import os
from _thread import RLock  # as threading has it, without the import
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Effect, Outcome, Severity, Stage
from wflint.document import Kind
from wflint.rules.base import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

    from wflint.diagnostics import Finding
    from wflint.rules.base import Context

    Check = Callable[[Context], Iterable[Finding]]

AREAS = (
    "shape", "nodes", "edges", "inputs", "prompts", "topology", "batch", "models", "resources", "portability",
    "form", "suppressions", "policy",
)  # fmt: skip
ROOT = os.path.dirname(__file__)
INDEX = os.path.join(ROOT, "index.json")


class RegisteredRule:
    """A rule with its slug (from the module's name), manual page (its docstring) and check functions."""

    __slots__ = ("_checks", "_name", "area", "plugin", "rule", "slug")

    def __init__(
        self,
        slug: str,
        area: str,
        rule: Rule,
        checks: tuple[Check, ...] | None = None,
        *,
        module: str | None = None,
        plugin: str | None = None,
    ) -> None:
        """``checks`` None: those of its module, which is imported when they are asked for.

        ``module`` and ``plugin`` are those of a rule that is none of wflint's own.
        """
        self.plugin = plugin
        self._name = module or f"wflint.rules.{area}.{slug.replace('-', '_')}"
        self.slug = slug
        self.area = area
        self.rule = rule
        self._checks = checks

    @property
    def manual(self) -> str:
        """The docstring of the rule's module."""
        return import_module(self._name).__doc__ or ""

    @property
    def checks(self) -> tuple[Check, ...]:
        """The functions that look at a document."""
        if self._checks is None:
            module = import_module(self._name)
            names = (n for n in vars(module) if n == "check" or n.startswith("check_"))
            self._checks = tuple(getattr(module, n) for n in names)
        return self._checks

    @property
    def has_checks(self) -> bool:
        """Whether there are any: the reader finds some faults by itself. Asks the index, not the module."""
        return self._checks != ()

    def with_checks(self, *checks: Check) -> RegisteredRule:
        """The same rule with other functions, which look at every document."""
        return RegisteredRule(self.slug, self.area, self.rule._replace(nodes=None, when=None), checks)


def add_rules(rules: Iterable[RegisteredRule]) -> None:
    """Add the rules of a plugin. They are on only where somebody names the plugin."""
    with _CHANGING:
        known = [*all_rules().values(), *rules]
        known.sort(key=lambda r: r.rule.code)
        _found["rules"] = {r.slug: r for r in known}  # not in place: other threads may walk the old ones


_CHANGING = RLock()
_found: dict[str, dict[str, RegisteredRule]] = {}


def all_rules() -> dict[str, RegisteredRule]:
    """All rules by slug, in the order of their codes."""
    try:
        return _found["rules"]
    except KeyError:
        pass
    with _CHANGING:
        if "rules" not in _found:
            _found["rules"] = own_rules()
        return _found["rules"]


def own_rules() -> dict[str, RegisteredRule]:
    """The rules that are there, read anew: by the index, or where it is not about them, by their modules."""
    places = _places()
    found = _from_index(places)
    if found is None:
        found = [RegisteredRule(slug, area, _module(area, slug).RULE) for slug, area in places.items()]
    found.sort(key=lambda r: r.rule.code)
    return {r.slug: r for r in found}


def load_rules(slugs: Iterable[str]) -> None:
    """Import the modules of rules before anything asks for them."""
    rules = all_rules()
    for slug in slugs:
        rules[slug].checks  # noqa: B018  # read for what reading does


def index() -> str:
    """What ``index.json`` has to be: one line a rule, without what is as usual."""
    rows = []
    for slug, area in _places().items():
        registered = RegisteredRule(slug, area, _module(area, slug).RULE)
        row: dict[str, Any] = {"slug": slug, "area": area}
        for name, value in registered.rule._asdict().items():
            if value == Rule._field_defaults.get(name):
                continue
            row[name] = _spelled(value)
        if not registered.checks:
            row["checks"] = False
        rows.append(json.dumps(row))
    return "[\n" + ",\n".join(rows) + "\n]\n"


def _spelled(value: Any) -> Any:
    if type(value) is Outcome:
        return " ".join(value)
    return sorted(value) if type(value) is frozenset else value


def _places() -> dict[str, str]:
    """The area of every rule that has a module, by slug."""
    return {
        name[:-3].replace("_", "-"): area
        for area in AREAS
        for name in sorted(os.listdir(os.path.join(ROOT, area)))
        if name.endswith(".py") and not name.startswith("_")
    }


def _module(area: str, slug: str) -> ModuleType:
    return import_module(f"wflint.rules.{area}.{slug.replace('-', '_')}")


def _from_index(places: dict[str, str]) -> list[RegisteredRule] | None:
    """The rules by the index; None where it is missing, or is not about these modules."""
    try:
        with open(INDEX, "rb") as file:
            rows = json.loads(file.read())
    except FileNotFoundError:
        return None
    if {row["slug"]: row["area"] for row in rows} != places:
        return None
    found = []
    for row in rows:
        slug, area = row.pop("slug"), row.pop("area")
        checks = None if row.pop("checks", True) else ()
        for name in ("workflow", "graph"):
            if name in row:
                row[name] = _outcome(row[name])
        if "kinds" in row:
            row["kinds"] = frozenset(map(Kind, row["kinds"]))
        if "nodes" in row:
            row["nodes"] = frozenset(row["nodes"])
        found.append(RegisteredRule(slug, area, Rule(**row), checks))
    return found


@cache
def _outcome(text: str) -> Outcome:
    effect, stage, severity = text.split()
    return Outcome(Effect(effect), Stage(stage), Severity(severity))
