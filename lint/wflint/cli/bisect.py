"""``wflint bisect``: which release changed a case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wflint.cli import completions, options
from wflint.cli.errors import FINDINGS, OK, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.cases.load import Case
    from wflint.live.compare.bisect_run import BisectFound

EPILOG = """\b
Examples:
  wflint bisect fox.test.toml --good 5.15.0 --bad 6.14.2
  wflint bisect fox.test.toml --case other-seed --good 6.0.2 --bad 6.14.2 --minors   then without --minors
  wflint bisect fox.test.toml --good 6.14.2 --bad 6.12.0 --for time    the good one may be the newer one

\b
The case is run on both ends, then on releases in between, halving what is left: about five of thirty. Each is
installed (2 to 7 GB, less with uv) and served by wflint with tiny models, one at a time.
--for says what to look at; without it, the first of these in which both ends differ:
  verdict   whether it runs, fails (with which kind of error) or is refused
  image     pixels beyond --preset, and beyond what repeats on one release differ by
  time      seconds of a run; in between, whether it is nearer to the bad end than to the good one

\b
What each release gives is kept in the cache: after Ctrl-C, or with another --for or --minors, the same
command goes on and runs nothing twice. A changed case, document, image or node pack is a new question.
`wflint serve cache` lists what is installed, and removes it.

\b
Exit codes: 0 found, 1 there is nothing to find, 2 wrong usage or no server.
"""

_PRESETS = ("exact", "tight", "perceptual", "structure")
_NAMED = 8  # cases that are listed, of a file with many


@click.command(epilog=EPILOG)
@click.argument("file", metavar="CASE", type=click.Path(path_type=Path))
@click.option("--case", "name", metavar="NAME", help="The case, where the file has several.")
@click.option(
    "--good", required=True, metavar="RELEASE", shell_complete=completions.releases,
    help="The release whose result is right.",
)  # fmt: skip
@click.option(
    "--bad", required=True, metavar="RELEASE", shell_complete=completions.releases,
    help="The release whose result is not.",
)  # fmt: skip
@click.option(
    "--for", "sought", type=click.Choice(("verdict", "image", "time")),
    help="What to look at; without it, what differs.",
)  # fmt: skip
@click.option("--minors", is_flag=True, help="Only the newest release of each minor version between them.")
@click.option("--installed", is_flag=True, help="Only releases that are installed already.")
@click.option(
    "--preset", type=click.Choice(_PRESETS), default="tight", show_default=True,
    help="What images may differ by.",
)  # fmt: skip
@click.option(
    "--repeats", metavar="N", type=click.IntRange(1, 100),
    help="Runs on each release, after one that loads models.  [default: 1; 3 with --for time]",
)  # fmt: skip
@click.option(
    "--models", metavar="tiny|none|DIR", default="tiny", show_default=True,
    help="The servers' models; none starts faster.",
)  # fmt: skip
@click.option(
    "--pack", "packs", metavar="FOLDER", multiple=True, type=click.Path(path_type=Path),
    help="Load a node pack, from a copy; its code runs in the servers. Repeatable.",
)  # fmt: skip
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:N or mps.")
@click.option("--again", is_flag=True, help="Forget what releases gave before.")
@options.text_or_json()
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def bisect(
    file: Path,
    name: str | None,
    good: str,
    bad: str,
    sought: str | None,
    minors: bool,
    installed: bool,
    preset: str,
    repeats: int | None,
    models: str,
    packs: tuple[Path, ...],
    device: str,
    again: bool,
    output_format: str,
    quiet: bool,
) -> int:
    """Find the InvokeAI release that changed the image, the time or the verdict of a case."""
    from wflint.cli.output import note, write, write_json
    from wflint.live.client.errors import ServerError
    from wflint.live.compare.bisect_look import Sought
    from wflint.live.compare.bisect_run import BisectError, BisectStoppedError, BisectWishes, bisect_case
    from wflint.live.serve.environment_pins import resolve_release
    from wflint.live.serve.errors import ServeError
    from wflint.live.serve.packs import find_packs
    from wflint.live.serve.root import check_device

    progress = (lambda _line: None) if quiet else note
    try:
        ends = resolve_release(good), resolve_release(bad)
        check_device(device)
        wishes = BisectWishes(
            Sought(sought) if sought else None,
            repeats or (3 if sought == "time" else 1),
            preset,
            models,
            device,
            tuple(find_packs(packs)),
        )
        case = _case(file, name)
        releases = _releases(ends, minors=minors, installed=installed)
        found = bisect_case(case, releases, ends, wishes, progress, again=again)
    except BisectError as error:
        write([f"{error}\n"])
        return FINDINGS
    except BisectStoppedError as error:
        raise Failure(str(error), [*error.details, "the same command goes on from here"]) from None
    except ServeError as error:
        raise Failure(error.message, error.details) from None
    except OSError as error:
        named = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
        raise Failure(named) from None
    except (ServerError, ValueError) as error:
        raise Failure(str(error)) from None
    except KeyboardInterrupt:
        progress("ended; the same command goes on from here")
        raise
    passed = _passed_by(found)
    if output_format == "json":
        write_json(json.dumps(_as_json(found, passed), indent=2, ensure_ascii=False) + "\n")
    else:
        write(f"{line}\n" for line in _text(found, passed, minors=minors))
    return OK


def _case(file: Path, name: str | None) -> Case:
    """The one case that is meant. Raises Failure."""
    from wflint.cli.cases_of import cases_of

    every = cases_of((str(file),), frozenset())
    cases = [case for case in every if name is None or name in (case.name, case.id)]
    if len(cases) == 1:
        return cases[0]
    names = [case.name or case.id for case in cases or every]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    listed = ", ".join(f'"{each}"' for each in names[:_NAMED]) + more
    if name is None:
        raise Failure(f"{file} has {len(every)} cases: {listed}; choose one with --case NAME")
    raise Failure(f'{file} has {"no" if not cases else "more than one"} case "{name}"; there are {listed}')


def _every() -> list[str]:
    """The releases that wflint can serve, oldest first, without pre-releases."""
    from wflint.live.serve.environment_pins import UPLOADED
    from wflint.release import release_of

    return sorted(UPLOADED, key=release_of)


def _releases(ends: tuple[str, str], *, minors: bool, installed: bool) -> list[str]:
    """What may be tried, oldest first: the ends and releases between; with ``minors`` few, and so on."""
    from wflint.live.serve.environment import is_installed
    from wflint.release import release_of

    newest = {release_of(name).numbers[:2]: name for name in _every()}
    every = [
        name for name in (newest.values() if minors else _every()) if not installed or is_installed(name)
    ]
    return sorted({*every, *ends}, key=release_of)


def _passed_by(found: BisectFound) -> list[str]:
    """The releases between the two that were found which nobody meant to try (--minors, --installed)."""
    from wflint.release import release_of

    ends = sorted((found.bisected.last_good, found.bisected.first_bad), key=release_of)
    first, last = map(release_of, ends)
    between = [name for name in _every() if first < release_of(name) < last]
    return [name for name in between if name not in found.bisected.untried]


def _text(found: BisectFound, passed: list[str], *, minors: bool) -> Iterator[str]:
    from wflint.diagnostics.words import numbered
    from wflint.plain import one_line

    bisected = found.bisected
    for answer in bisected.answers:
        word = {True: "bad", False: "good", None: "not tried"}[answer.bad]
        yield one_line(f"{word:9}  InvokeAI {answer.release}{answer.said and ': '}{answer.said}")
    last, first = bisected.last_good, bisected.first_bad
    yield one_line(f"the {found.sought.value} changed between InvokeAI {last} and {first}: {found.how}")
    if bisected.untried:
        yield f"  between them could not be tried: {', '.join(bisected.untried)}"
    if passed:
        way = "the same command without --minors goes on there" if minors else "not installed"
        listed = ", ".join(passed) if len(passed) <= _NAMED else numbered(len(passed), "release")
        yield f"  between them not tried: {listed} ({way})"
    for sentence in found.notes:
        yield f"  note: {one_line(sentence)}"
    for sentence in found.changes:
        yield f"  changed there: {one_line(sentence)}"
    if not found.changes:
        yield "  the catalogues show no change of what the case uses; see the release's notes"


def _as_json(found: BisectFound, passed: list[str]) -> dict[str, Any]:
    return {
        "schema": 1,
        "for": found.sought.value,
        "last_good": found.bisected.last_good,
        "first_bad": found.bisected.first_bad,
        "how": found.how,
        "reproducible": found.steady,
        "tried": [answer._asdict() for answer in found.bisected.answers],
        "could_not_be_tried": found.bisected.untried,
        "not_tried": passed,
        "notes": found.notes,
        "changes": found.changes,
    }
