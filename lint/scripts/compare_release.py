"""Compare wflint with a release's own validation, from its wheel alone: no torch, no GPU, no server.

    python lint/scripts/compare_release.py VERSION... [--graphs N] [--values N] [--seed N] [--keep FOLDER]

Takes each release by the light route (``catalogue/light_route``) and puts random graphs (structure, edges,
iterators and collectors, types, required inputs) and values (on and near the limits of inputs, and made to
mislead) before its own ``Batch``, or ``Graph`` where it has no batches yet, and its own node classes. Prints
how often both agree and each disagreement as small as it gets. Exit status 1 on any disagreement, 2 when a
release could not be taken. The same seed asks the same. Needs uv and the package index.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "lint")]

from tests.differential.generate import Generator  # noqa: E402
from tests.differential.near_bounds import NearBounds  # noqa: E402
from tests.differential.oracle import Oracle  # noqa: E402
from tests.differential.smaller import smaller  # noqa: E402
from tests.differential.value_cases import ValueCases  # noqa: E402
from tests.differential.verdicts import graph_verdict, sleeping, values_verdict  # noqa: E402

from wflint.catalogue import light_route  # noqa: E402
from wflint.catalogue.light_route.take import (  # noqa: E402
    Installed,
    LightRouteError,
    faked_modules,
    install,
    installed_in,
)
from wflint.catalogue.store import list_releases, open_release  # noqa: E402
from wflint.release import Release, release_of  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue

OLDEST = Release((3, 1, 0))
SHOWN = 20  # disagreements; the others are counted
_CHUNK = 500


class Comparison:
    """One release, asked by its own classes and by wflint."""

    def __init__(self, oracle: Oracle, catalogue: Catalogue, seed: int) -> None:
        self.oracle = oracle
        self.catalogue = catalogue
        self.seed = seed
        self.accepted = 0

    def graphs(self, count: int) -> list[Any]:
        """The random graphs that are judged otherwise."""
        self.accepted = 0
        found = []
        for i in range(count):
            graph = Generator(self.catalogue, self.seed * 1_000_003 + i).graph()
            if self._graph_differs(graph, count_it=True):
                found.append(graph)
        return found

    def values(self, count: int) -> list[Any]:
        """The nodes with values that are judged otherwise, as ``[node type, values]``."""
        self.accepted = 0
        rng = random.Random(self.seed)
        sources = [ValueCases(self.catalogue, rng), NearBounds(self.catalogue, rng)]
        cases = [sources[i % 2].draw() for i in range(count)]
        found = []
        for start in range(0, count, _CHUNK):
            chunk = cases[start : start + _CHUNK]
            answers = self.oracle.ask({"values": chunk})
            for case, (accepted, _error, missing) in zip(chunk, answers, strict=True):
                self.accepted += accepted
                if values_verdict(self.catalogue, *case) != (accepted, sorted(missing)):
                    found.append(list(case))
        return found

    def _ask(self, graph: Any) -> tuple[Any, Any, list[str], set[Any], set[Any]]:
        batch = {"graph": graph, "runs": 1}
        answer = self.oracle.ask({"batch": batch, "graph": graph})
        ok, missing, refusals = graph_verdict({"batch": copy.deepcopy(batch)}, self.catalogue)
        theirs = {(node, field) for node, field in answer["missing"]}
        if theirs != missing:
            idle = sleeping({"batch": batch}, self.catalogue)
            theirs = {(node, field) for node, field in theirs if node not in idle}
        return answer, ok, refusals, missing, theirs

    def _graph_differs(self, graph: Any, *, count_it: bool = False) -> bool:
        answer, ok, _, missing, theirs = self._ask(graph)
        if count_it:
            self.accepted += answer["ok"]
        return bool(ok != answer["ok"] or (ok and missing != theirs))

    def show_graph(self, graph: Any) -> str:
        """A graph in its smallest form, and what each judge says."""
        first = self._ask(graph)[0]["ok"]
        least = smaller(graph, lambda g: self._graph_differs(g) and self._ask(g)[0]["ok"] == first)
        answer, ok, refusals, missing, theirs = self._ask(least)
        if answer["ok"] and ok:
            said = f"InvokeAI misses {sorted(map(str, theirs))}, wflint {sorted(map(str, missing))}"
        else:
            said = _said(answer["ok"], answer["error"], "; ".join(refusals))
        return f"graph {json.dumps(least)}\n  {said}"

    def show_values(self, case: Any) -> str:
        """A node in its smallest form, and what each judge says."""
        node_type, values = case
        first = self._ask_values(node_type, values)[0][0]

        def differs(changed: Any) -> bool:
            theirs, ours = self._ask_values(node_type, changed)
            return theirs[0] == first and ours != (theirs[0], sorted(theirs[2]))

        least = smaller(values, differs)
        theirs, ours = self._ask_values(node_type, least)
        if theirs[0] and ours[0]:
            said = f"InvokeAI misses {theirs[2]}, wflint {ours[1]}"
        else:
            said = _said(theirs[0], theirs[1], "")
        return f"{node_type} {json.dumps(least)}\n  {said}"

    def _ask_values(self, node_type: str, values: Any) -> tuple[Any, tuple[bool, list[str]]]:
        answer = self.oracle.ask({"values": [[node_type, values]]})[0]
        return answer, values_verdict(self.catalogue, node_type, values)


def _said(accepted: bool, error: str | None, refusals: str) -> str:
    if accepted:
        return f"InvokeAI accepts, wflint refuses: {refusals}".rstrip(": ")
    return f"InvokeAI refuses, wflint accepts: {' '.join((error or '').split())[:400]}"


@contextmanager
def taken(version: str, keep: Path | None) -> Iterator[Installed]:
    """The release in an environment of its own, for the time of the block or in a folder that is kept."""
    if keep is None:
        with tempfile.TemporaryDirectory() as temporary:
            yield install(version, Path(temporary))
        return
    folder = keep / version
    found = installed_in(folder)
    if found is None:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder / "env", ignore_errors=True)  # half made, by a run that was ended
        found = install(version, folder)
    yield found


def compare(version: str, arguments: argparse.Namespace) -> int:
    """Compare one release and say what came of it; gives the number of disagreements."""
    with taken(version, arguments.keep) as installed:
        folder = str(Path(light_route.__file__).parents[1])
        words = [folder, str(installed.sources), *faked_modules()]
        oracle = Oracle(str(installed.interpreter), "release_oracle.py", *words)
        try:
            comparison = Comparison(oracle, open_release(version), arguments.seed)
            differing = 0
            for what, count, ask, show in (
                ("graphs", arguments.graphs, comparison.graphs, comparison.show_graph),
                ("values", arguments.values, comparison.values, comparison.show_values),
            ):
                found = ask(count)
                share = 100 * (count - len(found)) / count if count else 100
                agreed = f"{count - len(found):,} of {count:,} {what} judged alike ({share:.2f} %)"
                print(f"{version}: {agreed}; InvokeAI accepts {comparison.accepted:,}", flush=True)
                shown = dict.fromkeys(show(case) for case in found[:SHOWN])
                for text in shown:
                    print(f"  {text}", flush=True)
                if len(found) > SHOWN:
                    print(f"  and {len(found) - SHOWN:,} more", flush=True)
                differing += len(found)
            return differing
        finally:
            oracle.close()


def newest_of_each_minor() -> list[str]:
    """The newest stable release of each minor version, from the oldest that can be asked.

    Of 7.0.0a3 wflint does not know all: its loops, edges into direct inputs, and what a collector mixes.
    """
    newest: dict[tuple[int, ...], str] = {}
    for version in list_releases():
        number = release_of(version)
        if not number < OLDEST and not number.is_pre:
            newest[tuple(map(int, version.split(".")[:2]))] = version
    return list(newest.values())


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("versions", nargs="*", metavar="VERSION", help="releases from 3.1 on")
    parser.add_argument("--every-minor", action="store_true", help="the newest release of each minor version")
    parser.add_argument("--turn", type=int, metavar="N", help="one of these, by turns")
    parser.add_argument("--graphs", type=int, default=1000, metavar="N", help="how many graphs (1000)")
    parser.add_argument("--values", type=int, default=1000, metavar="N", help="how many value cases (1000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="what to ask (1)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the environments there")
    arguments = parser.parse_args()
    versions = arguments.versions
    if arguments.every_minor or arguments.turn is not None:
        versions = newest_of_each_minor()
    if arguments.turn is not None:
        versions = [versions[arguments.turn % len(versions)]]
    known = set(list_releases())
    for version in versions:
        if version not in known or release_of(version) < OLDEST:
            parser.error(f"{version} is no release from 3.1 on: see `wflint catalogue list`")
    if not versions:
        parser.error("name releases, or give --every-minor")
    status = 0
    for version in versions:
        try:
            status = max(status, 1 if compare(version, arguments) else 0)
        except (LightRouteError, RuntimeError, OSError) as exc:
            print(f"{version}: {exc}", file=sys.stderr)
            status = 2
    return status


if __name__ == "__main__":
    sys.exit(main())
