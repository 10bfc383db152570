"""Checks of what came out: pictures, pictures on the way, values of nodes, what was executed."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from wflint.diagnostics.suggest import did_you_mean
from wflint.diagnostics.words import numbered
from wflint.live.cases.verdict import Check
from wflint.live.images.checks import has_nan, is_black, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.cases.pictures import RunPictures
    from wflint.live.cases.request import CaseRequest
    from wflint.live.cases.schema import CaseTable, Expected, Intermediate
    from wflint.live.client.results import ItemResult, RunResult
    from wflint.live.images.pixels import Picture

# The members of a ControlNet's or T2I-Adapter's output that hold the control image (invocation outputs of
# every release that the client speaks to).
_CONTROL_MEMBERS = ("control", "t2i_adapter")


def check_outputs(
    table: CaseTable, request: CaseRequest, result: RunResult, pictures: RunPictures
) -> Iterator[Check]:
    """Every check of one run's results. Raises what downloading raises."""
    yield from _gallery(table, result, pictures)
    if table.control_images == "check":
        yield from _control_images(request, result, pictures)
    for wanted in table.intermediate:
        yield from _intermediate(wanted, request, result, pictures)
    for name, expected in table.values.items():
        yield _value(name, expected, request, result)
    yield from _finite(table, request, result)
    for node_type, count in table.executed.items():
        yield _executed(node_type, count, result)


def _gallery(table: CaseTable, result: RunResult, pictures: RunPictures) -> Iterator[Check]:
    wanted = table.outputs
    images = [image for image in result.images if image.kind == "image"]
    if wanted.count is not None:
        names = ", ".join(f"{i.node_type} {i.width}x{i.height}" for i in images) or "none"
        same = len(images) == wanted.count
        said = (
            ""
            if same
            else f"{numbered(len(images), 'image')} went to the gallery, not {wanted.count} ({names})"
        )
        yield Check("outputs.count", "passed" if same else "failed", said)
    elif not result.images:
        # A case that shows nothing because nothing came out would pass for the wrong reason.
        yield Check("outputs.count", "failed", "no image went to the gallery (count = 0 if none should)")
    for number, image in enumerate(images, 1):
        prefix = f"image {number}" if len(images) > 1 else "the image"
        picture = pictures.get(image)
        yield _sound("outputs", prefix, picture, wanted.allow)
        yield from _shape("outputs", prefix, picture, wanted.size, wanted.mode)


def _sound(name: str, prefix: str, picture: Picture, allow: frozenset[str]) -> Check:
    if "nan" not in allow and has_nan(picture):
        return Check(f"{name}.nan", "failed", f"{prefix} has pixels that are not numbers (NaN)")
    if "black" not in allow and is_black(picture):
        return Check(f"{name}.black", "failed", f"{prefix} is black, as it is when the numbers are NaN")
    if "blank" not in allow and not ("black" in allow and is_black(picture)) and is_blank(picture):
        return Check(f"{name}.blank", "failed", f"{prefix} is blank: one flat colour")
    return Check(f"{name}.sound", "passed")


def _shape(
    name: str, prefix: str, picture: Picture, size: tuple[int, int] | None, mode: str | None
) -> Iterator[Check]:
    if size is not None:
        same = picture.size == size
        said = f"{prefix} is {picture.width}x{picture.height}, not {size[0]}x{size[1]}"
        yield Check(f"{name}.size", "passed" if same else "failed", "" if same else said)
    if mode is not None:
        same = picture.mode == mode
        said = "" if same else f"{prefix} is {picture.mode}, not {mode}"
        yield Check(f"{name}.mode", "passed" if same else "failed", said)


def _generation_size(item: ItemResult, pictures: RunPictures) -> tuple[int, int] | None:
    """The size of an item's first gallery picture, else of its first picture from latents."""
    for wanted in (lambda i: not i.intermediate, lambda i: i.node_type.endswith(("l2i", "vae_decode"))):
        for image in item.images:
            if image.kind == "image" and wanted(image):
                return pictures.get(image).size
    return None


def _control_images(request: CaseRequest, result: RunResult, pictures: RunPictures) -> Iterator[Check]:
    """A blank control image guides nothing, one of another size is stretched: InvokeAI says neither."""
    for item in result.items:
        for node, outputs in item.results.items():
            for output in outputs:
                image = _control_image(output)
                if image is None:
                    continue
                name = f"control image of {_called(request, node)}"
                picture = pictures.get(image)
                if is_blank(picture):
                    yield Check("control_images", "failed", f"the {name} is blank: it guides nothing")
                    continue
                size = _generation_size(item, pictures) or picture.size
                same = picture.size == size
                said = (
                    f"the {name} is {picture.width}x{picture.height}, the generation {size[0]}x{size[1]}: "
                    "InvokeAI silently stretches it"
                )
                yield Check("control_images", "passed" if same else "failed", "" if same else said)


def _control_image(output: dict[str, Any]) -> str | None:
    for member in _CONTROL_MEMBERS:
        value = output.get(member)
        image = value.get("image") if isinstance(value, dict) else None
        name = image.get("image_name") if isinstance(image, dict) else None
        if isinstance(name, str):
            return name
    return None


def _intermediate(
    wanted: Intermediate, request: CaseRequest, result: RunResult, pictures: RunPictures
) -> Iterator[Check]:
    nodes = request.nodes(wanted.node)
    found = [(item, i) for item in result.items for i in item.images if i.node in nodes and i.kind == "image"]
    name = f"intermediate.{wanted.node}"
    if wanted.count is not None and len(found) != wanted.count:
        yield Check(f"{name}.count", "failed", f"it gave {numbered(len(found), 'image')}, not {wanted.count}")
    elif not found:
        yield Check(f"{name}.count", "failed", "it gave no image")
    for item, image in found:
        picture = pictures.get(image)
        yield _sound(name, "its image", picture, wanted.allow)
        yield from _shape(name, "its image", picture, wanted.size, wanted.mode)
        size = _generation_size(item, pictures) if wanted.same_size and wanted.size is None else None
        if size is not None:
            same = picture.size == size
            said = f"its image is {picture.width}x{picture.height}, the generation {size[0]}x{size[1]}"
            yield Check(f"{name}.same_size", "passed" if same else "failed", "" if same else said)


def _value(name: str, expected: Expected, request: CaseRequest, result: RunResult) -> Check:
    try:
        values = named_values(name, request, result)
    except KeyError as error:
        return Check(f"values.{name}", "error", str(error.args[0]))
    if not values:
        return Check(f"values.{name}", "failed", "the node was not executed")
    wrong = next((text for value in values if (text := _wrong(value, expected)) is not None), "")
    return Check(f"values.{name}", "failed" if wrong else "passed", wrong)


def named_values(name: str, request: CaseRequest, result: RunResult) -> list[Any]:
    """What a value is in each execution of its node. Raises KeyError with what to say when there is none."""
    node, dot, path = _split(name, request)
    if not dot:
        raise KeyError("a value is named node.output (Noise.width)")
    values = []
    for item in result.items:
        for source in sorted(request.nodes(node)):
            for output in item.results.get(source, ()):
                try:
                    values.append(_member(output, path))
                except KeyError:
                    known = [key for key in output if key != "type"]
                    said = f'no output "{path}"{did_you_mean(path, known)}; there are {", ".join(known)}'
                    raise KeyError(said) from None
    return values


def _split(name: str, request: CaseRequest) -> tuple[str, str, str]:
    """Where the node's name ends, when there are more dots: labels may have some."""
    parts = name.split(".")
    known = {*request.graph, *request.labels.values(), *(str(n.get("type")) for n in request.graph.values())}
    for length in range(len(parts) - 1, 0, -1):
        if ".".join(parts[:length]) in known:
            return ".".join(parts[:length]), ".", ".".join(parts[length:])
    return name.partition(".")


def _member(value: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict) and part in value:
            value = value[part]
        else:
            raise KeyError(part)
    return value


def _wrong(value: Any, expected: Expected) -> str | None:
    if expected.equals is not None and not _equal(value, expected.equals):
        return f"it is {value!r}, not {expected.equals!r}"
    if expected.matches is not None and not re.search(expected.matches, str(value)):
        return f'it is {value!r}, which "{expected.matches}" does not match'
    if expected.min is None and expected.max is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value):
        return f"it is {value!r}, which is not a number"
    if expected.min is not None and value < expected.min:
        return f"it is {value!r}, less than {expected.min:g}"
    if expected.max is not None and value > expected.max:
        return f"it is {value!r}, more than {expected.max:g}"
    return None


def _equal(value: Any, wanted: Any) -> bool:
    if isinstance(value, bool) != isinstance(wanted, bool):
        return False
    if isinstance(value, float) or isinstance(wanted, float):
        return (
            isinstance(value, (int, float))
            and isinstance(wanted, (int, float))
            and math.isclose(value, wanted)
        )
    return bool(value == wanted)


def _finite(table: CaseTable, request: CaseRequest, result: RunResult) -> Iterator[Check]:
    if "nan" in table.outputs.allow:
        return
    for item in result.items:
        for node, outputs in item.results.items():
            for output in outputs:
                bad = [k for k, v in output.items() if isinstance(v, float) and not math.isfinite(v)]
                if bad:
                    yield Check(
                        "values.finite", "failed", f"{bad[0]} of {_called(request, node)} is {output[bad[0]]}"
                    )


def _executed(node_type: str, count: int, result: RunResult) -> Check:
    for item in result.items:
        found = sum(run.node_type == node_type for run in item.nodes)
        if found != count:
            return Check(
                f"executed.{node_type}", "failed", f"{found} of its nodes were executed, not {count}"
            )
    return Check(f"executed.{node_type}", "passed")


def _called(request: CaseRequest, node: str) -> str:
    node_type = str(request.graph.get(node, {}).get("type", "node"))
    label = request.labels.get(node)
    return f'"{label}" ({node_type})' if label else node_type
