"""Which releases of InvokeAI the package index has: pip is asked, as the user configured it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from subprocess import PIPE

from wflint.catalogue.light_route.take import LightRouteError, run_uv
from wflint.release import exact_release, release_of


def offered(within: Path | None = None) -> tuple[str, ...]:
    """Its releases with a wheel, oldest first, pre-releases included.

    ``within`` is the folder for what is thrown away. Raises LightRouteError.
    """
    with tempfile.TemporaryDirectory(prefix="wflint-", dir=within, ignore_cleanup_errors=True) as temporary:
        said = run_uv(
            Path(temporary),
            *("tool", "run", "--quiet", "pip", "index", "versions", "--no-input", "--pre", "--json"),
            *("--ignore-requires-python", "--only-binary", ":all:", "invokeai"),
            stdout=PIPE,
        )
    try:
        found = json.loads(said)["versions"]
        versions = {v for v in found if exact_release(v) is not None}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise LightRouteError("pip's list of releases is not one that wflint reads") from None
    return tuple(sorted(versions, key=release_of))
