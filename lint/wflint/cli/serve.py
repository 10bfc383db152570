"""``wflint serve``: a throwaway InvokeAI server of any release."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from wflint.cli import completions
from wflint.cli.errors import OK, Failure
from wflint.cli.output import note, write, write_json
from wflint.stopping import end_with

T = TypeVar("T")

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.live.serve.server import InvokeAIServer

EPILOG = """\b
Examples:
  wflint serve --models tiny                 the newest InvokeAI with tiny models, until Ctrl-C
  wflint serve --release 5.15.0 --port 9090  an older one on a given port
  wflint serve --models tiny --detach        leave it running
  wflint serve --preset low-vram --set node_cache_size=0   InvokeAI's own settings (`--list-presets`)
  wflint serve --models tiny --pack my_nodes               with a node pack, whose code the server runs
  wflint serve stop                          stop it
  wflint serve cache                         list what is installed; `cache --clean 5.0.2` removes it

\b
Exit codes: 0 stopped with Ctrl-C, or detached, 2 wrong usage or no server; 143 and 129 when SIGTERM or
SIGHUP (a terminal that closes) stopped it, 130 Ctrl-C before it answered.
"""


@click.group(invoke_without_command=True, epilog=EPILOG)
@click.option(
    "--release",
    default="latest",
    shell_complete=completions.releases,
    show_default=True,
    help="InvokeAI release: 6.14.2, 6.14, latest, or a pre-release: 7.0.0a3.",
)
@click.option(
    "--models",
    metavar="tiny|DIR",
    help="Models to install: tiny ones (random weights, made in seconds), or those under DIR, in place.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; a free one by default.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:N or mps.")
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    help="InvokeAI's root directory, kept afterwards; a temporary one by default.",
)
@click.option("--preset", metavar="NAME", help="Settings for low-vram, balanced or high-performance.")
@click.option(
    "--set",
    "sets",
    metavar="KEY=VALUE",
    multiple=True,
    help="A setting of invokeai.yaml, checked against the release; repeatable, goes before a preset.",
)
@click.option("--list-presets", is_flag=True, help="Show what presets set, and end.")
@click.option(
    "--pack",
    "packs",
    metavar="FOLDER",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Load a node pack, from a copy; its code runs in the server. Repeatable.",
)
@click.option("--detach", is_flag=True, help="Leave the server running and return when it answers.")
@click.pass_context
def serve(
    ctx: click.Context,
    release: str,
    models: str | None,
    port: int | None,
    device: str,
    root: Path | None,
    preset: str | None,
    sets: tuple[str, ...],
    list_presets: bool,
    packs: tuple[Path, ...],
    detach: bool,
) -> int | None:
    """Start an InvokeAI server that is removed when you are done.

    InvokeAI itself is installed into a cache directory the first time (WFLINT_CACHE moves it). The server's
    address is printed on standard output as soon as it answers.
    """
    if ctx.invoked_subcommand is not None:
        return None
    if list_presets:
        return _list_presets()
    return _guarded(
        lambda: _serve(
            detach=detach,
            release=release,
            models=models,
            port=port,
            device=device,
            root=root,
            preset=preset,
            settings=_settings(sets),
            packs=packs,
        )
    )


@serve.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def status(form: str) -> int:
    """List the servers that were detached."""
    from wflint.live.serve.detached import detached_servers

    servers = _guarded(detached_servers)
    if form == "json":
        import json

        write_json(json.dumps({"servers": [server.as_json() for server in servers]}, indent=1) + "\n")
    elif servers:
        now = time.time()
        write(
            f"{server.name}  {server.url}  InvokeAI {server.release}  {server.device or '?'}"
            f"  up {_age(now - server.started)}  {server.preset and f'{server.preset}  '}{server.root}\n"
            for server in servers
        )
    else:
        note("no detached server is running")
    return OK


@serve.command()
@click.argument("names", nargs=-1, metavar="[PORT|URL]...")
@click.option("--all", "everything", is_flag=True, help="Stop every detached server.")
def stop(names: tuple[str, ...], everything: bool) -> int:
    """Stop detached servers: those named by port or address, or the only one."""
    from wflint.live.serve.detached import detached_servers, stop_detached

    servers = _guarded(detached_servers)
    if names:
        known = {key: server for server in servers for key in (server.name, server.url)}
        if unknown := [name for name in names if name.rstrip("/") not in known]:
            running = ", ".join(server.name for server in servers) or "none"
            raise Failure(f"no detached server {unknown[0]!r}; running: {running}")
        chosen = list(dict.fromkeys(known[name.rstrip("/")] for name in names))
    elif everything or len(servers) <= 1:
        chosen = servers
    else:
        raise Failure(
            f"{len(servers)} servers are running ({', '.join(server.name for server in servers)}); "
            "name one, or give --all"
        )
    for server in chosen:
        stop_detached(server)
        note(f"stopped {server.url}")
    if not chosen:
        note("no detached server is running")
    return OK


@serve.command()
@click.argument("releases", nargs=-1, metavar="[RELEASE]...", shell_complete=completions.releases)
@click.option("--clean", is_flag=True, help="Remove what is listed; what a server uses stays.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def cache(releases: tuple[str, ...], form: str, *, clean: bool) -> int:
    """List the InvokeAI environments and tiny models in the cache, all or those of some releases."""
    from wflint.live.serve.cache_contents import cached, remove

    entries = [entry for entry in _guarded(cached) if not releases or entry.release in releases]
    if missing := [name for name in releases if name not in {entry.release for entry in entries}]:
        raise Failure(f"nothing of InvokeAI {missing[0]} is in the cache")
    if form == "json":
        import json

        write_json(json.dumps({"cache": [entry.as_json() for entry in entries]}, indent=1) + "\n")
    else:
        for entry in entries:
            write([f"{_size(entry.size)}  {entry.kind:11}  InvokeAI {entry.release:8}  {entry.path}\n"])
        if not entries:
            note("the cache is empty")
    for entry in entries if clean else ():
        if entry.used:
            note(f"kept {entry.path}: a server of that release runs")
        else:
            _guarded(lambda entry=entry: remove(entry))  # type: ignore[misc]
            note(f"removed {entry.path}")
    return OK


def _size(count: int) -> str:
    return f"{count / 1e9:6.2f} GB"


def _list_presets() -> int:
    from wflint.live.serve.presets import preset_rows

    before = ""
    for preset, asks, settings in preset_rows():
        write([f"{preset if preset != before else '':17} {asks:41} {settings}\n"])
        before = preset
    return OK


def _settings(sets: tuple[str, ...]) -> dict[str, Any]:
    from wflint.live.serve.chosen_settings import parse_setting

    return dict(map(parse_setting, sets))


def _serve(*, detach: bool, **options: Any) -> int:
    from wflint.live.serve.detached import detach as let_go
    from wflint.live.serve.detached import new_record
    from wflint.live.serve.server import InvokeAIServer

    record = new_record() if detach else None
    server = InvokeAIServer(**options, record=record, progress=note)
    try:
        server.start()
        try:
            write([server.url, "\n"])
            if record is not None:
                let_go(server, record)
                note(f"detached; `wflint serve stop {server.url.rpartition(':')[2]}` stops it")
                return OK
            _watch(server)
        except KeyboardInterrupt as error:
            if getattr(error, "number", signal.SIGINT) != signal.SIGINT:
                raise
            end_with(OK)  # Ctrl-C is how to end it
            note("stopping")
            return OK
    finally:
        server.stop()


def _watch(server: InvokeAIServer) -> NoReturn:
    """Wait for the server's own end, or until KeyboardInterrupt."""
    from wflint.live.serve.ends import exit_words

    note(f"log: {server.log_path}")
    note("Ctrl-C stops it")
    while not server.process.wait(0.5):
        pass
    code = server.process.exit_code
    said = exit_words(code) if code is not None else "InvokeAI ended"
    raise Failure(f"{said}; the end of its log:", server.log_tail())


def _guarded(work: Callable[[], T]) -> T:
    """Run something; what goes wrong with servers and files becomes one message and exit code 2."""
    from wflint.live.serve.errors import ServeError
    from wflint.net.http import NetError

    try:
        return work()
    except ServeError as error:
        raise Failure(error.message, error.details) from None
    except (NetError, OSError, ValueError) as error:
        raise Failure(str(error)) from None
    except ModuleNotFoundError as error:
        raise Failure(f"this needs the live extra: pip install 'wflint[live]' ({error.name})") from None


def _age(seconds: float) -> str:
    minutes = int(seconds // 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
