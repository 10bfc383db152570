"""Saying precisely what is wrong with a text that is not JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from wflint.diagnostics import Finding
from wflint.records import NamedTuple

_STACK_LIMIT = 4_000_000  # characters; beyond that the brackets are not followed, to stay fast
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_MOST_LEVELS = 9_999
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_PYTHON_WORDS = {"None": "null", "True": "true", "False": "false", "undefined": "null", "nan": "null"}


def parse_leniently(text: str) -> tuple[Any, Finding | None]:
    """The value of a text that the plain parser refused, or the finding that explains the refusal.

    Integers of more than 4,300 digits, which Python refuses to convert, become floats (as in the
    browser); the caller reports them. Everything else is a fault of the rules ``syntax-error`` or
    ``nested-too-deep``.
    """
    if not text.strip():
        message = "the file is empty" if not text else "the file holds nothing but blanks"
        return None, _finding(_Syntax(message, 0, "export the workflow again", "empty"))
    try:
        return json.loads(text, parse_int=_integer), None
    except json.JSONDecodeError as error:
        return None, _finding(_explain(text, error))
    except RecursionError:
        return None, _too_deep(text)
    except ValueError as error:
        return None, _finding(_Syntax(f"the file is not valid JSON: {error}", 0, "", "other"))


def _finding(fault: _Syntax) -> Finding:
    return Finding(
        fault.message, (), offset=fault.offset, rule="syntax-error", help=fault.help, about=fault.kind
    )


def nested_too_deep(text: str) -> Finding | None:
    """The finding about a text that is nested deeper than any parser of a server's takes; it is valid JSON.

    The limit is that of Python 3.13; those of 3.11 and 3.12, which InvokeAI asks for, are lower.
    """
    if text.count("[") + text.count("{") < _MOST_LEVELS or _deepest(text, _MOST_LEVELS) == 0:
        return None
    return _too_deep(text)


def _too_deep(text: str) -> Finding:
    return Finding(
        "lists and objects are nested too deep to be read",
        (),
        offset=_deepest(text),
        rule="nested-too-deep",
        help="remove the nesting; workflows need about ten levels",
        then="InvokeAI's server, whose parser has the same limit, answers with an error",
    )


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 4000 else float(digits)


class _Syntax(NamedTuple):
    """What is wrong with the syntax, where, and what to do about it.

    A known fault is known again by its ``kind``: that name stays when messages are worded anew.
    """

    message: str
    offset: int
    help: str
    kind: str


def _explain(text: str, error: json.JSONDecodeError) -> _Syntax:
    """What the first syntax error is, and the offset it belongs to."""
    offset = min(error.pos, len(text))
    rest = text[offset : offset + 40]
    before = text[:offset].rstrip()
    char = rest[:1]
    if text.lstrip()[:1] == "<" and not text.lstrip().startswith("<<<<<<<"):
        cure = "get the file again; an error page may have been saved in its place"
        return _Syntax("this is HTML or XML, not JSON", offset, cure, "markup")
    if rest.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return _Syntax(
            "a merge conflict was left in the file",
            offset,
            "choose one side and remove the markers",
            "conflict",
        )
    if error.msg.startswith("Unterminated string"):
        cure = "add the closing double quote; if the file is cut off, get it again"
        return _Syntax("the string that starts here is never closed", offset, cure, "open string")
    if offset >= len(text.rstrip()):
        cure = "get the file again: it seems to be cut off"
        return _Syntax(_cut_off(text), max(len(text.rstrip()) - 1, 0), cure, "cut off")
    if error.msg.startswith("Invalid"):
        return _in_string(text, error, offset)
    if error.msg.startswith("Illegal trailing comma"):
        return _trailing_comma(offset)
    if char in "}]" and before.endswith(","):
        return _trailing_comma(len(before) - 1)
    return _of_spelling(rest, offset) or _of_structure(rest, error, offset)


def _in_string(text: str, error: json.JSONDecodeError, offset: int) -> _Syntax:
    """A character or an escape that strings cannot hold."""
    char = text[offset]
    if error.msg.startswith("Invalid control character"):
        names = {"\n": ("a line break", "\\n"), "\r": ("a line break", "\\r"), "\t": ("a tab", "\\t")}
        name, escape = names.get(char, (f"U+{ord(char):04X}", f"\\u{ord(char):04x}"))
        return _Syntax(f"a string contains {name}", offset, f"write it as the escape {escape}", "control")
    shown = text[max(offset - 1, 0) : offset + 5] if char != "\\" else text[offset : offset + 6]
    cure = 'double a backslash that is meant literally, as in "C:\\\\models"'
    return _Syntax(f"a string contains {shown!r}, which is not a valid escape", offset, cure, "escape")


def _of_spelling(rest: str, offset: int) -> _Syntax | None:
    """What other languages write."""
    char = rest[0]
    if rest.startswith(("//", "/*", "#")):
        cure = "remove it, or put the text into the workflow's notes"
        return _Syntax("a comment is not valid JSON", offset, cure, "comment")
    if char == "'":
        cure = "use double quotes"
        return _Syntax("a single quote cannot start a string or a name in JSON", offset, cure, "single quote")
    if char in "\u201c\u201d\u201e\u2018\u2019":
        cure = "use plain double quotes"
        return _Syntax(
            f"{char} is a typographic quotation mark, not a plain double quote",
            offset,
            cure,
            "typographic quote",
        )
    word = _WORD.match(rest)
    if word and word.group() in _PYTHON_WORDS:
        cure = f"write {_PYTHON_WORDS[word.group()]}"
        return _Syntax(f"{word.group()} is not valid JSON", offset, cure, "word")
    return None


def _of_structure(rest: str, error: json.JSONDecodeError, offset: int) -> _Syntax:
    """What is missing or too much between the values."""
    char, found = rest[0], _shown(rest)
    if error.msg.startswith("Extra data"):
        if char in "{[":
            cure = "keep one of them, or put all into a list: a file holds one value"
            return _Syntax("a second JSON value follows the first", offset, cure, "second value")
        return _Syntax(f"text after the end of the JSON value: {found}", offset, "remove it", "more text")
    if error.msg.startswith("Expecting property name"):
        if char == ",":
            return _Syntax(
                "there is a comma too many before the next member",
                offset,
                "remove one comma",
                "comma too many",
            )
        cure = "write the name in double quotes"
        return _Syntax(f"expected the name of a member in double quotes, found {found}", offset, cure, "name")
    if error.msg.startswith("Expecting ':'"):
        cure = "write a colon between name and value"
        return _Syntax(f"expected a colon after the name, found {found}", offset, cure, "colon")
    if error.msg.startswith("Expecting ','"):
        if char in '"{[' or char.isalnum() or char == "-":
            return _Syntax(f"a comma is missing before {found}", offset, "add the comma", "comma missing")
        cure = "close the object or list here, or add the comma"
        return _Syntax(f"expected a comma or the closing bracket, found {found}", offset, cure, "bracket")
    shown = _shown(char) if char == "," or char in "}]" else found
    return _Syntax(f"expected a value, found {shown}", offset, "write a value here", "value")


def _trailing_comma(offset: int) -> _Syntax:
    message = "a comma before the closing bracket is not valid JSON"
    return _Syntax(message, offset, "remove the comma", "trailing comma")


def _shown(rest: str) -> str:
    word = rest.split("\n", 1)[0][:20].strip()
    return repr(word) if word else "nothing"


def _cut_off(text: str) -> str:
    """What is still open at the end of a file that stops too early."""
    message = "the file ends too early"
    if len(text) > _STACK_LIMIT:
        return message
    stack: list[int] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "{[":
            stack.append(match.start())
        elif token in "}]" and stack:
            stack.pop()
    if not stack:
        return message
    opened = stack[-1]
    what = "object" if text[opened] == "{" else "list"
    line = text.count("\n", 0, opened) + 1
    more = f" ({len(stack)} brackets are open)" if len(stack) > 1 else ""
    return f"{message}: the {what} opened on line {line} is never closed{more}"


def _deepest(text: str, levels: int = 500) -> int:
    """The offset where the nesting first passes so many levels; 0 where it does not."""
    depth = 0
    for match in _TOKEN.finditer(text, 0, _STACK_LIMIT):
        token = match.group()
        if token in "{[":
            depth += 1
            if depth > levels:
                return match.start()
        elif token in "}]":
            depth -= 1
    return 0
