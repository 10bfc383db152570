"""What a case gave on each release, kept in the cache: a bisection that was ended goes on from there.

Kept by content: of the case, its document, the files and node packs it uses, and how it was run. Whatever
differs is another question, and what was kept for the old one is no answer to it.
"""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.cache import cache_dir
from wflint.engine.project import inside
from wflint.live.compare.bisect_look import VERBS
from wflint.live.compare.trial import Trial
from wflint.reading import PICTURE, RECORDED, parse_json, read_bounded
from wflint.version import __version__
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wflint.live.cases.load import Case

_SCHEMA: Final = 2
_MEMBERS: Final = ("release", "device", "outcome", "said", "seconds", "nodes", "graph")  # of a trial
_QUESTIONS: Final = 20  # that are kept, with all their images


class KeptTrial(NamedTuple):
    """A trial, and how many seconds it took with its server's start (and installation, where it was made)."""

    trial: Trial
    took: float


class KeptTrials:
    """The trials of one question, a file a release, with its images beside it.

    What cannot be read, is not whole, or has fewer ``repeats`` after the first run, is not there.
    Raises OSError where nothing can be written.
    """

    def __init__(
        self, case: Case, wishes: dict[str, Any], packs: Iterable[Path] = (), *, repeats: int = 1
    ) -> None:
        self._runs = repeats + 1
        digest = sha256()
        for raw in _content(case, wishes, packs):
            digest.update(sha256(raw).digest())
        self._folder = cache_dir() / "bisect" / digest.hexdigest()[:32]

    def get(self, release: str) -> KeptTrial | None:
        """What the case gave on a release, if that is known."""
        try:
            data: Any = parse_json(read_bounded(self._folder / f"{release}.json", RECORDED))
            runs = [[self._image(digest) for digest in run] for run in data.pop("images")]
            took, trial = float(data.pop("took")), Trial(**{n: data[n] for n in _MEMBERS}, pictures=runs)
            _check(trial)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        enough = trial.outcome != "ran" or len(trial.pictures) >= self._runs
        return KeptTrial(trial, took) if enough and trial.release == release else None

    def prepare(self) -> None:
        """Make sure that something can be kept, before minutes go into it."""
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._forget_old()

    def keep(self, release: str, found: KeptTrial) -> None:
        """Write it down; what could not be found out is asked again next time."""
        if found.trial.outcome not in VERBS:
            return
        self.prepare()
        digests = [[self._keep_image(raw) for raw in run] for run in found.trial.pictures]
        told = {name: getattr(found.trial, name) for name in _MEMBERS}
        data = {**told, "images": digests, "took": found.took}
        write_file(self._folder / f"{release}.json", json.dumps(data) + "\n")

    def forget(self) -> None:
        """Remove all answers to this question."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _image(self, digest: str) -> bytes:
        if not (isinstance(digest, str) and len(digest) == 64 and digest.isalnum()):
            raise ValueError("not an image's name")
        raw = read_bounded(self._folder / f"{digest}.image", PICTURE)
        if sha256(raw).hexdigest() != digest:
            raise ValueError("another image")
        return raw

    def _keep_image(self, raw: bytes) -> str:
        digest = sha256(raw).hexdigest()
        write_file(self._folder / f"{digest}.image", raw)
        return digest

    def _forget_old(self) -> None:
        """Of many questions only the newest are kept."""
        others = [
            (folder.stat().st_mtime, folder)
            for folder in self._folder.parent.iterdir()
            if folder != self._folder and folder.is_dir() and not folder.is_symlink()
        ]
        for _, folder in sorted(others, reverse=True)[_QUESTIONS - 1 :]:
            shutil.rmtree(folder, ignore_errors=True)


def _content(case: Case, wishes: dict[str, Any], packs: Iterable[Path]) -> Iterator[bytes]:
    """All that an answer depends on but the release."""
    yield json.dumps([_SCHEMA, __version__, wishes], sort_keys=True, default=str).encode()
    yield case.table.model_dump_json().encode()
    yield read_bounded(case.workflow, PICTURE)
    for name in _named_files(case):
        try:
            yield read_bounded(inside(name, case.file), PICTURE)
        except (OSError, ValueError):  # a text that only looks like a file's name; else the run will say so
            yield b""
    for pack in packs:
        yield from _files(pack)


def _named_files(case: Case) -> list[str]:
    texts = [value for value in case.table.inputs.values() if isinstance(value, str)]
    return [*case.table.uploads.values(), *(text.removeprefix("@") for text in texts if len(text) < 1024)]


def _files(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield str(path.relative_to(folder)).encode("utf-8", "surrogateescape")
            yield read_bounded(path, PICTURE)


def _check(trial: Trial) -> None:
    """Raises ValueError for a trial whose members are not what they are used as."""
    numbers = [*trial.seconds, *(n for each in trial.nodes.values() for n in each)]
    texts = (trial.release, trial.device, trial.said)
    if (
        trial.outcome not in VERBS
        or not all(isinstance(text, str) for text in texts)
        or not all(isinstance(number, (int, float)) for number in numbers)
        or not isinstance(trial.graph, dict)
        or (trial.outcome == "ran" and not trial.pictures)
    ):
        raise ValueError("not a trial")
