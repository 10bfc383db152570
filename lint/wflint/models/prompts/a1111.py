"""Prompts as Automatic1111 reads them, written in compel's language.

There ``(word)`` means 1.1 times the weight, ``[word]`` a 1.1th of it, ``(word:1.3)`` 1.3 times it, all of
them one inside the other; a backslash makes a bracket text, and ``BREAK`` begins another stretch of the
prompt. A translation is only given where compel, as :mod:`wflint.models.prompts.meaning` knows it, reads
every word of it with the weight that is meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wflint.models.prompts.meaning import Blended, Piece, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.prompts.meaning import Reading

    Weighed = tuple[str, float]  # a word and its weight

_STEP: Final = 1.1  # one bracket
_NEAR: Final = 0.003  # of weights that are written with three digits
_DEEPEST: Final = 12  # brackets in one another; a prompt of people has three
_LONGEST: Final = 5_000
_TOKEN = re.compile(
    r"(?P<escaped>\\.)|(?P<weight>:\s{0,3}(?P<number>[+-]?(?:\d{1,3}(?:\.\d{0,6})?|\.\d{1,6}))\s{0,3}\))"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<text>[^\\()\[\]:]+|[:\\])",
    re.DOTALL,
)
_BEFORE = re.compile(r"[\d\\]\s*\Z")
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"\s*[,.]?\s*(?<![A-Z])(?:^|(?<=[\s,.]))BREAK(?=[\s,.]|\Z)(?![\s,.]{1,3}[A-Z]{2})[\s,]*")
# Signs that compel takes for its own inside of brackets, unless a backslash stands before them.
_ENDING = re.compile(r'(?<=[\w"])[+-]{1,20}(?=[\s(),.]|\Z)')  # outside of them only behind a word
_SIGN = re.compile(r"(?<!\\)(?:[+-](?=[\s()\",.+=-]|\Z)|[=\"])")


class NotThatError(Exception):
    """Not a prompt that can be translated, such as one whose brackets do not pair."""


class _Group:
    """A bracket: its weight and what is in it."""

    __slots__ = ("inner", "opener", "weight")

    def __init__(self, opener: str) -> None:
        self.opener = opener
        self.weight = 1.0
        self.inner: list[str | _Group] = []


def to_compel(text: str) -> str | None:
    """The prompt in compel's language; None where nothing does that surely, or nothing is to be changed."""
    if len(text) > _LONGEST:
        return None
    try:
        stretches = [_parsed(part) for part in _BREAK.split(text)]
    except NotThatError:
        return None
    stretches = [group for group in stretches if any(_words(group, 1.0))] or stretches
    meant = [list(_words(group, 1.0)) for group in stretches]
    for escape in (False, True):
        parts = [_written(group.inner, escape=escape, whole=True).strip() for group in stretches]
        new = parts[0] if len(parts) == 1 else _joined(parts)
        if new == text:
            continue
        if _fits(new, meant):
            return new
    return None


def only_weights(text: str) -> str | None:
    """Weights such as ``(word:1.3)`` alone rewritten, for a prompt that has compel's language too."""
    new = _COLON_WEIGHT.sub(lambda found: f"({found[1]}){_number(float(found[2]))}{_after(found)}", text)
    base = _COLON_WEIGHT.sub(lambda found: f"({found[1]}){_after(found, anyway=True)}", text)
    if new == text or _LEFT.search(new):
        return None
    before, after = _heard(base), _heard(new)
    if before is None or after is None:
        return None
    if [[word for word, _ in part] for part in before] != [[word for word, _ in part] for part in after]:
        return None
    changed = sum(
        abs(one[1] - two[1]) > 1e-9
        for old, part in zip(before, after, strict=True)
        for one, two in zip(old, part, strict=True)
    )
    wanted = sum(
        len(_WORD.findall(found[1])) for found in _COLON_WEIGHT.finditer(text) if float(found[2]) != 1
    )
    return new if changed == wanted else None


_COLON_WEIGHT = re.compile(
    r"(?<!\\)\(([^()\\\[\]\"]{1,300}?)\s{0,3}:\s{0,3}([+]?(?:\d(?:\.\d{0,6})?|\.\d{1,6}))\s{0,3}\)"
)
_LEFT = re.compile(r":\s{0,3}[+-]?(?:\d(?:\.\d{0,6})?|\.\d{1,6})\s{0,3}\)")


def _after(found: re.Match[str], *, anyway: bool = False) -> str:
    """A space, where what follows would become part of the number."""
    following = found.string[found.end() : found.end() + 1]
    return " " if following and (anyway or not _may_follow(following)) else ""


def _may_follow(symbol: str) -> bool:
    return symbol.isspace() or symbol in ',)"'


def _parsed(text: str) -> _Group:
    """The brackets of a prompt as Automatic1111 pairs them."""
    open_ones = [_Group("")]
    for found in _TOKEN.finditer(text):
        top = open_ones[-1]
        if found["open"]:
            if len(open_ones) > _DEEPEST:
                raise NotThatError
            group = _Group(found["open"])
            top.inner.append(group)
            open_ones.append(group)
        elif found["weight"]:
            if top.opener != "(" or _BEFORE.search(text, max(0, found.start() - 4), found.start()):
                raise NotThatError  # a time or a ratio
            top.weight = float(found["number"])
            open_ones.pop()
        elif found["close"]:
            if top.opener + found["close"] not in ("()", "[]"):
                raise NotThatError
            top.weight = _STEP if top.opener == "(" else 1 / _STEP
            open_ones.pop()
        else:
            top.inner.append(found[0])
    if len(open_ones) > 1:
        raise NotThatError
    _judge(open_ones[0])
    return open_ones[0]


def _judge(group: _Group) -> None:
    """Raise for what is no weight: square brackets with a schedule, and weights that compel cannot say."""
    for inner in group.inner:
        if isinstance(inner, _Group):
            own = "".join(part for part in inner.inner if isinstance(part, str) and part[0] != "\\")
            if inner.opener == "[" and ("|" in own or ":" in own):
                raise NotThatError
            if inner.weight < 0:
                raise NotThatError
            _judge(inner)


def _words(group: _Group, weight: float) -> Iterator[Weighed]:
    """Every word with the weight that is meant."""
    run = ""
    for part in [*group.inner, None]:
        if isinstance(part, str):
            run += part
            continue
        yield from ((word, weight) for word in _WORD.findall(run))
        run = ""
        if part is not None:
            yield from _words(part, weight * part.weight)


def _written(inner: list[str | _Group], *, escape: bool, whole: bool = False) -> str:
    """The parts in compel's language. ``escape``: signs in brackets get a backslash."""
    out = ""
    for part in inner:
        if isinstance(part, str):
            if out.endswith(_END) and not _may_follow(part[0]):
                out += " "
            sign = _ENDING if whole else _SIGN
            text = sign.sub(_escaped, part) if escape else part
            out += text
            continue
        weight, held = _collapsed(part)
        text = _written(held, escape=escape).strip()
        if not text.replace(_END, ""):
            continue
        if out and not out[-1].isspace():
            out += " "
        out += f"({text}){_number(weight)}{_END}" if weight != 1 else f"{text}{_END}"
    return out.replace(_END, "") if whole else out


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"\\{symbol}" for symbol in found[0])


_END: Final = "\0"  # where a weight ends, while a text is put together


def _collapsed(group: _Group) -> tuple[float, list[str | _Group]]:
    """Brackets right inside of one another are one."""
    weight, inner = group.weight, group.inner
    while len(inner) == 1 and isinstance(inner[0], _Group):
        weight *= inner[0].weight
        inner = inner[0].inner
    return weight, inner or [""]


def _number(weight: float) -> str:
    """With as few digits as say it, three at most behind the point, and always a point: 1.0, 0.909."""
    text = f"{weight:.3f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


def _joined(parts: list[str]) -> str:
    """Prompts that are encoded one behind the other. Quotes hold no line breaks."""
    lines = (" ".join(part.split()) for part in parts)
    quoted = ", ".join('"' + re.sub(r'(?<!\\)"', r"\"", line) + '"' for line in lines)
    return f"({quoted}).and()"


def _fits(new: str, meant: list[list[Weighed]]) -> bool:
    """Whether compel reads these words with these weights, and nothing costs it long."""
    heard = _heard(new)
    if heard is None or len(heard) != len(meant):
        return False
    for one, two in zip(heard, meant, strict=True):
        if [word for word, _ in one] != [word for word, _ in two]:
            return False
        if any(abs(a - b) > _NEAR * max(1.0, b) for (_, a), (_, b) in zip(one, two, strict=True)):
            return False
    return True


def _heard(text: str) -> list[list[Weighed]] | None:
    """What compel hears of each prompt; None where it fails or does more than weights."""
    reading = read(text)
    if reading is None or not sound(reading):
        return None
    found = []
    for pieces in reading.texts():
        words: list[Weighed] = []
        for piece in pieces:
            if not isinstance(piece, Piece):
                return None
            words += ((word, piece.weight) for word in _WORD.findall(piece.text))
        found.append(words)
    return found


def sound(reading: Reading) -> bool:
    """Whether compel reads it in no time, and leaves nothing out."""
    if reading.failure is not None or reading.too_deep or reading.seconds > 3 or reading.rest:
        return False
    return not reading.loras


def has_both(text: str) -> bool:
    """Whether a prompt has compel's own language too, besides numbers that only stand behind a weight."""
    reading = read(_LEFT.sub(lambda found: f"{found[0]} ", text))
    return reading is None or has_weights(reading)


def has_weights(reading: Reading) -> bool:
    """Whether there is something of compel's own language in a text."""
    if reading.joined or reading.loras or any(type(p) is Blended for p in reading.prompts):
        return True
    return any(type(piece) is not Piece or piece.weight != 1 for ps in reading.texts() for piece in ps)
