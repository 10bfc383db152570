"""Prompts with a slip in compel's language, mended: each is read again and must say what it is to say.

Every function gives the new text, or None where it cannot vouch for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wflint.models.prompts.a1111 import has_weights, sound
from wflint.models.prompts.meaning import Blended, Piece, Swapped, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.models.prompts.meaning import Reading

_WORD = re.compile(r"[^\W_]+")
_LORA_CALL = re.compile(r"[ \t]*\b(?:with|use)Lora\s{0,3}\([^()]{0,200}\)")
_TARGET = r"""(?:"[^"\n]{0,300}"|\([^()]{0,300}\)|[^\s()",.+=-]{1,100})"""
_SWAP = re.compile(rf"({_TARGET})\s{{0,3}}\.swap\s{{0,3}}\([^()]{{0,300}}\)")
_COUNTED = re.compile(r"\)\s{0,3}\.(and|add|blend)\s{0,3}\(([^()]{0,300})\)")
_EMPTY = re.compile(r"""[ \t]*(?:""|\(\s{0,9}\))(?:\d{0,3}\.\d{1,6}|\d{1,3}|\+{1,9}|-{1,9})""")
_DOUBLED = re.compile(r"(?<![\\])\(\s*\(([^()]*)\)\s*\)")
_SIGN = re.compile(r"(?<![\\\w])(?:[+-](?=[\s(),.]|\Z)|=)|(?<=\w)=")
_BRACKETS = re.compile(r"(?<!\\)\([^()]{0,500}\)(?=\d*\.\d|\+|-|\d)")
_NUMBER = re.compile(r"(?<=[)\"])(\d{1,5}(?:\.\d{1,3})?)(?=[a-zA-Z])")
_COLON = re.compile(
    r"(?<!\\)\(([^()]{0,500}?)(?<![\d\s\\]) {0,3}: {0,3}[+-]?(?:[0-4](?:\.\d{0,6})?|\.\d{1,6}) {0,3}\)"
)
_WEIGHTED = re.compile(
    r"""(?<!\\)\(([^()]{0,500})\)(?:\d{0,3}\.\d{1,6}|\+{1,20}|-{1,20})(?![\w(])"""
    r"""|"([^"\n]{0,500})"(?:\d{0,3}\.\d{1,6}|\+{1,20}|-{1,20})(?![\w(])"""
)
_SIGNED = re.compile(r"(?<=\w\w)\+{1,20}(?=[\s,.)]|\Z)")
_ROUNDS: Final = 12  # brackets in one another
SLOW: Final = 3.0  # seconds of compel


def without_loras(text: str) -> str | None:
    """The prompt without ``withLora()``, which nothing looks at."""
    new = _LORA_CALL.sub("", text).strip()
    return _if(text, new, lambda old, now: not now.loras and _same(old, now))


def without_swaps(text: str) -> str | None:
    """The prompt with what ``.swap()`` leaves of it: the words before it."""
    new = _SWAP.sub(lambda found: _bare(found[1]), text)
    before = read(text)
    if before is not None and before.failure is not None:
        return _if_sound(text, new)
    return _if(text, new, lambda old, now: _same(old, now, originals=True))


def without_rest(text: str) -> str | None:
    """The prompt without what stands behind ``.and()``."""
    found = read(text)
    rest = found.rest if found is not None else ""
    if not rest or not text.rstrip().endswith(rest):
        return None
    new = text.rstrip()[: -len(rest)].rstrip()
    return _if(text, new, lambda old, now: not now.rest and _same(old, now))


def without_counts(text: str) -> str | None:
    """Operators without their weights: every prompt counts the same."""
    new = _COUNTED.sub(lambda found: f").{found[1]}()", text)
    return _if_sound(text, new)


def without_blanks(text: str) -> str | None:
    """Spaces instead of control characters that compel does not know."""
    return _if_sound(text, re.sub(r"[\v\x1c-\x1f\x85\f]", " ", text))


def without_empty(text: str) -> str | None:
    """The prompt without brackets that hold nothing and their weights."""
    return _if_sound(text, _EMPTY.sub("", text).strip())


def with_no_normalize_last(text: str) -> str | None:
    """``no_normalize`` at the end of the weights of ``.blend()``; of ``.and()`` none."""

    def sorted_ones(found: re.Match[str]) -> str:
        options = [option.strip() for option in found[2].split(",")]
        if "no_normalize" not in options:
            return found[0]
        rest = [option for option in options if option not in ("no_normalize", "")]
        last = ["no_normalize"] if found[1] == "blend" else []
        return f").{found[1]}({', '.join([*rest, *last])})"

    return _if_sound(text, _COUNTED.sub(sorted_ones, text))


def with_no_normalize(text: str) -> str | None:
    """A ``.blend()`` that does not divide by the sum of its weights."""
    new = _COUNTED.sub(
        lambda found: f").{found[1]}({found[2].strip()}, no_normalize)" if found[1] == "blend" else found[0],
        text,
    )
    return _if_sound(text, new)


def with_spaced_number(text: str, large: float) -> str | None:
    """A space before a number that is part of a word, such as 8k, and became a large weight."""
    new = _NUMBER.sub(lambda found: f" {found[1]}" if float(found[1]) >= large else found[0], text)
    return _if(text, new, lambda _, now: not any(abs(p.weight) >= large for p in _pieces(now)))


def with_escaped_signs(text: str) -> str | None:
    """A backslash before signs inside of brackets that cost the bracket its weight."""
    new = _BRACKETS.sub(lambda found: _SIGN.sub(lambda sign: "\\" + sign[0], found[0]), text)
    return _if(text, new, lambda old, now: len(now.free) < len(old.free) and has_weights(now))


def escaped(text: str, unpaired: Callable[[str], tuple[str, int] | None]) -> str | None:
    """A backslash before every bracket without a partner: compel reads the very same.

    None where there are more than a slip leaves: each costs a walk over the text.
    """
    new = text
    for _ in range(20):
        found = unpaired(new)
        if found is None:
            return _if(text, new, _same)
        new = f"{new[: found[1]]}\\{new[found[1] :]}"
    return None


def quicker(text: str, unpaired: Callable[[str], tuple[str, int] | None]) -> str | None:
    """One bracket instead of several right inside of one another, and a backslash before unpaired ones.

    Within bounds: each costs a walk over the text.
    """
    new = text
    for _ in range(60):
        shorter = _DOUBLED.sub(r"(\1)", new)
        if shorter == new:
            break
        new = shorter
    new = re.sub(r"(?<!\\)\(([^()]*)\)(?![\d.+-])", r"\1", new) if _slow(new) else new
    for _ in range(60):
        found = unpaired(new)
        if found is None:
            break
        new = f"{new[: found[1]]}\\{new[found[1] :]}"
    before, after = read(text), read(new)
    if new == text or before is None or after is None or not sound(after) or after.seconds >= SLOW:
        return None
    if not before.too_deep and not _same(before, after):
        return None
    return new


def plain(text: str) -> str | None:
    """The words without any weights, for a reader that knows none."""
    new = text
    for _ in range(_ROUNDS):
        shorter = _WEIGHTED.sub(lambda found: found[1] or found[2] or "", _COLON.sub(r"\1", new))
        if shorter == new:
            break
        new = shorter
    new = _SIGNED.sub("", new)
    before, after = read(text), read(new)
    if new == text or before is None or after is None or not sound(after) or not sound(before):
        return None
    if before.joined or any(type(piece) is Swapped for pieces in before.texts() for piece in pieces):
        return None
    left = _WORD.findall(new)
    words = iter(_WORD.findall(text))
    return new if left and all(word in words for word in left) else None


def _slow(text: str) -> bool:
    found = read(text)
    return found is None or found.too_deep or found.seconds >= SLOW


def _bare(target: str) -> str:
    return target[1:-1] if target[0] in '"(' else target


def _if(text: str, new: str, holds: Callable[[Reading, Reading], bool]) -> str | None:
    """The new text, if compel reads it and this holds between the two."""
    if new == text:
        return None
    before, after = read(text), read(new)
    if before is None or after is None or after.failure is not None or after.too_deep:
        return None
    return new if after.seconds < SLOW and after.prompts and holds(before, after) else None


def _if_sound(text: str, new: str) -> str | None:
    """The new text, if compel makes something of it and leaves nothing out."""
    return _if(text, new, lambda _, now: not now.rest and all(p.text.strip() for p in _pieces(now)))


def _same(one: Reading, other: Reading, *, originals: bool = False) -> bool:
    """Whether both are encoded alike."""
    return _shape(one, originals) == _shape(other, originals)


def _shape(reading: Reading, originals: bool) -> list[object]:
    found: list[object] = [reading.weights]
    found += [(prompt.weights, prompt.normal) for prompt in reading.prompts if isinstance(prompt, Blended)]
    for pieces in reading.texts():
        run: list[tuple[str, float]] = []
        for piece in pieces if not originals else _originals(pieces):
            if isinstance(piece, Swapped):
                found.append("swap")
                piece = Piece(" ".join(p.text for p in _flat([piece])), 1.0)  # noqa: PLW2901
            text = " ".join(piece.text.split())
            if run and run[-1][1] == piece.weight:
                run[-1] = (f"{run[-1][0]} {text}", piece.weight)
            elif text:
                run.append((text, piece.weight))
        found.append(run)
    return found


def _originals(pieces: list[Piece | Swapped]) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, Swapped):
            yield from _originals(piece.original)
        else:
            yield piece


def _flat(pieces: list[Piece | Swapped]) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, Swapped):
            yield from _flat(piece.original)
            yield from _flat(piece.edited)
        else:
            yield piece


def _pieces(reading: Reading) -> Iterator[Piece]:
    for pieces in reading.texts():
        yield from _flat(pieces)
