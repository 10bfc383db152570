"""``wflint models install``: a model from a path, a URL or a hub onto a server."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from wflint.cli import options

if TYPE_CHECKING:
    from wflint.live.runs.model_install import InstalledModel, InstallProgress

_STATES = {
    "waiting": "waiting for its turn",
    "downloading": "downloading",
    "downloads_done": "downloaded",
    "running": "InvokeAI looks at it",
    "paused": "paused on the server",
}


@click.command()
@click.argument("source", metavar="SOURCE")
@options.server
@click.option("--name", metavar="NAME", help="Its name on the server.  [default: the file's]")
@click.option("--base", metavar="BASE", help="Its base, such as sdxl, if InvokeAI is wrong.")
@click.option("--type", "kind", metavar="TYPE", help="Its type, such as lora, if InvokeAI is wrong.")
@click.option(
    "--into-root",
    is_flag=True,
    help="Put a local model into the server's own folder; InvokeAI 6.14 moves it there, 5.15 copies it.",
)
@click.option(
    "--timeout",
    metavar="S",
    type=options.Seconds(),
    help="Seconds it may take; then it is cancelled.",
)
@options.ca
@options.insecure
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
@options.text_or_json()
def install(
    *,
    source: str,
    server: str | None,
    name: str | None,
    base: str | None,
    kind: str | None,
    into_root: bool,
    timeout: float | None,
    ca: str | None,
    insecure: bool,
    quiet: bool,
    output_format: str,
) -> int:
    """Have a server install a model.

    SOURCE is a file or folder that the server sees under that path, or what it can fetch itself: a URL, or
    a repository of a hub (owner/name, owner/name:fp16:folder). Ctrl-C cancels it.
    """
    from wflint.cli.errors import FINDINGS, OK, Failure
    from wflint.cli.output import complain
    from wflint.cli.server import open_session
    from wflint.live.client.errors import InputError, ServerError
    from wflint.live.runs.document_client import DocumentClient
    from wflint.live.runs.model_install import ModelInstallError

    display = _Display(source, terminal=sys.stderr.isatty(), quiet=quiet)
    try:
        with DocumentClient(open_session(server, ca=ca, insecure=insecure)) as client:
            _ = client.version  # first: says so when it is no InvokeAI
            installed = client.install_model(
                source, name=name, base=base, type=kind, inplace=not into_root, seconds=timeout,
                progress=display,
            )  # fmt: skip
    except ModelInstallError as error:
        display.close()
        complain(str(error))
        return FINDINGS
    except (InputError, ServerError) as error:
        display.close()
        raise Failure(str(error)) from None
    finally:
        display.close()
    _show(installed, as_json=output_format == "json")
    if installed.model.get("type") == "unknown":
        complain(f"{source}: InvokeAI does not know what it is, and no node will take it; remove it")
        return FINDINGS
    return OK


def _show(installed: InstalledModel, *, as_json: bool) -> None:
    from wflint.cli.output import note, write, write_json
    from wflint.live.runs.binding import describe

    model = installed.model
    if as_json:
        shown = {"schema": 1, "already": installed.already, "model": model}
        write_json(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
        return
    if installed.already:
        note("it is installed already")
    write([f"{describe(model)}, key {model.get('key')}\n"])


class _Display:
    """How far it is: one line that is drawn over on a terminal, elsewhere a line for each state."""

    def __init__(self, source: str, *, terminal: bool, quiet: bool) -> None:
        self._source = source
        self._terminal = terminal
        self._quiet = quiet
        self._open = False
        self._status = ""

    def __call__(self, progress: InstallProgress) -> None:
        from wflint.cli.output import draw, note
        from wflint.models.amounts import show_memory
        from wflint.net.http import urls_without_credentials

        said = _STATES.get(progress.status)
        if self._quiet or said is None:
            return
        if progress.status == "downloading" and progress.total_bytes:
            done = 100 * progress.bytes // progress.total_bytes
            said += f" {min(done, 100)}% of {show_memory(progress.total_bytes)}"
        if self._terminal:
            draw(f"  {said}", sys.stderr, erase=True)
            self._open = True
        elif progress.status != self._status:
            note(f"{urls_without_credentials(self._source)}: {said}")
        self._status = progress.status

    def close(self) -> None:
        """Take the line away."""
        from wflint.cli.output import draw

        if self._open:
            draw("", sys.stderr, erase=True)
            self._open = False
