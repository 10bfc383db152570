"""Whether the allocator of a server's process gives memory back, without which growth tells its history.

glibc maps large pieces of memory one by one and returns them when they are freed. What counts as large
grows with what was freed before, up to 32 MiB, unless MALLOC_MMAP_THRESHOLD_ holds it: below that, freed
memory stays with the process and is used again, so the same run grows an old server less than a fresh one
(InvokeAI 6.14.2 on CPU, the same SD1.5 run: 49 MiB at first, 25 MiB later; with the variable 81 MiB, always).
"""

from __future__ import annotations

import sys
from typing import Final

VARIABLE: Final = "MALLOC_MMAP_THRESHOLD_"
_TUNABLE: Final = "glibc.malloc.mmap_threshold"


def keeps_freed_memory(pid: int) -> str:
    """Why the growth of a process depends on what it did before; empty if it does not, as far as we know.

    Of systems other than Linux nothing is known.
    """
    if sys.platform != "linux":
        return ""
    import psutil

    try:
        environment = psutil.Process(pid).environ()
    except (psutil.Error, OSError):
        return f"the environment of process {pid} cannot be read, so nobody knows if it returns freed memory"
    if VARIABLE in environment or _TUNABLE in environment.get("GLIBC_TUNABLES", ""):
        return ""
    return (
        "the server's process keeps freed memory, so growth depends on what ran before; "
        f"start it with {VARIABLE}=65536 in its environment (wflint serve does)"
    )
