"""Makes tiny models: ``main([folder, family, ...])`` writes each model and, last, the list of all."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

LIST = "models.json"  # each with what InvokeAI is told about it, such as its name
SKIPPED = "skipped.json"  # family: why its models cannot be made with this release


def main(arguments: list[str]) -> None:
    """Make the models of the given families in a folder; a family is the name of a module here.

    A release or a library that is newer than a family's maker may not have what it builds on. Such a family
    is left out, whole, and the others are made. Where none can be made, the error of the last one is raised.
    """
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    folder, *families = arguments
    import torch

    torch.set_grad_enabled(False)
    made: list[dict[str, Any]] = []
    skipped: dict[str, str] = {}
    for family in families:
        start = time.monotonic()
        try:
            made += _family(Path(folder), family)
        except Exception as error:
            if _of_machine(error) or len(skipped) == len(families) - 1:
                raise
            skipped[family] = f"{type(error).__name__}: {error}"
            shutil.rmtree(Path(folder) / family, ignore_errors=True)
        print(f"{family}: {time.monotonic() - start:.1f} s", flush=True)
    _write(Path(folder) / SKIPPED, skipped)
    _write(Path(folder) / LIST, made)


def _of_machine(error: Exception) -> bool:
    """A full disk or memory is nothing of the family's; libraries raise OSErrors of their own, unnumbered."""
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno is not None)


def _family(folder: Path, family: str) -> list[dict[str, Any]]:
    module = importlib.import_module(f".{family}", __package__)
    made = []
    for name, make in module.MODELS.items():
        path = folder / family / name
        path.parent.mkdir(parents=True, exist_ok=True)
        make(path)
        changes = {"name": Path(name).stem if path.is_file() else name}
        changes |= getattr(module, "CHANGES", {}).get(name, {})
        made.append({"path": f"{family}/{name}", "changes": changes})
    return made


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
