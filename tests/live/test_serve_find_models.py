"""Which models lie in a folder that the user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wflint.live.serve.models import find_models

if TYPE_CHECKING:
    from pathlib import Path


def touch(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def found(root: Path) -> list[str]:
    return [model.path.relative_to(root.resolve()).as_posix() for model in find_models(root)]


def test_files_and_folders(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "sd/main/model_index.json",
        "sd/main/unet/config.json",
        "sd/main/unet/diffusion_pytorch_model.safetensors",
        "lora/style.safetensors",
        "lora/style.png",
        "old/embedding.PT",
        "controlnet/config.json",
        "controlnet/diffusion_pytorch_model.safetensors",
        "t5/text_encoder_2/config.json",
        "t5/tokenizer_2/spiece.model",
        ".cache/x.safetensors",
        "readme.txt",
    )
    assert found(tmp_path) == ["controlnet", "lora/style.safetensors", "old/embedding.PT", "sd/main", "t5"]


def test_one_model(tmp_path: Path) -> None:
    touch(tmp_path, "a.safetensors", "b/model_index.json")
    assert [model.path.name for model in find_models(tmp_path / "a.safetensors")] == ["a.safetensors"]
    assert [model.path.name for model in find_models(tmp_path / "b")] == ["b"]


def test_none(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no models under"):
        find_models(tmp_path)
