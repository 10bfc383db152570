"""From what a user types to the value of an input: ``--set seed=7``, ``--sweep seed=1..8``."""

from __future__ import annotations

import json
import re
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from wflint.engine.project import OutsideError
from wflint.graph.server.annotations import unwrap
from wflint.live.client.errors import InputError
from wflint.live.runs.locate import in_list
from wflint.reading import RECORDED, read_bounded

if TYPE_CHECKING:
    from wflint.catalogue.types import TypeExpr
    from wflint.live.runs.inputs import Slot
    from wflint.live.runs.locate import Locate

_RANGE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)\s*(?:\.\.\s*(-?\d+(?:\.\d+)?)\s*)?")
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})([0-9a-fA-F]{2})?")
_MOST_ITEMS = 10_000  # a server's queue takes no more by default
_WORDS = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


class Resources(Protocol):
    """What values may name: local files, pictures, models and boards of a server."""

    file: Locate

    def with_files(self, file: Locate) -> Resources:
        """The same resources, for texts that may name other local files."""

    def image(self, text: str, kind: str = "image") -> dict[str, Any]:
        """The field for a file's path, or for the name of a picture (or video) on the server."""

    def model(self, text: str, slot: Slot) -> dict[str, Any]:
        """The model identifier for a model's name or key."""

    def board(self, text: str) -> Any:
        """The board field for a board's name or id."""


def split_setting(text: str, option: str) -> tuple[str, str]:
    """``NAME=VALUE`` in two. Raises InputError."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise InputError(f'{option} needs NAME=VALUE, not "{text}"')
    return name.strip(), value


def parse_value(text: str, slot: Slot, resources: Resources) -> Any:
    """The value that a text stands for in an input of its type. ``@FILE`` is the text in a file.

    Raises InputError when it does not fit, or names a file that whoever wrote it must not name.
    """
    try:
        return _parse(text, slot, resources)
    except OutsideError as error:
        raise InputError(f"{slot.name}: {error}") from None


def _parse(text: str, slot: Slot, resources: Resources) -> Any:
    t = core(slot.definition.type)
    if t.kind == "str":
        path = resources.file(text[1:]) if text.startswith("@") else None
        return text if path is None else _read(str(path), slot)
    if t.kind == "enum":
        return next((o for o in t.options if str(o) == text), text)
    if t.kind == "bool":
        if text.strip().lower() in _WORDS:
            return _WORDS[text.strip().lower()]
    elif t.kind in ("int", "float"):
        number = _number(text, whole=t.kind == "int")
        if number is not None:
            return number
    elif t.kind == "ref":
        return _of_model(text, t, slot, resources)
    else:
        return _json(text, slot)
    raise misfit(text, slot, t)


def parse_sweep(text: str, slot: Slot, resources: Resources) -> list[Any]:
    """The items of a sweep: ``1..8``, ``1..9..2`` (a step), ``@FILE`` (a line each), ``["a"]``, ``a,b,c``.

    For pictures also a glob. Raises InputError when there are none, or one does not fit.
    """
    t = core(slot.definition.type)
    if text.startswith("@"):
        items = _listed(text[1:], slot, t, resources)
    else:
        items = [_swept(item, slot, resources) for item in _sweep_texts(text, slot, t)]
    if not items:
        raise InputError(f'the sweep of {slot.name} has no values: "{text}"')
    return batched(items, slot)


def batched(items: list[Any], slot: Slot) -> list[Any]:
    """The items, as batch data of an input. Raises InputError for what no batch takes."""
    if len(items) > _MOST_ITEMS:
        raise InputError(f"the sweep of {slot.name} has {len(items)} values; a queue takes {_MOST_ITEMS}")
    for item in items:
        if type(item) not in (str, int, float, bool) and not (type(item) is dict and "image_name" in item):
            raise InputError(
                f"{slot.name} cannot be swept: InvokeAI batches strings, numbers and images only"
            )
    return items


def _sweep_texts(text: str, slot: Slot, t: TypeExpr) -> list[Any]:
    found = _RANGE.fullmatch(text)
    if found and t.kind in ("int", "float"):
        return _range(found, slot, whole=t.kind == "int")
    if text.lstrip().startswith("["):
        try:
            items = json.loads(text)
        except (ValueError, RecursionError):
            items = None
        if type(items) is list:
            return items
    if t.kind == "ref" and t.name == "ImageField" and any(c in text for c in "*?["):
        return sorted(glob(text, recursive=True))
    return [part.strip() for part in text.split(",")] if text.strip() else []


def _listed(name: str, slot: Slot, t: TypeExpr, resources: Resources) -> list[Any]:
    """The values of a list in a file. Who wrote it need not be who typed its name: a text is what stands
    there, and only files of the project are uploaded."""
    path = resources.file(name) or Path(name)
    lines = [line for line in _read(str(path), slot).splitlines() if line.strip()]
    if t.kind == "str":
        return lines
    resources = resources.with_files(in_list(path))
    return [parse_value(line, slot, resources) for line in lines]


def _swept(item: Any, slot: Slot, resources: Resources) -> Any:
    return parse_value(item, slot, resources) if type(item) is str else item


def _range(found: re.Match[str], slot: Slot, *, whole: bool) -> list[Any]:
    texts = [g for g in found.groups() if g is not None]
    if whole and any("." in text for text in texts):
        raise InputError(f"{slot.name} takes whole numbers: {found.group().strip()}")
    first, last = float(texts[0]), float(texts[1])
    step = float(texts[2]) if len(texts) > 2 else (1.0 if last >= first else -1.0)
    if step == 0 or (last - first) * step < 0:
        raise InputError(f"the range {found.group().strip()} never ends: its step leads away from its end")
    count = int((last - first) / step + 1e-9) + 1
    if count > _MOST_ITEMS:
        raise InputError(f"the range {found.group().strip()} has {count} values; a queue takes {_MOST_ITEMS}")
    values = [first + i * step for i in range(count)]
    return [round(v) for v in values] if whole else [round(v, 10) for v in values]


def core(t: TypeExpr) -> TypeExpr:
    """The type behind bounds and ``or null``; of a union of one type and a list of it, the type."""
    t = unwrap(t)
    if t.kind == "union":
        members = [a for a in t.args if a.kind != "null"]
        if len(members) == 1:
            return core(members[0])
        single = [m for m in members if m.kind != "list"]
        if len(single) == 1 and single[0].kind in ("ref", "int", "str"):
            return core(single[0])
    return t


def _number(text: str, *, whole: bool) -> int | float | None:
    try:
        return int(text.strip())
    except ValueError:
        pass
    try:
        return None if whole else float(text.strip())
    except ValueError:
        return None


def _of_model(text: str, t: TypeExpr, slot: Slot, resources: Resources) -> Any:
    if text.lstrip().startswith("{"):
        return _json(text, slot)
    if t.name in ("ImageField", "VideoField"):
        return resources.image(text, t.name.removesuffix("Field").lower())
    if t.name == "ModelIdentifierField":
        return resources.model(text, slot)
    if t.name == "BoardField":
        return resources.board(text)
    if t.name == "ColorField":
        found = _COLOUR.fullmatch(text.strip())
        if found:
            r, g, b = bytes.fromhex(found.group(1))
            return {"r": r, "g": g, "b": b, "a": int(found.group(2) or "ff", 16)}
    raise misfit(text, slot, t)


def _json(text: str, slot: Slot) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise misfit(text, slot, slot.definition.type) from None


def _read(path: str, slot: Slot) -> str:
    try:
        return read_bounded(path, RECORDED).decode("utf-8-sig").removesuffix("\n")
    except OSError as error:
        raise InputError(f"{slot.name}: cannot read {path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{slot.name}: {path} is not UTF-8 text") from None


def misfit(text: str, slot: Slot, t: TypeExpr) -> InputError:
    words = {"int": "a whole number", "float": "a number", "bool": "true or false"}
    wanted = words.get(t.kind) or (
        "a colour such as #ff8800" if str(t) == "ColorField" else f"JSON of type {t}"
    )
    return InputError(f'{slot.name} takes {wanted}, not "{text}"')
