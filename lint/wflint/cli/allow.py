"""``wflint allow``: servers that configurations may name, and repositories that may bring code."""

from __future__ import annotations

import click

from wflint.cli import options
from wflint.cli.errors import Failure

EPILOG = """\b
Examples:
  wflint allow http://gpu:9090
  wflint allow https://gpu.lab --insecure       a certificate that no authority has signed; or --ca FILE
  wflint allow .                                a repository: its configurations may name plugins
  wflint allow --list
  wflint allow --remove http://gpu:9090

\b
A configuration is written by whoever wrote the repository. A server that it names (target, [server] url) is
contacted only if you named it too, on the command line or in WFLINT_SERVER, or allowed it: by this command
once, or by `wflint login URL`, which keeps credentials as well. Scheme, host, port and base path must be the
same. WFLINT_TOKEN, WFLINT_EMAIL and WFLINT_PASSWORD, where they are set, are sent to allowed servers. Of a
file of certificates a copy is kept.

\b
A plugin brings rules of its own. It is code that is installed beside wflint, and runs only where a
configuration names it (plugins) and you allowed the repository, by its folder.
"""


@click.command(epilog=EPILOG)
@click.argument("url", metavar="URL|FOLDER", required=False)
@options.ca
@options.insecure
@click.option("--list", "-l", "listing", is_flag=True, help="List what is allowed.")
@click.option("--remove", is_flag=True, help="Take it off the list, with all that is kept for it.")
def allow(url: str | None, ca: str | None, insecure: bool, listing: bool, remove: bool) -> None:
    """Allow configurations to name a server, or a repository to name plugins.

    Nothing is asked of the server.
    """
    from wflint.cli import allowing
    from wflint.cli.output import note
    from wflint.net.allowed import Allowed, find, keep
    from wflint.net.http import NetError

    if listing:
        allowing.show()
        return
    if url is None:
        raise click.UsageError("which server? Give its URL")
    if allowing.is_folder(url):
        if insecure or ca:
            raise click.UsageError("--insecure and --ca are for servers; this is a folder")
        allowing.allow_folder(url, remove=remove)
        return
    if remove:
        allowing.forget(url)
        return
    address = allowing.address(url)
    allowing.refuse_word(url, address)
    pem = allowing.authority(ca)
    try:
        server = find(address) or Allowed(address)  # credentials that are kept for it stay
        if insecure or pem:
            server = server._replace(insecure=insecure, ca=allowing.kept_authority(address, pem))
        keep(server)
    except NetError as error:
        raise Failure(str(error)) from None
    note(f"{address}: configurations may name it now; kept in {allowing.place()}")
