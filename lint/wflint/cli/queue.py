"""``wflint queue``: what wflint left on a server, shown and removed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

from wflint.cli import options
from wflint.cli.errors import FINDINGS, OK, Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.live.client.client import Client
    from wflint.live.client.traces import Cleaned, Trace

EPILOG = """\b
Examples:
  wflint queue list --server http://gpu:9090      what wflint has there: runs, images, uploads
  wflint queue clean --dry-run                    what would be removed, and what would stay
  wflint queue clean                              after a crash or `kill -9`
  wflint queue clean --older 1h                   whatever machine it came from, if it is that old
  wflint queue clean --results --older 7d         also what `wflint run` saved to the gallery a week ago

\b
Only what wflint put there is touched, never what others did; on a server of several users, only your own.
What stays unless an option asks for it:
  - what a wflint has there that is still running on this machine (--all removes it),
  - what another machine's wflint put there within the last hour (--older 0s removes it),
  - images of runs that ended well and were to stay: `wflint run` without --clean (--results removes them),
  - images and uploads that somebody starred.

\b
Exit codes: 0 nothing of it is left, 1 something could not be removed, 2 wrong usage or no server.
"""
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_BEFORE_6 = "InvokeAI before 6.0 deletes no single queue item: {} stay{} in its list, ended"


def _seconds(_ctx: click.Context, _param: click.Parameter, text: str | None) -> float | None:
    """``90s``, ``30m``, ``1h``, ``7d`` as seconds."""
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([smhd])", text.strip())
    if found is None:
        raise click.BadParameter(f'"{text}" is not an age such as 90s, 30m, 1h or 7d')
    return float(found[1]) * _UNITS[found[2]]


@click.group(epilog=EPILOG)
def queue() -> None:
    """Show and remove what wflint left on a server: runs in its queue, their images, uploads."""


@queue.command("list")
@options.server
@options.ca
@options.insecure
@options.text_or_json()
def list_(server: str | None, ca: str | None, insecure: bool, output_format: str) -> int:
    """List what wflint has on a server: state, age, what for, how many images, and whether it still runs."""
    from wflint.cli.output import write, write_json

    def show(client: Client, traces: list[Trace]) -> int:
        if output_format == "json":
            write_json(json.dumps(_report(client, traces), indent=2, ensure_ascii=False) + "\n")
        else:
            write(_table(client, traces))
        return OK

    return _with_traces(server, ca, insecure, show)


@queue.command()
@options.server
@click.option(
    "--older", metavar="AGE", callback=_seconds, help="Only what is at least this old: 90s, 30m, 1h, 7d."
)
@click.option("--results", is_flag=True, help="Also images of runs that ended well and were to stay there.")
@click.option("--all", "everything", is_flag=True, help="All of it, also what a running wflint has there.")
@click.option("--dry-run", is_flag=True, help="Say what would be removed; remove nothing.")
@options.ca
@options.insecure
def clean(
    server: str | None,
    older: float | None,
    results: bool,
    everything: bool,
    dry_run: bool,
    ca: str | None,
    insecure: bool,
) -> int:
    """Cancel what wflint left running, and remove its queue items, images, videos and uploads."""
    from wflint.cli.output import complain, write
    from wflint.live.client.traces import Removal, clean_traces

    def remove(client: Client, traces: list[Trace]) -> int:
        done = clean_traces(client, traces, Removal(older, results, everything), dry=dry_run)
        write(_told(client, done, dry=dry_run))
        for text in done.trouble:
            complain(text)
        return FINDINGS if done.trouble else OK

    return _with_traces(server, ca, insecure, remove)


def _with_traces(
    url: str | None, ca: str | None, insecure: bool, use: Callable[[Client, list[Trace]], int]
) -> int:
    from wflint.cli.server import open_session
    from wflint.live.client.client import Client
    from wflint.live.client.errors import ServerError
    from wflint.live.client.traces import find_traces

    try:
        with Client(open_session(url, ca=ca, insecure=insecure), events=False) as client:
            _ = client.version  # first: says so when it is no InvokeAI
            return use(client, find_traces(client))
    except ServerError as error:
        raise Failure(str(error)) from None


def _table(client: Client, traces: list[Trace]) -> Iterator[str]:
    """Lines of what is alike, the newest last."""
    if not traces:
        yield f"{client.session.name}: nothing of wflint\n"
        return
    groups: dict[tuple[str, str, str], list[Trace]] = {}
    for each in traces:
        status = "uploaded" if each.item is None else each.item.status
        groups.setdefault((status, each.what, _owner(each)), []).append(each)
    rows = [("NUMBER", "STATE", "AGE", "IMAGES", "WHAT", "WFLINT")]
    for (status, what, owner), alike in groups.items():
        ages = [each.age for each in alike if each.age is not None]
        age = _span(min(ages), max(ages)) if ages else "-"
        media = sum(len(each.media) for each in alike)
        rows.append((str(len(alike)), status, age, str(media or "-"), what, owner))
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[5]]) + "\n"


def _owner(trace: Trace) -> str:
    if trace.owner == "running":
        return f"runs (pid {trace.mark.owner.pid})"
    where = "on another machine" if trace.owner == "elsewhere" else "has ended"
    return f"{where}; results stay" if trace.stays else where


def _span(least: float, most: float) -> str:
    first, last = _age(least), _age(most)
    return first if first == last else f"{first} to {last}"


def _age(seconds: float) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _report(client: Client, traces: list[Trace]) -> dict[str, Any]:
    def media(trace: Trace) -> list[dict[str, Any]]:
        return [{"kind": m.kind, "name": m.name, "starred": m.starred} for m in trace.media]

    def facts(trace: Trace) -> dict[str, Any]:
        return {
            "age": None if trace.age is None else round(trace.age, 1),
            "wflint": trace.owner,
            "pid": None if trace.owner == "elsewhere" else trace.mark.owner.pid,
        }

    return {
        "schema": 1,
        "tool": "wflint queue list",
        "server": {"url": client.session.name, "version": client.version},
        "items": [
            {
                "item_id": each.item.item_id,
                "status": each.item.status,
                "batch_id": each.item.batch_id,
                "origin": each.item.origin,
                "what": each.what,
                **facts(each),
                "results_stay": each.stays,
                "images": media(each),
            }
            for each in traces
            if each.item is not None
        ],
        "uploads": [
            {"kind": each.media[0].kind, "name": each.media[0].name, **facts(each)}
            for each in traces
            if each.item is None
        ],
    }


def _told(client: Client, done: Cleaned, *, dry: bool) -> Iterator[str]:
    removed = [
        _count(number, what)
        for number, what in (
            (done.items, "queue item"),
            (done.images, "image"),
            (done.videos, "video"),
            (done.uploads, "upload"),
        )
        if number
    ]
    said = [f"cancelled {_count(done.cancelled, 'run')}"] if done.cancelled else []
    said += [f"removed {', '.join(removed)}"] if removed else []
    would = "would have " if dry else ""
    nothing = "nothing removed" if done.trouble else "nothing to remove"
    yield f"{client.session.name}: {would if said else ''}{', '.join(said) or nothing}\n"
    if done.listed:
        yield f"  {_BEFORE_6.format(_count(done.listed, 'item'), 's' if done.listed == 1 else '')}\n"
    if done.starred:
        yield f"  kept {_count(done.starred, 'starred image')}\n"
    for reason, number in done.kept.items():
        yield f"  kept {_count(number, 'item')} {_why(reason)}\n"


def _why(reason: str) -> str:
    if reason.startswith("running "):
        return f"of a wflint that is still running (pid {reason.removeprefix('running ')}); --all removes"
    return {
        "younger": "younger than --older says",
        "elsewhere": "that another machine's wflint put there within the hour; --older 0s removes",
        "results": "whose results were to stay; --results removes",
    }[reason]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
