"""The runs of a case: with an emptied model cache, with a full one, and what each used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.live.client.errors import InputError
from wflint.live.client.queue_counts import queue_counts
from wflint.live.client.release import capabilities
from wflint.live.measure.memory import MemoryWatch, Peak, wait_until_steady

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.live.cases.schema import CaseTable
    from wflint.live.client.client import Client
    from wflint.live.client.results import RunResult
    from wflint.live.measure.host import Host

    Body = dict[str, Any]

_CACHE = "/api/v2/models/empty_model_cache"
_SMALL_IMAGES = 12  # twice what it takes, with their thumbnails
_MANY_SMALL_IMAGES = 100  # at first: images that were deleted still have their turn in the cache's queue
_OTHERS = "the server ran something else as well; repeat it while nobody uses it"
_WARM = "the models were in the cache before it, so growth has no defined start"


class Ran(NamedTuple):
    """A run, its memory by the names of budgets (``ram_growth``, ``vram_peak`` ...), and over time."""

    result: RunResult
    memory: dict[str, Peak]
    curve: list[tuple[float, int]] = []  # noqa: RUF012  # nobody adds to it


class Runs(NamedTuple):
    """``cold`` began with an emptied model cache, ``warm`` after another run; ``first`` warmed up. ``grown``
    are for the growth of memory alone: their images are deleted at once."""

    grown: list[Ran]
    first: list[Ran]
    cold: list[Ran]
    warm: list[Ran]

    @property
    def measured(self) -> list[Ran]:
        """Those that count."""
        return [*self.cold, *self.warm]

    @property
    def kept(self) -> list[Ran]:
        """Those whose images are there, in order."""
        return [*self.first, *self.cold, *self.warm]

    @property
    def failed(self) -> RunResult | None:
        """The first that did not complete."""
        return next((ran.result for ran in (*self.grown, *self.kept) if not ran.result.ok), None)


class Measurer:
    """Runs what a case asks for. ``once`` runs an enqueue body."""

    def __init__(self, server: Client, host: Host, once: Callable[[Body], RunResult]) -> None:
        self._server = server
        self._host = host
        self._once = once

    def run(self, table: CaseTable, body: Body) -> Runs:
        """The runs of a case, up to the first that fails. Raises InputError, ServerError."""
        wants_cold, wants_warm = table.time.cold is not None, table.time.warm is not None
        if wants_cold:
            self._require_emptying("time.cold")
        cold = table.time.cold_repeats if wants_cold else 0
        warm = table.repeats if wants_warm or not cold or table.repeats > 1 else 0
        found = Runs(self._grown(table, body), [], [], [])
        if not found.grown and not cold and wants_warm:
            found.first.append(self._watched(table, body))
        for wanted, ran, empty in ((cold, found.cold, True), (warm, found.warm, False)):
            for _ in range(wanted):
                if found.failed is not None:
                    return found
                if empty:
                    self._empty_cache()
                ran.append(self._watched(table, body))
        return found

    def _grown(self, table: CaseTable, body: Body) -> list[Ran]:
        """Runs that begin with emptied caches, after one that does not count: what InvokeAI imports and keeps
        at the first run of its life is the server's, not the case's."""
        wanted = table.memory.ram_growth is not None or table.memory.vram_growth is not None
        if not wanted or not capabilities(self._server.version).empties_cache:
            return []
        found = [self._watched(table, body)]
        for number in range(table.repeats):
            if not found[-1].result.ok:
                return found
            self._delete_images(found[-1].result)
            self._once(_small_images(_SMALL_IMAGES if number else _MANY_SMALL_IMAGES))
            self._empty_cache()
            found.append(self._watched(table, body, empty=True))
        self._delete_images(found[-1].result)
        return found[1:]

    def _watched(self, table: CaseTable, body: Body, *, empty: bool = False) -> Ran:
        budgeted = any(budget is not None for _, budget in table.memory.budgets())
        before = queue_counts(self._server) if budgeted else None
        with MemoryWatch(self._host) as watch:
            result = self._once(body)
        after = queue_counts(self._server) if before is not None else None
        if before is not None and after is not None and after.others_since(before, len(result.items)):
            nothing = Peak(None, _OTHERS)
            return Ran(result, {name: nothing for name, _ in table.memory.budgets()}, watch.curve)
        vram_peak = watch.vram_peak
        if vram_peak.value is None and self._host.device != "cpu" and table.memory.vram_peak is not None:
            vram_peak = vram_peak._replace(at_least=self._models_alone())
        return Ran(result, {
            "ram_growth": watch.ram_growth if empty else Peak(None, self._no_start),
            "ram_peak": watch.ram_peak,
            "vram_growth": watch.vram_growth if empty else Peak(None, self._no_start),
            "vram_peak": vram_peak,
        }, watch.curve)  # fmt: skip

    def _models_alone(self) -> int | None:
        """What models took in InvokeAI's cache since the run began, at the most, in bytes."""
        mark = (self._server.model_stats() or {}).get("high_watermark")
        return mark if isinstance(mark, int) else None

    @property
    def _no_start(self) -> str:
        if capabilities(self._server.version).empties_cache:
            return _WARM
        return _cannot_empty(self._server.version)

    def _require_emptying(self, key: str) -> None:
        if not capabilities(self._server.version).empties_cache:
            raise InputError(f"{key} cannot be measured: {_cannot_empty(self._server.version)}")

    def _empty_cache(self) -> None:
        self._server.session.call("POST", _CACHE, again=True)
        wait_until_steady(self._host)

    def _delete_images(self, result: RunResult) -> None:
        """Delete what a run made, so that the next does not push it out of InvokeAI's cache of images."""
        gallery = self._server.gallery
        gallery.delete(
            sorted(
                {
                    image.name
                    for item in result.items
                    for image in item.images
                    if image.kind == "image" and gallery.made_by(image.name, item.session_id)
                }
            )
        )


def _small_images(count: int) -> Body:
    """A request that makes images of nearly no size.

    InvokeAI keeps the last ten images and thumbnails in memory (image_files_disk.py, 5.0 to 6.14): without
    this a run would push out large ones of others', and seem to need that much less.
    """
    nodes = {
        name: {
            "id": name, "type": "blank_image", "width": 8, "height": 8,
            "use_cache": False, "is_intermediate": True,
        }
        for name in (f"small-{number}" for number in range(count))
    }  # fmt: skip
    return {"batch": {"graph": {"id": "small", "nodes": nodes, "edges": []}, "runs": 1}}


def _cannot_empty(version: str) -> str:
    return f"InvokeAI {version} cannot empty its model cache (5.6.1 and later can)"
