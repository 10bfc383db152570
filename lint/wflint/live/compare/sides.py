"""The two servers of a comparison: addresses, or releases that wflint serves itself while it needs them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from wflint.live.client.client import Client
from wflint.live.measure.host import describe_host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
            yield client, describe_host(client)
        return
    from wflint.live.serve.server import InvokeAIServer

    with (
        InvokeAIServer(side.name, models=models, device=device, progress=progress) as server,
        Client(server.session()) as client,
    ):
        yield client, describe_host(client, server)
