"""What compel's grammar finds in a text, before weights are multiplied and words are put together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ESCAPES = re.compile(r'(?<!\\)(\\+)([()"])')
_PLUS, _MINUS = 1.1, 0.9  # a + and a - behind something


class NotReadError(Exception):
    """compel raises. ``kind`` says of what sort it is, ``error`` InvokeAI's words, ``where`` what text."""

    def __init__(self, kind: str, error: str, where: str = "") -> None:
        super().__init__(error)
        self.kind = kind
        self.error = error
        self.where = where


class TooDeepError(Exception):
    """compel's calls go deeper than Python lets them."""


class PlainWords:
    """Text. ``free`` is text that no other rule wanted: brackets in it are only characters."""

    __slots__ = ("free", "text")

    def __init__(self, text: str, *, free: bool = False) -> None:
        self.text = text
        self.free = free


class Phrase:
    """Several parts, one behind the other."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts

    @staticmethod
    def of(part: Part) -> Phrase:
        """The part as a prompt of its own."""
        return part if type(part) is Phrase else Phrase([part])


class Attention:
    """Parts with a weight."""

    __slots__ = ("part", "weight")

    def __init__(self, weight: float, part: Part) -> None:
        self.weight = weight
        self.part = part


class Swap:
    """``.swap()``: what InvokeAI's nodes read (the original), and what they leave out."""

    __slots__ = ("edited", "original")

    def __init__(
        self, original: Part, edited: Part, options: list[tuple[str | float, str | float | None]]
    ) -> None:
        self.original = original
        self.edited = edited
        freedom: str | float | None = 0.0
        for name, value in options:
            if name == "shape_freedom":
                freedom = value
        if type(freedom) is not float:
            error = "TypeError: unsupported operand type(s) for ** or pow(): 'str' and 'float'"
            raise NotReadError("option", error, "shape_freedom")


class Lora:
    """``withLora(name, weight)``, which InvokeAI's nodes never look at."""

    __slots__ = ("name", "weight")

    def __init__(self, name: str, weight: float) -> None:
        self.name = name
        self.weight = weight


class Blend:
    """``(...).blend(...)``."""

    __slots__ = ("normal", "prompts", "weights")

    def __init__(self, prompts: list[Part], weights: list[float], normal: bool) -> None:
        self.prompts = [Phrase.of(prompt) for prompt in prompts]
        self.weights = counted("Blend", len(prompts), weights)
        self.normal = normal
        if any(type(part) is Swap for prompt in self.prompts for part in flat(prompt)):
            raise NotReadError(
                "swap",
                "ParsingException: while parsing Blend: sorry, you cannot do .swap() as part of a Blend",
            )


class Conjunction:
    """A whole text: one prompt, or several put one behind the other by ``.and()``.

    ``joined``: by ``.and()``. ``rest`` is text behind it, which is not read.
    """

    __slots__ = ("joined", "parts", "rest", "weights")

    def __init__(self, parts: list[Part], weights: list[float], rest: str | None = None) -> None:
        self.joined = rest is not None
        self.parts = parts
        self.weights = counted("Conjunction", len(parts), weights)
        self.rest = (rest or "").strip()


Part = PlainWords | Phrase | Attention | Swap | Lora | Blend


def flat(part: Part) -> Iterator[Part]:
    """The parts of a group, groups in it opened."""
    if type(part) is Phrase:
        for inner in part.parts:
            yield from flat(inner)
    else:
        yield part


def counted(what: str, prompts: int, weights: list[float]) -> list[float]:
    """The weights, 1 each where there are none; raises where there are more or fewer than prompts."""
    weights = weights or [1.0] * prompts
    if len(weights) == prompts:
        return weights
    parts = "prompts" if what == "Blend" else "parts"
    raise NotReadError(
        "count",
        f"ParsingException: while parsing {what}: mismatched {parts}/weights counts ...",
        f"{prompts} {len(weights)}",
    )


def number_of(weight: str | float) -> float:
    """A weight as a number: every + is a tenth more, every - a tenth less."""
    if type(weight) is not str:
        return weight  # type: ignore[return-value]  # mypy does not narrow by type()
    try:
        return float((_PLUS if weight[0] == "+" else _MINUS) ** len(weight))
    except OverflowError:
        raise NotReadError("weight", "OverflowError: (34, 'Numerical result out of range')", "+++") from None


def unescape(text: str, times: int) -> str:
    """Take that many backslashes away before each bracket and quotation mark."""
    if "\\" not in text:
        return text
    return _ESCAPES.sub(lambda found: found[1][min(times, len(found[1])) :] + found[2], text)
