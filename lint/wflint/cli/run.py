"""``wflint run``: workflows on a server, from options to an exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wflint.cli import completions, options
from wflint.cli.errors import OK, USAGE, Failure

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
  wflint run --dry-run workflows/                          print the requests
  wflint run workflows/                                    the cases (NAME.test.toml) beside workflows, and
                                                           the workflows that have none

\b
An input is named by the label that the user sees, or as node.field with a node's label, type or id.
An image is a file (uploaded, and removed again) or the name of one on the server; @FILE is its text.
Several --sweep give every combination. Credentials: `wflint login URL` keeps them for one server; else
WFLINT_TOKEN, or WFLINT_EMAIL and WFLINT_PASSWORD. A server that only the configuration names must be allowed.

\b
Exit codes: 0 everything ran, 1 something failed or was refused, 2 wrong usage or no server;
130, 143 and 129 when Ctrl-C, SIGTERM or SIGHUP ended it: then the run is cancelled, and uploads are removed.
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@options.server
@click.option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Give an input a value; repeatable.")
@click.option(
    "--sweep",
    "sweeps",
    metavar="NAME=VALUES",
    multiple=True,
    help="Run with each of several values; repeatable.",
)
@click.option("--runs", "-n", metavar="N", type=click.IntRange(1), help="Run each combination N times.")
@click.option(
    "--output",
    "-o",
    metavar="DIR",
    default=".",
    show_default=True,
    type=click.Path(),
    help="Where images go.",
)
@click.option(
    "--name",
    metavar="TEMPLATE",
    default="{file}-{index:03}",
    show_default=True,
    help="Names of images: {file} {index} {item} {node} {type} {label} {name}, or a swept input.",
)
@click.option("--intermediates", is_flag=True, help="Save intermediate images too.")
@click.option("--overwrite", is_flag=True, help="Replace files of the same name.")
@click.option("--no-save", is_flag=True, help="Save no images.")
@click.option("--clean", is_flag=True, help="Remove the images from the server afterwards.")
@click.option("--no-check", is_flag=True, help="Run even if `wflint check` finds errors.")
@click.option(
    "--may-stall",
    is_flag=True,
    help="With --no-check: send what stops the server's whole queue, too.",
)
@click.option("--dry-run", is_flag=True, help="Print what would be sent; send nothing.")
@click.option(
    "--target",
    "-t",
    metavar="T",
    shell_complete=completions.targets,
    help="With --dry-run: make the request for this release, without a server.",
)
@click.option(
    "--timeout", metavar="S", type=click.FloatRange(0, min_open=True), default=600.0, show_default=True,
    help="Seconds for each document; then it is cancelled.",
)  # fmt: skip
@click.option(
    "--format", "-f", "output_format", type=click.Choice(("text", "json")), default="text", help="Report."
)
@options.ca
@options.insecure
@click.option("--quiet", "-q", is_flag=True, help="No progress, and no measurements of cases.")
@click.option(
    "--no-cases",
    is_flag=True,
    help="In folders, run workflows that have cases beside them without their cases.",
)
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="Only cases with this tag; repeatable.")
@click.option(
    "--update-goldens", is_flag=True, help="Replace the golden images of cases with what comes out now."
)
@click.option(
    "--update-baselines", is_flag=True, help="Replace the baselines of cases with what is measured now."
)
@click.option("--artifacts", metavar="DIR", type=click.Path(), help="Where images of failed cases go.")
@click.option("--log", metavar="FILE", type=click.Path(), help="The server's log, for cases that look at it.")
def run(
    *,
    paths: tuple[str, ...],
    server: str | None,
    sets: tuple[str, ...],
    sweeps: tuple[str, ...],
    runs: int | None,
    output: str,
    name: str,
    intermediates: bool,
    overwrite: bool,
    no_save: bool,
    clean: bool,
    no_check: bool,
    may_stall: bool,
    dry_run: bool,
    target: str | None,
    timeout: float,
    output_format: str,
    ca: str | None,
    insecure: bool,
    quiet: bool,
    no_cases: bool,
    tags: tuple[str, ...],
    update_goldens: bool,
    update_baselines: bool,
    artifacts: str | None,
    log: str | None,
) -> int:
    """Run workflows, graphs and enqueue bodies on an InvokeAI server and save their images."""
    from wflint.cli.run_cases import CaseWishes, split_found, split_named
    from wflint.cli.run_files import Runner
    from wflint.cli.server import open_session
    from wflint.engine.settings import ConfigError, SettingsFinder
    from wflint.live.client.client import Client
    from wflint.live.client.errors import InputError, ServerError
    from wflint.live.runs.document_run import RunSettings, Saving
    from wflint.live.runs.outputs import NameTemplate

    if target and not dry_run:
        raise click.UsageError("--target goes with --dry-run; a run targets its server")
    settings = RunSettings(sets=sets, sweeps=sweeps, runs=runs)
    try:
        NameTemplate(name, {text.partition("=")[0].strip(): "" for text in sweeps})
    except InputError as error:
        raise click.UsageError(str(error)) from None
    documents, cases = split_named(paths)
    files = documents_of(documents) if documents else []
    if not (no_cases or dry_run or sets or sweeps or runs):
        files, found = split_found(files, documents)
        cases += tuple(found)
    if not files and not cases:
        raise Failure(f"nothing to run: no InvokeAI documents under {', '.join(paths)}")
    finder = SettingsFinder()
    if target:
        return _print_offline(files, settings, target)
    saving = Saving(
        folder=None if no_save else Path(output), name=name, intermediate=intermediates, overwrite=overwrite
    )
    try:
        with Client(open_session(server, ca=ca, insecure=insecure)) as connection:
            _ = connection.version  # whether it is there, before anything else
            if dry_run:
                return _print_requests(files, settings, connection)
            runner = Runner(connection, settings, saving, finder, check=not no_check, seconds=timeout)
            runner.quiet, runner.as_json, runner.clean = quiet, output_format == "json", clean
            runner.may_stall = may_stall
            folder, server_log = (Path(p) if p else None for p in (artifacts, log))
            runner.cases = CaseWishes(
                cases, frozenset(tags), update_goldens, update_baselines, folder, server_log
            )
            return runner.run(files)
    except (ServerError, ConfigError) as error:
        raise Failure(str(error)) from None


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
