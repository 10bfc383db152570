"""The cases that ``wflint run`` finds beside workflows, run and told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wflint.endings import BATCH, CASE, GRAPH, WORKFLOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.client.client import Client


class CaseWishes(NamedTuple):
    """What the command line says about cases. ``files`` are the case files to run."""

    files: tuple[Path, ...] = ()
    tags: frozenset[str] = frozenset()
    update_goldens: bool = False
    update_baselines: bool = False
    artifacts: Path | None = None
    log: Path | None = None


def split_named(paths: Iterable[str]) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """The paths that are documents or folders, and those that are case files."""
    documents, cases = [], []
    for path in paths:
        if path.endswith(CASE) and not Path(path).is_dir():
            cases.append(Path(path))
        else:
            documents.append(path)
    return tuple(documents), tuple(cases)


def split_found(files: Iterable[str], named: Iterable[str]) -> tuple[list[str], list[Path]]:
    """Of files in folders, those to run plainly, and the case files that stand for the others.

    A document that was named is run as it is: whoever names one wants its pictures. A graph or enqueue body
    found beside the workflow that it was built with (``wflint build``) is not run a second time.
    """
    from wflint.live.cases.load import cases_beside

    by_name = set(named)
    plain: list[str] = []
    cases: dict[Path, None] = {}
    files = list(files)
    workflows = {f.removesuffix(WORKFLOW) for f in files if f.endswith(WORKFLOW)}
    for file in files:
        if file not in by_name and any(
            file.endswith(e) and file.removesuffix(e) in workflows for e in (GRAPH, BATCH)
        ):
            continue
        case = None if file in by_name else cases_beside(Path(file))
        if case is None:
            plain.append(file)
        else:
            cases[case] = None
    return plain, list(cases)


def run_cases(wishes: CaseWishes, server: Client, *, as_json: bool, quiet: bool) -> list[CaseVerdict]:
    """Run them, telling each verdict as it comes. Raises ServerError when the server does not answer."""
    from wflint.cli.output import write
    from wflint.live.cases.runner import CaseOptions, CaseRunner
    from wflint.live.cases.suite import run_suite
    from wflint.live.measure.host import describe_host

    if not wishes.files:
        return []
    host = describe_host(server, log=wishes.log)
    options = CaseOptions(
        update_goldens=wishes.update_goldens,
        update_baselines=wishes.update_baselines,
        artifacts=wishes.artifacts,
    )

    def tell(verdict: CaseVerdict) -> None:
        if not as_json:
            write([f"{line}\n" for line in verdict.lines(measurements=not quiet)])

    verdicts = run_suite(wishes.files, CaseRunner(server, host, options), tags=wishes.tags, each=tell)
    if not as_json:
        write([f"{summary(verdicts)}\n"])
    return verdicts


def summary(verdicts: list[CaseVerdict]) -> str:
    """``14 of 16 cases passed, 2 skipped``."""
    counts = {s: sum(v.status == s for v in verdicts) for s in ("passed", "failed", "error", "skipped")}
    said = f"{counts['passed']} of {len(verdicts)} cases passed"
    for status, words in (("failed", "failed"), ("error", "could not be judged"), ("skipped", "skipped")):
        if counts[status]:
            said += f", {counts[status]} {words}"
    return said
