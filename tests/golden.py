"""The fixtures of the rules: finding them, checking them, and the text they must give.

A folder ``fixtures/rules/<slug>/`` holds ``bad-*`` and ``good-*`` files of any kind that wflint reads,
``bad-*.out`` with the expected findings, ``bad-*.fixed.json`` with what the rule's fixes make of it (where it
has any), and optionally ``case.toml``::

    target = "6.14.2"            # release, range; default: TARGET below
    select = ["ALL"]             # as on the command line; default: the rules that are on by default
    ignore = ["ND103"]
    catalogues = ["pack.json"]   # files of this folder with community nodes; not named bad- or good-
    models = "models.lock.json"  # a list of models in this folder; default: none
    vram = "8GB"                 # a budget; default: none
    policy = { ... }             # as in the configuration; default: none
    ["bad-old.json"]             # the same settings for one file
    target = "4.2.9"
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.inventories import open_inventory
from wflint.engine.mending import Mended, mend
from wflint.engine.policy_settings import read_policy
from wflint.engine.selection import Selectors, select_rules
from wflint.engine.targets import open_targets
from wflint.models.amounts import parse_memory
from wflint.rules.examples import FACTS
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.diagnostics import Diagnostic

RULES = Path(__file__).parents[1] / "fixtures" / "rules"
TARGET = "6.14.2"  # pinned: a new release in the store must not change what these fixtures say


class Case(NamedTuple):
    """One fixture file of one rule."""

    slug: str
    path: Path

    @property
    def golden(self) -> Path:
        """Where the expected text of a bad file lies."""
        return self.path.with_suffix(".out")

    def settings(self) -> dict[str, Any]:
        """What ``case.toml`` says for this file."""
        path = self.path.parent / "case.toml"
        if not path.exists():
            return {}
        everything = tomllib.loads(path.read_text("utf-8"))
        own = everything.get(self.path.name, {})
        return {**everything, **own}

    @property
    def fixed(self) -> Path:
        """Where the bad file lies as the rule's fixes leave it, if it has any."""
        return self.path.with_suffix(f".fixed{self.path.suffix}")

    def diagnostics(self) -> list[Diagnostic]:
        """What all rules find in the file."""
        return self.look(self.path.read_bytes())

    def mended(self) -> Mended:
        """The file after all fixes of its rule, unsafe ones too, and what is left of the rule's findings."""
        look = self._looker()

        def own(raw: bytes) -> list[Diagnostic]:
            return [d if d.slug == self.slug else d._replace(fix=None) for d in look(raw)]

        return mend(self.path.read_bytes(), own, unsafe=True)

    def look(self, raw: bytes) -> list[Diagnostic]:
        """What all rules find in other bytes of the file."""
        return self._looker()(raw)

    def _looker(self) -> Callable[[bytes], list[Diagnostic]]:
        settings = self.settings()
        select = tuple(settings["select"]) if "select" in settings else None
        selection = select_rules([Selectors(select, tuple(settings.get("ignore", ())))])
        extra = tuple(str(self.path.parent / name) for name in settings.get("catalogues", ()))
        catalogues = open_targets(settings.get("target", TARGET), extra)
        models = settings.get("models")
        options = RuleOptions(
            inventory=open_inventory(str(self.path.parent / models)) if models else None,
            vram=parse_memory(settings["vram"]) if "vram" in settings else None,
            policy=read_policy(settings["policy"], lambda said, _: ValueError(said))
            if "policy" in settings
            else None,
        )
        checker = Checker(catalogues, selection, options)

        def look(raw: bytes) -> list[Diagnostic]:
            found = examine(raw, self.path.name, checker)
            for crash in checker.crashes:
                raise crash.error
            return [d for d in found.diagnostics if d.counts]

        return look


def cases(prefix: str) -> list[Case]:
    """All ``bad-`` or ``good-`` files of all rules, sorted."""
    return [
        Case(path.parent.name, path)
        for path in sorted(RULES.glob(f"*/{prefix}-*"))
        if path.suffix != ".out" and ".fixed" not in path.suffixes
    ]


def render(diagnostics: list[Diagnostic]) -> str:
    """``LINE:COL severity CODE slug [effect@stage] message``, then its facts and its other parts, indented.

    The facts are what programs read and no sentence shows: the whole span, node, node type, field, confidence
    and fingerprint. The manual leaves them out.
    """
    lines = []
    for d in diagnostics:
        place = f"{d.span.line}:{d.span.column}" if d.span else "-"
        part = f"({d.part}) " if d.part else ""
        likely = " likely" if d.confidence.value == "likely" else ""
        where = f"[{d.effect}@{d.stage}{likely}]"
        lines.append(f"{part}{place} {d.severity} {d.code} {d.slug} {where} {d.message}")
        lines.append(FACTS + _facts(d))
        for related in d.related:
            at = f"{related.span.line}:{related.span.column}" if related.span else "-"
            lines.append(f"    {at} {related.message}")
        lines.append(f"    effect {d.consequence}")
        lines += [f"    {word} {text}" for word, text in _parts(d) if text]
    text = "".join(line + "\n" for line in lines)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _parts(d: Diagnostic) -> tuple[tuple[str, str], ...]:
    fix = f"{d.fix.safety}: {d.fix.title}" if d.fix else ""
    return ("help", d.help), ("fix", fix), ("detail", d.detail), ("group", d.group)


def _facts(d: Diagnostic) -> str:
    span = f"{d.span.line}:{d.span.column}-{d.span.end_line}:{d.span.end_column}" if d.span else "-"
    names = (("node", d.node), ("type", d.node_type), ("field", d.field))
    about = " ".join(f"{name}={json.dumps(value)}" for name, value in names)
    return f"{span} {about} {d.confidence} {d.fingerprint}"
