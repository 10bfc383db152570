"""What releases of InvokeAI give for a case, made up, for tests of searches that need many of them."""

from __future__ import annotations

import io
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from wflint.live.client.errors import UnreachableError
from wflint.live.compare.trial import Trial
from wflint.live.serve.environment_pins import UPLOADED
from wflint.live.serve.errors import ServeError, SetupError

if TYPE_CHECKING:
    from wflint.live.compare.bisect_run import BisectWishes

EVERY = list(UPLOADED)
GRAPH: dict[str, Any] = {
    "id": "fox",
    "nodes": {
        "a": {"id": "a", "type": "blank_image", "width": 64, "height": 64},
        "b": {
            "id": "b",
            "type": "invokeai_img_blend",
            "color_space": "LCh (CIELab)",
            "blend_mode": "Subtract",
            "is_intermediate": False,
        },
    },
    "edges": [
        {
            "source": {"node_id": "a", "field": "image"},
            "destination": {"node_id": "b", "field": field_name},
        }
        for field_name in ("layer_base", "layer_upper")
    ],
}


def flat(level: int) -> bytes:
    raw = io.BytesIO()
    Image.new("RGB", (64, 64), (level, level, level)).save(raw, "PNG")
    return raw.getvalue()


@dataclass
class Releases:
    """Stands for all servers: ``what`` is other ``since`` a release. ``ends`` this process at its end."""

    since: str
    what: str = "image"
    second: str = "99.0.0"
    slow: float = 2.0
    noise: int = 0
    busy: dict[str, float] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    fails: set[str] = field(default_factory=set)
    ends: str = ""
    after: int = 0
    log: str = ""
    asked: list[str] = field(default_factory=list)

    def changed(self, release: str, since: str = "") -> bool:
        since = since or self.since
        return since in EVERY and EVERY.index(release) >= EVERY.index(since)

    def __call__(self, release: str, _case: object, wishes: BisectWishes, _progress: object) -> Trial:
        if self.log:
            with Path(self.log).open("a") as told:
                told.write(release + "\n")
        if self.ends and len(self.asked) == self.after:
            if self.ends == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise KeyboardInterrupt
        self.asked.append(release)
        self._break(self.broken.get(release, ""))
        found = Trial(release, "cpu", graph=GRAPH)
        if self.broken.get(release) == "unclear":
            found.outcome, found.said = "unclear", "no model of FLUX is there"
            return found
        changed = self.changed(release)
        if release in self.fails or (changed and self.what == "verdict"):
            found.outcome, found.said = "failed", f"ValueError: planted in {release}"
            return found
        level = 100 * (changed and self.what == "image") + 50 * self.changed(release, self.second)
        took = 1.0 + self.slow * (changed and self.what == "time") + self.busy.get(release, 0.0)
        found.pictures = [[flat(level + self.noise * run)] for run in range(wishes.repeats + 1)]
        found.seconds = [took] * wishes.repeats
        found.nodes = {"Blend": [took] * wishes.repeats}
        return found

    def environment(self, release: str, _progress: object) -> None:
        """Both ends are installed before anything is run."""
        self._break(self.broken.get(release, ""))

    def _break(self, how: str) -> None:
        if how == "start":
            raise ServeError("InvokeAI ended with exit code 3", ["ImportError: the sky has fallen"])
        if how == "install":
            raise SetupError("no network", ["dns error"])
        if how == "gone":
            raise UnreachableError("the server is gone")
        if how == "terminal":
            raise ServeError("\x1b[31mred\nand more")
