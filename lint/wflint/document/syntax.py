"""Saying precisely what is wrong with a text that is no JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from wflint.diagnostics import Finding

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
        what = "the file is empty" if not text else "the file holds nothing but blanks"
        return None, Finding(f"{what}: expected a JSON document", (), offset=0, rule="syntax-error")
    try:
        return json.loads(text, parse_int=_integer), None
    except json.JSONDecodeError as error:
        message, offset = _explain(text, error)
        return None, Finding(message, (), offset=offset, rule="syntax-error")
    except RecursionError:
        return None, _too_deep(text)
    except ValueError as error:
        return None, Finding(f"no valid JSON: {error}", (), offset=0, rule="syntax-error")


def nested_too_deep(text: str) -> Finding | None:
    """The finding about a text that is nested deeper than any parser of a server's takes; it is valid JSON.

    The limit is that of Python 3.13; those of 3.11 and 3.12, which InvokeAI asks for, are lower.
    """
    if text.count("[") + text.count("{") < _MOST_LEVELS or _deepest(text, _MOST_LEVELS) == 0:
        return None
    return _too_deep(text)


def _too_deep(text: str) -> Finding:
    return Finding(
        "lists and objects are nested too deep to be read: InvokeAI's server, which parses JSON with "
        "the same limit, answers with an error. No workflow needs more than about ten levels",
        (),
        offset=_deepest(text),
        rule="nested-too-deep",
    )


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 4000 else float(digits)


def _explain(text: str, error: json.JSONDecodeError) -> tuple[str, int]:
    """A sentence about the first syntax error, and the offset it belongs to."""
    offset = min(error.pos, len(text))
    rest = text[offset : offset + 40]
    before = text[:offset].rstrip()
    char = rest[:1]
    if text.lstrip()[:1] == "<" and not text.lstrip().startswith("<<<<<<<"):
        return "this is HTML or XML, no JSON: was an error page saved in place of the file?", offset
    if rest.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return "a merge conflict was left in the file: choose one side and remove the markers", offset
    if error.msg.startswith("Unterminated string"):
        return "the string that starts here is never closed: the file may be cut off", offset
    if offset >= len(text.rstrip()):
        return _cut_off(text), max(len(text.rstrip()) - 1, 0)
    if error.msg.startswith("Invalid control character"):
        name = {"\n": "a line break", "\r": "a line break", "\t": "a tab"}.get(char, f"U+{ord(char):04X}")
        return f"a string contains {name}: write it as an escape such as \\n or \\t", offset
    if error.msg.startswith("Invalid \\u") or error.msg.startswith("Invalid \\escape"):
        shown = text[max(offset - 1, 0) : offset + 5] if char != "\\" else rest[:6]
        return (
            f"a string contains an escape JSON does not know ({shown!r}): double a backslash that is "
            'meant literally, as in "C:\\\\models"',
            offset,
        )
    if error.msg.startswith("Illegal trailing comma"):
        return _trailing_comma(), offset
    if char in "}]" and before.endswith(","):
        return _trailing_comma(), len(before) - 1
    if rest.startswith(("//", "/*", "#")):
        return "JSON has no comments: remove it, or put the text into the workflow's notes", offset
    if char == "'":
        return "strings and names take double quotes in JSON, not single ones", offset
    if char in "\u201c\u201d\u201e\u2018\u2019":
        return f"a typographic quotation mark ({char}) in place of a plain double quote", offset
    word = _WORD.match(rest)
    if word and word.group() in _PYTHON_WORDS:
        known = _PYTHON_WORDS[word.group()]
        return f"JSON writes {known} where Python or JavaScript has {word.group()}", offset
    if error.msg.startswith("Extra data"):
        if char in "{[":
            return (
                "a second JSON value follows the first: a file holds one document (put several into a list)",
                offset,
            )
        return f"text after the end of the JSON value: {_shown(rest)}", offset
    if error.msg.startswith("Expecting property name"):
        if char == ",":
            return "a comma too many: expected the next member's name", offset
        return f"expected a member's name in double quotes, found {_shown(rest)}", offset
    if error.msg.startswith("Expecting ':'"):
        return f"expected a colon after the member's name, found {_shown(rest)}", offset
    if error.msg.startswith("Expecting ','"):
        if char in '"{[' or char.isalnum() or char == "-":
            return f"a comma is missing before {_shown(rest)}", offset
        return f"expected a comma or the closing bracket, found {_shown(rest)}", offset
    if char == "," or char in "}]":
        return f"expected a value, found {_shown(char)}", offset
    return f"expected a value, found {_shown(rest)}", offset


def _trailing_comma() -> str:
    return "a comma before the closing bracket: JSON allows none after the last member"


def _shown(rest: str) -> str:
    word = rest.split("\n", 1)[0][:20].strip()
    return repr(word) if word else "nothing"


def _cut_off(text: str) -> str:
    """What is still open at the end of a file that stops too early."""
    message = "the file ends too early"
    if len(text) > _STACK_LIMIT:
        return f"{message}: it seems to be cut off"
    stack: list[int] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "{[":
            stack.append(match.start())
        elif token in "}]" and stack:
            stack.pop()
    if not stack:
        return f"{message}: it seems to be cut off"
    opened = stack[-1]
    what = "object" if text[opened] == "{" else "list"
    line = text.count("\n", 0, opened) + 1
    more = f" ({len(stack)} brackets are open)" if len(stack) > 1 else ""
    return f"{message}: the {what} opened on line {line} is never closed{more}. It seems to be cut off"


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
