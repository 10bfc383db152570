"""What becomes of a text: the pieces that are encoded with their weights, what is left out, what fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.prompts.grammar import LONGEST, STACK, Reader, parse, prepared
from wflint.models.prompts.tree import (
    Attention,
    Blend,
    Conjunction,
    Lora,
    NotReadError,
    Phrase,
    PlainWords,
    Swap,
    TooDeepError,
    counted,
    flat,
    unescape,
)

if TYPE_CHECKING:
    from wflint.models.prompts.tree import Part

# Words are taken out of their escapes when they are found and when weights are multiplied.
_UNESCAPED = 2
# Seconds that compel takes for one rule, on a processor of 2023; measured on InvokeAI 6.14.2.
A_TRY = 5e-6


class Piece:
    """Text with one weight."""

    __slots__ = ("text", "weight")

    def __init__(self, text: str, weight: float) -> None:
        self.text = text
        self.weight = weight


class Swapped:
    """A ``.swap()``: InvokeAI encodes the original only."""

    __slots__ = ("edited", "original")

    def __init__(self, original: list[Piece | Swapped], edited: list[Piece | Swapped]) -> None:
        self.original = original
        self.edited = edited


Pieces = list["Piece | Swapped"]


class Blended:
    """Prompts that are mixed into one."""

    __slots__ = ("normal", "prompts", "weights")

    def __init__(self, prompts: list[Pieces], weights: list[float], normal: bool) -> None:
        self.prompts = prompts
        self.weights = weights
        self.normal = normal


class Reading:
    """What compel makes of a text.

    ``failure`` is what it raises, if it does. ``seconds`` is how long its parser takes, on a computer of
    2023. ``deepest`` is how many calls it has open; ``too_deep``: more than Python
    lets it, it raises RecursionError, sooner or later. Otherwise ``prompts`` are encoded one
    behind the other, with ``weights``; ``loras`` and ``rest`` are left out. ``free`` are the words that no
    rule of the language wanted. ``joined``: there is a ``.blend()`` or an ``.and()`` around them all.
    """

    __slots__ = (
        "deepest",
        "failure",
        "free",
        "joined",
        "loras",
        "prompts",
        "rest",
        "seconds",
        "too_deep",
        "weights",
    )

    def __init__(self) -> None:
        self.failure: NotReadError | None = None
        self.seconds = 0.0
        self.too_deep = False
        self.deepest = 0
        self.prompts: list[Pieces | Blended] = []
        self.weights: list[float] = []
        self.loras: list[tuple[str, float]] = []
        self.rest = ""
        self.free: list[str] = []
        self.joined = False

    def texts(self) -> list[Pieces]:
        """The prompts, those of blends too."""
        found: list[Pieces] = []
        for prompt in self.prompts:
            if type(prompt) is Blended:
                found += prompt.prompts
            else:
                found.append(prompt)  # type: ignore[arg-type]
        return found


def read(text: str, stack: int = 0) -> Reading | None:
    """What compel makes of a text; None for one that is too long to be looked at.

    ``stack`` is how many calls are open when compel is called.
    """
    if len(text) > LONGEST:
        return None
    result = Reading()
    text = prepared(text)
    if not text.strip():
        result.prompts, result.weights = [[Piece("", 1.0)]], [1.0]
        return result
    reader = Reader(text, stack)
    try:
        whole = parse(reader)
        result.too_deep = reader.deepest > STACK
        _flatten(whole, result)
    except NotReadError as failure:
        result.failure = failure
    except TooDeepError:
        result.too_deep = True
    result.deepest = reader.deepest
    result.seconds = reader.cost * A_TRY
    return result


def _flatten(whole: Conjunction, result: Reading) -> None:
    weights = []
    result.joined = whole.joined or any(type(part) is Blend for part in whole.parts)
    for part, weight in zip(whole.parts, whole.weights, strict=True):
        if type(part) is Blend:
            prompts = [_fused(_pieces(prompt, 1.0, result)) for prompt in part.prompts]
            prompts = [prompt for prompt in prompts if prompt]
            if any(type(piece) is Swapped for prompt in prompts for piece in prompt):
                raise NotReadError(
                    "swap",
                    "ParsingException: while parsing Blend: sorry, you cannot do .swap() as part of a Blend",
                )
            if len(prompts) != len(part.weights):
                counted("Blend", len(prompts), part.weights)
            result.prompts.append(Blended(prompts, part.weights, part.normal))
            weights.append(weight)
            continue
        pieces = _fused(_pieces(part, 1.0, result))
        if pieces:
            result.prompts.append(pieces)
            weights.append(weight)
    result.weights = weights
    result.rest = whole.rest


def _pieces(part: Part, scale: float, result: Reading) -> Pieces:
    """The pieces of a part in order, their weights multiplied."""
    found: Pieces = []
    kind = type(part)
    if kind is PlainWords:
        found.append(Piece(part.text, scale))  # type: ignore[union-attr]
        if part.free:  # type: ignore[union-attr]
            result.free.append(part.text)  # type: ignore[union-attr]
    elif kind is Phrase:
        for inner in part.parts:  # type: ignore[union-attr]
            found += _pieces(inner, scale, result)
    elif kind is Attention:
        found += _pieces(part.part, scale * part.weight, result)  # type: ignore[union-attr]
    elif kind is Lora:
        result.loras.append((part.name, part.weight))  # type: ignore[union-attr]
    elif kind is Swap:
        original = _pieces(_some(part.original), scale, result)  # type: ignore[union-attr]
        edited = _pieces(_some(part.edited), scale, result)  # type: ignore[union-attr]
        found.append(Swapped(original or [Piece("", 1.0)], edited or [Piece("", 1.0)]))
    return found


def _some(part: Part) -> Part:
    """The part, or no text where it is none at all."""
    return part if next(flat(part), None) is not None else PlainWords("")


def _fused(pieces: Pieces) -> Pieces:
    """Neighbours of one weight put together."""
    found: Pieces = []
    run: list[str] = []
    weight = 0.0

    def close() -> None:
        if run:
            found.append(Piece(_joined(run), weight))
            run.clear()

    for piece in pieces:
        if isinstance(piece, Swapped):
            close()
            found.append(Swapped(_fused(piece.original), _fused(piece.edited)))
            continue
        if run and weight != piece.weight:
            close()
        weight = piece.weight
        run.append(piece.text)
    close()
    return found


def _joined(run: list[str]) -> str:
    """The texts of neighbours, each unescaped as often as compel puts it together with another."""
    last = len(run) - 1
    return " ".join(
        unescape(text, _UNESCAPED + (last - max(number, 1) + 1 if last else 0))
        for number, text in enumerate(run)
    )
