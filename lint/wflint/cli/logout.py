"""``wflint logout``: a server and its credentials forgotten."""

from __future__ import annotations

import click

EPILOG = """\b
Examples:
  wflint logout https://gpu.lab/invoke
  wflint login --list                    what is kept

\b
Configurations may not name the address any more either; `wflint allow` allows that again.
"""


@click.command(epilog=EPILOG)
@click.argument("url", metavar="URL")
def logout(url: str) -> None:
    """Forget a server: the credentials kept for it, and that it is allowed."""
    from wflint.cli import allowing

    allowing.forget(url)
