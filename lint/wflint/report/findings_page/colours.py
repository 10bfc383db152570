"""The light look of the pictures, as style of the page: a picture is drawn once, dark, and shown in both.

A picture says its colours in presentation attributes, which any rule of a style sheet goes before.
"""

from __future__ import annotations

from wflint.picture.colours import DARK, LIGHT


def light_style() -> str:
    """Rules that give each colour of the dark theme its light one, on a light screen and on paper."""
    pairs = {
        dark: light for name, dark, light in zip(DARK._fields, DARK, LIGHT, strict=True) if name != "name"
    }
    rules = "".join(
        f'.canvas [{what}="{dark}"] {{ {what}: {light}; }}\n'
        for dark, light in pairs.items()
        for what in ("fill", "stroke")
    )
    ground = f".canvas {{ background: {LIGHT.canvas}; }}\n.canvas svg {{ fill: {LIGHT.ink}; }}\n"
    return f"@media (prefers-color-scheme: light) {{\n{ground}{rules}}}\n"
