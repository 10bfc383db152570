"""Estimates of memory for files, with the configuration that governs each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.document.load import load_bytes
from wflint.engine.admit import NO_DOCUMENT, admit
from wflint.engine.settings import SettingsFinder
from wflint.engine.targets import open_wanted
from wflint.graph.reading.read import read_document
from wflint.models.estimate import estimate_memory
from wflint.reading import read_document_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.engine.configuration import Wanted
    from wflint.models.estimate import Estimate


class Estimated(NamedTuple):
    """The estimate of one document. ``part`` tells the documents inside one file apart."""

    name: str
    part: str | None
    target: str
    estimate: Estimate


def estimate_files(paths: Iterable[str], asked: Wanted) -> tuple[list[Estimated], list[str]]:
    """The estimates of all documents in files, and one-line problems with files that hold none.

    ``asked`` speaks over the configurations. The newest release of a target counts. Raises ConfigError,
    TargetError, InventoryError.
    """
    finder = SettingsFinder()
    found: list[Estimated] = []
    problems: list[str] = []
    for path in paths:
        wanted = asked.over(finder.for_file(path).for_file(path))
        catalogue = open_wanted(wanted)[-1]
        inventory = wanted.options().inventory
        try:
            raw = read_document_file(path)
        except OSError as error:
            problems.append(f"{path}: {error.strerror or error}")
            continue
        loaded = load_bytes(raw, path)
        admitted = admit(loaded, raw, path, lenient=False)
        documents = [each.document for each in admitted if each.refused is None]
        if not documents:
            problems.append(f"{path}: {loaded.reason or NO_DOCUMENT}")
        for document in documents:
            graph, _ = read_document(document)
            estimate = estimate_memory(graph, catalogue, inventory)
            found.append(Estimated(path, document.part, catalogue.name, estimate))
    return found, problems
