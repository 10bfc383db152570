"""What nodes without models ask of their values when they run, beyond what their schemas say.

One function for each way to fail, read from the nodes' ``invoke`` in app/invocations of InvokeAI 6.14.2 (and
5.15.0, whose nodes of these names do the same); tests/differential/test_run_values.py runs that code.
"""

from __future__ import annotations

import math
import re
import warnings
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Node
    from wflint.models.sizes import Sizes


class Refused(NamedTuple):
    """A value that a node fails with: the input, what is wrong, InvokeAI's error, what to do."""

    field: str
    says: str
    error: str
    cure: str


class Values:
    """The values of one node, as far as they are certain; None for what an edge or a batch brings."""

    __slots__ = ("_node", "_sizes", "catalogue")

    def __init__(self, node: Node, sizes: Sizes, catalogue: Catalogue) -> None:
        self._node = node
        self._sizes = sizes
        self.catalogue = catalogue

    def whole(self, field: str) -> int | None:
        """A whole number, also one that comes by an edge from a node that fixes it."""
        value = self._sizes.literal(self._node, field)
        if type(value) is int:
            return value
        return self._sizes.number(self._node, field)

    def text(self, field: str) -> str | None:
        """A text."""
        value = self._sizes.literal(self._node, field)
        return value if type(value) is str else None

    def is_on(self, field: str) -> bool | None:
        """A flag."""
        value = self._sizes.literal(self._node, field)
        return value if type(value) is bool else None

    def is_connected(self, field: str) -> bool:
        """Whether an edge feeds the input."""
        return self._sizes.connected(self._node, field)

    def is_given(self, field: str) -> bool:
        """Whether an edge or the file gives the input a value."""
        return self.is_connected(field) or self._node.values.get(field) is not None

    def box(self, field: str) -> tuple[int, int] | None:
        """Width and height of a bounding box, written down or made by a node with fixed sides."""
        value = self._sizes.literal(self._node, field)
        if type(value) is dict:
            sides = [value.get(name) for name in _BOX]
        elif (maker := self._sizes.maker(self._node, field)) is not None and maker.type == "bounding_box":
            sides = [self._sizes.number(maker, name) for name in _BOX]
        else:
            return None
        x_min, x_max, y_min, y_max = (side if type(side) is int else None for side in sides)
        if x_min is None or x_max is None or y_min is None or y_max is None:
            return None
        return x_max - x_min, y_max - y_min

    def version(self, node_type: str) -> str:
        """The version of a node in the release."""
        definition = self.catalogue.node(node_type)
        return (definition.version if definition is not None else None) or ""

    def area(self, field: str) -> int | None:
        """The number of pixels of the image that an edge brings."""
        size = self._sizes.into(self._node.id, field)
        return size[0] * size[1] if size is not None else None


_BOX = ("x_min", "x_max", "y_min", "y_max")
_LONGEST = 2_000  # characters of a text that are looked at
_LONGEST_PATTERN = 200
_ASSERTION = "AssertionError"
_WATERMARKED = 256 * 256  # pixels
_KREA_LAYERS, _KREA_BLOCKS = 12, 28
_ISLICE = "ValueError: ... islice() must be None or an integer"


def _step(values: Values) -> Refused | None:
    if values.whole("step") != 0:
        return None
    return Refused("step", "is 0", "ValueError: range() arg 3 must not be zero", "choose another")


def _low_high(values: Values) -> Refused | None:
    low, high = values.whole("low"), values.whole("high")
    if low is None or high is None or low < high:
        return None
    error = "ValueError: low >= high" if low else "ValueError: high <= 0"
    return Refused("low", f'is {low}, but must be below "high", which is {high}', error, "make it smaller")


def _size(values: Values) -> Refused | None:
    size = values.whole("size")
    if size is None or size >= 0:
        return None
    return Refused("size", f"is {size}", "ValueError: negative dimensions are not allowed", "use 0 or more")


def _samples(values: Values) -> Refused | None:
    steps = values.whole("steps")
    if steps is None or steps >= 0:
        return None
    return Refused("steps", f"is {steps}", "ValueError: Number of samples", "use 0 or more")


def _divisor(values: Values) -> Refused | None:
    if values.whole("b") != 0:
        return None
    return Refused("b", "is 0", "ZeroDivisionError: division by zero", "choose another")


def _max_prompts(values: Values) -> Refused | None:
    most = values.whole("max_prompts")
    if most is None or most >= 0 or not (values.text("prompt") or values.is_connected("prompt")):
        return None  # of an empty prompt nothing is made, and nothing asked
    return Refused("max_prompts", f"is {most}", _ISLICE, "use 1 or more")


def _delimiter(values: Values) -> Refused | None:
    if values.text("delimiter") != "":
        return None
    return Refused(
        "delimiter", "is empty", "ValueError: empty separator", "give the text to split at, such as a space"
    )


def _pattern(values: Values) -> Refused | None:
    """Replacements are read as templates of regular expressions even where the search is none."""
    pattern, replacement, regex = (
        values.text("search_string"),
        values.text("replace_string"),
        values.is_on("use_regex"),
    )
    if not pattern or regex is None or len(pattern) > _LONGEST_PATTERN:
        return None
    if regex:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compiled = re.compile(pattern)
        except re.error as error:
            return Refused(
                "search_string",
                "is no regular expression",
                f"error: {error}",
                "escape its special characters",
            )
        except (OverflowError, RecursionError):
            return None
    else:
        compiled = re.compile(re.escape(pattern))
    if replacement is None or len(replacement) > _LONGEST or "\\" not in replacement:
        return None
    names = {number: name for name, number in compiled.groupindex.items()}
    groups = (f"(?P<{names[n]}>)" if n in names else "()" for n in range(1, compiled.groups + 1))
    try:  # with a pattern that has these groups and takes no time, whatever the file's own would take
        re.sub("".join(groups), replacement, "")
    except (re.error, IndexError) as error:
        return Refused(
            "replace_string",
            "is no replacement",
            f"{'error' if isinstance(error, re.error) else 'IndexError'}: {error}",
            "write \\\\ for a backslash",
        )
    return None


def _tiles(values: Values) -> Refused | None:
    overlap = values.whole("overlap")
    for side in ("height", "width"):
        image, tile = values.whole(f"image_{side}"), values.whole(f"tile_{side}")
        if tile is not None and image is not None and image < tile:
            return Refused(
                f"tile_{side}", f"is {tile}, but the image has only {image}", _ASSERTION, "shrink it"
            )
        if tile is not None and overlap is not None and overlap >= tile:
            return Refused("overlap", f"is {overlap}, but a tile has only {tile}", _ASSERTION, "shrink it")
    return None


def _least_overlap(values: Values) -> Refused | None:
    overlap = values.whole("min_overlap")
    sides = [(values.whole(f"image_{side}"), values.whole(f"tile_{side}")) for side in ("width", "height")]
    if overlap is None:
        return None
    for _, tile in sides:
        if tile is not None and overlap >= tile:
            return Refused(
                "min_overlap", f"is {overlap}, but a tile has only {tile}", _ASSERTION, "shrink it"
            )
    if all(tile is not None for _, tile in sides):
        for image, _ in sides:
            if image is not None and image == overlap:
                return Refused(
                    "min_overlap", "is the whole image", "ZeroDivisionError: division by zero", "shrink it"
                )
    return None


def _even_split(values: Values) -> Refused | None:
    overlap = values.whole("overlap")
    given = [(values.whole(f"image_{d}"), values.whole(f"num_tiles_{a}")) for d, a in _AXES]
    for (image, _), (side, _) in zip(given, _AXES, strict=True):
        if image is not None and image % 8:
            return Refused(
                f"image_{side}",
                f"is {image}",
                "ValueError: image size",
                "use multiples of 8, as latents need",
            )
    for (image, count), (side, axis) in zip(given, _AXES, strict=True):
        if image is None or count is None or overlap is None or count < 2:
            continue
        tile = (image + overlap * (count - 1)) // count // 8 * 8
        if overlap > image - 8 * (count - 1) or overlap >= tile:
            return Refused(
                f"num_tiles_{axis}",
                f"is {count}, too many for {image} pixels of image_{side} with an overlap of {overlap}",
                _ASSERTION,
                "use fewer, or a smaller overlap",
            )
    return None


_NOT_IN_PNG = frozenset({"CMYK", "YCbCr", "LAB", "HSV", "F"})
_AXES = (("width", "x"), ("height", "y"))


def _blank(values: Values) -> Refused | None:
    for side in ("width", "height"):
        pixels = values.whole(side)
        if pixels is not None and pixels < 0:
            return Refused(
                side, f"is {pixels}", "ValueError: Width and height must be >= 0", "use a positive number"
            )
    for side in ("width", "height"):
        if values.whole(side) == 0:
            error = "ImageFileSaveException: Image file not saved"
            return Refused(side, "is 0", error, "use a positive number")
    return None


def _mode(values: Values) -> Refused | None:
    """InvokeAI saves every picture as PNG, which has not these modes (I: it depends on Pillow's release)."""
    mode = values.text("mode")
    if mode not in _NOT_IN_PNG:
        return None
    error = "ImageFileSaveException: Image file not saved"
    return Refused("mode", f"is {mode}, which a PNG cannot hold", error, "choose RGB, RGBA or L")


def _box(values: Values) -> Refused | None:
    box = values.catalogue.model("BoundingBoxField")
    for axis in "xy":
        for name in (f"{axis}_min", f"{axis}_max"):
            side, bounds = values.whole(name), box.fields[name].bounds if box is not None else {}
            if side is not None and side < bounds.get("ge", side):
                return Refused(name, f"is {side}", "ValidationError", "use 0 or more")
        low, high = values.whole(f"{axis}_min"), values.whole(f"{axis}_max")
        if low is not None and high is not None and low > high:
            says = f"is {low}, more than {axis}_max, which is {high}"
            return Refused(f"{axis}_min", says, "ValidationError", "exchange the two")
    return None


def _crop(values: Values) -> Refused | None:
    size = values.box("bounding_box")
    if size is None or all(size):
        return None
    error = "ImageFileSaveException: Image file not saved"
    return Refused("bounding_box", f"is {size[0]} x {size[1]}, which leaves nothing", error, "make it larger")


def _prompts(values: Values) -> Refused | None:
    """Before version 1.3.0 of its node, SAM took points or boxes, not both."""
    old = values.version("segment_anything").startswith(("1.0.", "1.1.", "1.2."))
    if not old or not (values.is_given("point_lists") and values.is_given("bounding_boxes")):
        return None
    error = "ValueError: Only one of point_lists or bounding_box can be provided"
    return Refused("point_lists", "is given beside bounding_boxes", error, "remove one of them")


def _mask(values: Values) -> Refused | None:
    """Up to 6.5 the node took the mask for given, though the input may stay empty; 6.8 has another."""
    if values.is_given("mask") or not values.version("color_correct").startswith("1.2."):
        return None
    return Refused("mask", "is not connected", "TypeError: int() argument must be a string", "connect a mask")


def _mask_sides(values: Values) -> Refused | None:
    for side in ("width", "height"):
        pixels = values.whole(side)
        if pixels is not None and pixels < 0:
            error = "RuntimeError: Trying to create tensor with negative dimension"
            return Refused(side, f"is {pixels}", error, "use a positive number")
    return None


def _shuffle(values: Values) -> Refused | None:
    if values.whole("scale_factor") != 0:
        return None
    return Refused("scale_factor", "is 0", "ZeroDivisionError", "use 1 or more; 256 is usual")


def _watermark(values: Values) -> Refused | None:
    area = values.area("image")
    if area is None or area >= _WATERMARKED:
        return None
    error = "RuntimeError: image too small, should be larger than 256x256"
    return Refused("image", f"has {area} pixels", error, f"use one of {_WATERMARKED} pixels or more")


def _layer_weights(values: Values) -> Refused | None:
    text = values.text("per_layer_weights")
    if text is None or len(text) > _LONGEST:
        return None
    try:
        weights = [float(part) for part in text.split(",") if part.strip()]
    except ValueError:
        error = "ValueError: per_layer_weights must be comma-separated numbers"
        return Refused("per_layer_weights", "is no list of numbers", error, "write 12 numbers with commas")
    if len(weights) != _KREA_LAYERS:
        error = f"ValueError: per_layer_weights must have exactly {_KREA_LAYERS} values"
        return Refused("per_layer_weights", f"has {len(weights)} numbers", error, f"give {_KREA_LAYERS}")
    if not all(math.isfinite(weight) for weight in weights):
        error = "ValueError: per_layer_weights must contain only finite values"
        return Refused("per_layer_weights", "has a number without end", error, "use finite numbers")
    return None


def _blocks(values: Values) -> Refused | None:
    text = values.text("blocks")
    if text is None or len(text) > _LONGEST:
        return None
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if not parts:
        return Refused("blocks", "selects nothing", "ValueError: Krea-2 style block spec", "write 7-27")
    lows: list[int] = []
    highs: list[int] = []
    for part in parts:
        first, dash, last = part.partition("-")
        try:
            low, high = int(first), int(last) if dash else int(first)
        except ValueError:
            error = "ValueError: Invalid Krea-2 style block"
            return Refused("blocks", f'has "{part[:40]}"', error, "write numbers and ranges, such as 7-27")
        if high < low:
            error = "ValueError: Invalid Krea-2 style block range"
            return Refused("blocks", f'has "{part[:40]}"', error, "write the smaller number first")
        lows.append(low)
        highs.append(high)
    if min(lows) < 0 or max(highs) >= _KREA_BLOCKS:
        error = "ValueError: Krea-2 style block spec"
        says = f"goes beyond the {_KREA_BLOCKS} blocks of the transformer"
        return Refused("blocks", says, error, f"use 0 to {_KREA_BLOCKS - 1}")
    return None


def _suffix(values: Values) -> Refused | None:
    if "/" not in (values.text("suffix") or ""):
        return None
    return Refused("suffix", "has a slash", "FileNotFoundError", "put folders into output_directory")


def _directory(values: Values) -> Refused | None:
    text = values.text("output_directory")
    if not text:
        return None
    if text[0] in "/\\" or (len(text) > 1 and text[0].isalpha() and text[1] == ":"):
        error = "ValueError: Absolute paths are not allowed in output_directory"
        return Refused("output_directory", "is an absolute path", error, "name a folder inside the outputs")
    depth = 0
    for part in text.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            error = "ValueError: output_directory must stay within the outputs folder"
            return Refused("output_directory", "leads out of the outputs", error, "name a folder inside them")
    return None


def _saved_workflow(values: Values) -> Refused | None:
    if values.text("workflow_id") != "":
        return None
    error = "ValueError: A saved workflow must be selected"
    return Refused("workflow_id", "is empty", error, "choose a workflow that the server has")


def _key(values: Values) -> Refused | None:
    key = values.text("key")
    if key is None or key.strip():
        return None
    return Refused("key", "is empty", "ValueError: Workflow return key must not be empty", "give it a name")


def _got_key(values: Values) -> Refused | None:
    refused = _key(values)
    if refused is not None or values.text("key") is None or values.is_connected("values"):
        return refused
    error = "ValueError: Workflow return key ... was not found"
    return Refused("key", "is looked for, but values is not connected", error, "connect values")


def _ideal(multiple: int) -> Callable[[Values], Refused | None]:
    def check(values: Values) -> Refused | None:
        sides = [values.whole("width"), values.whole("height")]
        known = [side for side in sides if side is not None]
        if len(known) < 2 or max(known) >= multiple:
            return None
        field = "width" if sides[0] == max(known) else "height"
        error = "ValueError: Source longer side"
        return Refused(
            field, f"is {max(known)}, the longer side", error, f"use an image of {multiple} or more"
        )

    return check


CHECKS: Mapping[str, tuple[Callable[[Values], Refused | None], ...]] = {
    "range": (_step,),
    "range_of_size": (_step,),
    "rand_int": (_low_high,),
    "random_range": (_low_high, _size),
    "float_range": (_samples,),
    "div": (_divisor,),
    "dynamic_prompt": (_max_prompts,),
    "string_split": (_delimiter,),
    "string_replace": (_pattern,),
    "calculate_image_tiles": (_tiles,),
    "calculate_image_tiles_even_split": (_even_split,),
    "calculate_image_tiles_min_overlap": (_least_overlap,),
    "blank_image": (_blank,),
    "img_conv": (_mode,),
    "bounding_box": (_box,),
    "crop_image_to_bounding_box": (_crop,),
    "color_correct": (_mask,),
    "segment_anything": (_prompts,),
    "rectangle_mask": (_mask_sides,),
    "content_shuffle": (_shuffle,),
    "img_watermark": (_watermark,),
    "krea2_conditioning_rebalance": (_layer_weights,),
    "krea2_style_reference": (_blocks,),
    "save_image_to_file": (_directory, _suffix),
    "call_saved_workflow": (_saved_workflow,),
    "workflow_return_value": (_key,),
    "workflow_return_get": (_got_key,),
    "wan_i2v_ideal_dimensions": (_ideal(16),),
    "wan_ti2v_ideal_dimensions": (_ideal(32),),
}
