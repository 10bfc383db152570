"""What is said of trouble that is no fault of wflint: a full disk, a folder that is gone, too little memory.

Commands say it themselves where they know more; this is what is left.
"""

from __future__ import annotations

import errno
import os


def ordinary(error: BaseException) -> str | None:
    """One line about an error that the machine or the input is to blame for; None for one of wflint's own."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if isinstance(error, RecursionError):
        return "the input is nested too deep"
    if not isinstance(error, OSError):
        return None
    if error.filename is None and _folder_is_gone():
        return "the working directory does not exist any more, or cannot be read"
    said = error.strerror or str(error)
    if error.errno in (errno.EMFILE, errno.ENFILE):
        said += " (`ulimit -n` shows how many there may be)"
    if error.filename is None:
        return f"cannot write to standard output: {said}" if _in_click(error) else said
    name = os.fsdecode(error.filename) if isinstance(error.filename, bytes) else str(error.filename)
    return f"{name}: {said}"


def _folder_is_gone() -> bool:
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def _in_click(error: OSError) -> bool:
    """Whether click raised it, which opens no files of itself: it prints help."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return place is not None and place.tb_frame.f_globals.get("__name__") == "click.utils"
