"""The outcome of a case: what was checked, what was measured and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from wflint.plain import line_of, one_line

if TYPE_CHECKING:
    from pathlib import Path

Status = Literal["passed", "failed", "error", "skipped"]

_WORST: tuple[Status, ...] = ("error", "failed", "skipped", "passed")
_SIGNS = {"passed": "ok", "failed": "FAILED", "error": "ERROR", "skipped": "skipped"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a case asks for. ``error`` is when it could not be found out, which is no pass.
    ``details`` are further lines of a fault; of what passed, ``message`` says by how much."""

    name: str
    status: Status
    message: str = ""
    files: tuple[Path, ...] = ()
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measurement:
    """A figure. ``unit`` is ``s`` or ``B``; ``values`` are the repeats, ``value`` their median (of memory
    the largest); ``limit`` is what it was held to, ``baseline`` the stored median and
    its noise where that came from one; ``how`` says how it was measured."""

    name: str
    unit: str
    value: float
    values: tuple[float, ...]
    how: str
    limit: float | None = None
    baseline: tuple[float, float] | None = None

    def __str__(self) -> str:
        said = f"{self.name}: {quantity(self.value, self.unit)}"
        if len(self.values) > 1:
            low, high = (quantity(v, self.unit) for v in (min(self.values), max(self.values)))
            said += f" ({low} to {high}, {len(self.values)} runs)"
        if self.limit is not None:
            said += f" of {quantity(self.limit, self.unit)}"
        return said


@dataclass(slots=True)
class CaseVerdict:
    """What became of a case.

    ``name`` is what it is called among others, by its path; ``cached`` is when it passed, where that is known
    from the cache of results and nothing was run (UTC, ISO 8601).
    """

    case: str
    file: str
    line: int
    workflow: str
    server: str = ""
    release: str = ""
    device: str = ""
    seconds: float = 0.0
    checks: list[Check] = field(default_factory=list)
    measurements: list[Measurement] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    name: str = ""
    cached: str = ""

    @property
    def shown(self) -> str:
        """What to call it."""
        return self.name or self.case

    @property
    def status(self) -> Status:
        """The worst of its checks; a case without any has passed nothing and is an error."""
        found = {check.status for check in self.checks}
        if "error" not in found and "failed" not in found and "passed" in found:
            return "passed"
        return next((status for status in _WORST if status in found), "error")

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.status in ("passed", "skipped")

    @property
    def reason(self) -> str:
        """Why it is not passed, a line for each check that counts."""
        return "\n".join(
            one_line("; ".join((f"{c.name}: {c.message}", *c.details)))
            for c in self.checks
            if c.status != "passed" and (self.status == "skipped" or c.status != "skipped")
        )

    def lines(self, *, measurements: bool = True, width: int | None = None) -> list[str]:
        """The verdict to read. ``measurements`` False leaves out all figures but those of faults. With
        ``width``, lines are folded to so many columns, where their words allow."""
        return [line for text in self._texts(measurements) for line in _folded(text, width)]

    def _texts(self, measurements: bool) -> list[str]:
        where = f"InvokeAI {self.release} on {self.device}" if self.release else self.server
        passed = sum(check.status == "passed" for check in self.checks)
        done = f"{passed} of {len(self.checks)} checks, {self.seconds:.1f} s"
        if self.cached:
            date = self.cached.removesuffix("Z").replace("T", " ")
            where, done = f"passed, from the cache of {date} UTC", where
        told = "; ".join(part for part in (where, done) if part)  # a case that cannot be read asks no server
        head = f"{_SIGNS[self.status]} {self.shown} ({told})"
        found = [
            head
            if self.status != "skipped"
            else f"skipped {self.shown}: {self.reason.replace(chr(10), '; ')}"
        ]
        if self.status == "skipped":
            return found
        for check in self.checks:
            if check.status in ("failed", "error"):
                found.append(f"  {_SIGNS[check.status]} {check.name}: {check.message}")
                found += [f"    {line}" for line in check.details]
                found += [f"    see {path}" for path in check.files]
            elif measurements and check.message and check.status == "passed":  # how far it was from failing
                found.append(f"  {check.name}: {check.message}")
        found += [f"  note: {note}" for note in self.notes]
        if measurements:
            found += [f"  {m} [{m.how}]" for m in self.measurements]
        return found

    def as_json(self) -> dict[str, Any]:
        """The verdict for machines."""
        return {
            "case": self.case,
            "file": self.file,
            "line": self.line,
            "workflow": self.workflow,
            "status": self.status,
            "server": self.server,
            "release": self.release,
            "device": self.device,
            "seconds": round(self.seconds, 3),
            "checks": [
                {
                    "name": c.name,
                    "status": c.status,
                    "message": c.message,
                    "details": list(c.details),
                    "files": [str(f) for f in c.files],
                }
                for c in self.checks
            ],
            "measurements": [
                {
                    "name": m.name,
                    "unit": m.unit,
                    "value": _rounded(m.value, m.unit),
                    "values": [_rounded(v, m.unit) for v in m.values],
                    "limit": None if m.limit is None else _rounded(m.limit, m.unit),
                    "how": m.how,
                }
                for m in self.measurements
            ],
            "notes": self.notes,
            "name": self.shown,
            "cached": self.cached or None,
        }

    def properties(self) -> list[tuple[str, str]]:
        """Properties of a JUnit test case: where it ran, and every measurement (seconds or bytes)."""
        found = [("invokeai.release", self.release), ("invokeai.device", self.device)]
        for m in self.measurements:
            found.append(
                (f"wflint.{m.name}", f"{_rounded(m.value, m.unit):g}" if m.unit == "s" else f"{m.value:.0f}")
            )
            if m.limit is not None:
                found.append(
                    (
                        f"wflint.{m.name}.limit",
                        f"{_rounded(m.limit, m.unit):g}" if m.unit == "s" else f"{m.limit:.0f}",
                    )
                )
            found.append((f"wflint.{m.name}.how", m.how))
        return [(one_line(name), one_line(value)) for name, value in found if value]


def _folded(text: str, width: int | None) -> list[str]:
    """A line that others wrote parts of, safe to show, as several where it is too long; none is a command."""
    whole = line_of(text)
    if width is None or len(whole) <= width:
        return [whole]
    import textwrap

    indent = " " * (len(whole) - len(whole.lstrip(" ")))
    lines = textwrap.wrap(
        whole,
        width,
        subsequent_indent=f"{indent}    ",
        break_long_words=False,  # a path is copied as it stands
        break_on_hyphens=False,
    )
    return [line_of(line) for line in lines]


def summary(verdicts: list[CaseVerdict]) -> str:
    """``14 of 16 cases passed, 2 skipped``."""
    counts = {s: sum(v.status == s for v in verdicts) for s in ("passed", "failed", "error", "skipped")}
    said = f"{counts['passed']} of {len(verdicts)} cases passed"
    if cached := sum(bool(v.cached) for v in verdicts):
        said += f" ({cached} from the cache)"
    for status, words in (("failed", "failed"), ("error", "could not be judged"), ("skipped", "skipped")):
        if counts[status]:
            said += f", {counts[status]} {words}"
    return said


def quantity(value: float, unit: str) -> str:
    """A figure to read: ``1.25 s``, ``812 MiB``."""
    if unit == "s":
        return f"{value:.3g} s" if value < 100 else f"{value:.0f} s"
    for name, size in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if abs(value) >= size:
            return f"{value / size:.3g} {name}" if value / size < 1000 else f"{value / size:.0f} {name}"
    return f"{value:.0f} B"


def _rounded(value: float, unit: str) -> float:
    return round(value, 4) if unit == "s" else round(value)
