"""Estimates of memory for files, with the configuration that governs each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.document.load import load_bytes
from wflint.engine.check import FOREIGN
from wflint.engine.inventories import open_inventory
from wflint.engine.settings import SettingsFinder
from wflint.engine.targets import open_targets
from wflint.graph.reading.read import read_document
from wflint.models.estimate import estimate_memory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.models.estimate import Estimate


class Estimated(NamedTuple):
    """The estimate of one document. ``part`` tells the documents inside one file apart."""

    name: str
    part: str | None
    target: str
    estimate: Estimate


def estimate_files(
    paths: Iterable[str], *, target: str | None = None, models: str | None = None
) -> tuple[list[Estimated], list[str]]:
    """The estimates of all documents in files, and one-line problems with files that hold none.

    The newest release of a target counts. Raises ConfigError, TargetError, InventoryError.
    """
    finder = SettingsFinder()
    found: list[Estimated] = []
    problems: list[str] = []
    for path in paths:
        settings = finder.for_file(path)
        wanted = settings.for_file(path)
        catalogue = open_targets(target or wanted.target, settings.catalogues, settings.server)[-1]
        file = models or wanted.models
        inventory = open_inventory(file) if file else None
        try:
            with open(path, "rb") as handle:
                loaded = load_bytes(handle.read(), path)
        except OSError as error:
            problems.append(f"{path}: {error.strerror or error}")
            continue
        documents = [d for d in loaded.documents if d.kind not in FOREIGN]
        if not documents:
            problems.append(f"{path}: {loaded.reason or 'no InvokeAI document'}")
        for document in documents:
            graph, _ = read_document(document)
            estimate = estimate_memory(graph, catalogue, inventory)
            found.append(Estimated(path, document.part, catalogue.name, estimate))
    return found, problems
