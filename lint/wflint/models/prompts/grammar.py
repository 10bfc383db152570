"""compel's language, read as compel reads it, in time that grows with the length of the text.

compel (2.1.1 with InvokeAI 5.15.0, 2.5.1 with 6.14.2; the same grammar) tries alternatives at every bracket
and reads what is inside anew for each: its time multiplies with every bracket that is open. Here what stands
at a place is read once and remembered. What compel would have spent is summed up on the way, and how deep its
calls go, for InvokeAI's server stands still for that long, or its parser runs out of stack.

:func:`wflint.models.prompts.meaning.read` is the way in; tests/differential/test_prompts.py compares it with
compel itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

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
    number_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.models.prompts.tree import Part

LONGEST = 20_000  # characters of a text that are looked at
STACK = 1000  # calls that Python lets be open at once
_SPACE = re.compile(r"[ \t\n\r]*")
_WHITE = re.compile(r"[ \t\r\n]+")
# Before the white space that ends a word or keeps a weight away, these are skipped.
_ODD_SPACE = re.compile("[\f\u00a0\u1680\u180e\u2000-\u200b\u202f\u205f\u3000]*")
_FREE = re.compile(r"[^ \t\n\r\v\f]+")
# A word without any syntax: escaped symbols, one + or - before something plain, digits, all other characters.
_WORD = re.compile(r"""(?:\\[()",.+=-]|[+-](?![ \t\r\n()",.+=-]|\Z)|-?[0-9]+|[^ \t\n\r\v\f()",.+=-])+""")
_QUOTED = re.compile(r'"((?:\\"|[^"\n\r])*)"')
_REAL = re.compile(r"[+-]?(?:\d+\.\d*|\.\d+)")
_WHOLE = re.compile(r"-?[0-9]+")
_SIGNS = re.compile(r"\++|-+")
_KEYWORD = re.compile(r"[-0-9A-Z_a-z]+")
_LORA = re.compile(r"useLora|withLora")
# Backslashes in quotes that stand for other characters, as pyparsing reads them.
_QUOTED_ESCAPE = re.compile(r"\\(?:[tnfr]|[0-7]3|0|x[0-9a-fA-F]2|u[0-9a-fA-F]4)")
_BLANKS = {"t": "\t", "n": "\n", "f": "\f", "r": "\r", "0": "\0"}
# A run of words that are words whatever follows: no symbol in them, and no dot behind.
_PLAIN = re.compile(r"""[^\s()"\\,.+=-]+(?=[ \t\r\n]+[^\s.]|[ \t\r\n]*\Z)""")

# How many of its rules compel tries, counted in its grammar.
_EACH_CHARACTER = 17  # of a word
_EACH_PLAIN = 84  # of a word in a prompt, which is read five times before it is known to be plain

Found = tuple[int, Any]  # where it ends, and what it is


def spaces(text: str, at: int) -> int:
    """Where the white space that the grammar skips ends."""
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]


class Reader:
    """One text (or what stands in one pair of quotes) and what has been read of it so far."""

    __slots__ = ("_known", "cost", "deepest", "depth", "text")

    def __init__(self, text: str, depth: int) -> None:
        self.text = text.expandtabs()
        self.cost = 0  # rules that compel tries
        self.depth = self.deepest = depth  # its open calls
        self._known: dict[tuple[Any, int], tuple[Any, int, int]] = {}

    def _once(
        self, rule: Callable[[Reader, int], Found | None], at: int, frames: int, tries: int
    ) -> Found | None:
        """What a rule finds at a place: read once, paid for as often as compel reads it."""
        key = (rule, at)
        known = self._known.get(key)
        if known is not None:
            found, cost, below = known
            self.cost += cost
            self.deepest = max(self.deepest, self.depth + below)
            return found  # type: ignore[no-any-return]
        before, outer, deepest = self.cost, self.depth, self.deepest
        self.depth = self.deepest = outer + frames
        if self.depth > STACK:
            raise TooDeepError
        self.cost += tries
        found = rule(self, at)
        below = self.deepest - outer
        self.depth, self.deepest = outer, max(deepest, self.deepest)
        self._known[key] = (found, self.cost - before, below)
        return found

    # What stands at a place, white space before it skipped.

    def word(self, at: int) -> Found | None:
        return self._once(_word, spaces(self.text, at), 14, 2)

    def quoted(self, at: int) -> Found | None:
        return self._once(_quoted_parts, spaces(self.text, at), 13, 2)

    def quoted_prompt(self, at: int) -> Found | None:
        return self._once(_quoted_prompt, spaces(self.text, at), 13, 2)

    def bracketed(self, at: int) -> Found | None:
        return self._once(_bracketed, spaces(self.text, at), 10, 4)

    def lora(self, at: int) -> Found | None:
        return self._once(_lora, spaces(self.text, at), 7, 5)

    def attention(self, at: int) -> Found | None:
        return self._once(_attention, spaces(self.text, at), 5, 10)

    def swap(self, at: int) -> Found | None:
        return self._once(_swap, spaces(self.text, at), 5, 5)

    def target(self, at: int, frames: int = 4) -> Found | None:
        """What an operator may stand behind: quotes, brackets or a word."""
        self.depth += frames
        found = self.quoted(at) or self.bracketed(at) or self.word(at)
        self.depth -= frames
        return found

    def literal(self, at: int, symbol: str) -> int | None:
        """Where a symbol ends; None where it does not stand."""
        at = spaces(self.text, at)
        return at + len(symbol) if self.text.startswith(symbol, at) else None

    def ends(self, at: int) -> bool:
        """Whether nothing but white space follows."""
        return spaces(self.text, at) >= len(self.text)

    def parts(self, at: int, *, commas: bool) -> Found:
        """As many parts as there are: of a bracket (with commas and full stops) or of a ``.swap()``."""
        found: list[Part] = []
        text = self.text
        while True:
            at_next = spaces(text, at)
            if at_next >= len(text) or text[at_next] == ")":
                self.cost += 100
                return at, Phrase(found)
            part = (
                self.lora(at)
                or self.attention(at)
                or self.swap(at)
                or self.bracketed(at)
                or self.quoted(at)
                or self.word(at)
            )
            if part is None and commas and text[at_next] in ",.":
                part = at_next + 1, PlainWords(text[at_next])
            if part is None:
                return at, Phrase(found)
            at = part[0]
            found.append(part[1])

    def prompt(self, at: int) -> Found:
        """A whole prompt: whatever is no syntax is a word."""
        found: list[Part] = []
        text = self.text
        while at < len(text):
            plain = _PLAIN.match(text, at)
            if plain is not None and _LORA.match(text, at) is None:
                self.cost += 150 + _EACH_PLAIN * (plain.end() - at)
                at = plain.end()
                found.append(PlainWords(plain[0]))
                continue
            white = _WHITE.match(text, at)
            if white is not None and _PLAIN.match(text, white.end()) is not None:
                at = white.end()
                continue
            part = (
                self.swap(at)
                or self.lora(at)
                or self.attention(at)
                or self.quoted(at)
                or self.bracketed(at)
                or self._free(at)
            )
            if part is not None:
                at = part[0]
                found.append(part[1])
                continue
            white = _WHITE.match(text, _odd(text, at))
            if white is None:
                break
            at = white.end()
        return at, Phrase(found)

    def _free(self, at: int) -> Found | None:
        found = _FREE.match(self.text, at)
        return None if found is None else (found.end(), PlainWords(found[0], free=True))

    def options(self, at: int) -> Found:
        """What stands in the brackets of an operator: numbers, words, ``name=value``."""
        found: list[tuple[str | float, str | float | None]] = []
        end = at
        while True:
            one = self._option(at)
            if one is None:
                return end, found
            end, option = one
            found.append(option)
            comma = self.literal(end, ",")
            if comma is None:
                return end, found
            at = comma

    def _option(self, at: int) -> Found | None:
        text = self.text
        at = spaces(text, at)
        keyword = _KEYWORD.match(text, at)
        if keyword is not None:
            equals = self.literal(keyword.end(), "=")
            if equals is not None:
                value = number(text, equals)
                if value is not None:
                    return value[0], (keyword[0], value[1])
                flag = _KEYWORD.match(text, spaces(text, equals))
                if flag is not None:
                    return flag.end(), (keyword[0], flag[0])
        value = number(text, at)
        if value is not None:
            return value[0], (str(value[1]), None)
        return None if keyword is None else (keyword.end(), (keyword[0], None))


def number(text: str, at: int) -> tuple[int, float] | None:
    """A number, with or without a fraction."""
    at = spaces(text, at)
    found = _REAL.match(text, at) or _WHOLE.match(text, at)
    return None if found is None else (found.end(), float(found[0]))


def _odd(text: str, at: int) -> int:
    return _ODD_SPACE.match(text, at).end()  # type: ignore[union-attr]


def _word(reader: Reader, at: int) -> Found | None:
    found = _WORD.match(reader.text, at)
    if found is None:
        reader.cost += _EACH_CHARACTER
        return None
    reader.cost += _EACH_CHARACTER * (found.end() - at + 1)
    return found.end(), PlainWords(found[0])


def _quoted_parts(reader: Reader, at: int) -> Found | None:
    return _quoted(reader, at, whole=False)


def _quoted_prompt(reader: Reader, at: int) -> Found | None:
    return _quoted(reader, at, whole=True)


def _quoted(reader: Reader, at: int, *, whole: bool) -> Found | None:
    """What stands in quotes, read as parts (or as a whole prompt): all of it, or it is no quotation."""
    found = _QUOTED.match(reader.text, at)
    if found is None:
        return None
    text = _QUOTED_ESCAPE.sub(_escaped, found[1]).replace('\\"', '"')
    if not text.strip():
        return found.end(), PlainWords("")
    inner = Reader(text.replace('"', '\\"'), reader.depth)
    try:
        end, parts = inner.prompt(0) if whole else inner.parts(0, commas=True)
    finally:
        reader.cost += inner.cost
        reader.deepest = max(reader.deepest, inner.deepest)
    return (found.end(), parts) if inner.ends(end) else None


def _escaped(found: re.Match[str]) -> str:
    return _BLANKS.get(code, code) if len(code := found[0][1:]) == 1 else _numeric(code)


def _numeric(code: str) -> str:
    return chr(int(code[1:], 16)) if code[0] in "ux" else code


def _bracketed(reader: Reader, at: int) -> Found | None:
    if not reader.text.startswith("(", at):
        return None
    end, parts = reader.parts(at + 1, commas=True)
    close = reader.literal(end, ")")
    return None if close is None else (close, parts)


def _lora(reader: Reader, at: int) -> Found | None:
    trigger = _LORA.match(reader.text, at)
    opening = reader.literal(trigger.end(), "(") if trigger is not None else None
    if opening is None:
        return None
    name = _KEYWORD.match(reader.text, spaces(reader.text, opening))
    if name is None:
        return None
    end, weight = name.end(), 1.0
    comma = reader.literal(end, ",")
    found = number(reader.text, comma) if comma is not None else None
    if found is not None:
        end, weight = found
    close = reader.literal(end, ")")
    return None if close is None else (close, Lora(name[0], weight))


def _attention(reader: Reader, at: int) -> Found | None:
    return _attend(reader, at) or _weighted(reader, at)


def _attend(reader: Reader, at: int) -> Found | None:
    """``target.attend(weight)``."""
    target = reader.target(at, 6)
    operator = reader.literal(target[0], ".attend") if target is not None else None
    opening = reader.literal(operator, "(") if operator is not None else None
    weight = _weight(reader.text, opening) if opening is not None else None
    close = reader.literal(weight[0], ")") if weight is not None else None
    if target is None or weight is None or close is None:
        return None
    return close, Attention(number_of(weight[1]), target[1])


def _weighted(reader: Reader, at: int) -> Found | None:
    """``(target)1.2``, ``"target"++``, ``word-``: nothing between target and weight."""
    text = reader.text
    reader.depth += 8
    target = reader.quoted(at) or reader.bracketed(at)
    reader.depth -= 8
    if target is not None and _WHITE.match(text, _odd(text, target[0])) is None:
        weight = _weight(text, target[0])
        if weight is not None:
            return weight[0], Attention(number_of(weight[1]), target[1])
    word = reader.word(at)
    if word is None or _WHITE.match(text, _odd(text, word[0])) is not None:
        return None
    signs = _SIGNS.match(text, spaces(text, word[0]))
    return None if signs is None else (signs.end(), Attention(number_of(signs[0]), word[1]))


def _weight(text: str, at: int) -> tuple[int, str | float] | None:
    signs = _SIGNS.match(text, spaces(text, at))
    return (signs.end(), signs[0]) if signs is not None else number(text, at)


def _swap(reader: Reader, at: int) -> Found | None:
    """``target.swap(parts, options)``."""
    target = reader.target(at)
    operator = reader.literal(target[0], ".swap") if target is not None else None
    opening = reader.literal(operator, "(") if operator is not None else None
    if target is None or opening is None:
        return None
    reader.depth += 7
    end, replacement = reader.parts(opening, commas=False)
    reader.depth -= 7
    options: list[tuple[str | float, str | float | None]] = []
    comma = reader.literal(end, ",")
    if comma is not None:
        end, options = reader.options(comma)
    close = reader.literal(end, ")")
    return None if close is None else (close, Swap(target[1], replacement, options))


def _many(reader: Reader, at: int, operators: tuple[str, ...]) -> tuple[int, list[Part], list[Any]] | None:
    """``("one", "two").operator(weights)``: where it ends, its prompts and its options."""
    opening = reader.literal(at, "(")
    if opening is None:
        return None
    prompts: list[Part] = []
    end = at = opening
    while True:
        one = reader.target(at) or reader.quoted_prompt(at)
        if one is None:
            break
        end = one[0]
        prompts.append(one[1])
        comma = reader.literal(end, ",")
        if comma is None:
            break
        at = comma
    close = reader.literal(end, ")") if prompts else None
    if close is None:
        return None
    ends = (reader.literal(close, operator) for operator in operators)
    operator_end = next((found for found in ends if found is not None), None)
    bracket = reader.literal(operator_end, "(") if operator_end is not None else None
    if bracket is None:
        return None
    end, options = reader.options(bracket)
    close = reader.literal(end, ")")
    return None if close is None else (close, prompts, options)


def _loras(reader: Reader, at: int) -> tuple[int, list[Part]]:
    found: list[Part] = []
    while (one := reader.lora(at)) is not None:
        at = one[0]
        found.append(one[1])
    return at, found


def parse(reader: Reader) -> Conjunction:
    """The whole text; raises ``NotReadError`` where compel raises."""
    several = _many(reader, 0, (".and", ".add"))
    if several is not None:
        end, prompts, options = several
        return Conjunction(list(map(Phrase.of, prompts)), weights(options), rest=reader.text[end:])
    at, before = _loras(reader, spaces(reader.text, 0))
    blended = _many(reader, at, (".blend",))
    if blended is not None:
        end, prompts, options = blended
        normal = not (options and options[-1][0] == "no_normalize")
        if not normal:
            options = options[:-1]
        middle: Part = Blend(prompts, weights(options), normal)
    else:
        end, middle = reader.prompt(at)
    end, after = _loras(reader, end)
    if not reader.ends(end):
        rest = reader.text[spaces(reader.text, end) :]
        kind = "blank" if blended is None else "rest"
        raise NotReadError(kind, "ParseException: Expected end of text, found ...", rest)
    whole: list[Part] = [*([Phrase(before)] if before else ()), middle, *([Phrase(after)] if after else ())]
    return Conjunction(whole, [])


def weights(options: list[Any]) -> list[float]:
    """The options of an operator as its weights."""
    found = []
    for name, _ in options:
        try:
            found.append(float(name))
        except ValueError:
            error = f"ValueError: could not convert string to float: {name!r}"
            raise NotReadError("weight", error, str(name)) from None
    return found


def prepared(text: str) -> str:
    """The text with a space behind every comma, as compel begins."""
    return re.sub(r",(\S)", r", \1", text)
