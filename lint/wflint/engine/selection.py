"""Which rules run: codes, prefixes of codes, slugs, areas and ``ALL``; the more specific selector wins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.errors import Error
from wflint.records import NamedTuple
from wflint.rules.options import Key
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wflint.diagnostics import Severity
    from wflint.rules.registry import RegisteredRule

    # How severe findings of rules are where somebody has their own mind, by slug; None: they are not told.
    Severities = tuple[tuple[str, Severity | None], ...]

_PREFIX = r"[A-Z]{2}[0-9]{0,3}"
_EXACT = 100  # more specific than any prefix


class UnknownSelectorError(Error, ValueError):
    """A selector that names no rule."""

    def __init__(self, selector: str, hint: str | None) -> None:
        """``hint`` is what was probably meant, or None."""
        did = f'; did you mean "{hint}"?' if hint else "; `wflint rules` lists them all"
        super().__init__(f'no rule is called "{selector}"{did}')


class Selectors(NamedTuple):
    """What one place (a configuration, a path in it, the command line) asks for; ``select`` None: nothing."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()


def selector_keys() -> dict[str, Key]:
    """The keys of the configuration behind selectors, by the names of the fields."""
    return {
        "select": Key(
            "rules", "Rules to run, and no others: codes, prefixes of codes, areas, names, or ALL.", '["ED"]'
        ),
        "ignore": Key("rules", "Rules to leave out.", '["ED101", "missing-input"]'),
        "extend_select": Key("rules", "Rules to run besides.", '["unpinned-seed"]'),
    }


class Selection(NamedTuple):
    """The slugs of the rules that run, and of those that were ignored by name or prefix."""

    enabled: frozenset[str]
    ignored: frozenset[str]

    def without(self, slugs: frozenset[str]) -> Selection:
        """The selection with some rules ignored as well."""
        return Selection(self.enabled - slugs, self.ignored | slugs)


def select_rules(layers: Iterable[Selectors], plugins: Iterable[str] = ()) -> Selection:
    """The rules that a stack of selectors leaves on.

    Later layers speak over earlier ones: one that has ``select`` starts afresh, the others add and take
    away. Inside a layer the more specific selector wins, and ``ignore`` on a tie. A preview rule is on
    only where its full code or slug is given. Rules of plugins are there if the plugin is named.
    Raises UnknownSelectorError.
    """
    rules = all_rules()
    here = set(plugins)
    absent = {slug for slug, r in rules.items() if r.plugin is not None and r.plugin not in here}
    enabled = {slug for slug, r in rules.items() if r.rule.default and not r.rule.preview}
    ignored: set[str] = set()
    for layer in layers:
        wanted = _weights((*(layer.select or ()), *layer.extend_select), rules)
        unwanted = _weights(layer.ignore, rules)
        if layer.select is not None:
            enabled, ignored = set(), set()
        for slug, registered in rules.items():
            plus, minus = wanted.get(slug, -1), unwanted.get(slug, -1)
            if registered.rule.preview and plus < _EXACT:
                plus = -1
            if plus > minus:
                enabled.add(slug)
                ignored.discard(slug)
            elif minus >= 0:
                enabled.discard(slug)
                ignored.add(slug)
    return Selection(frozenset(enabled - absent), frozenset(ignored))


def levels(layers: Iterable[Iterable[tuple[str, str]]]) -> Severities:
    """The severities that tables from selectors give to rules, those that are ``off`` as None.

    Later tables speak over earlier ones, inside one the more specific selector wins, and the later on a tie.
    """
    from wflint.diagnostics import Severity

    rules = all_rules()
    found: dict[str, Severity | None] = {}
    for layer in layers:
        weights: dict[str, int] = {}
        for selector, level in layer:
            weight, slugs = _match(selector, rules)
            for slug in slugs:
                if weight >= weights.get(slug, 0):
                    weights[slug] = weight
                    found[slug] = None if level == "off" else Severity(level)
    return tuple(found.items())


def matching(selector: str) -> frozenset[str]:
    """The slugs of the rules that one selector names. Raises UnknownSelectorError."""
    return frozenset(_weights((selector,), all_rules()))


def named(selector: str) -> frozenset[str] | None:
    """The same, None for one that names no rule. Looks for no near miss."""
    found = _find(selector, all_rules())
    return None if found is None else frozenset(found[1])


def _weights(selectors: Iterable[str], rules: Mapping[str, RegisteredRule]) -> dict[str, int]:
    """How specifically each rule is named: 0 for ``ALL``, the prefix's length, or ``_EXACT``."""
    found: dict[str, int] = {}
    for selector in selectors:
        weight, slugs = _match(selector, rules)
        for slug in slugs:
            found[slug] = max(weight, found.get(slug, 0))
    return found


def _match(selector: str, rules: Mapping[str, RegisteredRule]) -> tuple[int, list[str]]:
    found = _find(selector, rules)
    if found is None:
        raise UnknownSelectorError(selector, nearest_rule(selector))
    return found


def _find(selector: str, rules: Mapping[str, RegisteredRule]) -> tuple[int, list[str]] | None:
    if selector in rules:
        return _EXACT, [selector]
    upper = selector.upper() if selector.isascii() else selector
    if upper == "ALL":
        return 0, list(rules)
    area = selector.lower()
    if slugs := [slug for slug, r in rules.items() if r.area == area]:
        return len("ED"), slugs
    if re.fullmatch(_PREFIX, upper):
        slugs = [slug for slug, r in rules.items() if r.rule.code.startswith(upper)]
        if slugs:
            return (_EXACT if len(upper) == len("ED101") else len(upper)), slugs
    return None


def nearest_rule(name: str) -> str | None:
    """The slug that somebody who wrote ``name`` may have meant, or None. Codes say nothing when misspelt."""
    from difflib import get_close_matches

    rules = all_rules()
    lowered = name.lower().replace("_", "-")
    if lowered in rules:
        return lowered
    near = get_close_matches(lowered, rules, n=1, cutoff=0.6)
    return near[0] if near else None
