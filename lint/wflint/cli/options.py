"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


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
