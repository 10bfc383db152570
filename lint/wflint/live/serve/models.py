"""Models on a server: what lies in a folder, installing it in place, what is installed."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wflint.live.serve.errors import InstallError
from wflint.net.http import AnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from wflint.net.session import Session

_JOBS = "/api/v2/models/install"
_ENDED = ("completed", "error", "cancelled", "canceled")
_WEIGHTS = (".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".gguf", ".onnx")
# A folder with one of these is a model as diffusers or transformers save it, not a folder of models.
_MARKS = ("model_index.json", "config.json", "adapter_config.json", "image_encoder.txt")
_PARTS = ("text_encoder_2", "text_encoder", "transformer", "unet", "vae")
# Another copy of the same weights is installed; InvokeAI 5 refuses a second one.
_SAME = "DuplicateModelException"
_POLL_SECONDS = 0.2
_INSTALL_SECONDS = 1800.0


@dataclass(frozen=True)
class ModelSource:
    """A model on disk; ``changes`` are what InvokeAI is told about it (``name``, ``type``, ...)."""

    path: Path
    changes: Mapping[str, str] = field(default_factory=dict)


def find_models(folder: Path) -> list[ModelSource]:
    """The models under a folder, or the one that the path itself is. Raises FileNotFoundError."""
    if not folder.exists():
        raise FileNotFoundError(f"no such file or directory: {folder}")
    found = list(_models_in(folder.resolve()))
    if not found:
        raise FileNotFoundError(f"no models under {folder}")
    return [ModelSource(path) for path in found]


def _models_in(path: Path) -> Iterator[Path]:
    if path.is_file():
        if path.suffix.lower() in _WEIGHTS:
            yield path
    elif _is_model(path):
        yield path
    else:
        for child in sorted(path.iterdir()):
            if not child.name.startswith("."):
                yield from _models_in(child)


def _is_model(folder: Path) -> bool:
    if any((folder / mark).is_file() for mark in _MARKS):
        return True
    # Submodels that are sold separately (a T5 encoder in a folder of its own) hold just the part's folder.
    return any((folder / part / "config.json").is_file() for part in _PARTS)


def install_models(session: Session, models: Sequence[ModelSource]) -> None:
    """Install models in place and wait until they are. Those that are there already are left alone.

    Raises InstallError, which names what could not be installed, and NetError.
    """
    have = {os.path.realpath(str(record["path"])) for record in installed_models(session)}
    jobs: dict[int, ModelSource] = {}
    faults: list[str] = []
    for model in models:
        if os.path.realpath(model.path) in have:
            continue
        try:
            job = session.call(
                "POST",
                _JOBS,
                params={"source": str(model.path), "inplace": "true"},
                body=dict(model.changes),
            )
        except AnswerError as error:
            faults.append(f"{model.path}: {error}")
        else:
            jobs[job["id"]] = model
    faults += _wait(session, jobs)
    if faults:
        raise InstallError("not installed:", faults)


def _wait(session: Session, jobs: dict[int, ModelSource]) -> list[str]:
    """Wait for install jobs; a line for each that failed."""
    deadline = time.monotonic() + _INSTALL_SECONDS
    while True:
        states = {job["id"]: job for job in session.get(_JOBS) if job["id"] in jobs}
        if all(job["status"] in _ENDED for job in states.values()) and len(states) == len(jobs):
            break
        if time.monotonic() > deadline:
            raise InstallError(f"models were not installed after {_INSTALL_SECONDS:.0f} s")
        time.sleep(_POLL_SECONDS)
    return [
        f"{jobs[number].path}: {job.get('error_reason') or job.get('error') or job['status']}"
        for number, job in states.items()
        if job["status"] != "completed" and job.get("error_reason") != _SAME
    ]


def installed_models(session: Session) -> list[dict[str, Any]]:
    """The server's records of its models."""
    models: list[dict[str, Any]] = session.get("/api/v2/models/")["models"]
    return models
