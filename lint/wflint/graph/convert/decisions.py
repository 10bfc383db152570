"""What a conversion decided or lost, so that nobody has to find out by comparing files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from wflint.errors import Error
from wflint.graph.webui.profile import profile

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue


class ConversionError(Error, ValueError):
    """Something that cannot be converted; the text says what and why, in the user's words."""


class Decision(NamedTuple):
    """One thing that the result of a conversion does not say by itself.

    ``kind`` is ``decision`` (the source left something open, or says it in other words) or ``loss`` (the
    result lacks something that the source has). ``text`` is a full sentence without its full stop.
    ``node`` and ``field`` tell where, by the ids of the source; None where it is about the whole file.
    """

    kind: Literal["decision", "loss"]
    text: str
    node: str | None = None
    field: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The members as ``wflint convert --format json`` prints them."""
        return {"kind": self.kind, "message": self.text, "node": self.node, "field": self.field}


class Written(NamedTuple):
    """A workflow file that a conversion made, with what it decided or lost."""

    workflow: dict[str, Any]
    decisions: list[Decision]


def written_format(catalogue: Catalogue) -> str:
    """The workflow format to write for a release. Raises ConversionError for those before 4.0."""
    wanted = profile(catalogue).format
    if wanted < "3":
        raise ConversionError(
            f"InvokeAI {catalogue.version} reads workflow format {wanted}, which wflint does not write; "
            "give 4.0.0 or a later release as the target"
        )
    return wanted
