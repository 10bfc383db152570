"""Reading case files: TOML to checked cases, with the line of every fault."""

from __future__ import annotations

import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.diagnostics.suggest import did_you_mean
from wflint.document.toml import TomlError, parse_toml
from wflint.document.toml_lines import Lines
from wflint.endings import CASE, DOCUMENTS, case_beside
from wflint.live.cases.names import faults_of_goldens, faults_of_names, part_of_name
from wflint.plain import one_line
from wflint.reading import CONFIGURATION, read_bounded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wflint.live.cases.schema import CaseTable

    Where = tuple[str | int, ...]  # the keys that lead to a value

MOST_REPEATED: Final = 100_000
"""The most values that the cases of a file may share, counted for each: it is checked with all of them."""


class CaseFault(NamedTuple):
    """Something wrong in a case file. ``line`` counts from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class CaseError(Exception):
    """A case file that cannot be used. ``faults`` are all its faults; the text has one a line."""

    def __init__(self, faults: list[CaseFault]) -> None:
        super().__init__("\n".join(one_line(str(fault)) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Case:
    """One case. ``name`` is unique in its file, empty when the file is one case.

    What a sweep made of one has its values in brackets: ``other[Noise.seed=7]``, ``[Noise.seed=7]``.
    """

    file: Path
    name: str
    line: int
    workflow: Path
    table: CaseTable

    @property
    def id(self) -> str:
        """A name for reports and for the files that belong to it."""
        stem = self.file.name.removesuffix(CASE)
        return f"{stem}{'.' if self.name[:1] not in ('', '[') else ''}{self.name}"

    def golden_stem(self, node: str = "") -> str:
        """How the names of its golden pictures begin: of the gallery's, or of a node's on the way."""
        return f"{self.id}.{part_of_name(node)}" if node else self.id

    @property
    def folder(self) -> Path:
        """What paths in the case are relative to."""
        return self.file.parent


def load_cases(file: Path) -> list[Case]:
    """The cases of a file. Raises OSError, CaseError."""
    from wflint.engine.project import leads_out

    if reason := leads_out(file):  # faults show what is in it
        raise CaseError([CaseFault(str(file), 1, f"not read: it {reason}; put a copy in its place")])
    try:
        text = read_bounded(file, CONFIGURATION).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaseError([CaseFault(str(file), 1, "this is not UTF-8 text")]) from None
    try:
        data = parse_toml(text)
    except TomlError as error:
        raise CaseError([_syntax_fault(file, text, error)]) from None
    lines = Lines(text)
    faults: list[CaseFault] = []
    named = data.pop("case", None)
    if named is None:
        named = {"": {}}
    elif not _is_named(named):
        said = "cases are tables with a name: [case.NAME]"
        raise CaseError([CaseFault(str(file), lines.of(("case",)), said)])
    else:
        for name, said in faults_of_names(named):
            faults.append(CaseFault(str(file), lines.of(("case", name)), said))
    if said := _fault_of_size(data, len(named)):
        raise CaseError([*faults, CaseFault(str(file), 1, said)])
    cases = []
    known = _Known(file)
    for name, own in named.items():
        case = _case(known, name, _merge(data, own), lines, _place(name), faults)
        if case is not None:
            cases.append(case)
    if not faults:
        cases = _swept(cases, lines, faults)
    if not faults:
        faults += [CaseFault(str(file), line, said) for line, said in faults_of_goldens(_goldens(cases))]
    if faults:
        raise CaseError(sorted(set(faults)))
    return cases


def _fault_of_size(shared: dict[str, Any], cases: int) -> str:
    """What is wrong where many cases share much: each is checked with all of it, however short the file."""
    each = _values(shared)
    if cases * each <= MOST_REPEATED:
        return ""
    return (
        f"its {cases:,} cases share {each:,} values, {cases * each:,} in all; {MOST_REPEATED:,} are the "
        "most: write several files"
    )


def _values(data: Any) -> int:
    """How many values there are in data, each table and list counted too."""
    count, rest = 0, [data]
    while rest:
        value = rest.pop()
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        count += len(inner)
        rest += inner
    return count


class _Known:
    """The files that the cases of one file name: many share them, and each is looked for once."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._outside: dict[tuple[str, bool], str] = {}
        self._there: dict[str, bool] = {}

    def outside(self, name: str, *, only_if_there: bool = False) -> str:
        """Why a path is not a file of the project; empty where it is."""
        from wflint.engine.project import OutsideError, inside

        if (name, only_if_there) not in self._outside:
            try:
                inside(name, self.file, only_if_there=only_if_there)
                self._outside[name, only_if_there] = ""
            except OutsideError as error:
                self._outside[name, only_if_there] = str(error)
        return self._outside[name, only_if_there]

    def is_file(self, name: str) -> bool:
        """Whether there is that file, as seen from the case file."""
        if name not in self._there:
            self._there[name] = _is_file(self.file.parent / name)
        return self._there[name]


def _swept(cases: list[Case], lines: Lines, faults: list[CaseFault]) -> list[Case]:
    """The cases with their sweeps carried out, if those are sound."""
    from wflint.live.cases.sweeps import expand, fault_of_number, faults_of_points, faults_of_sweeps

    swept = [case for case in cases if case.table.sweep]
    wrong = [(case, where, said) for case in swept for where, said in faults_of_sweeps(case.table)]
    if not wrong:  # counted before any is made: a few short lists are more cases than memory holds
        wrong = [(swept[0], ("sweep",), said) for said in fault_of_number(case.table for case in swept)]
    if not wrong:
        wrong = [(case, where, said) for case in swept for where, said in faults_of_points(case.table)]
    for case, where, said in wrong:
        faults.append(CaseFault(str(case.file), _written(lines, _place(case.name), where), said))
    if wrong:
        return cases
    found = []
    for case in cases:
        if not case.table.sweep:
            found.append(case)
            continue
        line = _written(lines, _place(case.name), ("sweep", 0))
        for label, table in expand(case.table):
            found.append(Case(case.file, f"{case.name}[{label}]", line, case.workflow, table))
    goldens = sum(1 + len(case.table.intermediate) for case in found)
    if goldens > MOST_REPEATED:
        said = f"its {len(found):,} cases have {goldens:,} goldens; {MOST_REPEATED:,} are the most"
        faults.append(CaseFault(str(swept[0].file), found[0].line, f"{said}: give fewer values"))
    known: set[str] = set()
    for case in found:
        if case.name in known:
            said = f'another case of the file is called "{case.name}", by its own name or by a sweep'
            faults.append(CaseFault(str(case.file), case.line, said))
        known.add(case.name)
    return found


def _place(name: str) -> Where:
    """The keys of a case's own table; none when the file is one case."""
    return ("case", name) if name else ()


def _written(lines: Lines, place: Where, path: Where) -> int:
    """The line of what a case says: of the file's shared part and its own, the deeper match is the place."""
    own = next(((*place, *path[:n]) for n in range(len(path), 0, -1) if lines.knows((*place, *path[:n]))), ())
    shared = next((path[:n] for n in range(len(path), 0, -1) if lines.knows(path[:n])), ())
    best = own if own and len(own) - len(place) >= len(shared) else shared or place
    return lines.of(best)


def _goldens(cases: list[Case]) -> Iterator[tuple[int, str, str]]:
    """All golden pictures that there may be: the line, of what, and how the names of its files begin."""
    for case in cases:
        yield case.line, f"the case {case.id}", case.golden_stem()
        for node in dict.fromkeys(each.node for each in case.table.intermediate if each.golden is not None):
            yield case.line, f'"{node}" of the case {case.id}', case.golden_stem(node)


def find_document(file: Path) -> Path | None:
    """The document beside a case file whose name it has."""
    stem = file.name.removesuffix(CASE)
    return next((p for e in DOCUMENTS if (p := file.with_name(stem + e)).is_file()), None)


def cases_beside(document: Path) -> Path | None:
    """The case file that belongs to a document by its name."""
    name = case_beside(document.name)
    file = document.with_name(name) if name else None
    return file if file and file.is_file() else None


def _syntax_fault(file: Path, text: str, error: Exception) -> CaseFault:
    import re

    said = str(error)
    found = re.search(r" \(at line (\d+), column \d+\)| \(at end of document\)", said)
    line = 1
    if found:
        line = int(found[1]) if found[1] else max(1, len(text.splitlines()))
        said = said.replace(found[0], "")
    return CaseFault(str(file), line, f"this is not valid TOML: {said[:1].lower()}{said[1:]}")


def _is_named(named: Any) -> bool:
    return isinstance(named, dict) and bool(named) and all(isinstance(v, dict) for v in named.values())


def _merge(shared: Any, own: Any) -> Any:
    """A case's tables laid over those that the file has for all."""
    if isinstance(shared, dict) and isinstance(own, dict):
        return {**shared, **{k: _merge(shared[k], v) if k in shared else v for k, v in own.items()}}
    return own


def _case(
    known: _Known, name: str, data: dict[str, Any], lines: Lines, place: Where, faults: list[CaseFault]
) -> Case | None:
    from pydantic import ValidationError

    from wflint.live.cases.schema import CaseTable

    file = known.file

    def fault(path: tuple[str | int, ...], message: str) -> None:
        faults.append(CaseFault(str(file), _written(lines, place, path), message))

    try:
        table = CaseTable.model_validate(data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            fault(_path(item["loc"], data), _message(item, CaseTable))
        return None
    workflow = file.parent / table.workflow if table.workflow else find_document(file)
    outside = list(_outside(known, table, workflow))
    for where, said in outside:
        fault(where, said)
    if outside:
        return None
    if workflow is None or not _is_file(workflow):
        stem = file.name.removesuffix(CASE)
        said = (
            f"there is no {workflow}"
            if workflow
            else f"there is no {stem}.workflow.json beside it; name one with workflow = "
        )
        fault(("workflow",), said)
        return None
    for where, path in _named_files(table):
        if not known.is_file(path):
            fault(where, f"there is no file {path}")
    return Case(file=file, name=name, line=lines.of(place), workflow=workflow, table=table)


def _named_files(table: CaseTable) -> Iterator[tuple[Where, str]]:
    """The files that a case surely names, but for its workflow."""
    for key, path in table.uploads.items():
        yield ("uploads", key), path
    if table.golden is not None and table.golden.mask:
        yield ("golden", "mask"), table.golden.mask
    for number, wanted in enumerate(table.intermediate):
        if wanted.golden is not None and wanted.golden.mask:
            yield ("intermediate", number, "golden", "mask"), wanted.golden.mask


def _outside(known: _Known, table: CaseTable, workflow: Path | None) -> Iterator[tuple[Where, str]]:
    """What a case names that is no file of its project: nothing of it is read, nothing of the case is run."""
    named = [*_named_files(table), (("workflow",), table.workflow or (workflow.name if workflow else ""))]
    texts: list[tuple[Where, Any]] = [(("inputs", key), value) for key, value in table.inputs.items()]
    for number, sweep in enumerate(table.sweep):
        for key, values in sweep.inputs.items():
            texts += [(("sweep", number, "inputs", key, at), value) for at, value in enumerate(values)]
    for number, effect in enumerate(table.effect):
        texts += [(("effect", number, "set", key), value) for key, value in effect.set.items()]
    files = [(where, value[1:]) for where, value in texts if type(value) is str and value[:1] == "@"]
    for where, name, only_if_there in (
        *((*each, False) for each in named),
        *((*each, True) for each in files),  # or a text that begins with the sign
    ):
        if said := known.outside(name, only_if_there=only_if_there):
            yield where, f"{'.'.join(map(str, where))}: {said}"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no name that a file could have
        return False


def _path(loc: tuple[str | int, ...], data: Any) -> tuple[str | int, ...]:
    """The part of an error's place that is in the data; pydantic adds names of types to it."""
    found: list[str | int] = []
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            if not isinstance(data, dict) or not isinstance(part, str):
                break
            continue
        found.append(part)
    return tuple(found)


def _message(item: Any, table: type) -> str:
    loc = tuple(str(part) for part in item["loc"])
    name = ".".join(part for part in loc if not part.startswith("function-"))
    if item["type"] == "extra_forbidden":
        known = _fields(table, item["loc"][:-1])
        return f'no such key "{loc[-1]}"{did_you_mean(loc[-1], known)}; there are {", ".join(known)}'
    said: str = item["msg"].removeprefix("Value error, ")
    if not loc:
        return said
    shown = item.get("input")
    given = (
        f", not {shown!r}"
        if isinstance(shown, (str, int, float, bool)) and item["type"] != "value_error"
        else ""
    )
    return f"{name}: {said[:1].lower()}{said[1:]}{given}"


def _fields(table: Any, loc: tuple[str | int, ...]) -> list[str]:
    """The keys that a table at that place may have."""
    for part in loc:
        fields = getattr(table, "model_fields", None)
        if fields is not None and part in fields:
            table = _inner(fields[part].annotation)
    return list(getattr(table, "model_fields", {}))


def _inner(annotation: Any) -> Any:
    """The model in an annotation such as ``list[Effect]`` or ``Golden | None``."""
    if isinstance(annotation, type):
        return annotation
    for part in reversed(typing.get_args(annotation)):
        found = _inner(part)
        if hasattr(found, "model_fields"):
            return found
    return annotation
