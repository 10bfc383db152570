"""What a failed item says instead of a traceback through wflint."""

from __future__ import annotations

from wflint.plain import one_line


class ItemFailedError(Exception):
    """Something that is not as it should be. ``lines`` are for the user, each one line of the report."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def told(error: BaseException) -> str | None:
    """The text for an error of wflint's own, whose words may be a file's or a server's; None for others."""
    if isinstance(error, ItemFailedError):
        return "\n".join(error.lines)
    if type(error).__module__.partition(".")[0] == "wflint":
        return one_line(str(error))
    return None
