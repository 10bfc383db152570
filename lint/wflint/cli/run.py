"""``wflint run``: workflows on a server, from options to an exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wflint.cli.errors import OK, USAGE, Failure
from wflint.cli.run_options import RunCommand, RunWishes, run_options

if TYPE_CHECKING:
    from wflint.live.client.client import Client
    from wflint.live.runs.document_run import Prepared, RunSettings

EPILOG = """\b
Examples:
  wflint run fox.workflow.json                             on http://127.0.0.1:9090
  wflint run --set "Positive Prompt=a fox" --set noise.seed=7 fox.workflow.json
  wflint run --sweep noise.seed=1..8 --name "{file}-{noise.seed}" fox.workflow.json
  wflint run --sweep "Positive Prompt=@prompts.txt" --server http://gpu:9090 fox.workflow.json
  wflint run --set "Image=photo.png" --set "Model=My SDXL" edit.workflow.json
  wflint run --inspect "Edges" pose.workflow.json          what a node on the way gave out
  wflint run --dry-run workflows/                          print the requests
  wflint run workflows/                                    the cases (NAME.test.toml) beside workflows, and
                                                           the workflows that have none
  wflint run --last-failed --max-failures 1 workflows/     what failed last time, up to the first that does
  wflint run --shard 2/4 --cache workflows/                the second of four machines; no run for nothing
  wflint run --update-baselines --from-history 9 workflows/
                                                           baselines of results kept; asks no server
  wflint run --coverage workflows/                         which workflows have no case; asks no server

\b
An input is named by the label that the user sees, or as node.field with a node's label, type or id.
An image is a file (uploaded, and removed again) or the name of one on the server; @FILE is its text.
Several --sweep give every combination. Credentials: `wflint login URL` keeps them for one server; else
WFLINT_TOKEN, or WFLINT_EMAIL and WFLINT_PASSWORD. A server that only the configuration names must be allowed.

\b
Exit codes: 0 everything ran, 1 something failed or was refused, 2 wrong usage or no server;
130, 143 and 129 when Ctrl-C, SIGTERM or SIGHUP ended it: then the run is cancelled, and uploads are removed.
"""


@click.command(cls=RunCommand, epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path())
@run_options
def run(paths: tuple[str, ...], **given: Any) -> int:
    """Run workflows, graphs and enqueue bodies on an InvokeAI server and save their images."""
    return _run(paths, RunWishes(**given))


def _run(paths: tuple[str, ...], wishes: RunWishes) -> int:
    from wflint.cli.run_cases import CaseWishes, split_found, split_named
    from wflint.cli.run_chosen import choose
    from wflint.cli.run_files import Runner
    from wflint.cli.server import open_session, server_failure
    from wflint.engine.settings import ConfigError, SettingsFinder
    from wflint.live.client.client import Client
    from wflint.live.client.errors import InputError, ServerError
    from wflint.live.measure.host import is_gone
    from wflint.live.runs.document_run import RunSettings, Saving
    from wflint.live.runs.outputs import NameTemplate

    if wishes.cache_clear:
        _clear_cache()
        if not paths:
            return OK
    if not paths:
        raise click.UsageError("Missing argument 'PATHS...'.")
    if wishes.target and not wishes.dry_run:
        raise click.UsageError("--target goes with --dry-run; a run targets its server")
    if wishes.inspected and wishes.dry_run:
        raise click.UsageError("--inspect looks at what came out, and --dry-run runs nothing")
    if wishes.from_history and not wishes.update_baselines:
        raise click.UsageError("--from-history goes with --update-baselines")
    settings = RunSettings(sets=wishes.sets, sweeps=wishes.sweeps, runs=wishes.runs)
    try:
        NameTemplate(wishes.name, {text.partition("=")[0].strip(): "" for text in wishes.sweeps})
    except InputError as error:
        raise click.UsageError(str(error)) from None
    documents, cases = split_named(paths)
    if wishes.inspected and cases:
        raise click.UsageError("--inspect looks at nodes of workflows; name the workflow instead of its case")
    files = documents_of(documents) if documents else []
    if wishes.coverage:
        from wflint.cli.run_coverage import show_coverage

        return show_coverage(paths, files, as_json=wishes.output_format == "json")
    plainly = wishes.sets or wishes.sweeps or wishes.runs or wishes.inspected
    if not (wishes.no_cases or wishes.dry_run or plainly):
        files, found = split_found(files, documents)
        cases += tuple(found)
        if wishes.tags:  # a document has none
            files = [file for file in files if file in documents]
    if not files and not cases:
        if wishes.tags:
            raise Failure(f"nothing to run: --tag chooses cases, and there are none under {', '.join(paths)}")
        raise Failure(f"nothing to run: no InvokeAI documents under {', '.join(paths)}")
    finder = SettingsFinder()
    history = None
    if cases:
        from wflint.live.history.configured import history_file

        try:
            history = history_file("" if wishes.no_history else wishes.history, Path.cwd())
        except ConfigError as error:
            raise Failure(str(error)) from None
    if wishes.from_history:
        from wflint.cli.run_baselines import baselines_from_history

        return baselines_from_history(cases, wishes, history)
    if wishes.target:
        return _print_offline(files, settings, wishes.target)
    saving = Saving(
        folder=None if wishes.no_save else Path(wishes.output),
        name=wishes.name,
        intermediate=wishes.intermediates,
        overwrite=wishes.overwrite,
    )
    session = open_session(wishes.server, ca=wishes.ca, insecure=wishes.insecure)
    try:
        with Client(session, patience=wishes.patience, any_release=wishes.any_release) as connection:
            _ = connection.version  # whether it is there, before anything else
            connection.queue.gone = is_gone(session.url)
            if wishes.dry_run:
                return _print_requests(files, settings, connection)
            chosen = choose(files, cases, wishes)
            runner = Runner(
                connection, settings, saving, finder, check=not wishes.no_check, seconds=wishes.timeout
            )
            runner.quiet, runner.as_json = wishes.quiet, wishes.output_format == "json"
            runner.clean, runner.may_stall = wishes.clean, wishes.may_stall
            runner.inspected, runner.waiting = wishes.inspected, wishes.waiting
            return runner.run(chosen, CaseWishes.of(wishes, history))
    except (ServerError, ConfigError) as error:
        raise server_failure(error, session) from None


def _clear_cache() -> None:
    from wflint.cli.output import note
    from wflint.diagnostics.words import numbered
    from wflint.live.cases.result_cache import ResultCache

    note(f"removed {numbered(ResultCache().clear(), 'result')} from the cache")


def documents_of(paths: tuple[str, ...]) -> list[str]:
    """The files to run: those named, and the documents in the folders named."""
    from wflint.cli.output import note
    from wflint.engine.files import STDIN, discover

    if STDIN in paths:
        raise click.UsageError("run takes files, not standard input")
    found = discover(paths, images=False, excluded=lambda _: False)
    for path, reason in found.problems:
        raise Failure(f"{path}: {reason}")
    for path, reason in found.left_out:
        note(f"{path}: left out: {reason}")
    return [path for path, named in found.files if named or _is_document(path)]


def _is_document(path: str) -> bool:
    from wflint.document.load import load_bytes
    from wflint.live.client.errors import InputError
    from wflint.live.runs.request import runnable
    from wflint.reading import read_document_file

    try:
        loaded = load_bytes(read_document_file(path), path)
        return bool(loaded.documents and runnable(loaded.documents, path))
    except (OSError, InputError):
        return False


def _print_offline(files: list[str], settings: RunSettings, target: str) -> int:
    from wflint.engine.targets import TargetError, open_targets
    from wflint.live.runs.document_run import prepare

    try:
        catalogue = open_targets(target, named=True)[-1]
    except TargetError as error:
        raise Failure(str(error)) from None
    return _print(files, lambda path: prepare(path, settings, None, catalogue, check=False, dry=True))


def _print_requests(files: list[str], settings: RunSettings, server: Client) -> int:
    from wflint.live.runs.document_run import prepare

    return _print(files, lambda path: prepare(path, settings, server, check=False, dry=True))


def _print(files: list[str], make: object) -> int:
    from wflint.cli.output import complain, note, write_json
    from wflint.graph.webui.batch_nodes import BatchError
    from wflint.live.client.errors import InputError

    code = OK
    assert callable(make)
    for path in files:
        try:
            prepared: Prepared = make(path)
        except (InputError, BatchError, OSError) as error:
            complain(f"{path}: {error}")
            code = USAGE
            continue
        for text in prepared.notes:
            note(f"{path}: {text}")
        write_json(json.dumps(prepared.body, indent=2, ensure_ascii=False) + "\n")
    return code
