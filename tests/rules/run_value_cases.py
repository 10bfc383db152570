"""Nodes with values that they fail with, and with values that they take, for the rule and a real server."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]


class Case(NamedTuple):
    """The node ``n`` fails with ``bad`` and InvokeAI's words begin with ``error``; with ``good`` it runs.

    ``before`` are nodes that feed it by ``edges``.
    """

    node_type: str
    field: str
    bad: Json
    good: Json
    error: str
    before: Mapping[str, Json] = MappingProxyType({})
    edges: str = ""

    def graph(self, values: Json) -> tuple[dict[str, Json], str]:
        """The nodes and edges of a graph with these values."""
        return {**self.before, "n": {"type": self.node_type, **values}}, self.edges


BLANK = {"picture": {"type": "blank_image", "width": 64, "height": 64}}

IMAGE = "picture.image -> n.image"
NUMBER = {"number": {"type": "integer", "value": 0}}

CASES = {
    "step": Case("range", "step", {"step": 0}, {"step": 2}, "ValueError: range() arg 3 must not be zero"),
    "step by an edge": Case(
        "range_of_size",
        "step",
        {},
        {},
        "ValueError: range() arg 3 must not be zero",
        NUMBER,
        "number.value -> n.step",
    ),
    "limits": Case(
        "rand_int", "low", {"low": 5, "high": 5}, {"low": 5, "high": 6}, "ValueError: low >= high"
    ),
    "limits from 0": Case("rand_int", "low", {"high": -1}, {"high": 1}, "ValueError: high <= 0"),
    "size": Case(
        "random_range", "size", {"size": -1}, {"size": 3}, "ValueError: negative dimensions are not allowed"
    ),
    "samples": Case("float_range", "steps", {"steps": -1}, {"steps": 2}, "ValueError: Number of samples"),
    "divisor": Case("div", "b", {"a": 1, "b": 0}, {"a": 1, "b": 2}, "ZeroDivisionError: division by zero"),
    "prompts": Case(
        "dynamic_prompt",
        "max_prompts",
        {"prompt": "a {red|blue} fox", "max_prompts": -1},
        {"prompt": "a {red|blue} fox", "max_prompts": 2},
        "ValueError: Stop argument for islice() must be None or an integer",
    ),
    "delimiter": Case(
        "string_split",
        "delimiter",
        {"string": "a b"},
        {"string": "a b", "delimiter": " "},
        "ValueError: empty separator",
    ),
    "pattern": Case(
        "string_replace",
        "search_string",
        {"string": "a", "search_string": "(", "use_regex": True},
        {"string": "a", "search_string": "(", "use_regex": False},
        "error: missing )",
    ),
    "replacement": Case(
        "string_replace",
        "replace_string",
        {"string": "a", "search_string": "b", "replace_string": r"C:\data"},
        {"string": "a", "search_string": "b", "replace_string": r"C:\\data"},
        r"error: bad escape \d",
    ),
    "tile": Case(
        "calculate_image_tiles",
        "tile_height",
        {"image_height": 512},
        {"image_height": 576},
        "AssertionError",
    ),
    "overlap": Case(
        "calculate_image_tiles",
        "overlap",
        {"tile_width": 128, "overlap": 128},
        {"tile_width": 128, "overlap": 120},
        "AssertionError",
    ),
    "least overlap": Case(
        "calculate_image_tiles_min_overlap",
        "min_overlap",
        {"tile_width": 64},
        {"tile_width": 64, "min_overlap": 8},
        "AssertionError",
    ),
    "overlap of the image": Case(
        "calculate_image_tiles_min_overlap",
        "min_overlap",
        {"image_width": 128},
        {"image_width": 128, "min_overlap": 64},
        "ZeroDivisionError: division by zero",
    ),
    "odd image": Case(
        "calculate_image_tiles_even_split",
        "image_width",
        {"image_width": 1001},
        {"image_width": 1000},
        "ValueError: image size",
    ),
    "too many tiles": Case(
        "calculate_image_tiles_even_split",
        "num_tiles_y",
        {"num_tiles_y": 120},
        {"num_tiles_y": 4},
        "AssertionError",
    ),
    "blank image": Case(
        "blank_image",
        "width",
        {"width": -1},
        {"width": 8},
        "ValueError: Width and height must be >= 0",
    ),
    "empty image": Case(
        "blank_image",
        "height",
        {"height": 0},
        {"height": 8},
        "ImageFileSaveException: Image file not saved",
    ),
    "mode": Case(
        "img_conv",
        "mode",
        {"mode": "CMYK"},
        {"mode": "L"},
        "ImageFileSaveException: Image file not saved",
        BLANK,
        IMAGE,
    ),
    "box": Case(
        "bounding_box",
        "x_min",
        {"x_min": 9, "x_max": 8},
        {"x_min": 8, "x_max": 8},
        "ValidationError: 1 validation error for BoundingBoxField",
    ),
    "crop": Case(
        "crop_image_to_bounding_box",
        "bounding_box",
        {"bounding_box": {"x_min": 8, "x_max": 8, "y_min": 0, "y_max": 9}},
        {"bounding_box": {"x_min": 8, "x_max": 9, "y_min": 0, "y_max": 9}},
        "ImageFileSaveException: Image file not saved",
        BLANK,
        IMAGE,
    ),
    "crop by an edge": Case(
        "crop_image_to_bounding_box",
        "bounding_box",
        {},
        {},
        "ImageFileSaveException: Image file not saved",
        {**BLANK, "box": {"type": "bounding_box", "x_max": 9}},
        f"{IMAGE}, box.bounding_box -> n.bounding_box",
    ),
    "mask": Case(
        "rectangle_mask",
        "height",
        {"width": 8, "height": -8, "x_left": 0, "y_top": 0, "rectangle_width": 4, "rectangle_height": 4},
        {"width": 8, "height": 8, "x_left": 0, "y_top": 0, "rectangle_width": 4, "rectangle_height": 4},
        "RuntimeError: Trying to create tensor with negative dimension",
    ),
    "shuffle": Case(
        "content_shuffle",
        "scale_factor",
        {"scale_factor": 0},
        {"scale_factor": 64},
        "ZeroDivisionError: integer division or modulo by zero",
        BLANK,
        IMAGE,
    ),
    "absolute folder": Case(
        "save_image_to_file",
        "output_directory",
        {"output_directory": "/pictures"},
        {"output_directory": "pictures"},
        "ValueError: Absolute paths are not allowed in output_directory",
        BLANK,
        IMAGE,
    ),
    "folder outside": Case(
        "save_image_to_file",
        "output_directory",
        {"output_directory": "a/../../b"},
        {"output_directory": "a/../b"},
        "ValueError: output_directory must stay within the outputs folder",
        BLANK,
        IMAGE,
    ),
    "suffix": Case(
        "save_image_to_file",
        "suffix",
        {"suffix": "/x"},
        {"suffix": "_x"},
        "FileNotFoundError: [Errno 2] No such file or directory",
        BLANK,
        IMAGE,
    ),
    "no key": Case(
        "workflow_return_value", "key", {}, {"key": "a"}, "ValueError: Workflow return key must not be empty"
    ),
    "ideal size": Case(
        "wan_ti2v_ideal_dimensions",
        "width",
        {"width": 31, "height": 16},
        {"width": 32, "height": 16},
        "ValueError: Source longer side",
    ),
}
# Values that edges bring, which rule invalid-incoming-value speaks of.
INCOMING = {
    "bound": Case(
        "img_crop",
        "width",
        {},
        {},
        "NodeInputError: Node",
        {**BLANK, "number": {"type": "integer", "value": 0}},
        f"{IMAGE}, number.value -> n.width",
    ),
    "computed": Case(
        "save_image_to_file",
        "quality",
        {},
        {},
        "NodeInputError: Node",
        {**BLANK, "number": {"type": "mul", "a": 20, "b": 20}},
        f"{IMAGE}, number.value -> n.quality",
    ),
    "division": Case(
        "integer_math",
        "b",
        {"operation": "DIV"},
        {},
        "NodeInputError: Node",
        {"number": {"type": "integer", "value": 0}},
        "number.value -> n.b",
    ),
    "real": Case(
        "img_resize",
        "width",
        {},
        {},
        "NodeInputError: Node",
        {**BLANK, "number": {"type": "integer", "value": -8}},
        f"{IMAGE}, number.value -> n.width",
    ),
}
# Those that have no twin that runs on a server without pictures of people, workflows or models.
BAD_ONLY = {
    "watermark": Case(
        "img_watermark",
        "image",
        {},
        {},
        "RuntimeError: image too small, should be larger than 256x256",
        BLANK,
        IMAGE,
    ),
    "no workflow": Case(
        "call_saved_workflow", "workflow_id", {}, {}, "ValueError: A saved workflow must be selected"
    ),
    "nothing to get from": Case(
        "workflow_return_get", "key", {"key": "a"}, {}, "ValueError: Workflow return key 'a' was not found"
    ),
}
