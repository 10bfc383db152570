"""The server itself and the machine below it, as far as they can be seen from here."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.live.client.errors import AnswerError
from wflint.live.doctor.diagnosis import Diagnosis, DoctorState
from wflint.models.amounts import show_memory

if TYPE_CHECKING:
    from wflint.live.client.client import Client
    from wflint.live.measure.host import Host

_LEAST_DISK: Final = 5 * 10**9  # bytes; a full disk fails runs when they save


SET_KEY: Final = "set it in the web UI's settings"


def lacking_keys(client: Client, models: list[dict[str, Any]]) -> list[str]:
    """The providers of installed models for which the server has no key. Raises ServerError."""
    providers = {model["provider_id"] for model in models if type(model.get("provider_id")) is str}
    return [each for each in client.providers_without_key() if each in providers] if providers else []


class Room(NamedTuple):
    """Bytes of memory that a run may have; None where nobody can tell. ``why`` says why."""

    ram: int | None
    vram: int | None
    why: str = ""


def room(host: Host) -> Room:
    """The free memory of the machine that the server runs on, what the server holds counted as free.

    InvokeAI empties its model cache when it needs the memory, so what it holds now is there for a run.
    """
    if host.pid is None:
        return Room(None, None, "the server runs on another machine, or its process cannot be seen")
    import psutil

    ram = int(psutil.virtual_memory().available)
    try:
        ram += int(psutil.Process(host.pid).memory_info().rss)
    except psutil.Error:
        return Room(None, None, "the server's process cannot be seen")
    if host.device == "cpu":
        return Room(ram, None, "the server computes on the CPU")
    from wflint.live.measure.gpu import open_gpus

    gpus, why = open_gpus()
    if gpus is None:
        return Room(ram, None, why)
    try:
        return Room(ram, gpus.free(), "")
    finally:
        gpus.close()


def examine_server(client: Client, host: Host) -> Diagnosis:
    """The server: release, device, models, providers, queue, memory and disk. Raises ServerError."""
    found = Diagnosis("")
    on = "" if host.device == "unknown" else f" on {host.device}"
    found.add("server", DoctorState.OK, f"{client.session.name}: InvokeAI {client.version}{on}")
    models = client.models()
    found.add(
        "models",
        DoctorState.OK if models else DoctorState.BAD,
        f"{len(models)} installed",
        "" if models else "install some: `wflint models install SOURCE`",
    )
    for provider in lacking_keys(client, models):
        found.add("providers", DoctorState.NOTE, f"{provider} has no key", SET_KEY)
    _queue(client, found)
    free = room(host)
    if free.ram is None:
        found.add("memory", DoctorState.NOTE, f"cannot be told: {free.why}")
    else:
        vram = f", {show_memory(free.vram)} of graphics memory" if free.vram is not None else ""
        found.add("memory", DoctorState.OK, f"{show_memory(free.ram)} of RAM{vram} can be used")
    if host.log is not None:
        left = shutil.disk_usage(host.log.parent).free
        state = DoctorState.BAD if left < _LEAST_DISK else DoctorState.OK
        found.add(
            "disk",
            state,
            f"{left / 1e9:.1f} GB free",
            "make room: runs fail when they save" if state is DoctorState.BAD else "",
        )
    return found


def _queue(client: Client, found: Diagnosis) -> None:
    try:
        answer: Any = client.session.get(f"{client.queue.path}/status")
    except AnswerError:
        return
    queue = answer.get("queue") if isinstance(answer, dict) else None
    processor = answer.get("processor") if isinstance(answer, dict) else None
    waiting = queue.get("pending") if isinstance(queue, dict) else None
    if isinstance(processor, dict) and processor.get("is_started") is False:
        found.add("queue", DoctorState.BAD, "the queue is paused", "resume it in the web UI")
    elif isinstance(waiting, int) and waiting > 0:
        found.add("queue", DoctorState.NOTE, f"{waiting} items wait in it")
    else:
        found.add("queue", DoctorState.OK, "nothing waits")
