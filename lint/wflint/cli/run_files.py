"""Running the files that ``wflint run`` was given, and saying what became of each."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.cli.errors import FINDINGS, OK, USAGE
from wflint.plain import line_of

if TYPE_CHECKING:
    from wflint.cli.run_cases import CaseWishes
    from wflint.cli.run_chosen import Chosen
    from wflint.diagnostics import Diagnostic
    from wflint.engine.settings import SettingsFinder
    from wflint.live.cases.inspection import Inspected
    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.client.client import Client
    from wflint.live.runs.document_run import Prepared, RunOutcome, RunSettings, Saving


class Runner:
    """Runs files one after the other; what goes wrong with one does not keep the others from running."""

    def __init__(
        self,
        server: Client,
        settings: RunSettings,
        saving: Saving,
        finder: SettingsFinder,
        *,
        check: bool,
        seconds: float,
    ) -> None:
        self.server = server
        self.settings = settings
        self.saving = saving
        self.finder = finder
        self.check = check
        self.seconds = seconds
        self.waiting: float | None = None
        self.quiet = self.as_json = self.clean = self.may_stall = False
        self.usage_error = False
        self.inspected: tuple[str, ...] = ()  # names of nodes to look at
        self._found: dict[int, list[Inspected]] = {}  # by the outcome's id
        self.server_log: tuple[str, ...] = ()  # the end of it, where the server died

    def run(self, chosen: Chosen, wishes: CaseWishes) -> int:
        """The exit code."""
        from wflint.cli.output import write, write_json
        from wflint.cli.run_cases import run_cases
        from wflint.cli.run_chosen import Tally
        from wflint.live.cases.shown_names import shown_name
        from wflint.live.runs.document_run import as_json

        outcomes: list[RunOutcome] = []
        verdicts: list[CaseVerdict] = []
        tally = Tally(chosen.memory, wishes.max_failures)
        try:
            # First: what they leave on the server is removed after each.
            verdicts = run_cases(chosen, wishes, self.server, tally, as_json=self.as_json, quiet=self.quiet)
            for planned in chosen.documents:
                if tally.enough():
                    break
                outcomes.append(self._one(str(planned.file)))
                tally.count(planned, ok=outcomes[-1].ok)
        finally:
            self._leave()
        cases_left = chosen.cases[len(verdicts) :]
        left = [shown_name(p.file, p.called, Path.cwd()) for p in cases_left]
        left += [str(planned.file) for planned in chosen.documents[len(outcomes) :]]
        failed = [o for o in outcomes if not o.ok]
        bad = [v for v in verdicts if not v.ok]
        if self.as_json:
            report = {
                "schema": 1,
                "tool": "wflint run",
                "server": {"url": self.server.session.name, "version": self.server.version},
                "summary": {
                    "files": len(outcomes),
                    "failed": len(failed),
                    "cases": len(verdicts),
                    "cases_failed": len(bad),
                    "cases_cached": sum(bool(v.cached) for v in verdicts),
                    "not_run": len(left),
                },
                "runs": [as_json(o) | self._inspections(o) for o in outcomes],
                "cases": [verdict.as_json() for verdict in verdicts],
                "not_run": left,
            }
            write_json(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
        else:
            if len(outcomes) > 1:
                write([f"{len(outcomes) - len(failed)} of {len(outcomes)} ran\n"])
            if len(outcomes) < len(chosen.documents):
                number = len(chosen.documents) - len(outcomes)
                said = f"{number} of {len(chosen.documents)} documents not run"
                write([f"{said} (--max-failures {tally.most})\n"])
        if self.usage_error:
            return USAGE
        return FINDINGS if failed or bad else OK

    def _one(self, path: str) -> RunOutcome:
        from functools import partial

        from wflint.cli.run_display import Display
        from wflint.engine.baselines import without_known
        from wflint.graph.webui.batch_nodes import BatchError
        from wflint.live.client.ahead import Ahead
        from wflint.live.client.errors import InputError, RunTimeoutError, ServerError, UnreachableError
        from wflint.live.runs.document_run import RunOutcome, execute, prepare

        outcome = RunOutcome(path)
        display = None
        try:
            settings = self.finder.for_file(path)
            prepared = prepare(
                path,
                self.settings,
                self.server,
                selection=settings.for_file(path).selection(),
                check=self.check,
                unknown=partial(without_known, place=path, settings=settings),
            )
            outcome.prepared = prepared
            if self.inspected:
                from wflint.live.cases.inspection import inspect_nodes, nodes_to_inspect

                nodes = nodes_to_inspect(self.inspected, prepared)  # a name that none has: before the run
            self._tell(prepared)
            if prepared.errors:
                outcome.error = f"not run: the check found {_count(len(prepared.errors), 'error')}"
                return self._ended(outcome)
            if prepared.stalling and not self.may_stall:
                self._show(prepared.stalling)
                outcome.error = "not run: the server's whole queue would stand still (--may-stall sends it)"
                return self._ended(outcome)
            terminal = sys.stderr.isatty() and not self.as_json
            display = Display(path, prepared.labels, terminal=terminal, quiet=self.quiet or self.as_json)
            display.waits(Ahead(self.server, prepared.items))
            outcome = execute(
                prepared,
                self.server,
                self.saving,
                seconds=self.seconds,
                waiting=self.waiting,
                stays=not self.clean,
                progress=display,
            )
            if self.inspected and outcome.result is not None:
                self._found[id(outcome)] = inspect_nodes(
                    nodes, prepared, outcome.result, self.server.gallery, self.saving
                )
        except (InputError, BatchError) as error:
            outcome.error = str(error)
            self.usage_error = True
        except RunTimeoutError as error:
            outcome.error, outcome.result = str(error), error.result
        except UnreachableError as error:
            from wflint.live.serve.ends import end_of

            end = end_of(self.server.session.url)
            outcome.error = end.after(error) if end else str(error)
            self.server_log = end.log if end else ()
            self.usage_error = True
        except (ServerError, OSError) as error:
            outcome.error = str(error)
        finally:
            if display is not None:
                display.close()
        return self._ended(outcome)

    def _tell(self, prepared: Prepared) -> None:
        """What was found and decided before the run."""
        from wflint.cli.output import note

        if self.as_json:
            return
        for text in prepared.notes:
            note(f"{prepared.path}: {text}")
        if prepared.errors:
            self._show(prepared.errors)

    def _show(self, findings: list[Diagnostic]) -> None:
        from wflint.cli.output import painter, write
        from wflint.diagnostics import Report
        from wflint.report.formats import Look, render

        if not self.as_json:
            report = Report((self.server.version,), diagnostics=findings)
            write(render(report, "text", Look(painter(sys.stderr), False)), sys.stderr)

    def _ended(self, outcome: RunOutcome) -> RunOutcome:
        from wflint.cli.output import complain, write

        if self.as_json:
            return outcome
        for _, path in outcome.saved:
            write([f"{path}\n"])
        write([f"{line_of(str(one))}\n" for one in self._found.get(id(outcome), ())])
        if outcome.error is not None:
            complain(f"{outcome.path}: {outcome.error}", self.server_log)
            self.server_log = ()
        elif outcome.result is not None and not outcome.saved and not self.quiet:
            write([f"{outcome.path}: ran, no images saved\n"], sys.stderr)
        return outcome

    def _inspections(self, outcome: RunOutcome) -> dict[str, Any]:
        found = self._found.get(id(outcome), [])
        return {"inspected": [one.as_json() for one in found]} if self.inspected else {}

    def _leave(self) -> None:
        """Remove what we put on the server: uploads always, pictures if asked to."""
        from wflint.cli.output import complain
        from wflint.live.client.errors import ServerError
        from wflint.stopping import stopped

        # After a signal a run may be under way that nobody waits for; else one whose answer was lost.
        queue = self.server.queue
        left = queue.cancel_all() if stopped() else queue.cancel_rest()
        trouble = [f"could not cancel batch {b}; it may go on when the server answers again" for b in left]
        try:
            if self.clean:
                self.server.clean_up()
            else:
                self.server.clear_uploads()
        except ServerError as error:
            trouble.append(f"could not clean up: {error}")
        if trouble:
            where = self.server.session.name
            trouble.append(f"`wflint queue clean --server {where}` removes what may be left there")
        for text in trouble:
            complain(text)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
