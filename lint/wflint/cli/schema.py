"""``wflint schema``: the JSON Schemas, for editors and for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wflint.cli import completions
from wflint.cli.output import write, write_json
from wflint.shipped import shipped_folder

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIX = ".schema.json"
_KINDS = ("workflow", "graph", "batch", "report", "models", "config", "packs", "packs-check", "baseline",
          "doctor", "history")  # fmt: skip

EPILOG = """\b
Examples:
  wflint schema workflow
  wflint schema batch
"""


def schema_paths() -> dict[str, Path]:
    """The schema files by kind, in a fixed order."""
    folder = shipped_folder("schemas", "docs/schema")
    found = {p.name.removesuffix(_SUFFIX): p for p in sorted(folder.glob(f"*{_SUFFIX}"))} if folder else {}
    order = {kind: i for i, kind in enumerate(_KINDS)}
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))


def _print_list(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        write(f"{kind}\n" for kind in schema_paths())
        ctx.exit()


@click.command(epilog=EPILOG)
@click.argument(
    "kind", shell_complete=completions.offering(lambda _: [(kind, "") for kind in schema_paths()])
)
@click.option(
    "--list", is_flag=True, is_eager=True, expose_value=False, callback=_print_list, help="List them."
)
def schema(kind: str) -> None:
    """Print the JSON Schema of a KIND of document: workflow (of formats 1.0.0 to 4.0.0), graph, batch (an
    enqueue body), report, packs-check (what `wflint packs check` reports), models, config, packs (an index of
    node packs), baseline (known findings), doctor and history (what those commands report).

    The schemas describe the shape of a document. What node types there are, and which inputs they have,
    depends on the InvokeAI release: `wflint check` knows.
    """
    paths = schema_paths()
    path = paths.get(kind)
    if path is None:
        from wflint.diagnostics.suggest import did_you_mean

        names = ", ".join(paths)
        raise click.UsageError(f'no schema "{kind}"{did_you_mean(kind, paths)}; there are: {names}')
    write_json(path.read_text("utf-8"))
