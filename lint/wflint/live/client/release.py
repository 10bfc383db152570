"""Which InvokeAI releases the client speaks to, and what differs between them."""

from __future__ import annotations

from typing import NamedTuple

from wflint.live.client.errors import UnsupportedReleaseError
from wflint.release import release_of

OLDEST = (5, 0)
NEWEST = (6, 14)
COMING = (7, 0)
"""The next line, of which there are pre-releases."""
TRIED = "7.0.0a3"
"""The newest pre-release of it that the live tests ran on."""


class Capabilities(NamedTuple):
    """What a server offers, by its release.

    ``item_ids``: an enqueue answers with the ids of its items, and single items can be deleted (6.0).
    ``item_pages``: the queue is listed in pages (before 6.7), ``summaries``: without the graphs (6.14).
    ``image_batches``: pictures as batch data (5.4.2). ``users``: login and tokens (6.12). ``videos``: video
    results (6.14). ``empties_cache``: the model cache can be emptied (5.6.1).
    """

    item_ids: bool
    image_batches: bool
    users: bool
    videos: bool
    empties_cache: bool
    item_pages: bool
    summaries: bool


def capabilities(version: str) -> Capabilities:
    """What a server of that release offers."""
    release = release_of(version)
    return Capabilities(
        item_ids=release.at_least(6),
        image_batches=release.at_least(5, 4, 2),
        users=release.at_least(6, 12),
        videos=release.at_least(6, 14),
        empties_cache=release.at_least(5, 6, 1),
        item_pages=not release.at_least(6, 7),
        summaries=release.at_least(6, 14),
    )


def require_supported(version: str, name: str) -> None:
    """Raises UnsupportedReleaseError for what is neither of 5.0 to 6.14, nor of 7.0, nor on the way there."""
    release = release_of(version)
    line = release.numbers[:2]
    if OLDEST <= line <= NEWEST or line == COMING or (release.is_pre and NEWEST < line < COMING):
        return
    what = f"{name} runs InvokeAI {version}; wflint talks to 5.0 to 6.14 and 7.0"
    if line > NEWEST:
        tries = "`wflint run --any-release`, or Server(..., any_release=True), tries it anyway"
        raise UnsupportedReleaseError(f"{what}. A newer wflint may know it; {tries}")
    if not release.at_least(3, 4):
        raise UnsupportedReleaseError(
            f"{what}. The sessions API of so old a server (POST /sessions/, PUT .../invoke), which guides "
            "still show, was deprecated in 3.2 and removed in 3.4; /sessions/{id}/images never existed. "
            "Update the server"
        )
    raise UnsupportedReleaseError(f"{what}. Update the server")


def doubts(version: str, name: str) -> str:
    """What a user should know of a release that is taken all the same; empty for one that is settled."""
    release = release_of(version)
    if release.numbers[:2] <= NEWEST and not release.is_pre:
        return ""
    if release.is_pre:
        tried = "" if version == TRIED else f"; wflint was tried with {TRIED}"
        newer = tried if release.numbers[:2] > NEWEST else ""
        return f"{name} runs InvokeAI {version}, a pre-release: the next one may work otherwise{newer}"
    return f"{name} runs InvokeAI {version}; wflint was not tried with it, only up to {TRIED}"
