"""Which releases wflint's servers on this machine run, whoever started them, detached or not."""

from __future__ import annotations

import re

_TOLD = re.compile(r"# wflint serves InvokeAI (\S+?)(?=[\s\"]|$)")  # in the command line, or its guard's


def told(release: str) -> str:
    """A comment that says on a server's command line, in its Python code, which release it is."""
    return f"  # wflint serves InvokeAI {release}"


def running_releases() -> set[str]:
    """The releases of the servers of this user that run now."""
    import psutil

    found: set[str] = set()
    for process in psutil.process_iter(["cmdline"]):  # of those that may not be seen it is None
        for part in process.info["cmdline"] or ():
            found.update(_TOLD.findall(part))
    return found
