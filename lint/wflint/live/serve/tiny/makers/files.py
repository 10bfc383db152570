"""Folders as diffusers lays them out: parts in subfolders, an index, schedulers, tokenizers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

START, END = "<|startoftext|>", "<|endoftext|>"


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON file, and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def write_index(folder: Path, pipeline: str, **parts: tuple[str | None, str | None]) -> None:
    """Write ``model_index.json``: the pipeline's class and, by part, library and class (None: left out)."""
    write_json(
        folder / "model_index.json",
        {"_class_name": pipeline, "_diffusers_version": "0.33.0", **{k: list(v) for k, v in parts.items()}},
    )


def write_scheduler(folder: Path, kind: str, **settings: Any) -> None:
    """Write the scheduler's folder."""
    write_json(
        folder / "scheduler" / "scheduler_config.json",
        {"_class_name": kind, "_diffusers_version": "0.33.0", **settings},
    )


def save(module: Any, folder: Path) -> None:
    """Save a diffusers or transformers model in fp16."""
    module.half().eval().save_pretrained(str(folder), safe_serialization=True)


def byte_characters() -> list[str]:
    """The printable characters that byte-level BPE writes the 256 bytes with, in their usual order."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) for byte in plain] + [chr(256 + number) for number in range(len(rest))]


def write_clip_tokenizer(folder: Path, pad: str = END) -> None:
    """Write a CLIP tokenizer of 514 tokens: every byte, every byte at a word's end, start and end of text.

    As ``vocab.json`` and ``merges.txt``, which every release of transformers reads.
    """
    letters = byte_characters()
    tokens = [*letters, *(letter + "</w>" for letter in letters), START, END]
    write_json(folder / "vocab.json", {token: number for number, token in enumerate(tokens)})
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    special = {"bos_token": START, "eos_token": END, "unk_token": END, "pad_token": pad}
    write_json(folder / "special_tokens_map.json", special)
    write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "CLIPTokenizer",
            "model_max_length": 77,
            "do_lower_case": True,
            "errors": "replace",
            **special,
        },
    )
