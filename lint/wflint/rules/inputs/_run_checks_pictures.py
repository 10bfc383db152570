"""What nodes that work with pictures, tiles, boxes and files ask of their values when they run.

Each check is one way to fail; InvokeAI's words for it stand in the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.rules.inputs._run_values import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.rules.inputs._run_values import Values

_ASSERTION = "AssertionError"
_WATERMARKED = 256 * 256  # pixels
_NOT_IN_PNG = frozenset({"CMYK", "YCbCr", "LAB", "HSV", "F"})
_AXES = (("width", "x"), ("height", "y"))


def tiles(values: Values) -> Refused | None:
    """A tile fits into the image, and is larger than the overlap."""
    overlap = values.whole("overlap")
    for side in ("height", "width"):
        image, tile = values.whole(f"image_{side}"), values.whole(f"tile_{side}")
        if tile is not None and image is not None and image < tile:
            says = f"is {tile}, but the image has only {image}"
            return Refused(f"tile_{side}", says, _ASSERTION, f"use {image} or less")
        if tile is not None and overlap is not None and overlap >= tile:
            says = f"is {overlap}, but a tile has only {tile}"
            return Refused("overlap", says, _ASSERTION, f"use less than {tile}")
    return None


def least_overlap(values: Values) -> Refused | None:
    """The same, but tiles larger than the image shrink to it."""
    overlap = values.whole("min_overlap")
    sides = [(values.whole(f"image_{side}"), values.whole(f"tile_{side}")) for side in ("width", "height")]
    if overlap is None:
        return None
    for _, tile in sides:
        if tile is not None and overlap >= tile:
            says = f"is {overlap}, but a tile has only {tile}"
            return Refused("min_overlap", says, _ASSERTION, f"use less than {tile}")
    if all(tile is not None for _, tile in sides):
        for image, _ in sides:
            if image is not None and image == overlap:
                error = "ZeroDivisionError: division by zero"
                says = f"is {overlap}, as much as the whole image"
                return Refused("min_overlap", says, error, f"use less than {overlap}")
    return None


def even_split(values: Values) -> Refused | None:
    """Whole latents, and tiles larger than their overlap."""
    overlap = values.whole("overlap")
    given = [(values.whole(f"image_{d}"), values.whole(f"num_tiles_{a}")) for d, a in _AXES]
    for (image, _), (side, _) in zip(given, _AXES, strict=True):
        if image is not None and image % 8:
            error = "ValueError: image size ... must be divisible by 8"
            cure = f"use {image // 8 * 8} or {image // 8 * 8 + 8}"
            return Refused(f"image_{side}", f"is {image}, not a multiple of 8", error, cure)
    for (image, count), (_, axis) in zip(given, _AXES, strict=True):
        if image is None or count is None or overlap is None or count < 2:
            continue
        tile = (image + overlap * (count - 1)) // count // 8 * 8
        if overlap > image - 8 * (count - 1) or overlap >= tile:
            says = f"is {count}, too many tiles for {image} pixels with an overlap of {overlap}"
            return Refused(f"num_tiles_{axis}", says, _ASSERTION, "use fewer tiles, or a smaller overlap")
    return None


def blank(values: Values) -> Refused | None:
    """Pillow takes no negative sides, and no file format pictures without pixels."""
    for side in ("width", "height"):
        pixels = values.whole(side)
        if pixels is not None and pixels < 0:
            error = "ValueError: Width and height must be >= 0"
            return Refused(side, f"is {pixels}", error, "use 1 or more")
    for side in ("width", "height"):
        if values.whole(side) == 0:
            error = "ImageFileSaveException: Image file not saved"
            return Refused(side, "is 0", error, "use 1 or more")
    return None


def mode(values: Values) -> Refused | None:
    """InvokeAI saves every picture as PNG, which has not these modes (I: it depends on Pillow's release)."""
    mode = values.text("mode")
    if mode not in _NOT_IN_PNG:
        return None
    error = "ImageFileSaveException: Image file not saved"
    return Refused("mode", f'is "{mode}", which a PNG file cannot hold', error, 'choose "RGB", "RGBA" or "L"')


def box(values: Values) -> Refused | None:
    """The corners in order; before 6.9 none below 0."""
    error = "ValidationError: ... for BoundingBoxField..."
    box = values.catalogue.model("BoundingBoxField")
    for axis in "xy":
        for name in (f"{axis}_min", f"{axis}_max"):
            side, bounds = values.whole(name), box.fields[name].bounds if box is not None else {}
            if side is not None and side < bounds.get("ge", side):
                return Refused(name, f"is {side}", error, "use 0 or more")
        low, high = values.whole(f"{axis}_min"), values.whole(f"{axis}_max")
        if low is not None and high is not None and low > high:
            says = f'is {low}, more than "{axis}_max" ({high})'
            return Refused(f"{axis}_min", says, error, f"exchange {low} and {high}")
    return None


def crop(values: Values) -> Refused | None:
    """Something must be left."""
    size = values.box("bounding_box")
    if size is None or all(size):
        return None
    error = "ImageFileSaveException: Image file not saved"
    return Refused(
        "bounding_box", f"is {size[0]} x {size[1]} pixels: nothing is left", error, "make it larger"
    )


def prompts(values: Values) -> Refused | None:
    """Before version 1.3.0 of its node, SAM took points or boxes, not both."""
    old = values.version("segment_anything").startswith(("1.0.", "1.1.", "1.2."))
    if not old or not (values.is_given("point_lists") and values.is_given("bounding_boxes")):
        return None
    error = "ValueError: Only one of point_lists or bounding_box can be provided"
    return Refused("point_lists", 'is given beside "bounding_boxes"', error, "remove one of the two")


def mask(values: Values) -> Refused | None:
    """Up to 6.8.0 the node took the mask for given, though the input may stay empty; 6.8.1 has another."""
    if values.is_given("mask") or not values.version("color_correct").startswith("1."):
        return None
    error = "TypeError: int() argument must be a string..."
    return Refused("mask", "is not connected", error, "connect a mask image")


def mask_sides(values: Values) -> Refused | None:
    """torch takes no negative sides."""
    for side in ("width", "height"):
        pixels = values.whole(side)
        if pixels is not None and pixels < 0:
            error = f"RuntimeError: Trying to create tensor with negative dimension {pixels}..."
            return Refused(side, f"is {pixels}", error, "use 1 or more")
    return None


def shuffle(values: Values) -> Refused | None:
    """The factor divides the sides of the image."""
    if values.whole("scale_factor") != 0:
        return None
    error = "ZeroDivisionError: integer division or modulo by zero"
    return Refused("scale_factor", "is 0", error, "use 1 or more; the default is 256")


def watermark(values: Values) -> Refused | None:
    """The library for it wants some pixels to write into."""
    area = values.area("image")
    if area is None or area >= _WATERMARKED:
        return None
    error = "RuntimeError: image too small, should be larger than 256x256"
    return Refused(
        "image", f"has only {area} pixels", error, f"use an image of {_WATERMARKED} pixels or more"
    )


def suffix(values: Values) -> Refused | None:
    """It becomes part of a file name."""
    if "/" not in (values.text("suffix") or ""):
        return None
    error = "FileNotFoundError: ... No such file or directory..."
    return Refused("suffix", "contains a slash", error, 'name folders in "output_directory" instead')


def directory(values: Values) -> Refused | None:
    """Exports stay within the outputs."""
    text = values.text("output_directory")
    if not text:
        return None
    if text[0] in "/\\" or (len(text) > 1 and text[0].isalpha() and text[1] == ":"):
        error = "ValueError: Absolute paths are not allowed in output_directory..."
        return Refused(
            "output_directory", "is an absolute path", error, "name a folder inside the outputs folder"
        )
    depth = 0
    for part in text.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            error = "ValueError: output_directory must stay within the outputs folder..."
            return Refused(
                "output_directory", "leads out of the outputs folder", error, "name a folder inside it"
            )
    return None


def ideal(multiple: int) -> Callable[[Values], Refused | None]:
    """The check of an image that is larger than one patch of the model."""

    def check(values: Values) -> Refused | None:
        sides = [values.whole("width"), values.whole("height")]
        known = [side for side in sides if side is not None]
        if len(known) < 2 or max(known) >= multiple:
            return None
        field = "width" if sides[0] == max(known) else "height"
        longer = max(known)
        error = f"ValueError: Source longer side ({longer}px) is smaller than ... ({multiple}px)..."
        says = f"is {longer}, and the longer side must be at least {multiple}"
        return Refused(field, says, error, f"use {multiple} or more")

    return check
