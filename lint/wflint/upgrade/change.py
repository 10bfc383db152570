"""One difference between two releases: what it is, how bad, for whom."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.upgrade.silent.change import SilentChange


class Class(StrEnum):
    """What a change does to a file that was right before.

    *Breaking*: something that the old release took is refused, dropped or fails. *Other result*: it runs, but
    not as before where the file does not say the value. *Additive*: nothing that was right is wrong now.
    """

    BREAKING = "breaking"
    OTHER_RESULT = "other-result"
    ADDITIVE = "additive"


class Who(StrEnum):
    """Who is hit by a change."""

    FILES = "files"  # workflows that the web UI loads
    GRAPHS = "graphs"  # API graphs and enqueue bodies
    BUILDERS = "builders"  # Python that builds either


ALL: Final = frozenset(Who)


class ChangeKind(NamedTuple):
    """A sort of change: its id is what ``--format json`` and ``--ignore`` know it by."""

    id: str
    cls: Class
    who: frozenset[Who] = ALL


_B, _O, _A = Class.BREAKING, Class.OTHER_RESULT, Class.ADDITIVE
_RAW: Final = frozenset({Who.GRAPHS, Who.BUILDERS})
_UI: Final = frozenset({Who.FILES})

NODE_ADDED = ChangeKind("node-added", _A)
NODE_REMOVED = ChangeKind("node-removed", _B)
NODE_RENAMED = ChangeKind("node-renamed", _B)
INPUT_ADDED = ChangeKind("input-added", _A)
INPUT_ADDED_REQUIRED = ChangeKind("input-added-required", _B)
INPUT_REMOVED = ChangeKind("input-removed", _B)
INPUT_RENAMED = ChangeKind("input-renamed", _B)
INPUT_REQUIRED = ChangeKind("input-now-required", _B)
INPUT_OPTIONAL = ChangeKind("input-now-optional", _A)
INPUT_DEMANDED = ChangeKind("input-now-demanded-by-server", _B, _RAW)
INPUT_NOT_DEMANDED = ChangeKind("input-no-longer-demanded-by-server", _A, _RAW)
INPUT_NARROWED = ChangeKind("input-narrowed", _B)
INPUT_WIDENED = ChangeKind("input-widened", _A)
INPUT_EDGES = ChangeKind("input-edges-narrowed", _B)
INPUT_NO_CONNECTION = ChangeKind("input-takes-no-connection", _B)
# The server uses a value all the same, and the web UI sends the one of a file: builders alone refuse it.
INPUT_NO_VALUE = ChangeKind("input-takes-connection-only", _B, frozenset({Who.BUILDERS}))
INPUT_FREER = ChangeKind("input-takes-either", _A)
INPUT_UI_TYPE = ChangeKind("input-type-in-web-ui", _B, _UI)
INPUT_UI_TYPE_SAME = ChangeKind("input-type-in-web-ui-renamed", _A, _UI)
INPUT_HIDDEN = ChangeKind("input-hidden", _A, _UI)
INPUT_SHOWN = ChangeKind("input-shown", _A, _UI)
DEFAULT_CHANGED = ChangeKind("default-changed", _O, _RAW)
DEFAULT_OF_MACHINE = ChangeKind("default-of-machine", _A, _RAW)
MODELS_NARROWED = ChangeKind("models-narrowed", _A, _UI)  # of the picker: a model that is set stays
MODELS_WIDENED = ChangeKind("models-widened", _A, _UI)
OUTPUT_ADDED = ChangeKind("output-added", _A)
OUTPUT_REMOVED = ChangeKind("output-removed", _B)
OUTPUT_RENAMED = ChangeKind("output-renamed", _B)
OUTPUT_RETYPED = ChangeKind("output-retyped", _B)
OUTPUT_OTHER = ChangeKind("output-type-changed", _A)  # and every edge still fits
OUTPUT_UI_TYPE = ChangeKind("output-type-in-web-ui", _B, _UI)
CACHE_CHANGED = ChangeKind("cache-changed", _O)
CHECK_ADDED = ChangeKind("check-added", _B)
CHECK_OTHER = ChangeKind("check-changed", _A)  # gone, or it refuses what failed before
MAJOR_VERSION = ChangeKind("major-version", _B, _UI)
VERSION_ONLY = ChangeKind("version-bumped-alone", _O)
SILENT = ChangeKind("silent", _O)  # of no schema: upgrade/silent
VERSION_FORGOTTEN = ChangeKind("changed-without-version", _A, _UI)
CLASSIFICATION = ChangeKind("classification-changed", _A)
TITLE = ChangeKind("title-changed", _A, _UI)
TYPE_NARROWED = ChangeKind("type-narrowed", _B)
TYPE_NARROWED_UNEDITED = ChangeKind("type-narrowed", _B, _RAW)  # of inputs that the web UI gives no value
TYPE_WIDENED = ChangeKind("type-widened", _A)


class CatalogueChange(NamedTuple):
    """One change. ``member`` is the input or output that it is about, empty for the node itself.

    ``old`` and ``new`` are texts for programs (a type, a default as JSON, the names of what is renamed, which
    goes by its old one), ``sentence`` says it to people.
    A nested model or a named enumeration that takes other values is a change of its own: ``node`` is empty
    then, ``member`` its name, and ``used_by`` are the inputs (node type, name) that take such values. So is
    a silent change of several nodes: its ``member`` is an id, and the names of its inputs are empty.
    """

    kind: ChangeKind
    node: str
    member: str
    old: str | None
    new: str | None
    sentence: str
    used_by: tuple[tuple[str, str], ...] = ()
    silent: SilentChange | None = None
