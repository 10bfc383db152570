"""Messages of one file told apart: two findings never read the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def told_apart(messages: Sequence[str], ways: Sequence[Sequence[str]]) -> list[str]:
    """The messages, equal ones with more behind them: the first of their ``ways`` that tells them apart.

    Where no way does, such as for a LoRA that a list holds twice, they are numbered.
    """
    equal: dict[str, list[int]] = {}
    for number, message in enumerate(messages):
        equal.setdefault(message, []).append(number)
    found = list(messages)
    for message, numbers in equal.items():
        if len(numbers) == 1:
            continue
        choices = [
            [f"{message}, {way}" for way in several]
            for several in zip(*(ways[n] for n in numbers), strict=True)
        ]
        told = next((texts for texts in choices if len(set(texts)) == len(texts)), None)
        for place, number in enumerate(numbers):
            found[number] = told[place] if told is not None else f"{message} ({place + 1})"
    return found
