"""What a migration did to a document, step by step, and what it left."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.catalogue.renames import Result


class StepKind(StrEnum):
    """What a step is about."""

    FORMAT = "format"  # the workflow file's own format
    VERSION = "version"  # the web UI's own update of a node, written into the file
    NODE = "node"  # another node type
    FIELD = "field"  # an input or output of another name, or none
    VALUE = "value"  # a value in the form of the newer release, or an old default that is written out
    INSERTED = "inserted"  # a new node that does what an input of an old one did


class MigrationStep(NamedTuple):
    """One change of a migration.

    ``result`` tells what it does to the image: only *same* steps are safe. ``text`` is a sentence without
    its full stop: "canny_image_processor becomes canny_edge_detection". ``node`` is the node's id in the
    document as it was, ``field`` an input or output; None where the step is about the whole file. ``loss``
    says what is not as before, empty for nothing.
    """

    kind: StepKind
    result: Result
    text: str
    node: str | None = None
    field: str | None = None
    loss: str = ""


class Left(NamedTuple):
    """What a migration could not do by itself: a person has to. ``text`` says why, ``help`` what to do."""

    text: str
    help: str
    node: str | None = None
    field: str | None = None


class Migration(NamedTuple):
    """A document's data as the newer release wants it; the very same object where nothing had to change.

    ``withheld`` are the steps that were not taken because they are not safe.
    """

    data: Any
    steps: list[MigrationStep]
    withheld: list[MigrationStep]
    left: list[Left]
