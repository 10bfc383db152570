"""``wflint upgrade`` over many files: which, from which release, and what becomes of each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from wflint.engine.exclusion import why_excluded
from wflint.engine.files import STDIN, discover
from wflint.engine.settings import FOUND, Configured, SettingsFinder
from wflint.engine.targets import open_targets
from wflint.reading import read_document_file
from wflint.records import NamedTuple
from wflint.upgrade.judge import Judge, open_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.engine.configuration import Wanted
    from wflint.engine.files import Candidate
    from wflint.engine.settings import Settings
    from wflint.graph.ir import Graph
    from wflint.rules.options import RuleOptions
    from wflint.upgrade.verdict import Judgement


class UpgradeRequest(NamedTuple):
    """What a command line asks for; see :class:`wflint.engine.check_files.CheckRequest`.

    ``new`` and ``old`` are targets, ``old`` None where it is guessed for each file. ``earlier``: what was
    wrong before is wanted in words.
    """

    paths: tuple[str, ...]
    new: str
    old: str | None = None
    images: bool = False
    skip_unknown: bool = False
    stdin: Callable[[], bytes] | None = None
    stdin_name: str | None = None
    force_exclude: bool | None = None
    configured: Configured = FOUND
    earlier: bool = False


TOO_DEEP: Final = "it is nested too deep"
NO_MEMORY: Final = "there is not enough memory"


class ReadFile(NamedTuple):
    """A file with its documents and the settings for it; ``problem`` and ``skipped`` as of a judged one."""

    path: str
    name: str
    raw: bytes = b""
    documents: Sequence[tuple[Document, Graph]] = ()
    settings: Settings | None = None
    problem: str | None = None
    skipped: str | None = None


class JudgedFile(NamedTuple):
    """A file with its documents and a judgement of each; ``problem`` says why there are none.

    A file that was left alone (excluded, or no document of InvokeAI's and only found by a search) has
    ``skipped``, which says why.
    """

    path: str
    name: str
    raw: bytes = b""
    documents: Sequence[Document] = ()
    judgements: Sequence[Judgement] = ()
    problem: str | None = None
    skipped: str | None = None


class UpgradeRun:
    """Judges files as a request says; its judges live on between them, one for each set of catalogues."""

    def __init__(self, request: UpgradeRequest) -> None:
        """Raises TargetError and ConfigError."""
        self.request = request
        self._finder = SettingsFinder(request.configured)
        self._judges: dict[tuple[str, ...], Judge] = {}
        default = self._finder.default()
        self.new = self._judge(default.wanted).new
        self.old = self._old(default.wanted)

    def candidates(self) -> tuple[list[Candidate], list[JudgedFile]]:
        """The files, and what could not be found or is left out. Raises ConfigError."""
        finder, request = self._finder, self.request
        found = discover(
            request.paths,
            images=request.images,
            excluded=lambda path: finder.for_file(path).leaves_out(path) is not None,
        )
        out = [JudgedFile(path, path, problem=reason) for path, reason in found.problems]
        left = [(path, why.removeprefix("is ")) for path, why in found.left_out]
        return found.files, out + [JudgedFile(path, path, skipped=why) for path, why in left]

    def prepare(self, candidates: Sequence[Candidate]) -> None:
        """Open what the settings of these files name. Raises ConfigError and TargetError."""
        for path, _ in candidates:
            wanted = self._finder.for_file(self._place(path)).wanted
            if wanted.catalogues + wanted.packs not in self._judges:
                self._judge(wanted)
                self._old(wanted)

    def files(self, candidates: Sequence[Candidate]) -> Iterator[JudgedFile]:
        """What becomes of each file. Raises ConfigError and TargetError."""
        for path, named in candidates:
            yield self.file(path, named=named)

    def file(self, path: str, *, named: bool, raw: bytes | None = None) -> JudgedFile:
        """What becomes of one file; ``raw`` is what it holds, None to read it."""
        file = self.read(path, named=named, raw=raw)
        if file.settings is None or not file.documents:
            return JudgedFile(path, file.name, file.raw, problem=file.problem, skipped=file.skipped)
        return self._judged(file, file.settings)

    def possible(self, file: ReadFile) -> list[str]:
        """The releases that a file may be of, oldest first. Raises ConfigError and TargetError."""
        if file.settings is None:
            return []
        return self._judge(file.settings.wanted).possible(file.documents)

    def read(self, path: str, *, named: bool, raw: bytes | None = None) -> ReadFile:
        """The documents of one file, as yet not judged."""
        request = self.request
        name = request.stdin_name or STDIN if path == STDIN else path
        place = self._place(path)
        try:
            if raw is None and path == STDIN and request.stdin:
                raw = request.stdin()  # though it be left out: with --write it goes on as it came
            why = why_excluded(self._finder, place, request.force_exclude) if named else None
            if why is not None:
                return ReadFile(path, name, raw or b"", skipped=why)
            if raw is None:
                raw = read_document_file(path)
        except OSError as error:
            return ReadFile(path, name, problem=error.strerror or str(error))
        lenient = not named or request.skip_unknown
        try:
            opened = open_file(raw, name, lenient=lenient)
        except RecursionError:
            return ReadFile(path, name, raw, problem=TOO_DEEP)
        except MemoryError:
            return ReadFile(path, name, raw, problem=NO_MEMORY)
        if opened.documents:
            return ReadFile(path, name, raw, opened.documents, self._finder.for_file(place))
        why = opened.reason or ""
        aside = ReadFile(path, name, raw)
        return aside._replace(skipped=why) if lenient else aside._replace(problem=why)

    def _place(self, path: str) -> str:
        """Where a file stands, for its settings."""
        return self.request.stdin_name or "stdin" if path == STDIN else path

    def _judged(self, file: ReadFile, settings: Settings) -> JudgedFile:
        path, name, raw, documents = file[:4]
        try:
            judge = self._judge(settings.wanted)
            judgements = judge.documents(documents, self._old(settings.wanted))
        except RecursionError:
            return JudgedFile(path, name, raw, problem=TOO_DEEP)
        except MemoryError:
            return JudgedFile(path, name, raw, problem=NO_MEMORY)
        problem = None
        if judge.crashes:
            crash = judge.crashes[0]
            judge.crashes.clear()
            problem = f"internal error in rule {crash.where}: {type(crash.error).__name__} (please report it)"
        return JudgedFile(path, name, raw, [each for each, _ in documents], judgements, problem)

    def _judge(self, wanted: Wanted) -> Judge:
        key = wanted.catalogues + wanted.packs
        judge = self._judges.get(key)
        if judge is None:
            new = one_release(self.request.new, wanted.catalogues)
            judge = self._judges[key] = Judge(
                new,
                _rule_options(wanted),
                open_old=partial(one_release, catalogues=wanted.catalogues),
                earlier=self.request.earlier,
            )
        return judge

    def _old(self, wanted: Wanted) -> Catalogue | None:
        return None if self.request.old is None else one_release(self.request.old, wanted.catalogues)


def _rule_options(wanted: Wanted) -> RuleOptions | None:
    """Whose packs there are. The models of a server are no matter of an upgrade."""
    return wanted._replace(models=None).options() if wanted.packs else None


def one_release(target: str, catalogues: tuple[str, ...] = ()) -> Catalogue:
    """The one catalogue of a target. Raises TargetError, also for a range."""
    from wflint.catalogue.errors import TargetError

    found = open_targets(target, catalogues, named=True)
    if len(found) > 1:
        raise TargetError(f"{target} names {len(found)} releases; give one of them, such as {found[-1].name}")
    return found[0]
