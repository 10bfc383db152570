"""What a rule or a reader yields: a fault at a pointer, before lines, selection and suppression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.diagnostics.fix import Fix
    from wflint.diagnostics.levels import Confidence, Effect, Severity, Stage
    from wflint.diagnostics.pointer import Pointer


class Related(NamedTuple):
    """A second place that explains a finding, such as the other of two edges into one input."""

    pointer: Pointer
    message: str


class Outcome(NamedTuple):
    """What InvokeAI does with a fault (effect), where (stage), and how wflint ranks it (severity)."""

    effect: Effect
    stage: Stage
    severity: Severity


class Finding:
    """A fault in one document, in parts: every output format shows the same ones.

    ``message`` says what is wrong and with which node or value, in at most 140 characters, so that a reader
    who sees nothing else understands it; no two findings of one file say the same. ``help`` is what to do, an
    imperative. ``error`` is InvokeAI's own error text, quoted and short. ``then`` says what InvokeAI does,
    where the outcome's own words (:mod:`wflint.diagnostics.effects`) say too little. ``detail`` is for
    programs and ``--verbose``: the names of the schema. A message may be a function that words it: infos are
    mostly only counted, and names of nodes cost a walk over the graph. Findings of one rule in one file that
    have the same cause share a ``group``: the message that reports for people show once for all of them.

    ``pointer`` is relative to the document (not to the file that may hold several). ``on_key`` asks
    for the position of the object key rather than of its value. ``outcome`` overrides what the rule
    states for this kind of document. ``rule`` is the slug; the engine fills it in for rules, readers
    (which work for several rules of ``rules/shape``) set it themselves. ``occurrence`` counts from 0
    among equal keys of one object, which a pointer cannot tell apart. ``ways`` are the paths on which a
    model comes to where it is wrong: each the numbers of its steps in ``related``, -1 for the finding's own
    place. ``offset`` is a character offset into the source text for faults that have no pointer, such as
    syntax errors. ``about`` names what a finding is about where its place is only one of several equal ones,
    the first in the order of the file: the nodes of a cycle, the input that two edges lead into. The
    fingerprint is made of it then. ``fix`` mends it, or is a function that says what does (None: nothing),
    which is only asked where the finding is told.
    """

    __slots__ = (
        "_message",
        "about",
        "confidence",
        "detail",
        "error",
        "field",
        "fix",
        "group",
        "help",
        "node",
        "node_type",
        "occurrence",
        "offset",
        "on_key",
        "outcome",
        "pointer",
        "related",
        "rule",
        "then",
        "ways",
    )

    def __init__(
        self,
        message: str | Callable[[], str],
        pointer: Pointer,
        *,
        node: str | None = None,
        node_type: str | None = None,
        field: str | None = None,
        outcome: Outcome | None = None,
        confidence: Confidence | None = None,
        related: tuple[Related, ...] = (),
        ways: tuple[tuple[int, ...], ...] = (),
        on_key: bool = False,
        occurrence: int = 0,
        offset: int | None = None,
        rule: str | None = None,
        help: str = "",  # noqa: A002  # the part's name, in every format
        error: str = "",
        then: str = "",
        detail: str = "",
        group: str = "",
        about: str = "",
        fix: Fix | Callable[[], Fix | None] | None = None,
    ) -> None:
        self._message = message
        self.help = help
        self.error = error
        self.then = then
        self.detail = detail
        self.group = group
        self.about = about
        self.fix = fix
        self.pointer = pointer
        self.node = node
        self.node_type = node_type
        self.field = field
        self.outcome = outcome
        self.confidence = confidence
        self.related = related
        self.ways = ways
        self.on_key = on_key
        self.occurrence = occurrence
        self.offset = offset
        self.rule = rule

    @property
    def message(self) -> str:
        """What is wrong."""
        if type(self._message) is not str:
            self._message = self._message()  # type: ignore[operator]  # mypy does not narrow by type()
        return self._message

    def __repr__(self) -> str:
        return f"Finding({self.rule}, {self.message!r}, {self.pointer!r})"
