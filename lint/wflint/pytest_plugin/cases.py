"""Case files as collectors, cases as test items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from wflint.plain import one_line
from wflint.pytest_plugin.failures import told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from wflint.live.cases.load import Case
    from wflint.live.cases.verdict import CaseVerdict


class CaseFailedError(Exception):
    """A case that is not passed; carries its verdict to the report."""

    def __init__(self, verdict: CaseVerdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


class CaseFile(pytest.File):
    """A ``.test.toml`` file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its cases; those without a wanted tag are left out."""
        from wflint.live.cases.load import CaseError, load_cases

        try:
            cases = load_cases(self.path)
        except CaseError as error:
            raise self.CollectError(str(error)) from None
        except ImportError as error:
            raise self.CollectError(
                f"cases need the live extra: pip install 'wflint[live]' ({one_line(str(error))})"
            ) from None
        wanted = {tag.strip() for tag in self.config.getoption("wflint_tags").split(",") if tag.strip()}
        for case in cases:
            if not wanted or wanted & set(case.table.tags):
                name = f"case{case.name}" if case.name[:1] in ("", "[") else case.name  # [: made by a sweep
                yield CaseItem.from_parent(self, name=one_line(name), case=case)


def _columns(config: pytest.Config) -> int | None:
    """How wide lines may be: those of a terminal; None for a file, a pipe and a worker of xdist."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not getattr(reporter, "isatty", False):
        return None
    return min(100, config.get_terminal_writer().fullwidth)


def keep_shard(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the cases of other shards than ``--wflint-shard`` asks for; other tests stay.

    Raises pytest.UsageError for what is not a shard.
    """
    from wflint.live.cases.planned import Planned, dealt, parse_shard

    try:
        shard = parse_shard(config.getoption("wflint_shard"))
    except ValueError as error:
        raise pytest.UsageError(f"--wflint-shard: {one_line(str(error))}") from None
    cases = [item for item in items if isinstance(item, CaseItem)]
    planned = {id(item): Planned(item.path, case=item.case) for item in cases}
    mine = {id(each) for each in dealt(list(planned.values()), shard)}
    # With --lf, pytest leaves out files before they are dealt; what it remembers failed on this machine.
    failed = (
        config.cache.get("cache/lastfailed", {}) if config.getoption("lf", False) and config.cache else {}
    )
    left = [item for item in cases if id(planned[id(item)]) not in mine and item.nodeid not in failed]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


class CaseItem(pytest.Item):
    """One case. Its measurements become properties of the JUnit report."""

    def __init__(self, *, case: Case, **options: Any) -> None:
        super().__init__(**options)
        self.case = case
        self.add_marker("wflint")
        for tag in case.table.tags:
            self.add_marker(pytest.mark.wflint_tag(tag))

    def runtest(self) -> None:
        """Run it. Raises CaseFailedError; skips when there is no server or the case is not for it."""
        from wflint.pytest_plugin.servers import servers_of

        servers = servers_of(self.config)
        verdict = servers.runner().run(self.case)
        servers.add(verdict)
        self.user_properties.extend(verdict.properties())
        lines = verdict.lines()
        self.add_report_section("call", "wflint", "\n".join(lines))
        if verdict.status == "skipped":
            pytest.skip(verdict.reason)
        if not verdict.ok:
            raise CaseFailedError(verdict)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The verdict instead of a traceback."""
        if isinstance(excinfo.value, CaseFailedError):
            lines = excinfo.value.verdict.lines(measurements=False, width=_columns(self.config))
            return "\n".join(lines)
        return told(excinfo.value) or super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Where it is written."""
        return self.path, self.case.line - 1, one_line(f"case {self.case.id}")
