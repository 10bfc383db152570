"""T5 text encoders with a vocabulary of single characters."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

from .files import save, write_json
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path

_SPACE = "\u2581"
_SPECIAL = ("<pad>", "</s>", "<unk>")
_PIECES = (*_SPECIAL, _SPACE, *(chr(code) for code in range(33, 127)))
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3


def encoder(seed: str, width: int = 4096) -> Any:
    """A T5 encoder of two narrow layers."""
    from transformers import T5Config, T5EncoderModel

    config = T5Config(
        vocab_size=len(_PIECES),
        d_model=width,
        d_kv=16,
        d_ff=32,
        num_layers=2,
        num_heads=2,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        is_encoder_decoder=False,
        use_cache=False,
    )
    return fill(T5EncoderModel(config), seed)


def write_tokenizer(folder: Path) -> None:
    """Write the tokenizer in both forms: ``spiece.model`` (transformers 4) and ``tokenizer.json`` (5)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "spiece.model").write_bytes(_sentencepiece())
    special = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    write_json(folder / "special_tokens_map.json", special)
    settings = {"tokenizer_class": "T5Tokenizer", "model_max_length": 512, "extra_ids": 0, "legacy": True}
    write_json(folder / "tokenizer_config.json", {**settings, **special})
    _fast_tokenizer(folder)


def _fast_tokenizer(folder: Path) -> None:
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    scores = [(piece, 0.0 if piece in _SPECIAL else -2.0) for piece in _PIECES]
    tokenizer = Tokenizer(models.Unigram(scores, unk_id=2))
    tokenizer.normalizer = normalizers.Replace(" ", _SPACE)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=_SPACE, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    tokenizer.add_special_tokens(list(_SPECIAL))
    tokenizer.save(str(folder / "tokenizer.json"))


def _sentencepiece() -> bytes:
    """The pieces as SentencePiece's protocol buffer: a unigram model with T5's special ids."""
    kinds = {"<pad>": _CONTROL, "</s>": _CONTROL, "<unk>": _UNKNOWN}
    model = b""
    for piece in _PIECES:
        score = 0.0 if piece in _SPECIAL else -2.0
        kind = kinds.get(piece, _NORMAL)
        body = _field(1, piece.encode()) + b"\x15" + struct.pack("<f", score) + _number(3, kind)
        model += _field(1, body)
    # model type (1 is unigram), then the ids of <unk>, <s>, </s> and <pad>; -1 is "there is none".
    trainer = _number(3, 1) + _number(40, 2) + _number(41, -1) + _number(42, 1) + _number(43, 0)
    normalizer = _field(1, b"identity") + _number(3, 1) + _number(4, 1) + _number(5, 1)
    return model + _field(2, trainer) + _field(3, normalizer)


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def save_encoder(folder: Path, seed: str, width: int = 4096) -> None:
    """Save an encoder, with the index of its (only) shard that InvokeAI looks for."""
    model = encoder(seed, width)
    save(model, folder)
    names = sorted(model.state_dict())
    index = {"metadata": {}, "weight_map": dict.fromkeys(names, "model.safetensors")}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


def _bundle(path: Path) -> None:
    save_encoder(path / "text_encoder_2", path.name)
    write_tokenizer(path / "tokenizer_2")


MODELS = {"tiny-t5-encoder": _bundle}
