"""Files made to break a reader, in full size: memory, and what twice as much of each costs in instructions.

    python tests/bench/hostile.py [SHAPE...]

Every shape is made as large as wflint reads it and checked in 1.5 GiB of address space. Then the
instructions (callgrind's) of a moderate size are counted against twice that size, both beyond the start of
the process: work inside the interpreter counts too, which the tests do not see. Some 40 minutes for all.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.instructions import instructions, missing  # noqa: E402
from tests.hostile_files import SHAPES  # noqa: E402
from wflint.reading import DOCUMENT, has_too_many  # noqa: E402

MEMORY = 1536 << 20
LIMIT = 2.7  # twice as much may cost so many times as much
SIZE = 1500
CHECK = (
    "import resource, sys\n"
    f"resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))\n"
    "from wflint.cli.main import main\n"
    "sys.exit(main())\n"
)
EXAMINE = """
import sys
from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine
checker = Checker((open_release("6.14.2"),))
for path in sys.argv[1:]:
    examine(open(path, "rb").read(), "a", checker)
assert not checker.crashes, checker.crashes
"""


def largest(name: str) -> bytes:
    """The largest file of a shape that is read, to within a few percent."""
    shape, size = SHAPES[name], 1000
    for step in (2.0, 1.3, 1.05):
        while True:
            raw = shape(int(size * step))
            if len(raw) > DOCUMENT or has_too_many(raw) or size > 2_000_000:
                break
            size = int(size * step)
    return shape(size)


def main() -> int:
    reason = missing()
    if reason is not None:
        print(reason, file=sys.stderr)
        return 1
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        small, double, full = (Path(folder) / name for name in ("small", "double", "full"))
        for name in sys.argv[1:] or SHAPES:
            full.write_bytes(largest(name))
            code = [sys.executable, "-c", CHECK, "check", "--images", "--format", "json", str(full)]
            done = subprocess.run(code, capture_output=True, text=True, check=False)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            small.write_bytes(SHAPES[name](SIZE))
            double.write_bytes(SHAPES[name](2 * SIZE))
            # The same twice: what the first imports and remembers is not counted.
            base, one, two = (
                instructions("-c", EXAMINE, str(double), *more)
                for more in ((), (str(small),), (str(double),))
            )
            ratio = (two - base) / max(one - base, 1)
            ok = done.returncode in (0, 1) and not done.stderr and (ratio <= LIMIT or two - base < 50e6)
            faults += not ok
            print(
                f"{name:28} {full.stat().st_size / 1e6:6.1f} MB, exit {done.returncode}, "
                f"highest so far {peak} MiB; "
                f"{(one - base) / 1e6:8.1f} million instructions, twice as much {ratio:.2f} times"
                f"{'' if ok else '  TOO MUCH ' + done.stderr[:300]}",
                flush=True,
            )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
