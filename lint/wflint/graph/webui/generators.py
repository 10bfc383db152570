"""What the web UI's generator nodes produce, number for number.

The random ones draw from the same Mersenne Twister (the npm package mtwist, 32 bits a number), so that a
seed gives the values that the UI would send.
"""

from __future__ import annotations

import json
import math
import random
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from wflint.graph.webui.kept import plain_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Draws = Callable[[int | None], Callable[[], float]]

MOST_ITEMS = 100_000  # ten times what a server's queue takes by default
_FLOAT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_INTEGER = re.compile(r"[+-]?\d+")


class GeneratorError(ValueError):
    """A generator whose values cannot be worked out here; the text says why."""


def needs_server(value: Mapping[str, Any]) -> bool:
    """Whether the UI asks the server for the values: dynamic prompts and the images of a board."""
    kind = str(value.get("type"))
    return kind.startswith(("string_generator_dynamic_prompts", "image_generator"))


def generate(value: Mapping[str, Any], draw: Draws | None = None) -> list[Any]:
    """The values of a generator that needs no server; ``draw`` gives the random ones, by their seed.

    Raises GeneratorError when it is none that is known.
    """
    kind = str(value.get("type"))
    if kind.startswith("float_generator") and value.get("values"):
        return [plain_number(v) for v in value["values"]]
    if type(value.get("count", 0)) is int and value.get("count", 0) > MOST_ITEMS:
        raise GeneratorError(f"{value['count']} items are more than any queue takes")
    if kind in _RANDOM:
        return _RANDOM[kind](value, (draw or twister)(value.get("seed")))
    make = _MAKERS.get(kind)
    if make is None:
        raise GeneratorError(f"no generator of type {kind}")
    return [plain_number(v) for v in make(value)]


def _sequence(value: Mapping[str, Any]) -> list[Any]:
    start, step = value["start"], value["step"]
    return [start] if step == 0 else [start + i * step for i in range(value["count"])]


def _floats_between(value: Mapping[str, Any]) -> list[Any]:
    start, end, count = value["start"], value["end"], value["count"]
    return [start] if count == 1 else [start + (end - start) * (i / (count - 1)) for i in range(count)]


def _integers_between(value: Mapping[str, Any]) -> list[Any]:
    start, end, count = value["start"], value["end"], value["count"]
    if count == 1:
        return [start]
    # JavaScript rounds halves up.
    return [start + math.floor((end - start) * (i / (count - 1)) + 0.5) for i in range(count)]


def twister(seed: int | None) -> Callable[[], float]:
    """Numbers in [0, 1) as mtwist makes them; without a seed any."""
    if seed is None:
        return random.random
    words = [seed % 2**32]
    for i in range(1, 624):
        words.append((1812433253 * (words[-1] ^ (words[-1] >> 30)) + i) % 2**32)
    generator = random.Random()
    generator.setstate((3, (*words, 624), None))
    return lambda: generator.getrandbits(32) / 2**32


def mulberry(seed: int | None) -> Callable[[], float]:
    """Numbers in [0, 1) as the web UI of InvokeAI 7 draws them (Mulberry32); without a seed any."""
    if seed is None:
        return random.random
    state = seed % 2**32

    def draw() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) % 2**32
        mixed = (state ^ state >> 15) * (state | 1) % 2**32
        mixed ^= (mixed + (mixed ^ mixed >> 7) * (mixed | 61)) % 2**32
        return float((mixed ^ mixed >> 14) / 2**32)

    return draw


def _random_floats(value: Mapping[str, Any], draw: Callable[[], float]) -> list[Any]:
    low, high = value["min"], value["max"]
    return [plain_number(draw() * (high - low) + low) for _ in range(value["count"])]


def _random_integers(value: Mapping[str, Any], draw: Callable[[], float]) -> list[Any]:
    low, high = value["min"], value["max"]
    return [math.floor(draw() * (high - low + 1)) + low for _ in range(value["count"])]


def _split(value: Mapping[str, Any]) -> list[str]:
    text, separator = value["input"], value["splitOn"]
    if separator == "":
        return [text]
    with suppress(ValueError):  # the UI understands \\n and the like, where it is JSON
        separator = json.loads(f'"{separator}"')
    return list(text) if separator == "" else text.split(separator)


def _parsed(pattern: re.Pattern[str], convert: Callable[[str], Any], value: Mapping[str, Any]) -> list[Any]:
    found = [pattern.match(part.strip()) for part in _split(value)]
    return [convert(m.group()) for m in found if m]


_RANDOM: dict[str, Callable[[Mapping[str, Any], Callable[[], float]], list[Any]]] = {
    "float_generator_random_distribution_uniform": _random_floats,
    "integer_generator_random_distribution_uniform": _random_integers,
}
_MAKERS: dict[str, Callable[[Mapping[str, Any]], list[Any]]] = {
    "float_generator_arithmetic_sequence": _sequence,
    "float_generator_linear_distribution": _floats_between,
    "float_generator_parse_string": lambda v: _parsed(_FLOAT, float, v),
    "integer_generator_arithmetic_sequence": _sequence,
    "integer_generator_linear_distribution": _integers_between,
    "integer_generator_parse_string": lambda v: _parsed(_INTEGER, int, v),
    "string_generator_parse_string": lambda v: [part for part in _split(v) if part],
}
