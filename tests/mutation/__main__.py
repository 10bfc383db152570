"""``python -m tests.mutation``: make single changes of the code, and see whether a test notices."""

from __future__ import annotations

import argparse
import compileall
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutation.project import HOME, Project, read_project, sample
from tests.mutation.report import outcome
from tests.mutation.results import Results, results_in

if TYPE_CHECKING:
    from tests.mutation.changes import Change

_ROOT = HOME.parents[1]
_INSIDE = "--inside"  # the copy; the rest of the run happens there
# One thread each; the same hashes and the same random examples every time.
_ENVIRONMENT = {
    "CI": "true",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


def options() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument(
        "--sample", type=int, default=440, metavar="N", help="so many changes; 0 is all (440)"
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="PATH", help="only changes of these files")
    parser.add_argument("--again", type=Path, metavar="FILE",
                        help="only what nobody noticed in this file of results")  # fmt: skip
    parser.add_argument("--list", action="store_true", help="say what would be changed, and change nothing")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="write results here, and go on from them")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="so many at a time (1)")
    parser.add_argument("--budget", type=float, default=60, metavar="SECONDS",
                        help="of tests for each change, quick ones first (60)")  # fmt: skip
    parser.add_argument("--percent", type=float, metavar="P",
                        help="of the changes must be noticed (as in project.toml)")  # fmt: skip
    parser.add_argument("--root", type=Path, default=_ROOT, help="the project (this one)")
    parser.add_argument("--settings", type=Path, default=HOME, metavar="DIR",
                        help="where project.toml and survivors.toml are (here)")  # fmt: skip
    parser.add_argument(_INSIDE, type=Path, help=argparse.SUPPRESS)
    return parser


def main() -> int:
    """Run it; 1 if too little was noticed or the list of survivors is not true."""
    given = options().parse_args()
    if given.list or given.inside:
        project = read_project((given.inside or given.root).resolve(), given.settings)
        chosen = choose(given, project)
        if given.list:
            print(*(f"{change.id} {change.file}:{change.line} {change.label}" for change in chosen), sep="\n")
            return 0
        from tests.mutation.worker import work

        results = Results(given.resume, tree(project))
        hits = given.resume.with_name(given.resume.name + ".hits")
        work(project, chosen, results, hits, jobs=given.jobs, budget=given.budget)
        return 0
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        given.resume = (given.resume or Path(folder) / "results.jsonl").resolve()
        copy = Path(folder) / "tree"
        copy_tree(given.root.resolve(), copy)
        project = read_project(copy, given.settings.resolve())
        inside(given, project)
        wanted = {change.id for change in choose(given, project)}
        found = [r for r in Results(given.resume, tree(project)).read().values() if r.id in wanted]
    if missing := len(wanted) - len(found):
        print(f"FAILED: the run ended early, {missing} changes have no result", file=sys.stderr)
        return 1
    if given.percent is not None:
        project = project._replace(percent=given.percent)
    ended = outcome(project, project.changes(), found)
    print(*ended.lines(), sep="\n")
    return 1 if ended.faults else 0


def choose(given: argparse.Namespace, project: Project) -> list[Change]:
    """The changes that this run is about."""
    every = project.changes(given.only)
    if given.again is None:
        return sample(every, given.sample)
    alive = {(r.file, r.change) for r in results_in(given.again) if not r.killed}
    return [change for change in every if (change.file, change.label) in alive]


def copy_tree(root: Path, copy: Path) -> None:
    """The files that git knows or would add; all of them where there is no repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        shutil.copytree(root, copy)
        return
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)


def inside(given: argparse.Namespace, project: Project) -> None:
    """Go on in the copy, in a process of its own."""
    for folder in (project.source, *project.tests):
        compileall.compile_dir(project.root / folder, quiet=2)
    ours = str(HOME.parents[1])
    paths = [str(project.root / project.source), *([] if given.root.resolve() == _ROOT else [ours])]
    command = [sys.executable, "-m", "tests.mutation", _INSIDE, str(project.root)]
    command += ["--settings", str(given.settings.resolve()), "--resume", str(given.resume)]
    command += ["--sample", str(given.sample), "--jobs", str(given.jobs), "--budget", str(given.budget)]
    command += ["--only", *given.only] if given.only else []
    command += ["--again", str(given.again.resolve())] if given.again else []
    environment = {**os.environ, **_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(paths)}
    subprocess.run(command, cwd=project.root, env=environment, check=False)


def tree(project: Project) -> str:
    """A hash of the code and the tests."""
    found = hashlib.sha256()
    for folder in (project.source, *project.tests):
        for path in sorted((project.root / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                found.update(project.name(path).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
