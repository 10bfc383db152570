"""Saving the pictures of a run under names made from a template."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.diagnostics.suggest import did_you_mean
from wflint.file_names import image_ending, safe_name, safe_part
from wflint.live.client.errors import InputError
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.live.client.gallery import Gallery
    from wflint.live.client.results import ImageResult, ItemResult, RunResult

DEFAULT_NAME = "{file}-{index:03}"
_FIELD = re.compile(r"\{([^{}:]*)(?::0?(\d))?\}")
_LONGEST = 200  # bytes; file systems take 255, and an ending and a number come behind
_KNOWN = ("file", "index", "item", "item_id", "node", "type", "label", "name", "batch")


class NameTemplate:
    """A pattern of file names without ending.

    ``{file}`` is the document's name, ``{index}`` counts the pictures, ``{item}`` the executions of the
    graph, ``{node}`` ``{type}`` ``{label}`` describe the node, ``{name}`` is the server's name for the
    picture, ``{item_id}`` and ``{batch}`` are the queue's ids. The name of a swept input stands for its
    value (``{noise.seed}``).
    ``{index:03}`` pads with zeros. Slashes make folders. Raises InputError for an unknown name.
    """

    def __init__(self, pattern: str, swept: Mapping[str, str] | None = None) -> None:
        self.pattern = pattern
        self._swept = dict(swept or {})  # name as the user wrote it -> node.field
        if not pattern.strip():
            raise InputError("the name template is empty")
        for found in _FIELD.finditer(pattern):
            name = found.group(1)
            if name not in _KNOWN and name not in self._swept:
                near = did_you_mean(name, (*_KNOWN, *self._swept))
                raise InputError(f'the name template has "{{{name}}}", which is not a known name{near}')

    def path(self, values: Mapping[str, Any]) -> str:
        """The name for a picture, safe on every file system."""

        def text(found: re.Match[str]) -> str:
            name, width = found.group(1), found.group(2)
            value = values.get(self._swept.get(name, name), "")
            plain = safe_part(str(value))
            return plain.zfill(int(width)) if width else plain

        named = re.split(r"[/\\]", _FIELD.sub(text, self.pattern))
        parts = [part for part in named if part.strip(" .")] or ["image"]
        root = "/" if self.pattern.startswith("/") else ""
        # What the values make of a component may be too long, or a device of Windows.
        return root + "/".join(safe_name(part, _LONGEST) for part in parts)


def save_images(
    result: RunResult,
    gallery: Gallery,
    folder: Path,
    template: NameTemplate,
    *,
    file: str,
    labels: Mapping[str, str],
    intermediate: bool = False,
    overwrite: bool = False,
    saved: Callable[[ImageResult, Path], None] | None = None,
) -> list[tuple[ImageResult, Path]]:
    """Download the pictures of a run into a folder; what was saved where.

    The files are the server's, byte for byte, so that metadata, workflow and graph are inside. Their names
    are not: they come from the template, their ending from the bytes. A name that is taken gets a number,
    unless ``overwrite``. A picture that several nodes pass on is saved once. Raises
    what the gallery and the file system raise; what was saved until then stays.
    """
    done: list[tuple[ImageResult, Path]] = []
    seen: set[str] = set()
    for number, item in enumerate(result.items, 1):
        for image in item.images:
            if image.name in seen or (image.intermediate and not intermediate):
                continue
            seen.add(image.name)
            values = _values(image, item, number, len(done) + 1, file, labels, result.batch_id)
            raw = gallery.content(image)
            path = folder / (template.path(values) + image_ending(raw))
            _stay(path, folder, template)
            path = _save(raw, path, overwrite=overwrite)
            done.append((image, path))
            if saved is not None:
                saved(image, path)
    return done


def _values(
    image: ImageResult,
    item: ItemResult,
    number: int,
    index: int,
    file: str,
    labels: Mapping[str, str],
    batch: str,
) -> dict[str, Any]:
    return {
        **item.values,
        "file": file,
        "index": index,
        "item": number,
        "item_id": image.item_id,
        "node": image.node,
        "type": image.node_type,
        "label": labels.get(image.node) or image.node_type,
        "name": Path(image.name).stem,
        "batch": batch,
    }


def _stay(path: Path, folder: Path, template: NameTemplate) -> None:
    """Raises InputError where a folder below the one for images is a link that leads out of it."""
    if template.pattern.startswith("/") or Path(template.pattern).is_absolute():
        return  # the user's own words
    real, top = path.parent.resolve(), folder.resolve()
    if not real.is_relative_to(top):
        raise InputError(f"{path.parent} is a link that leads out of {folder}: no image is saved there")


def _save(raw: bytes, path: Path, *, overwrite: bool) -> Path:
    """Save it under a name that nothing has, also not since a moment ago; where it is.

    A link of that name is replaced, never followed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if overwrite:
        write_file(path, raw, follow=False)
        return path
    for number in range(1, 100_000):
        free = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        if os.path.lexists(free):
            continue
        try:
            write_file(free, raw, replace=False, follow=False)
        except FileExistsError:
            continue
        return free
    raise InputError(f"{path.parent} has 100,000 files named like {path.name}")
