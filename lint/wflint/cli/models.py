"""``wflint models``: the models of a server, written down for exact checks, and shown."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from wflint.cli import options
from wflint.cli.models_install import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.inventory.inventory import Inventory, ModelRecord

EPILOG = """\b
Examples:
  wflint models pull --server http://gpu:9090            writes models.lock.json
  wflint check --models models.lock.json workflows/      finds unknown keys and models that do not fit
  wflint models list --base sdxl                         what the file lists
  wflint models show "Juggernaut XL"
  wflint models install ~/models/fox.safetensors         on a server that sees that file
  wflint models install owner/name --server http://gpu:9090

\b
Commit the file, and name it in wflint.toml (models = "models.lock.json"): then every check is exact, without
a server. Credentials: those of `wflint login URL`, else WFLINT_TOKEN, or WFLINT_EMAIL and WFLINT_PASSWORD;
they are never written to the file.
"""
_FILE = "models.lock.json"
_file = click.option(
    "--models", metavar="FILE", type=click.Path(), help="The file to read.  [default: the configuration's]"
)
_format = options.text_or_json()


@click.group(epilog=EPILOG)
def models() -> None:
    """Save the list of a server's models, so that checks are exact without the server; install models."""


models.add_command(install)


@models.command()
@options.server
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    default=_FILE,
    show_default=True,
    type=click.Path(dir_okay=False),
    help="The file to write, - for stdout.",
)
@options.ca
@options.insecure
@click.option("--quiet", "-q", is_flag=True, help="Print only errors.")
def pull(server: str | None, output: str, ca: str | None, insecure: bool, quiet: bool) -> None:
    """Write the models of a running server to a file that a repository commits."""
    from wflint.cli.errors import Failure
    from wflint.cli.output import note, write_json
    from wflint.models.inventory.lock_file import lock_file_text
    from wflint.writing import write_file

    if output == _FILE:
        _keep_inside()
    found = _of_server(server, ca, insecure)
    text = lock_file_text(found)
    if output == "-":
        write_json(text)
        return
    before = _before(output)
    try:
        write_file(output, text)
    except OSError as error:
        raise Failure(f"cannot write {output}: {error.strerror or error}") from None
    if not quiet:
        note(f"{output}: {len(found)} models of InvokeAI {found.release}{_changed(before, found)}")


@models.command("list")
@_file
@options.server
@click.option("--base", metavar="BASE", help="Only those of a base, such as sdxl.")
@click.option("--type", "kind", metavar="TYPE", help="Only those of a type, such as controlnet.")
@options.ca
@options.insecure
@_format
def list_models(
    models: str | None,
    server: str | None,
    base: str | None,
    kind: str | None,
    ca: str | None,
    insecure: bool,
    output_format: str,
) -> None:
    """List the models in the file, or those of a server."""
    from wflint.cli.errors import Failure
    from wflint.cli.output import write, write_json
    from wflint.diagnostics.suggest import did_you_mean

    inventory = _inventory(models, server, ca, insecure)
    for name, wanted in (("base", base), ("type", kind)):
        there = sorted({getattr(m, name) for m in inventory.models})
        if wanted is not None and wanted not in there:
            near = did_you_mean(wanted, there)
            has = ", ".join(there) or "none"
            raise Failure(f'{inventory.name} has no model of {name} "{wanted}"{near}; it has {has}')
    found = sorted(inventory.of(base, kind), key=lambda m: (m.base, m.type, m.name, m.key))
    if output_format == "json":
        shown = {"schema": 1, "invokeai": inventory.release, "models": [m._asdict() for m in found]}
        write_json(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
    else:
        write(_table(found))


@models.command()
@click.argument("model", metavar="MODEL")
@_file
@options.server
@options.ca
@options.insecure
@_format
def show(
    model: str, models: str | None, server: str | None, ca: str | None, insecure: bool, output_format: str
) -> None:
    """Show one model, by name, key or hash: its details, and the identifier to put into a file."""
    from wflint.cli.errors import Failure
    from wflint.cli.output import write, write_json
    from wflint.diagnostics.suggest import did_you_mean

    inventory = _inventory(models, server, ca, insecure)
    record = inventory.get(model)
    found = (record,) if record else inventory.named(model) or inventory.with_hash(model)
    if not found:
        near = did_you_mean(model, [m.name for m in inventory.models])
        raise Failure(f'{inventory.name} has no model "{model}"{near}; `wflint models list` shows them')
    if output_format == "json":
        write_json(json.dumps({"schema": 1, "models": [m._asdict() for m in found]}, indent=2) + "\n")
        return
    for number, each in enumerate(found):
        write(["\n"] if number else [])
        write(_details(each))


def _inventory(path: str | None, server: str | None, ca: str | None, insecure: bool) -> Inventory:
    """The models of a file that is named, else of a server that is named, else of the configured file."""
    from wflint.cli.errors import Failure
    from wflint.engine.inventories import InventoryError, open_inventory
    from wflint.engine.settings import ConfigError, SettingsFinder

    if path is None and server is not None:
        return _of_server(server, ca, insecure)
    try:
        path = path or SettingsFinder().default().wanted.models
        if not path:
            _keep_inside()
        return open_inventory(path or _FILE)
    except (InventoryError, ConfigError) as error:
        raise Failure(str(error)) from None


def _keep_inside() -> None:
    """Refuse a link out of the project under the name that nobody gave. Raises Failure."""
    from wflint.cli.errors import Failure
    from wflint.engine.project import leads_out

    if reason := leads_out(_FILE):
        raise Failure(f"{_FILE} {reason}; name that file if you mean it")


def _of_server(url: str | None, ca: str | None, insecure: bool) -> Inventory:
    from wflint.cli.errors import Failure
    from wflint.cli.server import open_session
    from wflint.live.client.client import Client
    from wflint.live.client.errors import ServerError
    from wflint.models.inventory.lock_file import from_server

    try:
        with Client(open_session(url, ca=ca, insecure=insecure)) as server:
            release = server.version  # first: says so when it is no InvokeAI
            found = server.models()
            # Most servers have no models of providers, and are not asked.
            lacking = server.providers_without_key() if any("provider_id" in m for m in found) else ()
            return from_server(found, release=release, name=server.session.name, without_key=lacking)
    except ServerError as error:
        raise Failure(str(error)) from None


def _before(path: str) -> Inventory | None:
    """What the file listed until now; None when it was none."""
    from wflint.models.inventory.lock_file import read_lock_file
    from wflint.reading import RECORDED, read_bounded

    if not os.path.isfile(path):  # reading a pipe or a device might never end
        return None
    try:
        return read_lock_file(read_bounded(path, RECORDED), path)
    except (OSError, ValueError):
        return None


def _changed(before: Inventory | None, now: Inventory) -> str:
    if before is None:
        return ""
    new = sum(before.get(m.key) is None for m in now.models)
    gone = sum(now.get(m.key) is None for m in before.models)
    return f" ({new} new, {gone} gone)" if new or gone else " (none new, none gone)"


def _table(found: list[ModelRecord]) -> Iterator[str]:
    from wflint.models.amounts import show_memory

    rows = [
        (m.base, m.type, show_memory(m.size) if m.size else "-", m.format or "-", m.name, m.key)
        for m in found
    ]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(5)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[5]]) + "\n"


def _details(model: ModelRecord) -> Iterator[str]:
    from wflint.models.amounts import show_memory

    yield f"{model.title}\n"
    for member, value in model._asdict().items():
        if value is not None and member not in ("name", "base", "type"):
            yield f"  {member.replace('_', ' ')}: {show_memory(value) if member == 'size' else value}\n"
    identifier = {m: getattr(model, m) or "" for m in ("key", "hash", "name", "base", "type")}
    yield f"  identifier: {json.dumps(identifier, ensure_ascii=False)}\n"
