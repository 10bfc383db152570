"""Compare what ``wflint catalogue diff`` says of two releases with what both do: no torch, no server.

    python lint/scripts/compare_upgrades.py OLD..NEW... [--every-minor] [--turn N] [--keep FOLDER]

Takes both releases by the light route and puts small graphs before their own ``Batch`` and node classes: for
each change graphs that use what changed, then values near every limit of every input and edges between all
types. What is called breaking must be right in the old release and in the new one be *refused*, *fail* (an
input is missing when the node runs) or be *ignored* (a member that was held is dropped without a word); what
is called additive or of other result must be right in both; and what breaks must be called so. For workflow
files wflint's own model of the web UI says what is sent. Prints a line of figures a pair and each
disagreement. Exit status 1 on any disagreement, 2 when a release could not be taken.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "lint"), str(ROOT / "lint" / "scripts")]

from compare_release import newest_of_each_minor, taken  # noqa: E402
from tests.differential.oracle import Oracle  # noqa: E402
from tests.differential.upgrade_trial import Trial  # noqa: E402

from wflint.catalogue import light_route  # noqa: E402
from wflint.catalogue.light_route.take import LightRouteError, faked_modules  # noqa: E402
from wflint.catalogue.store import list_releases, open_release  # noqa: E402
from wflint.release import Release, release_of  # noqa: E402

if TYPE_CHECKING:
    from collections import Counter
OLDEST = Release((5, 0, 0))
LEAPS = [("5.15.0", "6.14.2")]
SHOWN = 40  # disagreements; the others are counted


class Releases:
    """Releases that are asked by their own classes. The last two stay open: neighbours follow one another."""

    def __init__(self, keep: Path | None) -> None:
        self._keep = keep
        self._open: dict[str, tuple[Oracle, contextlib.ExitStack]] = {}

    def asked(self, version: str, beside: str) -> Oracle:
        """The release's oracle, while that of another is open too. Raises LightRouteError, RuntimeError."""
        if version not in self._open:
            self.close(beside)
            with contextlib.ExitStack() as stack:
                installed = stack.enter_context(taken(version, self._keep))
                folder = str(Path(light_route.__file__).parents[1])
                words = [folder, str(installed.sources), *faked_modules()]
                oracle = Oracle(str(installed.interpreter), "release_oracle.py", *words)
                stack.callback(oracle.close)
                self._open[version] = oracle, stack.pop_all()
        return self._open[version][0]

    def close(self, kept: str = "") -> None:
        """Close all but one."""
        for version in [one for one in self._open if one != kept]:
            self._open.pop(version)[1].close()


def pairs_of(arguments: argparse.Namespace) -> list[tuple[str, str]]:
    """The pairs that are asked for, in order."""
    found = [tuple(one.split("..", 1)) for one in arguments.pairs]
    if arguments.every_minor or arguments.turn is not None:
        newest = [one for one in newest_of_each_minor() if not release_of(one) < OLDEST]
        found += [*pairwise(newest), *LEAPS]
    if arguments.turn is not None:
        found = [found[arguments.turn % len(found)]]
    return found  # type: ignore[return-value]


def compare(old: str, new: str, releases: Releases) -> tuple[Counter[str], list[str]]:
    """The figures of a pair, and its disagreements in words."""
    before, after = releases.asked(old, new), releases.asked(new, old)
    trial = Trial(open_release(old), open_release(new), before, after)
    trial.run()
    return trial.figures, trial.disagreements


def figures_line(old: str, new: str, figures: Counter[str]) -> str:
    """The figures of a pair."""

    n = figures
    return (
        f"{old} -> {new}: breaking {n['breaking changes']}, {n['breaking tried']} tried:"
        f" {n['breaking refused']} refused, {n['breaking fails']} fail, {n['breaking ignored']} ignored;"
        f" additive {n['additive changes']}, {n['additive right']} of {n['additive tried']} right in both,"
        f" {n['new used']} of {n['new tried']} uses of what is new only in the new;"
        f" other result {n['other-result changes']},"
        f" {n['other-result right']} of {n['other-result tried']} right in both;"
        f" files: of breaking {n['file breaking hit']} of {n['file breaking tried']} hit,"
        f" of others {n['file right']} of {n['file tried']} not hit;"
        f" beside that {n['values']} values and {n['edges']} edges right before,"
        f" {n['values lost']} and {n['edges lost']} lost, {n['unforetold']} of them not foretold"
    )


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", nargs="*", metavar="OLD..NEW", help="two releases from 5.0 on")
    parser.add_argument("--every-minor", action="store_true", help="neighbouring minors, and 5.15 to 6.14")
    parser.add_argument("--turn", type=int, metavar="N", help="one of these, by turns")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the environments there")
    arguments = parser.parse_args()
    known = set(list_releases())
    if wrong := [
        one
        for one in arguments.pairs
        if len(one.split("..")) != 2 or any(v not in known or release_of(v) < OLDEST for v in one.split(".."))
    ]:
        parser.error(f"{wrong[0]} is no OLD..NEW of releases from 5.0 on: see `wflint catalogue list`")
    pairs = pairs_of(arguments)
    if not pairs:
        parser.error("name pairs OLD..NEW, or give --every-minor")
    releases = Releases(arguments.keep)
    try:
        return max(_told(*pair, releases) for pair in pairs)
    finally:
        releases.close()


def _told(old: str, new: str, releases: Releases) -> int:
    """Compare a pair and say what came of it; the exit status."""
    try:
        figures, found = compare(old, new, releases)
    except (LightRouteError, RuntimeError, OSError) as exc:
        print(f"{old} -> {new}: {exc}", file=sys.stderr)
        return 2
    print(figures_line(old, new, figures), flush=True)
    for text in found[:SHOWN]:
        print(f"  {text}", flush=True)
    if len(found) > SHOWN:
        print(f"  and {len(found) - SHOWN:,} more", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
