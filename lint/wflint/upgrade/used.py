"""What the documents under some paths use: see :mod:`wflint.upgrade.usage`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.document.load import load_bytes
from wflint.engine.admit import NO_DOCUMENT, admit
from wflint.engine.files import discover
from wflint.engine.settings import SettingsFinder
from wflint.graph.reading.read import read_document
from wflint.reading import read_document_file
from wflint.records import NamedTuple
from wflint.upgrade.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable


class Used(NamedTuple):
    """What is used, by how many files, and one-line texts about paths that could not be read."""

    usage: Usage
    files: int
    problems: list[str]


def used_under(paths: Iterable[str]) -> Used:
    """Read every document under some paths, as `wflint check` finds them. Raises ConfigError."""
    finder = SettingsFinder()
    found = discover(paths, excluded=lambda path: finder.for_file(path).leaves_out(path) is not None)
    problems = [f"{path}: {reason}" for path, reason in found.problems]
    usage = Usage()
    files = 0
    for path, named in found.files:
        try:
            raw = read_document_file(path)
        except OSError as error:
            problems.append(f"{path}: {error.strerror or error}")
            continue
        loaded = load_bytes(raw, path)
        documents = [
            each.document for each in admit(loaded, raw, path, lenient=not named) if not each.refused
        ]
        if not documents and named:
            problems.append(f"{path}: {loaded.reason or NO_DOCUMENT}")
        for document in documents:
            usage.add(read_document(document)[0])
        files += bool(documents)
    return Used(usage, files, problems)
