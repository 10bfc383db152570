"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


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
