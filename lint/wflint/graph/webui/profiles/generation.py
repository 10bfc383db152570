"""What differs between generations of the web UI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from typing import Literal

# What becomes of the wires of a file that is loaded.
ENDS: Final = "ends"  # those go whose nodes or fields are not there; the server judges the others
FITTING: Final = "fitting"  # those go, too, that the editor would not let a user draw
ALL: Final = "all"  # those go whose nodes are not there; the server judges the others


class Generation(NamedTuple):
    """What one generation of the web UI does.

    ``since`` is the first release (major, minor) that has it. ``wires``: what it does to the wires of a file
    that it loads, ``ENDS``, ``FITTING`` or ``ALL``. ``tolerant``: it refuses next to no file and states no
    format; parts that it cannot read are left out, members that are missing have defaults, and values stay as
    they are. ``once``: of equal edges it sends one. ``takes_back``: it updates a node that is newer than the
    release's, too. ``stale_blocks``: an input that the release does not have blocks Invoke in a node that is
    not updated; else it is left out of the request. ``cycle_blocks``: a cycle blocks Invoke.
    ``batch_connectors``: a batch node fills inputs behind a connector. ``edge_types``: the edges of its
    requests state their type.
    """

    since: tuple[int, int]
    wires: Literal["ends", "fitting", "all"]
    tolerant: bool
    once: bool
    takes_back: bool
    stale_blocks: bool
    cycle_blocks: bool
    batch_connectors: bool
    edge_types: bool
