"""What nodes that work with numbers and texts ask of their values when they run.

Each check is one way to fail; InvokeAI's words for it stand in the answer.
"""

from __future__ import annotations

import math
import re
import warnings
from typing import TYPE_CHECKING

from wflint.diagnostics.words import quoted
from wflint.rules.inputs._run_values import Refused

if TYPE_CHECKING:
    from wflint.rules.inputs._run_values import Values

_LONGEST = 2_000  # characters of a text that are looked at
_LONGEST_PATTERN = 200
_KREA_LAYERS, _KREA_BLOCKS = 12, 28
_ISLICE = "ValueError: ... islice() must be None or an integer..."


def step(values: Values) -> Refused | None:
    """A range never ends with a step of 0."""
    if values.whole("step") != 0:
        return None
    return Refused("step", "is 0", "ValueError: range() arg 3 must not be zero", "use another number")


def low_high(values: Values) -> Refused | None:
    """Random numbers come from low to just below high."""
    low, high = values.whole("low"), values.whole("high")
    if low is None or high is None or low < high:
        return None
    error = "ValueError: low >= high" if low else "ValueError: high <= 0"
    return Refused("low", f'is {low}, but must be less than "high" ({high})', error, f"use less than {high}")


def size(values: Values) -> Refused | None:
    """A number of random numbers."""
    size = values.whole("size")
    if size is None or size >= 0:
        return None
    return Refused("size", f"is {size}", "ValueError: negative dimensions are not allowed", "use 0 or more")


def samples(values: Values) -> Refused | None:
    """numpy.linspace takes no negative number of samples."""
    steps = values.whole("steps")
    if steps is None or steps >= 0:
        return None
    error = f"ValueError: Number of samples, {steps}, must be non-negative"
    return Refused("steps", f"is {steps}", error, "use 0 or more")


def divisor(values: Values) -> Refused | None:
    """Division by zero."""
    if values.whole("b") != 0:
        return None
    return Refused("b", "is 0", "ZeroDivisionError: division by zero", "use another number")


def max_prompts(values: Values) -> Refused | None:
    """itertools.islice takes no negative number."""
    most = values.whole("max_prompts")
    if most is None or most >= 0 or not (values.text("prompt") or values.is_connected("prompt")):
        return None  # of an empty prompt nothing is made, and nothing asked
    return Refused("max_prompts", f"is {most}", _ISLICE, "use 1 or more")


def delimiter(values: Values) -> Refused | None:
    """str.split takes no empty separator, though the description says that it splits at whitespace then."""
    if values.text("delimiter") != "":
        return None
    return Refused(
        "delimiter", "is empty", "ValueError: empty separator", 'write where to split, such as " " or ","'
    )


def pattern(values: Values) -> Refused | None:
    """Replacements are read as templates of regular expressions even where the search is none."""
    pattern, replacement, regex = (
        values.text("search_string"),
        values.text("replace_string"),
        values.is_on("use_regex"),
    )
    if not pattern or regex is None or len(pattern) > _LONGEST_PATTERN:
        return None
    if regex:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compiled = re.compile(pattern)
        except re.error as error:
            return Refused(
                "search_string",
                "is not a valid regular expression",
                f"error: {error}",
                "escape its special characters with \\\\",
            )
        except (OverflowError, RecursionError):
            return None
    else:
        compiled = re.compile(re.escape(pattern))
    if replacement is None or len(replacement) > _LONGEST or "\\" not in replacement:
        return None
    names = {number: name for name, number in compiled.groupindex.items()}
    groups = (f"(?P<{names[n]}>)" if n in names else "()" for n in range(1, compiled.groups + 1))
    try:  # with a pattern that has these groups and takes no time, whatever the file's own would take
        re.sub("".join(groups), replacement, "")
    except (re.error, IndexError) as error:
        return Refused(
            "replace_string",
            "is not a valid replacement",
            f"{'error' if isinstance(error, re.error) else 'IndexError'}: {error}",
            "write \\\\ for one backslash",
        )
    return None


def layer_weights(values: Values) -> Refused | None:
    """Twelve finite numbers, one for each layer of the text encoder."""
    text = values.text("per_layer_weights")
    if text is None or len(text) > _LONGEST:
        return None
    try:
        weights = [float(part) for part in text.split(",") if part.strip()]
    except ValueError:
        error = "ValueError: per_layer_weights must be comma-separated numbers..."
        return Refused(
            "per_layer_weights",
            "is not a list of numbers",
            error,
            "write 12 numbers with commas between them",
        )
    if len(weights) != _KREA_LAYERS:
        error = f"ValueError: per_layer_weights must have exactly {_KREA_LAYERS} values, got {len(weights)}"
        says = f"has {len(weights)} numbers instead of {_KREA_LAYERS}"
        return Refused("per_layer_weights", says, error, f"write {_KREA_LAYERS} numbers")
    if not all(math.isfinite(weight) for weight in weights):
        error = "ValueError: per_layer_weights must contain only finite values"
        return Refused("per_layer_weights", "has a number that is not finite", error, "use finite numbers")
    return None


def blocks(values: Values) -> Refused | None:
    """Blocks of the transformer, by numbers and ranges."""
    text = values.text("blocks")
    if text is None or len(text) > _LONGEST:
        return None
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if not parts:
        error = "ValueError: Krea-2 style block spec ... selects no blocks"
        return Refused("blocks", "selects no blocks", error, "write blocks, such as 7-27")
    lows: list[int] = []
    highs: list[int] = []
    for part in parts:
        first, dash, last = part.partition("-")
        try:
            low, high = int(first), int(last) if dash else int(first)
        except ValueError:
            error = "ValueError: Invalid Krea-2 style block ..."
            says = f"has {quoted(part)}, which is not a block or a range"
            return Refused("blocks", says, error, "write numbers and ranges, such as 7-27")
        if high < low:
            error = "ValueError: Invalid Krea-2 style block range ...: end is before start"
            says = f"has {quoted(part)}, which ends before it starts"
            return Refused("blocks", says, error, "write the smaller number first")
        lows.append(low)
        highs.append(high)
    if min(lows) < 0 or max(highs) >= _KREA_BLOCKS:
        error = "ValueError: Krea-2 style block spec ... selects blocks ..., but the transformer only has ..."
        says = f"names blocks that the transformer does not have ({_KREA_BLOCKS} blocks)"
        return Refused("blocks", says, error, f"use 0 to {_KREA_BLOCKS - 1}")
    return None


def saved_workflow(values: Values) -> Refused | None:
    """Some workflow must be chosen."""
    if values.text("workflow_id") != "":
        return None
    error = "ValueError: A saved workflow must be selected before executing call_saved_workflow"
    return Refused("workflow_id", "is empty", error, "choose a workflow saved on the server")


def key(values: Values) -> Refused | None:
    """A name for a value to return."""
    key = values.text("key")
    if key is None or key.strip():
        return None
    return Refused("key", "is empty", "ValueError: Workflow return key must not be empty", "write a name")


def got_key(values: Values) -> Refused | None:
    """A name for a value to get, and something to get it from."""
    refused = key(values)
    if refused is not None or values.text("key") is None or values.is_connected("values"):
        return refused
    error = "ValueError: Workflow return key ... was not found"
    return Refused("key", 'is looked up, but "values" is not connected', error, 'connect "values"')
