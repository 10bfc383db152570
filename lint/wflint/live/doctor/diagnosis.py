"""What the doctor says: lines on topics, each fine, worth knowing, or in the way of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class DoctorState(StrEnum):
    """How a thing stands: ``BAD`` keeps the workflow from running, or from running as it should."""

    OK = "ok"
    NOTE = "note"
    BAD = "bad"


class DoctorLine(NamedTuple):
    """One thing that was looked at: ``topic`` is a word such as ``models``, ``help`` what to do."""

    topic: str
    state: DoctorState
    text: str
    help: str = ""


@dataclass
class Diagnosis:
    """All about one document, or (``file`` empty) about the server itself."""

    file: str
    lines: list[DoctorLine] = field(default_factory=list)

    def add(self, topic: str, state: DoctorState, text: str, help: str = "") -> None:  # noqa: A002
        """Take in a line."""
        self.lines.append(DoctorLine(topic, state, text, help))

    @property
    def problems(self) -> int:
        """How many lines are bad."""
        return sum(line.state is DoctorState.BAD for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """The diagnosis for machines."""
        return {
            "file": self.file or None,
            "problems": self.problems,
            "lines": [
                {"topic": each.topic, "state": each.state.value, "text": each.text, "help": each.help or None}
                for each in self.lines
            ],
        }
