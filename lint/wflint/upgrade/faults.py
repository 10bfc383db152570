"""What the rules find in a document at a release, as far as an upgrade can have to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.diagnostics import Effect
from wflint.engine.check import Checker, Crash
from wflint.engine.selection import Selection
from wflint.records import NamedTuple
from wflint.rules.options import RuleOptions
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Finding, Outcome
    from wflint.diagnostics.fix import Fix
    from wflint.document import Document

    # What two findings of a document have in common that are the same at two releases.
    Key = tuple[str, tuple[object, ...], str | None, int]

# What somebody wants of files whatever the release, and what an upgrade tells by itself.
_ASIDE: Final = frozenset({"policy", "portability", "resources", "suppressions", "prompts"})
_OWN_WORDS: Final = frozenset({"node-version-mismatch", "unknown-node-type"})


class ReleaseFault(NamedTuple):
    """A finding at a release, and what InvokeAI does with it there."""

    finding: Finding
    outcome: Outcome

    @property
    def stops(self) -> bool:
        """Whether it is refused, stalls or fails; else something is silently otherwise."""
        return self.outcome.effect is not Effect.SILENT


class FaultFinder:
    """Looks at documents at any release. ``crashes`` are what rules raised."""

    def __init__(self, options: RuleOptions | None = None) -> None:
        self._options = options or RuleOptions()
        self._checkers: dict[int, tuple[Catalogue, Checker]] = {}
        self.crashes: list[Crash] = []

    def faults(self, document: Document, catalogue: Catalogue) -> dict[Key, ReleaseFault]:
        """What is wrong with a document at a release, without mere advice."""
        if id(catalogue) not in self._checkers:
            checker = Checker((catalogue,), selection(), self._options)
            checker.crashes = self.crashes
            self._checkers[id(catalogue)] = catalogue, checker
        rules = all_rules()
        found: dict[Key, ReleaseFault] = {}
        for finding, _ in self._checkers[id(catalogue)][1].check(document):
            slug = finding.rule or ""
            outcome = finding.outcome or rules[slug].rule.outcome(document.kind)
            if outcome is not None and outcome.effect is not Effect.ADVICE:
                key = slug, finding.pointer, finding.field, finding.occurrence
                found.setdefault(key, ReleaseFault(finding, outcome))
        return found

    def fix(self, fault: ReleaseFault) -> Fix | None:
        """What mends a fault."""
        made = fault.finding.fix
        if not callable(made):
            return made
        try:
            return made()
        except Exception as error:
            self.crashes.append(Crash(f"{fault.finding.rule} (its fix)", error))
            return None


def selection() -> Selection:
    """The rules that an upgrade has to do with."""
    slugs = [
        slug
        for slug, registered in all_rules().items()
        if registered.plugin is None
        and registered.rule.default
        and not registered.rule.preview
        and registered.area not in _ASIDE
        and slug not in _OWN_WORDS
    ]
    return Selection(frozenset(slugs), frozenset())
