"""Inputs that InvokeAI gave another name, where no likeness of the names shows it.

By node type and old name. tests/rules/test_renamed_types.py compares the releases before and after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

RENAMED_INPUTS: Final[Mapping[tuple[str, str], str]] = {
    ("color_correct", "image"): "base_image",
    ("color_correct", "reference"): "color_reference",
}
