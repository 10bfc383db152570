"""Prompts as Automatic1111's users write them, made by chance, and the weight that each word has there.

The weights follow what its documentation says of emphasis: ``(word)`` 1.1 times, ``[word]`` divided by 1.1,
``(word:1.5)`` 1.5 times, multiplied where they are one inside the other, and ``\\(`` a bracket that is text.
They are worked out beside the text, as it is made, so that nothing here has to read a prompt.
"""

from __future__ import annotations

import random
from typing import Any, NamedTuple

_WORDS = (
    "cat dog red masterpiece blue-eyed 8k 1girl best quality hat the_fox 4k, na\u00efve \u65e5\u672c f/1.8",
    "it's #1 end. what? yes! a&b 50% snow; night",
)
PLAIN = " ".join(_WORDS).split()
SIGNS = ("-", "+", "=", "C++", "x=y", "e-", '"word"', '"')
ESCAPED = (("\\(series\\)", "series"), ("\\(", ""), ("\\)", ""), ("\\[a\\]", "a"))
WEIGHTS = ("1.2", "0.8", "1.35", "0.5", "1", "2", ".7", "1.", "1.15", " 1.1", "+1.3", "0")
BETWEEN = (" ", " ", " ", ", ", ",", "\n", "")


class Made(NamedTuple):
    """A prompt; its words with their weights, stretch by stretch between BREAKs."""

    text: str
    words: list[list[tuple[str, float]]]


def made(seed: int) -> Made:
    """A prompt with at least one weight; the same for the same seed."""
    chance = random.Random(seed)
    texts, words = [], []
    for _ in range(chance.choice([1, 1, 1, 1, 1, 2, 3])):
        signs = chance.random() < 0.25
        text, own = _many(chance, chance.choice([1, 2, 3]), signs)
        sure, more = _bracket(chance, 1, signs)
        texts.append(f"{text} {sure}")
        words.append([*own, *more])
    return Made(chance.choice([" BREAK ", " BREAK\n", ", BREAK "]).join(texts), words)


def words_of(text: str) -> list[str]:
    """The words of a text: letters and digits that stand together."""
    return "".join(symbol if symbol.isalnum() else " " for symbol in text).split()


def heard(answer: dict[str, Any]) -> list[list[tuple[str, float]]]:
    """The words and weights in an answer of the program that asks compel."""
    return [
        [(word, weight) for text, weight in part for word in words_of(text)] for part in answer["prompts"]
    ]


def alike(one: list[list[tuple[str, float]]], other: list[list[tuple[str, float]]]) -> bool:
    """Whether all words are the same, and their weights as good as."""
    if [[word for word, _ in part] for part in one] != [[word for word, _ in part] for part in other]:
        return False
    pairs = (pair for mine, theirs in zip(one, other, strict=True) for pair in zip(mine, theirs, strict=True))
    return all(abs(a - b) <= 0.003 * max(1.0, b) for (_, a), (_, b) in pairs)


def _many(chance: random.Random, depth: int, signs: bool) -> tuple[str, list[tuple[str, float]]]:
    text, words = "", []
    for _ in range(chance.randint(1, 4)):
        kind = chance.random()
        between = chance.choice(BETWEEN)
        if kind < 0.3 and depth:
            piece, own = _bracket(chance, depth, signs)
        elif kind < 0.4:
            piece, inner = chance.choice(ESCAPED)
            own = [(word, 1.0) for word in words_of(inner)]
            between = between or " "
        elif kind < 0.5 and signs:
            piece = chance.choice(SIGNS)
            own = [(word, 1.0) for word in words_of(piece)]
            between = between or " "
        else:
            piece = chance.choice(PLAIN)
            own = [(word, 1.0) for word in words_of(piece)]
            if text[-1:] not in ("", ")", "]"):
                between = between or " "
        text += (between if text else "") + piece
        words += own
    return text, words


def _bracket(chance: random.Random, depth: int, signs: bool) -> tuple[str, list[tuple[str, float]]]:
    inner, words = _many(chance, depth - 1, signs)
    kind = chance.random()
    if kind < 0.5:
        weight = chance.choice(WEIGHTS)
        if inner.rstrip()[-1:].isdigit():
            inner += " x"
            words = [*words, ("x", 1.0)]
        opening, closing, factor = "(", f":{weight})", float(weight)
    elif kind < 0.75:
        opening, closing, factor = "(", ")", 1.1
    elif kind < 0.85:
        opening, closing, factor = "((", "))", 1.21
    else:
        opening, closing, factor = "[", "]", 1 / 1.1
    if inner.endswith("\\"):
        inner += " "
    return f"{opening}{inner}{closing}", [(word, weight * factor) for word, weight in words]
