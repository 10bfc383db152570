"""What InvokeAI stored with the images of a run: their metadata, and the board that they are on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.suggest import did_you_mean
from wflint.diagnostics.words import listed, numbered, quoted
from wflint.live.cases.expected import MISSING, first_wrong, members
from wflint.live.cases.verdict import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.cases.schema import CaseTable, Expected
    from wflint.live.client.client import Client
    from wflint.live.client.results import ImageResult, RunResult

_LISTED = 12  # names in a message


def check_stored(table: CaseTable, result: RunResult, server: Client) -> Iterator[Check]:
    """The checks of one run's gallery images. Nothing is asked of the server where nothing is wanted.

    Raises ServerError.
    """
    images = [image for image in result.images if image.kind == "image"]
    if table.metadata:
        yield from _metadata(table.metadata, images, server)
    if table.outputs.board is not None:
        yield from _board(table.outputs.board, images, server)


def _metadata(wanted: dict[str, Expected], images: list[ImageResult], server: Client) -> Iterator[Check]:
    if not images:
        yield Check("metadata", "failed", "no image went to the gallery, and so no metadata")
        return
    stored = []
    for number, image in enumerate(images, 1):
        where = f"image {number}" if len(images) > 1 else ""
        found = server.gallery.metadata(image.name)
        if found is None:
            said = "no metadata is stored; connect a Core Metadata node to what saves the image"
            yield Check("metadata", "failed", f"{where}: {said}" if where else said)
            return
        stored.append((where, found))
    for name, expected in wanted.items():
        title = f"metadata.{name}"
        if expected.runs is not None and expected.runs != len(images):
            yield Check(title, "failed", f"{numbered(len(images), 'image')} came out, not {expected.runs}")
            continue
        values = [(where, _values(found, name)) for where, found in stored]
        said = first_wrong(values, expected)
        if said.endswith("it is missing"):
            known = sorted(stored[0][1])
            said += f"{did_you_mean(name, known)}; there are {listed(known, _LISTED) or 'none'}"
        yield Check(title, "failed" if said else "passed", said)


def _values(metadata: dict[str, Any], name: str) -> list[Any]:
    """A name may have dots itself; else they lead into tables and lists."""
    value = metadata.get(name, MISSING)
    return [value] if value is not MISSING else members(metadata, name)


def _board(wanted: str, images: list[ImageResult], server: Client) -> Iterator[Check]:
    names = {str(board.get("board_id")): str(board.get("board_name")) for board in server.boards()}
    if wanted and wanted not in names.values():
        known = sorted(set(names.values()))
        said = f"the server has no board {quoted(wanted)}{did_you_mean(wanted, known)}; "
        yield Check("outputs.board", "error", said + f"there are {listed(known, _LISTED) or 'none'}")
        return
    for number, image in enumerate(images, 1):
        board = server.gallery.info(image.name).get("board_id")
        name = names.get(str(board), str(board)) if board is not None else ""
        prefix = f"image {number}" if len(images) > 1 else "the image"
        if name == wanted:
            yield Check("outputs.board", "passed")
        else:
            said = f"{prefix} is on {_called(name)}, not on {_called(wanted)}"
            yield Check("outputs.board", "failed", said)


def _called(board: str) -> str:
    return f"the board {quoted(board)}" if board else "no board"
