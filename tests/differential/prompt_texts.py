"""Prompts made by chance: compel's language, what people write, what other programs understand, and slips."""

from __future__ import annotations

import random

_PLAIN = (
    "cat dog red a of the photo masterpiece blue-eyed cat's 8k 1girl :) <lora:x:0.7> <ti-name> {a|b} [x]",
    "trailing- 3.5 f/1.8 na\u00efve \u65e5\u672c \\( \\) \\\" x\\+y C++ . , ; : - -- + ++ = \\ ' \u00a0",
    "\u3000 withLora(x,0.7) withLora(a) useLora(b-c,.5) withLora() withLoraX useLora BREAK AND \u2003x",
)
_ODD = (
    "", " ", "  ", "\n", "\t", "\\t", "\\n", "\\03", "\\x42", "\\u0A4", "\\\\(", '\\\\\\"', "\v", "\f",
    "\f ", "\u0663.\u0665",
)  # fmt: skip
WORDS = [*" ".join(_PLAIN).split(" "), *_ODD]
_WEIGHTS = "1.3 0.5 1 2 -1 +1.2 ++ -- + - .5 1. -.3 +++ :1.2 1e5 00"
WEIGHTS = _WEIGHTS.split()
OPTIONS = (
    "0.5", "1", "-0.2", "a", "no_normalize", "s_start=0.1", "shape_freedom=0.5", "shape_freedom", "t_end=x",
    "inf", "nan", "0", " 1 ", "1.5 ", "", "shape_freedom=x",
)  # fmt: skip
SENTENCES = (
    "portrait of a woman, (detailed eyes)1.2, soft light, 85mm, f/1.8",
    'a man (holding a sign that says "open")++ in front of a shop',
    "masterpiece, best quality, 1girl, (blue hair:1.2), ((smile)), [hat]",
    '("a castle at dawn", "a castle at night").blend(0.7, 0.3)',
    '("oil painting", "a fox in the snow").and()',
    "(worst quality)1.4, (blurry)+, text-, watermark---, bad-hands",
    "photo of a cat.swap(dog, s_start=0.2) on a sofa, <easynegative>",
    "sci-fi city - night; rain, neon, 8k, trending on artstation",
)


def prompt(seed: int) -> str:
    """A prompt; the same for the same seed."""
    chance = random.Random(seed)
    kind = chance.random()
    if kind < 0.2:
        text = chance.choice(SENTENCES)
        return _slip(chance, text) if chance.random() < 0.8 else text
    text = _many(chance, 1) if kind < 0.45 else _text(chance, 2)
    if kind > 0.4:
        text = chance.choice(["", "", "withLora(q)", "A ", "  "]) + text
    if kind < 0.3:
        text += chance.choice(["", " ", " tail", "withLora(q)"])
    return _slip(chance, text) if chance.random() < 0.35 else text


def _words(chance: random.Random) -> str:
    between = chance.choice([" ", " ", " ", ",", ""])
    return between.join(chance.choice(WORDS) for _ in range(chance.randint(0, 3)))


def _target(chance: random.Random, depth: int) -> str:
    kind = chance.random()
    if kind < 0.4:
        return '"' + _text(chance, depth - 1).replace('"', chance.choice(['\\"', "'", '"'])) + '"'
    return f"({_text(chance, depth - 1)})" if kind < 0.75 else chance.choice(WORDS)


def _options(chance: random.Random) -> str:
    known = OPTIONS[:5] if chance.random() < 0.8 else OPTIONS
    return chance.choice([",", ", "]).join(chance.choice(known) for _ in range(chance.randint(0, 4)))


def _item(chance: random.Random, depth: int) -> str:
    kind = chance.random()
    if depth <= 0 or kind < 0.45:
        return _words(chance)
    if kind < 0.65:
        return _target(chance, depth) + chance.choice(["", "", " "]) + chance.choice(WEIGHTS)
    if kind < 0.72:
        return (
            _target(chance, depth) + chance.choice([".attend(", " .attend( "]) + chance.choice(WEIGHTS) + ")"
        )
    if kind < 0.8:
        options = chance.choice(["", "," + _options(chance)])
        return f"{_target(chance, depth)}.swap({_words(chance)}{options})"
    return _target(chance, depth) if kind < 0.9 else _many(chance, depth)


def _many(chance: random.Random, depth: int) -> str:
    count = chance.randint(1, 4)
    targets = chance.choice([", ", ",", ", ", " "]).join(_target(chance, depth) for _ in range(count))
    operator = chance.choice([".blend", ".and", ".add", ".blend", " .blend", ".swap"])
    numbers = ", ".join(chance.choice(["0.5", "1", "2"]) for _ in range(count))
    return f"({targets}){operator}({chance.choice([_options(chance), numbers])})"


def _text(chance: random.Random, depth: int) -> str:
    between = chance.choice([" ", " ", "", ", "])
    return between.join(_item(chance, depth) for _ in range(chance.randint(0, 3)))


def _slip(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 3)):
        if not text:
            break
        at, kind = chance.randrange(len(text)), chance.random()
        if kind < 0.4:
            text = text[:at] + text[at + 1 :]
        elif kind < 0.7:
            text = text[:at] + chance.choice('()",.+-= \\abc0.5\n') + text[at:]
        else:
            one, other = sorted((at, chance.randrange(len(text))))
            text = text[:one] + text[other:] + text[one:other]
    return text
