"""Tiny models: random weights, real architectures, made in seconds and the same on every machine.

They are made by ``makers/`` inside InvokeAI's environment, once a release, and kept in the cache directory.
A family that a release no longer lets us make is skipped.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from wflint.cache import cache_dir, locked
from wflint.children import run_child
from wflint.live.serve.errors import TinyModelsError
from wflint.release import release_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.live.serve.models import ModelSource

_HERE = Path(__file__).parent
_LIST = "models.json"
_SKIPPED = "skipped.json"
_PACK = Path("nodes") / "wflint_tiny_flux"
# Families (modules of makers/) and the oldest minor release of InvokeAI that they are known to run on.
FAMILIES: dict[str, tuple[int, ...]] = {
    "sd15": (5, 0),
    "sdxl": (5, 0),
    "vae": (5, 0),
    "clip": (5, 0),
    "control": (5, 0),
    "adapters": (5, 0),
    "upscale": (5, 15),
    "t5": (5, 15),
    "flux": (5, 15),
    "flux_adapters": (5, 15),
    "sd3": (5, 15),
    "cogview4": (5, 15),
    "z_image": (6, 14),
    "flux2": (6, 14),
    "qwen_image": (6, 14),
    "newer_adapters": (6, 14),
}
# By what names InvokeAI before 5.3 finds the image encoders of IP-Adapters (invocations/ip_adapter.py).
_OLD_NAMES = {
    "IP Adapter SD1.5 Image Encoder": "ip_adapter_sd_image_encoder",
    "IP Adapter SDXL Image Encoder": "ip_adapter_sdxl_image_encoder",
}
_BUILD = "import sys; sys.path.insert(0, {!r}); from makers.build import main; main(sys.argv[1:])"


def tiny_models(release: str, python: Path, progress: Callable[[str], None]) -> list[ModelSource]:
    """The tiny models for a release, made now if they are not in the cache.

    ``python`` is that of the release's environment; ``progress`` is told each time which families cannot be
    made with it. Raises TinyModelsError.
    """
    number = release_of(release)
    families = [family for family, since in FAMILIES.items() if number.at_least(*since)]
    folder = cache_dir() / "tiny" / f"{release}-{_recipe(families)}"
    lock = folder.with_name(folder.name + ".lock")
    with locked(lock, lambda: progress("waiting for another wflint that makes tiny models")):
        if not (folder / _LIST).is_file():  # written last
            progress(f"making tiny models for InvokeAI {release} (once; a minute or two)")
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            _make(folder, families, python, progress)
    for family, why in skipped_families(folder).items():
        progress(f"no tiny models of {family}: InvokeAI {release} does not let us make them ({why})")
    models = read_list(folder)
    return models if number.at_least(5, 3) else [_with_old_name(model) for model in models]


def read_list(folder: Path) -> list[ModelSource]:
    """The models that were made in a folder."""
    from wflint.live.serve.models import ModelSource

    listed = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    return [ModelSource(folder / item["path"], item["changes"]) for item in listed]


def skipped_families(folder: Path) -> dict[str, str]:
    """The families that could not be made in a folder, and why, in one line each."""
    skipped: dict[str, str] = json.loads((folder / _SKIPPED).read_text(encoding="utf-8"))
    return {family: " ".join(why.split()) for family, why in skipped.items()}


def _with_old_name(model: ModelSource) -> ModelSource:
    from wflint.live.serve.models import ModelSource

    name = _OLD_NAMES.get(model.changes.get("name", ""))
    return ModelSource(model.path, {**model.changes, "name": name}) if name else model


def write_node_pack(root: Path, progress: Callable[[str], None] = lambda _line: None) -> None:
    """Put the node pack that makes InvokeAI take a tiny FLUX.1 into a server's root.

    InvokeAI's source has the size of FLUX.1 built in; the pack changes those numbers and adds no node.
    """
    folder = root / _PACK
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_HERE / "makers" / "flux_node_pack.py", folder / "__init__.py")
    progress(
        f"a test-only node pack ({_PACK.name}) shrinks FLUX.1 on this server; real FLUX.1 models do not load"
    )


def remove_node_pack(root: Path) -> None:
    """Take the node pack out of a root, so that FLUX.1 has its real size again."""
    shutil.rmtree(root / _PACK, ignore_errors=True)


def _make(folder: Path, families: list[str], python: Path, progress: Callable[[str], None]) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    command = [str(python), "-B", "-W", "ignore", "-c", _BUILD.format(str(_HERE)), str(folder), *families]
    try:
        code, said = run_child(command, env=environment, cwd=folder)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if code:
        raise TinyModelsError(f"making tiny models failed with exit code {code}:", said.splitlines()[-15:])
    made = len(families) - len(skipped_families(folder))
    progress(f"made {made} families of tiny models in {folder}")


def _recipe(families: list[str]) -> str:
    """Changes when what is made changes: a digest of the makers and of the choice of families."""
    digest = hashlib.sha256(" ".join(families).encode())
    for file in sorted((_HERE / "makers").glob("*.py")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]
