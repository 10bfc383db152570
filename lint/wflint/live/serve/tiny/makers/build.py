"""Makes tiny models: ``main([folder, family, ...])`` writes each model and, last, the list of all."""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from pathlib import Path

LIST = "models.json"  # each with what InvokeAI is told about it, such as its name


def main(arguments: list[str]) -> None:
    """Make the models of the given families in a folder; a family is the name of a module here."""
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    folder, *families = arguments
    import torch

    torch.set_grad_enabled(False)
    made = []
    for family in families:
        start = time.monotonic()
        module = importlib.import_module(f".{family}", __package__)
        for name, make in module.MODELS.items():
            path = Path(folder) / family / name
            path.parent.mkdir(parents=True, exist_ok=True)
            make(path)
            changes = {"name": Path(name).stem if path.is_file() else name}
            changes |= getattr(module, "CHANGES", {}).get(name, {})
            made.append({"path": f"{family}/{name}", "changes": changes})
        print(f"{family}: {time.monotonic() - start:.1f} s", flush=True)
    text = json.dumps(made, indent=1) + "\n"
    (Path(folder) / LIST).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
