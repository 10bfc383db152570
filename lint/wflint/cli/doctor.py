"""``wflint doctor``: whether a server has what workflows need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from wflint.cli import options
from wflint.cli.errors import FINDINGS, OK, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.doctor.diagnosis import Diagnosis

EPILOG = """\b
Examples:
  wflint doctor                                    the server itself: models, keys, queue, memory, disk
  wflint doctor fox.workflow.json --server http://gpu:9090
  wflint doctor fox.test.toml                      with the models, inputs and images of its first case
  wflint doctor workflows --format json            every document of a folder

\b
Nothing is run, uploaded or changed.

\b
Exit codes: 0 nothing is missing, 1 something is, 2 wrong usage or no server.
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path())
@options.server
@options.ca
@options.insecure
@options.text_or_json()
@click.option("--quiet", "-q", is_flag=True, help="Only what is missing.")
def doctor(
    paths: tuple[str, ...],
    server: str | None,
    ca: str | None,
    insecure: bool,
    output_format: str,
    quiet: bool,
) -> int:
    """Tell whether a server has what workflows need: nodes, packs, models, keys, images, memory."""
    from wflint.cli.output import write, write_json
    from wflint.cli.run import documents_of
    from wflint.cli.run_cases import split_named, without_built
    from wflint.cli.server import open_session
    from wflint.live.client.client import Client
    from wflint.live.client.errors import ServerError
    from wflint.live.doctor.examine import Doctor
    from wflint.live.doctor.machine import examine_server, room
    from wflint.live.measure.host import describe_host

    documents, cases = split_named(paths)
    files = [*without_built(documents_of(documents) if documents else [], documents), *map(str, cases)]
    if paths and not files:
        raise Failure(f"nothing to look at: no InvokeAI documents under {', '.join(paths)}")
    try:
        with Client(open_session(server, ca=ca, insecure=insecure)) as client:
            host = describe_host(client)
            found = [examine_server(client, host)]
            physician = Doctor(client, room(host)) if files else None
            found += [physician.examine(file) for file in files] if physician else []
    except (ServerError, OSError) as error:
        raise Failure(str(error)) from None
    if output_format == "json":
        shown = {"schema": 1, "server": found[0].as_json(), "files": [each.as_json() for each in found[1:]]}
        write_json(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
    else:
        write(f"{line}\n" for line in text(found, quiet=quiet))
    return FINDINGS if any(each.problems for each in found) else OK


def text(found: list[Diagnosis], *, quiet: bool) -> Iterator[str]:
    """A table for the server and one for each file."""
    from wflint.diagnostics.words import numbered
    from wflint.live.doctor.diagnosis import DoctorState
    from wflint.plain import one_line

    told = False
    for number, each in enumerate(found):
        lines = [line for line in each.lines if not quiet or line.state is DoctorState.BAD]
        if not lines:
            continue
        if told:
            yield ""
        told = True
        if number:
            said = numbered(each.problems, "problem") if each.problems else "nothing is missing"
            yield f"{one_line(each.file)}: {said}"
        topic = ""
        for line in lines:
            shown = "" if line.topic == topic else line.topic
            topic = line.topic
            mark = line.state.value.upper() if line.state is DoctorState.BAD else line.state.value
            yield f"  {shown:<9} {mark:<4}  {one_line(line.text)}"
            if line.help:
                yield f"  {'':<9} {'':<4}  -> {one_line(line.help)}"
