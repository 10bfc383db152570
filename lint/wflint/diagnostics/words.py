"""Pieces of messages: names cut to a length that can be read, lists that end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_NAME = 40  # characters of a name that messages show
SHORT_ID = 24  # an id up to this length is shown whole
_LEAST = 4  # characters of a longer id that are shown


def elide(name: str, longest: int = LONGEST_NAME) -> str:
    """The name, or its beginning and an ellipsis: labels, prompts and paths have any length."""
    return name if len(name) <= longest else name[: longest - 1] + "\u2026"


def quoted(name: str, longest: int = LONGEST_NAME) -> str:
    """The name in quotes, elided."""
    return f'"{elide(name, longest)}"'


def listed(names: Sequence[str], most: int = 4, last: str = "and") -> str:
    """``a, b and c``; of more than ``most`` the first ones ``and 3 more``."""
    shown = [*names[: most - 1], f"{len(names) - most + 1} more"] if len(names) > most else list(names)
    if len(shown) < 2:
        return "".join(shown)
    word = "and" if len(names) > most else last
    return f"{', '.join(shown[:-1])} {word} {shown[-1]}"


def numbered(number: int, noun: str) -> str:
    """``1 image``, ``2 images``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def article(noun: str) -> str:
    """The noun behind its article, by sound: ``an SDXL LoRA``, ``a UNet``, ``a FLUX LoRA``."""
    first = noun.lstrip('"')
    an = first.startswith(("a", "e", "i", "o", "A", "E", "I", "O", "LTX", "SD"))
    return f"an {noun}" if an else f"a {noun}"


def shorten_ids(ids: Sequence[str]) -> dict[str, str]:
    """Long ids (UUIDs) cut to a beginning that tells each apart from the others: ``5f3a\u2026``."""
    known = sorted(set(ids))
    found = {}
    for i, name in enumerate(known):
        if len(name) <= SHORT_ID:
            found[name] = name
            continue
        near = [_common(name, known[j]) for j in (i - 1, i + 1) if 0 <= j < len(known)]
        length = max(_LEAST, max(near, default=0) + 1)
        if length > SHORT_ID:  # they differ at the end only
            found[name] = f"{name[:_LEAST]}\u2026{name[-(SHORT_ID - _LEAST) :]}"
        else:
            found[name] = name if length >= len(name) else f"{name[:length]}\u2026"
    return found


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    most = min(len(one), len(other))
    if one[:most] == other[:most]:
        return most
    return next(i for i in range(most) if one[i] != other[i])
