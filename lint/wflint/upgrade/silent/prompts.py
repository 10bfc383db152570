"""Prompts of SD and SDXL: what compel is told, long texts, blends, textual inversions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from wflint.upgrade.silent.change import SilentChange
from wflint.upgrade.silent.holds import Holds, maybe, sure
from wflint.upgrade.silent.look import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.graph.ir import Node
    from wflint.upgrade.silent.look import SilentLook

_SDXL: Final = ("sdxl_compel_prompt",)
_BOTH: Final = ("compel", "sdxl_compel_prompt")
_ALL: Final = ("compel", "sdxl_compel_prompt", "sdxl_refiner_compel_prompt")
_TEXTS: Final = ("prompt", "style")
_CHUNK: Final = 75  # tokens that CLIP reads at a time
_MOST_TOKENS: Final = 20_000  # characters from which a text is long without being looked at


def _empty(look: SilentLook, node: Node) -> Holds:
    """InvokeAI asks for the prompt alone: an empty style is replaced by the prompt."""
    return look.is_one(node, "prompt", ("",))


def _some_text(test: Callable[[str], Holds]) -> Callable[[SilentLook, Node], Holds]:
    """The condition that a test holds of one of the node's texts; of an unknown text it may."""

    def of(text: Any) -> Holds:
        if text is UNKNOWN:
            return Holds.MAYBE
        return test(text) if isinstance(text, str) else Holds.NO

    return lambda look, node: max(of(look.value(node, name)) for name in _TEXTS)


def _has(*calls: str) -> Callable[[str], Holds]:
    return lambda text: sure(any(f".{call}(" in text for call in calls))


def _long(text: str) -> Holds:
    """Whether a text has more than 75 tokens. A word is one token or more, a comma is one."""
    if len(text) > _MOST_TOKENS:
        return Holds.YES
    least = len(re.findall(r"[^\W\d_]+|,", re.sub(r"\.(?:and|blend|swap)\(", " ", text)))
    if least > _CHUNK:
        return Holds.YES
    # A token of a rare word has two letters or more; what is mostly plain words stays below this.
    return maybe(least + len(re.findall(r"\d|[^\w\s,]", text)) + sum(map(str.isalpha, text)) / 12 > _CHUNK)


def _long_at_sentences(text: str) -> Holds:
    """Without punctuation it is divided between words, which may well be after 75 tokens."""
    long = _long(text)
    return long if "." in text or "," in text else min(long, Holds.MAYBE)


def _two_inversions(text: str) -> Holds:
    return maybe(len(set(re.findall(r"<[a-zA-Z0-9., _-]+>", text))) > 1)


CHANGES: Final = (
    SilentChange(
        "empty-prompt-is-zero",
        "3.1.0",
        _SDXL,
        "with an empty prompt",
        'an empty text gives zeros instead of the encoding of ""',
        "other",
        "b0738b7f70, 94636ddb03; app/invocations/compel.py of 3.0.2.post1 and 3.1.0",
        _empty,
    ),
    SilentChange(
        "long-prompt-not-cut",
        "3.1.0",
        _ALL,
        "with a text of more than 75 tokens",
        "the whole text counts; it was cut after 75 tokens",
        "other",
        "truncate_long_prompts in app/invocations/compel.py of 3.0.2.post1 and 3.1.0",
        _some_text(_long),
    ),
    SilentChange(
        "conjunction-whole",
        "3.1.0",
        ("compel",),
        "with .and() in the prompt",
        "all parts of the conjunction count; only the first did",
        "other",
        "conjunction.prompts[0] in app/invocations/compel.py of 3.0.2.post1, not of 3.1.0",
        _some_text(_has("and")),
    ),
    SilentChange(
        "blend-pooled",
        "3.1.0",
        _SDXL,
        "with .blend() or .and() in a text",
        "the first text encoder is no longer asked for pooled embeddings, which changes blends",
        "other",
        "beb3e5aeb7; requires_pooled in app/invocations/compel.py of 3.0.2.post1 and 3.1.0",
        _some_text(_has("blend", "and")),
        surely=False,
    ),
    SilentChange(
        "inversions-last-wins",
        "3.5.0",
        _BOTH,
        "with two textual inversions in a text",
        "all of them get the vectors of the last, until 3.5.1",
        "other",
        "apply_ti in backend/model_management/lora.py of 3.4.0.post2, 3.5.0 and 3.5.1",
        _some_text(_two_inversions),
        surely=False,
        flips="inversions-last-wins",
    ),
    SilentChange(
        "inversions-each-own",
        "3.5.1",
        _BOTH,
        "with two textual inversions in a text",
        "each gets its own vectors; the last one had won",
        "other",
        "e38d0e39b7; apply_ti in backend/model_management/lora.py of 3.4.0.post2, 3.5.0 and 3.5.1",
        _some_text(_two_inversions),
        surely=False,
        flips="inversions-last-wins",
    ),
    SilentChange(
        "swap-ignored",
        "4.1.0",
        _BOTH,
        "with .swap() in a text",
        "a swap no longer works on the attention of the model: its first text counts alone",
        "other",
        "wants_cross_attention_control in backend/stable_diffusion of 4.0.4, not of 4.1.0",
        _some_text(_has("swap")),
    ),
    SilentChange(
        "long-prompt-at-sentences",
        "5.13.0",
        _BOTH,
        "with a text of more than 75 tokens",
        "the text is divided where a sentence or phrase ends, not after every 75 tokens",
        "other",
        "d4c4926caa; compel 2.0.2 and 2.1.1",
        _some_text(_long_at_sentences),
    ),
)
