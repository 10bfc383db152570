"""``wflint run --inspect NODE``: what a node on the way gave out, saved and told in figures.

A ControlNet that guides nothing mostly got a control image that is blank, inverted or of another size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from wflint.live.cases.expected import shown
from wflint.live.images.checks import has_nan, is_black, is_blank
from wflint.live.images.pixels import PictureError, open_picture
from wflint.live.runs.document_run import file_name
from wflint.live.runs.named_nodes import called, nodes_called
from wflint.live.runs.outputs import NameTemplate, save_images

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wflint.live.client.gallery import Gallery
    from wflint.live.client.results import ImageResult, RunResult
    from wflint.live.images.pixels import Picture
    from wflint.live.runs.document_run import Prepared, Saving

_NAME: Final = "{file}-{label}-{index:03}"
_SHOWN: Final = 8  # values of a node without images


@dataclass(frozen=True, slots=True)
class Inspected:
    """One image that a node gave out, or the values of one run of a node without images.

    ``name`` is the node in words, ``run`` counts its runs of ``runs``. ``low``, ``high`` and ``mean`` are
    levels of 0 to 255 over all colour channels.
    """

    node: str
    name: str
    run: int = 1
    runs: int = 1
    image: str | None = None
    path: Path | None = None
    size: tuple[int, int] | None = None
    mode: str | None = None
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    fault: str = ""
    values: dict[str, Any] | None = None

    def __str__(self) -> str:
        which = f", {self.run} of {self.runs}" if self.runs > 1 else ""
        said = [str(self.path)] if self.path is not None else []
        if self.size is not None:
            said.append(f"{self.size[0]}x{self.size[1]} {self.mode}")
        if self.mean is not None:
            said += [f"values {self.low:g} to {self.high:g}", f"mean {self.mean:.1f}"]
        if self.values is not None:
            pairs = list(self.values.items())
            said += [f"{key} {shown(value)}" for key, value in pairs[:_SHOWN]]
            said += [f"{len(pairs) - _SHOWN} more"] if len(pairs) > _SHOWN else []
        said += [self.fault] if self.fault else []
        return f"{self.name}{which}: {', '.join(said) or 'no values'}"

    def as_json(self) -> dict[str, Any]:
        """It for machines."""
        return {
            "node": self.node,
            "name": self.name,
            "run": self.run,
            "image": self.image,
            "path": str(self.path) if self.path is not None else None,
            "size": list(self.size) if self.size is not None else None,
            "mode": self.mode,
            "min": self.low,
            "max": self.high,
            "mean": self.mean,
            "fault": self.fault or None,
            "values": self.values,
        }


def nodes_to_inspect(names: Iterable[str], prepared: Prepared) -> list[str]:
    """The ids of the nodes that are named, each once. Raises InputError for a name that none has."""
    nodes = _nodes(prepared)
    return list(dict.fromkeys(i for name in names for i in nodes_called(name, nodes, prepared.labels)))


def inspect_nodes(
    wanted: list[str], prepared: Prepared, result: RunResult, gallery: Gallery, saving: Saving
) -> list[Inspected]:
    """What these nodes gave out in a run, failed or not; their images are saved, intermediate ones too.

    Raises what the gallery and the file system raise.
    """
    names = {node: called(node, _nodes(prepared), prepared.labels) for node in wanted}
    theirs = [replace(item, images=[i for i in item.images if i.node in names]) for item in result.items]
    paths: dict[str, Path] = {}
    if saving.folder is not None:
        saved = save_images(
            replace(result, items=theirs),
            gallery,
            saving.folder,
            NameTemplate(_NAME),
            file=file_name(prepared.path),
            labels=prepared.labels,
            intermediate=True,
            overwrite=saving.overwrite,
        )
        paths = {image.name: path for image, path in saved}
    found = []
    for node in wanted:
        of_node: list[Inspected] = []
        for item in theirs:
            images = [image for image in item.images if image.node == node]
            of_node += [_image(image, names[node], paths.get(image.name), gallery) for image in images]
            for output in () if images else item.results.get(node, ()):
                values = {key: value for key, value in output.items() if key != "type"}
                of_node.append(Inspected(node, names[node], values=values))
        of_node = of_node or [Inspected(node, names[node], fault=_why(node, result))]
        found += [replace(one, run=n, runs=len(of_node)) for n, one in enumerate(of_node, 1)]
    return found


def _why(node: str, result: RunResult) -> str:
    """Why a node gave nothing out."""
    errors = (run.error for item in result.items for run in item.nodes if run.node == node and run.error)
    error = next(errors, None)
    return f"failed: {error}" if error else "was not executed"


def _nodes(prepared: Prepared) -> dict[str, Any]:
    nodes: dict[str, Any] = prepared.body["batch"]["graph"].get("nodes") or {}
    return nodes


def _image(image: ImageResult, name: str, path: Path | None, gallery: Gallery) -> Inspected:
    one = Inspected(image.node, name, image=image.name, path=path)
    if image.kind != "image":
        size = {"width": image.width, "height": image.height}
        return replace(one, values={k: v for k, v in size.items() if v is not None}, fault=image.kind)
    try:
        picture = open_picture(path if path is not None else gallery.content(image))
    except PictureError as error:
        return replace(one, fault=str(error))
    one = replace(one, size=picture.size, mode=picture.mode, fault=", ".join(_faults(picture)))
    if has_nan(picture):
        return one  # and its figures are none either
    colour = picture.pixels[:, :, :3] if picture.pixels.shape[2] >= 3 else picture.pixels[:, :, :1]
    return replace(
        one,
        low=round(float(colour.min()), 2),
        high=round(float(colour.max()), 2),
        mean=round(float(colour.mean()), 2),
    )


def _faults(picture: Picture) -> Iterator[str]:
    if has_nan(picture):
        yield "some pixels are not numbers (NaN)"
    if is_black(picture):
        yield "black"
    elif is_blank(picture):
        yield "blank: one flat colour"
