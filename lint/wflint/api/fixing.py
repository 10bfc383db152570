"""``wflint.fix``: a document mended, in memory."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.api.errors import InternalError
from wflint.api.settings import configured, wanted
from wflint.api.sources import given, without_places
from wflint.diagnostics import CheckedFile, Report
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.mending import mend
from wflint.engine.same_request import same_request
from wflint.engine.settings import SettingsFinder
from wflint.engine.targets import open_wanted

if TYPE_CHECKING:
    from wflint.api.settings import Config
    from wflint.api.sources import Given, Path, Source
    from wflint.diagnostics import Diagnostic
    from wflint.engine.configuration import Wanted


class Fixed(NamedTuple):
    """What became of a document.

    ``raw`` are its bytes, the very same where nothing was mended. ``applied`` are the diagnostics whose fixes
    were applied, as they stood when they were (round by round: later places are those of the text in
    between); ``left`` is the report of the result.
    """

    raw: bytes
    applied: list[Diagnostic]
    left: Report

    @property
    def changed(self) -> bool:
        """Whether anything was mended."""
        return bool(self.applied)

    @property
    def data(self) -> Any:
        """The JSON data of the result. Raises ValueError where it is none, as of a picture."""
        return json.loads(self.raw)


def fix(
    source: Source,
    *,
    unsafe: bool = False,
    target: Path | None = None,
    models: Path | None = None,
    config: Config = None,
    name: str | None = None,
) -> Fixed:
    """Mend what can be mended in one document, and check the result; nothing is written.

    Safe fixes leave InvokeAI with the request that it makes of the file today, or mend what it refuses in the
    only way there is; with ``unsafe`` those are applied too that change what runs. Every byte that no fix is
    about stays as it is. Of data the result is written anew: ``Fixed.data``. Pictures are never changed. The
    options and errors are those of :func:`wflint.check`; a baseline is not heeded.
    """
    document = given(source, name)
    settings = SettingsFinder(configured(config)).for_file(document.name)
    look = _Look(document, wanted(target, models).over(settings.for_file(document.name)))
    mended = mend(document.raw, look, unsafe=unsafe, same=look.same)
    if look.crashed:
        raise InternalError(
            f"{document.name}: {look.crashed[0]} (please report it)", look.report, look.crashed
        )
    if document.data is not None:
        return Fixed(mended.raw, list(map(without_places, mended.applied)), look.report_of(mended.left))
    return Fixed(mended.raw, mended.applied, look.report_of(mended.left))


class _Look:
    """Checks the texts of one document, one after the other."""

    def __init__(self, document: Given, wishes: Wanted) -> None:
        self.crashed: list[str] = []
        self._document = document
        self._wishes = wishes
        self._checker = Checker(open_wanted(wishes), wishes.selection(), wishes.options())
        self._severities = wishes.severities()
        self.same = partial(same_request, catalogues=self._checker.catalogues)
        self._files: tuple[CheckedFile, ...] = ()
        self.report = Report(())

    def __call__(self, raw: bytes) -> list[Diagnostic]:
        hiding = self._wishes.hiding()
        found = examine(raw, self._document.name, self._checker, severities=self._severities, hiding=hiding)
        self._files = found.checked
        self.report = self.report_of(found.diagnostics)
        for crash in self._checker.crashes:
            self.crashed.append(f"internal error in rule {crash.where}: {crash.error!r:.300}")
        self._checker.crashes.clear()
        return found.diagnostics

    def report_of(self, diagnostics: Any) -> Report:
        """The report of what was looked at last."""
        targets = tuple(catalogue.name for catalogue in self._checker.catalogues)
        report = Report(targets, list(self._files), list(diagnostics))
        if self._wishes.fail_on is not None:
            report.fail_on[self._document.name] = self._wishes.fail_on
        if self._document.data is not None:
            report.diagnostics = list(map(without_places, report.diagnostics))
        return report
