"""One server held against what is stored of cases: golden images, baselines of time and memory."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.diagnostics.words import numbered
from wflint.endings import CASE
from wflint.engine.project import inside
from wflint.live.cases.goldens import GoldenShelf
from wflint.live.cases.pictures import RunPictures
from wflint.live.cases.verdict import quantity
from wflint.live.compare.explain import Because, silent_between
from wflint.live.compare.figures import SHARES, against
from wflint.live.compare.judge import RANK, CompareOutcome, Judged
from wflint.live.compare.logs import MOST_LINES
from wflint.live.compare.run import Compared, tried
from wflint.live.compare.sides import opened
from wflint.live.compare.trial import Trial
from wflint.live.images.compare import MaskError, compare
from wflint.live.images.pixels import PictureError, open_picture
from wflint.live.measure.baseline import Baselines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from wflint.live.cases.load import Case
    from wflint.live.client.client import Client
    from wflint.live.compare.run import CompareWishes
    from wflint.live.compare.sides import ServerSide
    from wflint.live.measure.baseline import Stored

STORED: Final = "what is stored"
_TIME: Final = "time.warm."
_MEMORY: Final = "memory.ram_peak"
_VIDEO: Final = "memory.vram_peak"


def compare_stored(
    cases: Sequence[Case], side: ServerSide, wishes: CompareWishes, progress: Callable[[str], None]
) -> list[Compared]:
    """Run all cases on one server; the first side of each is what is stored of it.

    Raises ServerError, ServeError, OSError, and BaselineError for a file of baselines that cannot be used.
    """
    shelved: dict[int, Judged | None] = {}  # by the trial; cases of several folders may have one id

    def look(case: Case, trial: Trial, server: Client) -> None:
        shelved[id(trial)] = _goldens(case, trial, server)

    with opened(side, models=wishes.models, device=wishes.device, progress=progress) as server:
        ((*trials,),) = tried(cases, [server], wishes, progress, before_end=look)
    found = []
    for case, trial in zip(cases, trials, strict=True):
        stored = Trial(STORED, trial.device, stored=True)
        judged = judge_stored(case, trial, stored, shelved.get(id(trial)))
        because = []
        if judged.outcome is CompareOutcome.OTHER and stored.release != STORED:
            known = silent_between(trial.graph, stored.release, trial.release)
            because = [Because("known", sentence) for sentence in known]
        found.append(Compared(case, stored, trial, judged, because, (trial.log or [])[:MOST_LINES], []))
    return found


def judge_stored(case: Case, trial: Trial, stored: Trial, images: Judged | None) -> Judged:
    """What a trial shows against the baselines of its case, which are noted in ``stored``, and its golden
    ``images``, already judged; None where it has none. Raises BaselineError, OutsideError, OSError."""
    if trial.left_out:
        return Judged(CompareOutcome.UNCLEAR, [trial.said])
    if trial.end is not None:
        return Judged(CompareOutcome.UNCLEAR, [f"the server ended: {trial.said}"])
    if trial.outcome == "unclear":
        return Judged(CompareOutcome.UNCLEAR, [f"it could not be run: {trial.said}"])
    if trial.outcome == "skipped":
        return Judged(CompareOutcome.SKIPPED, [f"not for the server: {trial.said}"])
    expected = case.table.expect is not None
    if trial.outcome != "ran" and expected:
        return Judged(CompareOutcome.SAME, [f"it fails, as the case expects: {trial.said}"])
    if trial.outcome != "ran":
        verb = "it fails" if trial.outcome == "failed" else "it is refused"
        return Judged(CompareOutcome.BROKEN, [f"{verb}: {trial.said}"])
    slow, compared, few = _spent(case, trial, stored)
    if images is None and not compared:
        said = "nothing is stored of it; wflint run --update-goldens --update-baselines stores it"
        if few:
            said = "its baselines need two repeats at least (--repeats)"
        return Judged(CompareOutcome.UNCLEAR, [said])
    found = images or Judged(CompareOutcome.SAME)
    if slow:
        outcome = max(found.outcome, CompareOutcome.WORSE, key=RANK.__getitem__)
        outcome = found.outcome if found.outcome is CompareOutcome.OTHER else outcome
        found = Judged(outcome, [*found.reasons, *slow], found.pair)
    return found


# -- images --------------------------------------------------------------------------------------------


def _goldens(case: Case, trial: Trial, server: Client) -> Judged | None:
    """The images of the first run against the golden ones; None where the case has none."""
    golden = case.table.golden
    if golden is None or trial.first is None:
        return None
    images = [image for image in trial.first.images if image.kind == "image"]
    shelf = GoldenShelf(case, trial.device, update=False, artifacts=None)
    checks = shelf.check(golden, images, RunPictures(server.gallery))
    wrong = [check for check in checks if check.status != "passed"]
    worst = Judged(CompareOutcome.SAME)
    for look in shelf.looks:
        found, wanted = look.found or b"", _bytes(look.wanted)
        pair = (wanted, found)
        try:
            exact = compare(open_picture(found), open_picture(wanted), "exact")
        except (PictureError, MaskError) as error:
            return Judged(CompareOutcome.UNCLEAR, [str(error)])
        if look.same and not exact.same and worst.outcome is CompareOutcome.SAME:
            least = exact.metrics.max if exact.metrics else 0
            said = f"the pixels differ from the golden image by {numbered(round(least), 'level')} at most"
            worst = Judged(CompareOutcome.NOISE, [said], pair)
        elif not look.same:
            worst = Judged(CompareOutcome.OTHER, [], pair)
    if wrong:
        unclear = all(check.status == "error" for check in wrong)
        outcome = CompareOutcome.UNCLEAR if unclear else CompareOutcome.OTHER
        reasons = ["; ".join((check.message, *check.details[:2])) for check in wrong]
        return Judged(outcome, reasons, worst.pair)
    return worst


def _bytes(wanted: bytes | Path | None) -> bytes:
    if wanted is None or isinstance(wanted, bytes):
        return wanted or b""
    from wflint.reading import RECORDED, read_bounded

    return read_bounded(wanted, RECORDED)


# -- time and memory -----------------------------------------------------------------------------------


def _spent(case: Case, trial: Trial, stored: Trial) -> tuple[list[str], bool, bool]:
    """Sentences on what takes more than its baseline; whether anything was compared with one, and whether
    anything was not since it was run too few times."""
    name = f"{case.file.name.removesuffix(CASE)}.baseline.json"
    inside(name, case.file)
    baselines = Baselines(case.file.with_name(name))
    release = _nearest(baselines.known(case.id), trial)
    if not release:
        return [], False, False
    stored.release = release
    slow = []
    compared = few = False
    where = "" if release == trial.release else f" on InvokeAI {release}"
    for figure in list(_figures(trial)):
        before = baselines.find(case.id, release, trial.device, figure.key)
        if before is None or not figure.values:
            continue
        if len(figure.values) < 2:
            few = True
            continue
        compared = True
        figure.show(stored, trial, before)
        said = _more(figure.values, before, figure.unit)
        slow += [f"{figure.words} {said}{where}"] if said else []
    return slow, compared, few


class _Figure(NamedTuple):
    """``key`` is its name in the baselines, ``node`` what it is shown as, of a node."""

    key: str
    unit: str
    words: str
    values: list[float]
    node: str = ""

    def show(self, stored: Trial, trial: Trial, before: Stored) -> None:
        """Let the baseline stand where the first server's figures do."""
        if self.node:
            stored.nodes[self.node] = [before.median]
            trial.nodes.setdefault(self.node, self.values)
            stored.bands[f"nodes.{self.node}"] = before.band
        elif self.unit == "s":
            stored.seconds, stored.bands["seconds"] = [before.median], before.band
        elif self.key == _VIDEO:
            stored.video, stored.bands["video"] = [int(before.median)], before.band
        else:
            stored.memory, stored.bands["memory"] = [int(before.median)], before.band


def _figures(trial: Trial) -> Iterator[_Figure]:
    """What a case may have baselines of: cases name a node by its label or id, or all of a type."""
    yield _Figure(f"{_TIME}total", "s", "the run took", trial.seconds)
    for name, seconds in {**trial.ids, **trial.nodes}.items():
        shown = trial.labels.get(name, name) if name not in trial.nodes else name
        yield _Figure(f"{_TIME}node.{name}", "s", f'"{shown}" took', seconds, shown)
    for name, seconds in trial.types.items():
        yield _Figure(f"{_TIME}type.{name}", "s", f"all {name} took", seconds, f"all {name}")
    yield _Figure(_MEMORY, "B", "the server took", [float(amount) for amount in trial.memory])
    yield _Figure(_VIDEO, "B", "the server took video memory of", [float(each) for each in trial.video])


def _more(values: list[float], before: Stored, unit: str) -> str:
    _, over = against(before.median, before.band, values, SHARES[unit])
    if not over:
        return ""
    return f"{quantity(median(values), unit)}, its baseline {quantity(before.median, unit)}"


def _nearest(known: Sequence[str], trial: Trial) -> str:
    """The release whose baselines count: the server's own, else the newest older one of that device."""
    from wflint.release import release_of

    releases = [each.rpartition(" ")[0] for each in known if each.rpartition(" ")[2] == trial.device]
    if trial.release in releases:
        return trial.release
    older = [each for each in releases if release_of(each) < release_of(trial.release)]
    return max(older or releases, key=release_of, default="")
