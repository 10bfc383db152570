"""Text encoders and byte-level tokenizers of the Qwen and GLM kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .files import byte_characters, write_json
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 32
END = "<|endoftext|>"
SPECIAL = (
    END,
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "[gMASK]",
    "<sop>",
)
TOKENS = (*byte_characters(), *SPECIAL)
_CHAT = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def token(text: str) -> int:
    """The id of a token."""
    return TOKENS.index(text)


def write_tokenizer(folder: Path, kind: str, prefix: tuple[str, ...] = ()) -> None:
    """Write a tokenizer with a token per byte; ``prefix`` are special tokens before every text."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors

    vocabulary = {text: number for number, text in enumerate(TOKENS)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    if prefix:
        names = " ".join(text.strip("[]<>") for text in prefix)
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{names} $A",
            special_tokens=list(zip(names.split(), map(token, prefix), strict=True)),
        )
    tokenizer.add_special_tokens([AddedToken(text, special=True) for text in SPECIAL])
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(folder / "vocab.json", vocabulary)
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": kind,
            "model_max_length": 131072,
            "padding_side": "left" if prefix else "right",
            "eos_token": END,
            "pad_token": END,
            "unk_token": None,
            "chat_template": _CHAT,
            "additional_special_tokens": list(SPECIAL[1:]),
        },
    )


def text_settings() -> dict[str, Any]:
    """The size that all the text encoders here share."""
    return {
        "vocab_size": len(TOKENS),
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "max_position_embeddings": 4096,
        "bos_token_id": token(END),
        "eos_token_id": token(END),
        "pad_token_id": token(END),
    }


def qwen3(seed: str) -> Any:
    """A Qwen3 of two layers."""
    from transformers import Qwen3Config, Qwen3ForCausalLM

    return fill(Qwen3ForCausalLM(Qwen3Config(head_dim=WIDTH // 2, **text_settings())), seed)


def glm(seed: str) -> Any:
    """A GLM of two layers."""
    from transformers import GlmConfig, GlmModel

    return fill(GlmModel(GlmConfig(head_dim=WIDTH // 2, **text_settings())), seed)
