"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from wflint.engine.settings import Configured

F = TypeVar("F", bound=Callable[..., Any])


class Seconds(click.FloatRange):
    """More than 0 seconds, infinity too. NaN, which click's range lets pass, would never be over."""

    def __init__(self) -> None:
        super().__init__(0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """As click's; refuses NaN."""
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail(f"{value} is not a number of seconds", param, ctx)
        return seconds


server = click.option(
    "--server",
    "-s",
    metavar="URL",
    envvar="WFLINT_SERVER",
    help="The InvokeAI server (or WFLINT_SERVER, or the configuration).  [default: http://127.0.0.1:9090]",
)
ca = click.option(
    "--ca", metavar="FILE", type=click.Path(exists=True, dir_okay=False), help="Certificates to trust."
)
insecure = click.option("--insecure", is_flag=True, help="Accept any TLS certificate.")
config = click.option(
    "--config",
    "config_file",
    metavar="FILE",
    type=click.Path(),
    help="The configuration for all files; others are not looked for.",
)
isolated = click.option("--isolated", is_flag=True, help="Heed no configuration and no baseline.")
skip_unknown = click.option(
    "--skip-unknown", is_flag=True, help="Skip named files that are not an InvokeAI document."
)
exclude = click.option(
    "--exclude",
    metavar="GLOB",
    multiple=True,
    help="Leave out these files, whatever the configuration leaves out; can be repeated.",
)
extend_exclude = click.option(
    "--extend-exclude", metavar="GLOB", multiple=True, help="Leave out these files too; can be repeated."
)
force_exclude = click.option(
    "--force-exclude/--no-force-exclude",
    default=None,
    help="Whether excluded files are left out when they are named too.  [default: it does]",
)
stdin_filename = click.option(
    "--stdin-filename", metavar="NAME", help="What to call standard input (-); its configuration applies."
)


def configured(
    file: str | None,
    isolated: bool,
    exclude: tuple[str, ...] = (),
    extend_exclude: tuple[str, ...] = (),
) -> Configured:
    """Which configurations count, by the options. Raises click.UsageError."""
    from wflint.engine.settings import Configured

    if file == "":
        raise click.UsageError("--config needs a file, such as wflint.toml; --isolated heeds none")
    if file is not None and isolated:
        raise click.UsageError("--config names a configuration, --isolated wants none; give one of them")
    for option, globs in (("--exclude", exclude), ("--extend-exclude", extend_exclude)):
        if "" in globs:
            raise click.UsageError(f"{option} needs a glob, such as 'drafts/'")
    return Configured(file, isolated, exclude or None, extend_exclude)


def text_or_json(words: str = "Text for people, or JSON.") -> Callable[[F], F]:
    """``--format text|json``, given to the command as ``output_format``."""
    return click.option(
        "--format",
        "-f",
        "output_format",
        type=click.Choice(("text", "json")),
        default="text",
        show_default=True,
        help=words,
    )
