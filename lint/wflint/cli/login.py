"""``wflint login``: credentials of one server, asked for and kept."""

from __future__ import annotations

import sys

import click

from wflint.cli import options
from wflint.cli.errors import Failure

_LONGEST = 16 * 1024  # bytes of a secret; a JSON web token has some hundred
EPILOG = """\b
Examples:
  wflint login https://gpu.lab/invoke               asks for a token
  wflint login https://gpu.lab --email me@lab       asks for the password, on a server of several users
  pass show lab | wflint login https://gpu.lab      the secret from standard input
  wflint login https://gpu.lab --insecure           a certificate that no authority has signed; or --ca FILE
  wflint login --list                               what is kept, without the secrets
  wflint logout https://gpu.lab                     (or wflint login --forget) forgets it

\b
What is kept for an address is sent to that address alone: same scheme, host, port and base path. It goes
before WFLINT_TOKEN, WFLINT_EMAIL and WFLINT_PASSWORD. A secret is never an argument, which others could see.
It is kept in the system's keyring where the library keyring is installed, else in servers.json in your folder
for wflint (WFLINT_CONFIG_DIR moves it), which only you can read.

\b
Configurations of repositories may name the address from then on; `wflint allow` does only that.
Exit codes: 0 kept, 2 wrong usage, no answer or refused.
"""


@click.command(epilog=EPILOG)
@click.argument("url", metavar="URL", required=False)
@click.argument("more", nargs=-1, type=click.UNPROCESSED, metavar="")
@click.option("--token", "as_token", is_flag=True, help="The secret is a token (the default).")
@click.option("--email", metavar="EMAIL", help="Log in with this e-mail address; the secret is its password.")
@options.ca
@options.insecure
@click.option("--no-check", is_flag=True, help="Keep it without asking the server whether it works.")
@click.option("--list", "-l", "listing", is_flag=True, help="List the servers that are allowed.")
@click.option("--forget", is_flag=True, help="Forget the server, as `wflint logout` does.")
def login(
    url: str | None,
    more: tuple[str, ...],
    as_token: bool,
    email: str | None,
    ca: str | None,
    insecure: bool,
    no_check: bool,
    listing: bool,
    forget: bool,
) -> None:
    """Keep a token, or an e-mail address and password, for one server, and allow the server."""
    from wflint.cli import allowing
    from wflint.cli.output import note
    from wflint.net.allowed import PASSWORD, TOKEN, Allowed, keep
    from wflint.net.connect import try_credentials
    from wflint.net.http import NetError, is_loopback

    if listing:
        allowing.show()
        return
    if more:  # not repeated: it may be the secret
        raise click.UsageError("give one URL; a secret is asked for, or read from standard input")
    if url is None:
        raise click.UsageError("which server? Give its URL")
    if forget:
        allowing.forget(url)
        return
    if as_token and email:
        raise click.UsageError("--token and --email exclude each other")
    address = allowing.address(url)
    pem = allowing.authority(ca)
    secret = _secret("Password" if email else "Token")
    if not no_check:
        verify = False if insecure else ca or True
        try:
            if email:
                try_credentials(address, email=email, password=secret, verify=verify)
            else:
                try_credentials(address, token=secret, verify=verify)
        except NetError as error:
            raise Failure(f"nothing kept: {error} (--no-check keeps it unseen)") from None
    kind = PASSWORD if email else TOKEN
    try:
        authority = allowing.kept_authority(address, pem)
        kept = keep(Allowed(address, kind, email or "", insecure=insecure, ca=authority), secret)
    except NetError as error:
        raise Failure(str(error)) from None
    place = "the system's keyring" if kept.keyring else allowing.place()
    note(f"{address}: the {kept.kind} is kept in {place}, and goes to this address alone")
    if address.startswith("http://") and not is_loopback(address):
        note(f"{address}: without https, whoever is on the way can read the {kept.kind}")


def _secret(what: str) -> str:
    """The secret, from whoever sits at the terminal or from standard input."""
    text: str
    if sys.stdin is None:  # closed
        text = ""
    elif sys.stdin.isatty():
        text = click.prompt(what, hide_input=True, err=True)
    else:
        try:
            raw = sys.stdin.buffer.read(_LONGEST + 1)
            text = raw.decode("utf-8-sig") if len(raw) <= _LONGEST else ""
        except (OSError, UnicodeDecodeError):
            text = ""
    text = text.strip()
    if not text or not text.isprintable():
        raise Failure(f"the {what.lower()} must be one line of text, from a terminal or standard input")
    return text
