"""Globs of the command line that are paths: ``./a.json``, ``sub/../b.json`` and what begins at the root.

``.gitignore`` knows no such paths, and a shell completes to them.
"""

from __future__ import annotations

import os
import re

_ALL = ("[!.]*", ".[!.]*")  # what is in a folder, but not ".."


def globs_for(given: str) -> list[str]:
    """The globs, seen from where wflint runs, of one that was given; itself where it is no such path."""
    no, glob = ("!", given[1:]) if given.startswith("!") else ("", given)
    if os.path.splitdrive(glob)[0] or glob.startswith((f".{os.sep}", f"..{os.sep}")):  # of Windows
        glob = glob.replace(os.sep, "/")
    rooted = os.path.isabs(glob)
    if not rooted and not re.search(r"(^|/)(\.{0,2}/|\.{1,2}$)", glob.removeprefix("/")):
        return [given]
    end = "/" if re.search(r"/\.{0,2}$", glob) else ""
    found = [glob] if rooted else []  # ``/drafts`` is a folder here, too
    for path in _seen_from_here(glob) if rooted else [os.path.normpath(glob)]:
        steps = [step for step in path.split(os.sep) if step != os.curdir]
        if set(steps) <= {os.pardir}:  # this folder, or one around it
            found += ["/" + "../" * up + each for up in range(len(steps) + 1) for each in _ALL]
        else:
            found.append("/" + "/".join(steps) + end)
    return [no + each for each in dict.fromkeys(found)]


def _seen_from_here(path: str) -> list[str]:
    """A path from the root as seen from the working directory; none where only a glob can be meant.

    Nothing at the root is called so, or it is around the working directory: ``/home/`` in one below
    ``/home`` means a folder of that name here, as nobody leaves out everything.
    """
    top = re.match(r".*?[/\\]+[^/\\]+", path)
    if top is None or not os.path.lexists(top[0]):
        return []
    path = os.path.abspath(path)
    # A folder may be reached by a link, as /tmp of a Mac.
    real = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    places = []
    for place in (path, real):
        try:
            places.append(os.path.relpath(place))
        except ValueError:  # another drive
            continue
    return [place for place in places if set(place.split(os.sep)) != {os.pardir}]
