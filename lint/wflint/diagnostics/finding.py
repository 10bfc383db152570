"""What a rule or a reader yields: a fault at a pointer, before lines, selection and suppression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
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
    """A fault in one document.

    ``pointer`` is relative to the document (not to the file that may hold several). ``on_key`` asks
    for the position of the object key rather than of its value. ``outcome`` overrides what the rule
    states for this kind of document. ``rule`` is the slug; the engine fills it in for rules, readers
    (which work for several rules of ``rules/shape``) set it themselves. ``occurrence`` counts from 0
    among equal keys of one object, which a pointer cannot tell apart. ``offset`` is a character offset
    into the source text for faults that have no pointer, such as syntax errors.
    """

    __slots__ = (
        "confidence",
        "field",
        "message",
        "node",
        "node_type",
        "occurrence",
        "offset",
        "on_key",
        "outcome",
        "pointer",
        "related",
        "rule",
    )

    def __init__(
        self,
        message: str,
        pointer: Pointer,
        *,
        node: str | None = None,
        node_type: str | None = None,
        field: str | None = None,
        outcome: Outcome | None = None,
        confidence: Confidence | None = None,
        related: tuple[Related, ...] = (),
        on_key: bool = False,
        occurrence: int = 0,
        offset: int | None = None,
        rule: str | None = None,
    ) -> None:
        self.message = message
        self.pointer = pointer
        self.node = node
        self.node_type = node_type
        self.field = field
        self.outcome = outcome
        self.confidence = confidence
        self.related = related
        self.on_key = on_key
        self.occurrence = occurrence
        self.offset = offset
        self.rule = rule

    def __repr__(self) -> str:
        return f"Finding({self.rule}, {self.message!r}, {self.pointer!r})"
