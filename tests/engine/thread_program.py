"""Checks many files in threads and prints what is found: ``python -m tests.engine.thread_program N STEP``.

A process of its own, because the first moments matter: nothing is imported, no definition decoded and no
verdict remembered when all threads begin. They take the files in different orders, so that each first time of
anything may fall into any of them, and the interpreter changes threads as often as it can.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from threading import Barrier, Thread

from tests import hostile_files

ROOT = Path(__file__).parents[2]
TARGETS = ("6.14.2", "5.15.0", "3.0.0", ">=4.2.8,<5.1")
SIZE = 8


def inputs(step: int) -> list[tuple[str, bytes]]:
    """Files of every shape: what rules have as examples, all documents of the fixtures, hostile files."""
    examples = sorted((ROOT / "fixtures" / "rules").glob("*/*.json"))[::step]
    folders = ("workflows", "broken", "guide", "foreign")
    others = [p for name in folders for p in sorted((ROOT / "fixtures" / name).rglob("*.*")) if p.is_file()]
    files = [(str(p.relative_to(ROOT)), p.read_bytes()) for p in [*examples, *others]]
    return files + [(name, shape(SIZE)) for name, shape in hostile_files.SHAPES.items()]


def found(name: str, raw: bytes, target: str) -> str:
    """All that is told of a file, as a digest; what raises instead is told too."""
    try:
        from wflint.engine.check import Checker
        from wflint.engine.examine import examine
        from wflint.engine.targets import open_targets
        from wflint.report.json_report import diagnostic_members

        checker = Checker(open_targets(target))
        result = examine(raw, name, checker)
        told = json.dumps([diagnostic_members(d) for d in result.diagnostics], sort_keys=True)
        crashes = [f"{c.where}: {c.error!r}" for c in checker.crashes]
        return f"{len(result.diagnostics)} {hashlib.sha256(told.encode()).hexdigest()[:16]} {crashes}"
    except Exception as error:
        return f"raised {error!r}"


def main(threads: int, step: int) -> None:
    """Check everything in each thread, and print the results of those that differ under one name."""
    files = inputs(step)
    work = [(name, raw, target) for name, raw in files for target in TARGETS[: 1 if step > 3 else None]]
    results: list[dict[str, str]] = [{} for _ in range(threads)]
    ready = Barrier(threads)

    def run(number: int) -> None:
        start = len(work) * number // threads
        mine = results[number]
        ready.wait()
        for name, raw, target in work[start:] + work[:start]:
            mine[f"{target} {name}"] = found(name, raw, target)

    sys.setswitchinterval(1e-6)
    started = [Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    every = {key: sorted({result[key] for result in results}) for key in results[0]}
    print(json.dumps(every, indent=0, sort_keys=True))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
