"""The two servers of a comparison: addresses, or releases that wflint serves itself while it needs them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from wflint.live.client.client import Client
from wflint.live.measure.host import describe_host, is_gone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.live.measure.host import Host
    from wflint.net.session import Session


class ServerSide(NamedTuple):
    """A server to compare: ``name`` is its address or release. ``session`` is None for a release."""

    name: str
    session: Session | None = None

    @property
    def served(self) -> bool:
        """Whether wflint starts it."""
        return self.session is None


def shown(side: ServerSide) -> str:
    """Its release, or its address without the credentials that it may have."""
    return side.name if side.session is None else side.session.name


@contextmanager
def opened(
    side: ServerSide, *, models: str, device: str, progress: Callable[[str], None]
) -> Iterator[tuple[Client, Host]]:
    """The side's server while it is needed; one of ours starts now and is gone afterwards.

    Raises ServerError, ServeError, OSError.
    """
    if side.session is not None:
        with Client(side.session) as client:
            _ = client.version  # whether it is there, before anything else
            client.queue.gone = is_gone(side.session.url)
            yield client, describe_host(client)
        return
    from wflint.live.serve.server import InvokeAIServer

    with (
        InvokeAIServer(side.name, models=models, device=device, progress=progress) as server,
        Client(server.session()) as client,
    ):
        client.queue.gone = is_gone(server.url, server)
        yield client, describe_host(client, server)


def make_sure(side: ServerSide, progress: Callable[[str], None]) -> None:
    """Find out, before the first of two servers works for an hour, whether the second can be had at all.

    Raises ServerError, ServeError, OSError.
    """
    if side.session is not None:
        _ = Client(side.session).version
        return
    from wflint.live.serve.environment import invokeai_environment

    invokeai_environment(side.name, progress)


def own_catalogue(client: Client) -> Catalogue | None:
    """The nodes as this very server describes them, whatever its release; None where it does not.

    Raises ServerError.
    """
    from wflint.catalogue.saved import from_document

    try:
        return from_document(client.session.get("/openapi.json"), client.session.name, client.version)
    except ValueError:
        return None
