"""``[[sweep]]``: one case made several, each with values of its own, a name and a verdict.

Values of one table go together, the first with the first (zipped); several tables give every combination. So
does InvokeAI with the groups of its batch data.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.diagnostics.suggest import did_you_mean
from wflint.diagnostics.words import elide, quoted
from wflint.file_names import safe_part
from wflint.live.cases.names import fault_of_name, folded
from wflint.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.live.cases.schema import CaseTable, ModelChoice, Sweep

    Where = tuple[str | int, ...]

MOST_CASES: Final = 1000
"""The most cases that the sweeps of one file may make: each is at least one run."""
_COUNTED: Final = 10**12
_LONGEST: Final = 100  # bytes of what stands in brackets; names of files have it
_PLAIN = re.compile(r"[\w .+@()-]{1,32}")  # what a value may be to stand in a name of a file as it is
_FIELD = re.compile(r"\{([^{}]*)\}")


class _Point(NamedTuple):
    """One set of values of one table."""

    inputs: dict[str, Any]
    models: dict[str, ModelChoice]


def fault_of_number(tables: Iterable[CaseTable]) -> Iterator[str]:
    """What is wrong with the number of cases that the sweeps of a file make: at most one sentence.

    Only the lengths of their lists are read.
    """
    total = 0
    for table in tables:
        count = 1
        for sweep in table.sweep:
            count = min(count * len(_first(sweep)), _COUNTED)  # which has a length that can be printed
        total = min(total + count, _COUNTED)
    if total > MOST_CASES:
        made = f"{total:,} cases" if total < _COUNTED else f"{_COUNTED:,} cases or more"
        yield f"the sweeps of this file make {made}; {MOST_CASES:,} are the most: give fewer values"


def faults_of_sweeps(table: CaseTable) -> Iterator[tuple[Where, str]]:
    """What is wrong with its sweeps, apart from their number: where it stands, and what."""
    seen: dict[str, int] = {}
    for number, sweep in enumerate(table.sweep):
        where = ("sweep", number)
        lists = [((*where, "inputs", k), k, v) for k, v in sweep.inputs.items()]
        lists += [((*where, "models", k), k, v) for k, v in sweep.models.items()]
        if not lists:
            yield where, 'a sweep needs inputs or models: inputs = { "Noise.seed" = [7, 8] }'
            continue
        for place, key, values in lists:
            if seen.setdefault(key.casefold(), number) != number:
                yield place, f"{quoted(one_line(key))} is swept twice; write it in one [[sweep]]"
            if not values:
                yield place, f"{quoted(one_line(key))} has no values; give it one at least"
            elif len(values) != len(lists[0][2]) and lists[0][2]:
                said = f"{quoted(one_line(key))} has {len(values)} values, "
                said += f"{quoted(one_line(lists[0][1]))} has {len(lists[0][2])}; values of one [[sweep]] go "
                yield place, said + "together: give each as many, or write two [[sweep]] for all combinations"
        yield from _faults_of_name(sweep, (*where, "name"))


def faults_of_points(table: CaseTable) -> Iterator[tuple[Where, str]]:
    """What is wrong with the values of sound sweeps, and with the names that they give."""
    for number, sweep in enumerate(table.sweep):
        seen: dict[str, int] = {}
        for at, point in enumerate(_points(sweep), 1):
            other = seen.setdefault(_spelled(point), at)
            if other != at:
                said = f"sweep.{number}: its values {other} and {at} are the same; remove one of them"
                yield ("sweep", number), said
    names: dict[str, str] = {}
    for label, _ in _combinations(table):
        fault = fault_of_name(label)
        if fault is not None:
            yield (
                ("sweep",),
                f'a sweep names a case "{elide(one_line(label))}", which {fault}; change its name',
            )
            return
        if folded(label) in names:
            said = f'two cases of the sweeps would be called "{elide(one_line(label))}"'
            yield ("sweep",), f"{said}; change a name"
            return
        names[folded(label)] = label


def expand(table: CaseTable) -> Iterator[tuple[str, CaseTable]]:
    """The cases of a table with sound sweeps: what stands in the brackets of each name, and its own table."""
    for label, points in _combinations(table):
        inputs, models = dict(table.inputs), dict(table.models)
        for point in points:
            inputs |= point.inputs
            models |= point.models
        yield label, table.model_copy(update={"inputs": inputs, "models": models, "sweep": []})


def _combinations(table: CaseTable) -> Iterator[tuple[str, tuple[_Point, ...]]]:
    tables = [list(zip(_labels(sweep), _points(sweep), strict=True)) for sweep in table.sweep]
    for chosen in product(*(list(enumerate(each, 1)) for each in tables)):
        label = ",".join(name for _, (name, _) in chosen)
        if len(label.encode()) > _LONGEST and not any(sweep.name for sweep in table.sweep):
            label = ",".join(f"#{at}" for at, _ in chosen)
        yield label, tuple(point for _, (_, point) in chosen)


def _first(sweep: Sweep) -> list[Any]:
    found: list[Any] = next(iter([*sweep.inputs.values(), *sweep.models.values()]), [])
    return found


def _points(sweep: Sweep) -> list[_Point]:
    return [
        _Point({k: v[at] for k, v in sweep.inputs.items()}, {k: v[at] for k, v in sweep.models.items()})
        for at in range(len(_first(sweep)))
    ]


def _labels(sweep: Sweep) -> list[str]:
    """What each set of values is called: by its template, or ``Noise.seed=7,Denoise.steps=4``."""
    found = []
    for at, point in enumerate(_points(sweep), 1):
        shown = {k: _shown(v) or f"#{at}" for k, v in (point.inputs | point.models).items()}
        if sweep.name is not None:
            found.append(_FIELD.sub(lambda m: {"n": str(at), **shown}[m.group(1)], sweep.name))  # noqa: B023
        else:
            found.append(",".join(f"{_key(k)}={v}" for k, v in shown.items()))
    if sweep.name is not None:
        return found
    times: dict[str, int] = {}
    for label in found:
        times[folded(label)] = times.get(folded(label), 0) + 1
    # "Fox" and "fox" would be one file on many disks: then the number tells them apart.
    return [f"{v}#{at}" if times[folded(v)] > 1 else v for at, v in enumerate(found, 1)]


def _faults_of_name(sweep: Sweep, where: Where) -> Iterator[tuple[Where, str]]:
    known = {"n", *sweep.inputs, *sweep.models}
    for match in _FIELD.finditer(sweep.name or ""):
        if match.group(1) not in known:
            said = f"the name has {{{elide(one_line(match.group(1)))}}}, which this sweep does not set"
            yield where, f"{said}{did_you_mean(match.group(1), sorted(known))}"


def _key(name: str) -> str:
    return re.sub(r"[\[\],=#{}]", "_", safe_part(name, 40)) or "_"


def _shown(value: Any) -> str | None:
    """A value as it may stand in a name; None for what is too long or no text of a file's name."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, (str, int, float)):
        name = getattr(value, "name", None) or getattr(value, "key", None)  # a model
        return _shown(name) if isinstance(name, str) else None
    text = value if isinstance(value, str) else repr(value)
    plain = _PLAIN.fullmatch(text) and one_line(text) == text and text == text.strip(" .")
    return text if plain else None


def _spelled(point: _Point) -> str:
    """The values so that 1, 1.0, true and "1" are different."""
    return repr(point)
