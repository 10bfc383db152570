"""Nodes that work with texts: app/invocations/strings.py and prompt.py."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from wflint.graph.server.literals import is_quick
from wflint.models.flow.computed.known import MOST_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    Inputs = Mapping[str, Any]
    Outputs = Mapping[str, Any]

_PLAIN = re.compile(
    r"[A-Za-z0-9 ,.]*[A-Za-z0-9][A-Za-z0-9 ,.]*"
)  # nothing that a dynamic prompt reads otherwise
_MOST_PROMPTS = 1000


def join(given: Inputs) -> Outputs:
    """``string_join``."""
    return {"value": given["string_left"] + given["string_right"]}


def join_three(given: Inputs) -> Outputs:
    """``string_join_three``."""
    return {"value": given["string_left"] + given["string_middle"] + given["string_right"]}


def split(given: Inputs) -> Outputs:
    """``string_split``: at the first delimiter; without one all is the first part."""
    first, *rest = given["string"].split(given["delimiter"], 1)
    return {"string_1": first, "string_2": rest[0] if rest else ""}


def split_negative(given: Inputs) -> Outputs:
    """``string_split_neg``: what stands in brackets, and what does not.

    An opening bracket leaves a space in the negative text, a closing one nothing. Brackets behind a backslash
    count as characters, and the depth may fall below 0.
    """
    positive: list[str] = []
    negative: list[str] = []
    depth, escaped = 0, False
    for char in given["string"]:
        if char == "[" and not escaped:
            negative.append(" ")
            depth += 1
        elif char == "]" and not escaped:
            depth -= 1
        else:
            (negative if depth > 0 else positive).append(char)
        escaped = char == "\\" and not escaped
    return {"positive_string": "".join(positive), "negative_string": "".join(negative)}


def replace(given: Inputs) -> Outputs:
    """``string_replace``: a plain text is found in upper and lower case; what replaces it is a template."""
    pattern, template, text = given["search_string"], given["replace_string"], given["string"]
    if not pattern:
        return {"value": text}
    length = len(text) + 1
    if given["use_regex"]:
        if not is_quick(pattern, text) or length * length * (len(template) + 1) > MOST_TEXT**2:
            return {}
    elif (length // len(pattern) + 1) * (len(template) + 1) * (len(pattern) + 1) > MOST_TEXT * 10:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of patterns that a later Python reads otherwise
        found = re.compile(pattern if given["use_regex"] else "(?i)" + re.escape(pattern))
        return {"value": found.sub(template, text)}


def dynamic_prompt(given: Inputs) -> Outputs:
    """``dynamic_prompt`` with a text that has no variants: the same for every prompt, or once."""
    text, count = given["prompt"], given["max_prompts"]
    if not _PLAIN.fullmatch(text) or not 0 < count <= _MOST_PROMPTS:
        return {}
    return {"collection": [text] * (1 if given["combinatorial"] else count)}
