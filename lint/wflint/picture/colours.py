"""The colours of the web UI: of field types, of its canvas, and of what wflint adds to it.

The names of types and their colours are those of InvokeAI 6.14.2's web UI: the table from type names to
``purple.500`` and the like in the ``index`` script of ``frontend/web/dist/assets``, its Chakra palette, and
the ``base`` greys beside them, of hue 220 and saturation 12 %. A type that the table lacks is grey, as there.
Edges have the colour of the output that they start from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.graph.webui.types import UiType

GREY: Final = "#707a8f"  # base.500
_PURPLE, _GREEN, _TEAL, _CYAN, _PINK = "#805ad5", "#38a169", "#319795", "#00b5d8", "#d53f8c"
_ORANGE, _RED, _YELLOW, _BLUE = "#dd6b20", "#e53e3e", "#d69e2e", "#3182ce"

TYPE_COLOURS: Final[Mapping[str, str]] = {
    "BoardField": _PURPLE,
    "BooleanField": _GREEN,
    "StylePresetField": "#9f7aea",
    "SystemPromptField": "#b794f4",
    "CLIPField": _GREEN,
    "ColorField": "#f687b3",
    "ConditioningField": _CYAN,
    "FluxConditioningField": _CYAN,
    "ControlField": _TEAL,
    "EnumField": _BLUE,
    "FloatField": _ORANGE,
    "ImageField": _PURPLE,
    "ImageBatchField": _PURPLE,
    "IntegerField": _RED,
    "IPAdapterField": _TEAL,
    "LatentsField": _PINK,
    "StringField": _YELLOW,
    "T2IAdapterField": _TEAL,
    "UNetField": _RED,
    "T5EncoderField": _GREEN,
    "Qwen3EncoderField": _GREEN,
    "TransformerField": _RED,
    "VAEField": _BLUE,
}
# Kinds of models that had a type of their own up to 6.7, all of one colour.
_MODEL_COLOUR: Final = _TEAL


def type_colour(found: UiType | None) -> str:
    """The colour of a type of the web UI; grey for those that it does not colour, and for none."""
    if found is None:
        return GREY
    colour = TYPE_COLOURS.get(found.name)
    if colour is None:
        return _MODEL_COLOUR if is_model(found) and found.name != "ModelIdentifierField" else GREY
    return colour


def is_model(found: UiType | None) -> bool:
    """Whether the UI draws the type's handles square, as those of models."""
    return found is not None and (found.name.endswith("ModelField") or found.name == "ModelIdentifierField")


class Theme(NamedTuple):
    """The colours of everything but types, as CSS writes them."""

    name: str
    canvas: str
    body: str
    header: str
    border: str
    ink: str
    faint: str
    field: str  # behind a value
    note: str
    error: str
    warning: str
    info: str
    unknown: str
    added: str
    removed: str
    changed: str
    on_mark: str  # the number on a mark


DARK: Final = Theme(
    name="dark",
    canvas="#16181d",
    body="#2d3139",
    header="#22252b",
    border="#434a56",
    ink="#f1f2f4",
    faint="#b4bac4",
    field="#1c1f24",
    note="#3a3523",
    error="#ff6b6b",
    warning="#ffc145",
    info="#69b7ff",
    unknown="#ff9d9d",
    added="#5ad67d",
    removed="#ff7b72",
    changed="#ffc145",
    on_mark="#14161a",
)
LIGHT: Final = Theme(
    name="light",
    canvas="#f4f5f7",
    body="#ffffff",
    header="#e6e8ec",
    border="#b3b9c4",
    ink="#1a1d23",
    faint="#4d5563",
    field="#f0f1f4",
    note="#fff6d6",
    error="#c81e1e",
    warning="#8a5a00",
    info="#0b5cad",
    unknown="#b03030",
    added="#11752f",
    removed="#b42318",
    changed="#8a5a00",
    on_mark="#ffffff",
)
THEMES: Final[Mapping[str, Theme]] = {"dark": DARK, "light": LIGHT}
