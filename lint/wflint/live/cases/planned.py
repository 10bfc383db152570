"""What there is to run: cases and plain documents, chosen from, and dealt out to several machines."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from wflint.endings import CASE
from wflint.live.cases.load import CaseError, load_cases
from wflint.live.cases.verdict import CaseVerdict, Check

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from wflint.live.cases.load import Case
    from wflint.live.cases.schema import CaseTable


@dataclass(frozen=True, slots=True)
class Planned:
    """Something to run: a case, a plain document (neither), or an unusable case file (``fault``)."""

    file: Path
    case: Case | None = None
    fault: CaseVerdict | None = None

    @property
    def is_case(self) -> bool:
        """Whether its outcome is the verdict on a case."""
        return self.case is not None or self.fault is not None

    @property
    def id(self) -> str:
        """Which of a file's cases it is; empty for what is no case."""
        return self.case.id if self.case is not None else ""

    @property
    def called(self) -> str:
        """What it is called in its folder: the id of the case, or the name of the file."""
        return self.id or (self.fault.case if self.fault is not None else self.file.name)

    @property
    def runs(self) -> int:
        """About how often something is run for it, by the case alone: the same on every machine."""
        return runs_of(self.case.table) if self.case is not None else 1


class Shard(NamedTuple):
    """The ``number``-th of so many parts, from 1 on."""

    number: int
    parts: int

    def __str__(self) -> str:
        return f"{self.number}/{self.parts}"


def parse_shard(text: str) -> Shard:
    """``2/5`` as a shard. Raises ValueError, with what is wrong, for anything else."""
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text.strip())
    if match is None:
        raise ValueError(f'"{text}" is not a shard; write I/N, such as 1/4 for the first of four')
    number, parts = int(match[1]), int(match[2])
    if not 1 <= number <= parts:
        raise ValueError(f'there is no shard "{text}": of {parts} parts the first is 1, the last {parts}')
    return Shard(number, parts)


def plan_cases(files: Iterable[Path], tags: frozenset[str] = frozenset()) -> list[Planned]:
    """The cases of some files, in that order, each file once; with ``tags``, those that have one of them.

    A file that cannot be used is planned too: its fault is told when its turn comes.
    """
    found: list[Planned] = []
    for file in _once(files):
        loaded = load_or_explain(file)
        if isinstance(loaded, CaseVerdict):
            found.append(Planned(file, fault=loaded))
        else:
            found += [Planned(file, case=case) for case in loaded if not tags or tags & set(case.table.tags)]
    return found


def plan_documents(files: Iterable[Path]) -> list[Planned]:
    """Documents that are run as they are, each once."""
    return [Planned(file) for file in _once(files)]


def runs_of(table: CaseTable) -> int:
    """About how many runs a case asks for: its repeats, cold ones, the one that warms up, its effects'."""
    cold = table.time.cold_repeats if table.time.cold is not None else 0
    warm_up = 1 if not cold and table.time.warm is not None else 0
    return cold + warm_up + table.repeats + len(table.effect)


def dealt(planned: Sequence[Planned], shard: Shard) -> list[Planned]:
    """The part of ``planned`` that is a shard's, in the order given.

    Every thing is in exactly one shard, whatever the order of the paths, and on every machine in the same
    one: what counts are the paths as seen from the folder that they share, the cases' ids, and how many runs
    each asks for, by which the parts are balanced. Nothing that was measured counts, which differs from
    machine to machine.
    """
    names = _names(planned)
    loads = [0] * shard.parts
    mine: set[int] = set()
    for index in sorted(range(len(planned)), key=lambda i: (-planned[i].runs, names[i])):
        lightest = loads.index(min(loads))
        loads[lightest] += planned[index].runs
        if lightest == shard.number - 1:
            mine.add(index)
    return [each for index, each in enumerate(planned) if index in mine]


def load_or_explain(file: Path) -> list[Case] | CaseVerdict:
    """The cases of a file, or a verdict that says why there are none."""
    try:
        return load_cases(file)
    except CaseError as error:
        faults = [Check("case file", "error", f"{f.file}:{f.line}: {f.message}") for f in error.faults]
        line = error.faults[0].line
    except OSError as error:
        faults, line = [Check("case file", "error", f"{file}: {error.strerror or error}")], 1
    return CaseVerdict(
        case=file.name.removesuffix(CASE), file=str(file), line=line, workflow="", checks=faults
    )


def _names(planned: Sequence[Planned]) -> list[tuple[str, str, bool]]:
    paths = [os.path.abspath(each.file) for each in planned]
    try:
        shared = os.path.commonpath([os.path.dirname(path) for path in paths]) if paths else ""
    except ValueError:  # on several drives
        shared = ""
    shown = [os.path.relpath(path, shared) if shared else path for path in paths]
    return [
        (path.replace(os.sep, "/"), each.id, each.is_case) for path, each in zip(shown, planned, strict=True)
    ]


def _once(files: Iterable[Path]) -> list[Path]:
    """Each file once, under the name that came first."""
    seen: dict[str, Path] = {}
    for file in files:
        seen.setdefault(os.path.realpath(file), file)
    return list(seen.values())
