"""What became of nodes and fields that InvokeAI no longer has: the one table of successors.

Each row is checked against the catalogues themselves (tests/catalogue/test_renames.py): the old node was in
the releases that it names, its successor is there from ``since`` on, and so are the inputs and outputs that
stand for its own. Where a row comes from is its ``evidence``: a commit of InvokeAI, or a file of its source.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from wflint.records import NamedTuple
from wflint.release import release_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.catalogue.model import Catalogue

Result = Literal["same", "similar", "other"]


class NodeRename(NamedTuple):
    """A node type that is gone, and the one that does its work.

    ``last`` is the last release that had it, ``since`` the first that has the successor. ``inputs`` and
    ``outputs`` map the old names to the new ones; ``dropped`` are inputs that nothing stands for. ``writes``
    are values of the successor that make it do what the old node did, ``defaults`` those of the old node that
    are others now, to be written where the file leaves them out; ``also`` are second inputs that an old one
    goes to, ``former`` those that only earlier releases of the old node had. ``result`` says whether the
    picture is the same, and ``loss`` what is not.
    """

    old: str
    new: str
    last: str
    since: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    result: Result
    evidence: str
    writes: Mapping[str, Any] = {}
    also: Mapping[str, str] = {}
    former: Mapping[str, str] = {}
    defaults: Mapping[str, Any] = {}
    dropped: tuple[str, ...] = ()
    loss: str = ""


class FieldRename(NamedTuple):
    """An input or output that has another name since a release; ``new`` None: it is gone.

    It did nothing without the input ``only_with``, nor with the value ``idle``.
    """

    node: str
    group: Literal["inputs", "outputs"]
    old: str
    new: str | None
    since: str
    result: Result
    evidence: str
    only_with: str = ""
    idle: Any = None


class NoSuccessor(NamedTuple):
    """A node type that is gone, with no node that simply stands for it: those of ``instead`` do its work.

    ``way`` is how a migration keeps what it did (``upgrade/migration/special.py``), empty for: not at all.
    """

    old: str
    last: str
    instead: tuple[str, ...]
    why: str
    way: str = ""
    evidence: str = ""


class ValueRename(NamedTuple):
    """Values of an input that are not allowed any more, and the one that does the same.

    ``old`` are the values themselves; ``below`` and ``above`` mean all numbers beyond that one.
    """

    node: str
    name: str
    new: Any
    since: str
    result: Result
    evidence: str
    old: tuple[Any, ...] = ()
    below: float | None = None
    above: float | None = None


class MajorStep(NamedTuple):
    """A major version of a node, which the web UI does not update to: whether the picture stays the same.

    ``only_with``: it concerns no nodes but those that use one of these inputs (an edge, or another value than
    the default).
    """

    node: str
    old: int
    new: int
    since: str
    result: Result
    says: str
    evidence: str
    only_with: tuple[str, ...] = ()


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_IMAGE: Final = _same("image", "width", "height")
_RESOLUTIONS: Final = ("detect_resolution", "image_resolution")
SIZED: Final = "the old node worked at its own resolution (512 by default), the new one at the image's size"
_PROCESSORS: Final = "commit 8d8150b47e; PROCESSOR_TO_FILTER_MAP of the web UI 5.15.0"
_DENOISE: Final = (
    "positive_conditioning", "negative_conditioning", "noise", "steps", "cfg_scale", "scheduler", "unet",
)  # fmt: skip
_SIZES: Final = (
    "original_width", "original_height", "crop_top", "crop_left", "target_width", "target_height",
)  # fmt: skip


def _detector(
    name: str,
    new: str,
    inputs: Mapping[str, str] | None = None,
    *,
    result: Result = "similar",
    dropped: tuple[str, ...] = _RESOLUTIONS,
    loss: str = SIZED,
    defaults: Mapping[str, Any] | None = None,
    evidence: str = _PROCESSORS,
) -> NodeRename:
    """One of the processors that got successors in 5.0.0 and went with 5.10.0."""
    return NodeRename(
        name,
        new,
        "5.9.1",
        "5.0.0",
        {"image": "image", **(inputs or {})},
        _IMAGE,
        result,
        evidence,
        defaults=defaults or {},
        dropped=dropped,
        loss=loss,
    )


NODES: Final = (
    NodeRename("load_image", "image", "3.0.2.post1", "3.1.0", _same("image"), _IMAGE, "same",
               "commit c48fd9c083"),
    NodeRename("param_int", "integer", "3.0.2.post1", "3.1.0", {"a": "value"}, {"a": "value"}, "same",
               "commit c48fd9c083"),
    NodeRename("param_float", "float", "3.0.2.post1", "3.1.0", {"param": "value"}, {"param": "value"}, "same",
               "commit c48fd9c083"),
    NodeRename("param_string", "string", "3.0.2.post1", "3.1.0", {"text": "value"}, {"text": "value"}, "same",
               "commit c48fd9c083"),
    NodeRename("param_prompt", "string", "3.0.2.post1", "3.1.0", {"prompt": "value"}, {"prompt": "value"},
               "same",
               "commits c48fd9c083, 8a0e1b6cfc"),
    NodeRename("t2l", "denoise_latents", "3.0.2.post1", "3.1.0", _same(*_DENOISE, "control"),
               _same("latents", "width", "height"), "same", "commit 7c0023ad9e",
               writes={"denoising_start": 0.0, "denoising_end": 1.0}),
    NodeRename("t2l_sdxl", "denoise_latents", "3.0.2.post1", "3.1.0", _same(*_DENOISE, "denoising_end"),
               _same("latents", "width", "height"), "same", "commit 492bfe002a",
               writes={"denoising_start": 0.0}),
    NodeRename("l2l_sdxl", "denoise_latents", "3.0.2.post1", "3.1.0",
               _same(*_DENOISE, "latents", "denoising_start", "denoising_end"),
               _same("latents", "width", "height"), "same", "commit 492bfe002a"),
    NodeRename("sdxl_raw_prompt", "sdxl_compel_prompt", "3.0.2.post1", "3.0.0",
               _same("prompt", "style", *_SIZES, "clip", "clip2"), _same("conditioning"), "similar",
               "commit b0738b7f70", loss="a prompt with compel's syntax in it is read as such now"),
    NodeRename("sdxl_refiner_raw_prompt", "sdxl_refiner_compel_prompt", "3.0.2.post1", "3.0.0",
               _same("style", "original_width", "original_height", "crop_top", "crop_left", "aesthetic_score",
                     "clip2"),
               _same("conditioning"), "similar", "commit b0738b7f70",
               loss="a prompt with compel's syntax in it is read as such now"),
    NodeRename("img_saturation_adjust", "img_channel_multiply", "3.1.0", "3.1.1",
               {"image": "image", "saturation": "scale"}, _IMAGE, "similar", "commit 10eec546ad",
               writes={"channel": "Saturation (HSV)", "invert_channel": False},
               loss="colours are rounded otherwise (by up to 11 of 255), and transparency stays"),
    NodeRename("img_luminosity_adjust", "img_channel_multiply", "3.1.0", "3.1.1",
               {"image": "image", "luminosity": "scale"}, _IMAGE, "similar", "commit 10eec546ad",
               writes={"channel": "Value (HSV)", "invert_channel": False},
               loss="colours are rounded otherwise (by up to 11 of 255), and transparency stays"),
    NodeRename("metadata_accumulator", "core_metadata", "3.3.0.post3", "3.4.0",
               _same("generation_mode", "positive_prompt", "negative_prompt", "width", "height", "seed",
                     "rand_device", "cfg_scale", "steps", "scheduler", "clip_skip", "model", "controlnets",
                     "ipAdapters", "t2iAdapters", "loras", "strength", "init_image", "vae",
                     "positive_style_prompt", "negative_style_prompt", "refiner_model", "refiner_cfg_scale",
                     "refiner_steps", "refiner_scheduler", "refiner_positive_aesthetic_score",
                     "refiner_negative_aesthetic_score", "refiner_start", "hrf_strength"),
               _same("metadata"), "same", "commit f0db4d36e4", dropped=("hrf_width", "hrf_height"),
               former={"refiner_aesthetic_store": "refiner_positive_aesthetic_score"}),
    NodeRename("openpose_image_processor", "dw_openpose_detection", "3.6.3", "5.0.0",
               {"image": "image", "hand_and_face": "draw_face"},
               _IMAGE, "other",
               "commits 50b93992cf, e82c21b5ba", writes={"draw_body": True},
               also={"hand_and_face": "draw_hands"}, dropped=_RESOLUTIONS,
               loss="another model looks for poses"),
    NodeRename("linear_ui_output", "save_image", "3.7.0", "3.2.0", _same("image", "board"), _IMAGE, "same",
               "commit 7fbdfbf9e5", loss="the image is saved once more"),
    _detector("canny_image_processor", "canny_edge_detection", _same("low_threshold", "high_threshold")),
    _detector("color_map_image_processor", "color_map", {"color_map_tile_size": "tile_size"}, result="same",
              dropped=(), loss=""),
    _detector("content_shuffle_image_processor", "content_shuffle", {"f": "scale_factor"}, result="other",
              dropped=(*_RESOLUTIONS, "h", "w"), loss="the shuffle is random"),
    _detector("depth_anything_image_processor", "depth_anything_depth_estimation", _same("model_size"),
              dropped=("resolution",)),
    _detector("dw_openpose_image_processor", "dw_openpose_detection",
              _same("draw_body", "draw_face", "draw_hands"), dropped=("image_resolution",)),
    _detector("hed_image_processor", "hed_edge_detection", _same("scribble")),
    _detector("lineart_image_processor", "lineart_edge_detection", _same("coarse")),
    _detector("lineart_anime_image_processor", "lineart_anime_edge_detection"),
    _detector("mlsd_image_processor", "mlsd_detection",
              {"thr_v": "score_threshold", "thr_d": "distance_threshold"}, defaults={"thr_d": 0.1}),
    _detector("normalbae_image_processor", "normal_map"),
    _detector("pidi_image_processor", "pidi_edge_detection", {"safe": "quantize_edges",
               "scribble": "scribble"},
              evidence=_PROCESSORS + "; commit ee4c0efbf7"),
    _detector("mediapipe_face_processor", "mediapipe_face_detection", _same("max_faces", "min_confidence")),
    _detector("zoe_depth_image_processor", "depth_anything_depth_estimation", result="other", dropped=(),
              loss="another model estimates depth"),
    _detector("midas_depth_image_processor", "depth_anything_depth_estimation", result="other",
              dropped=(*_RESOLUTIONS, "a_mult", "bg_th"), loss="another model estimates depth",
              evidence="commit 8d8150b47e; of the same purpose, InvokeAI names none"),
    _detector("leres_image_processor", "depth_anything_depth_estimation", result="other",
              dropped=(*_RESOLUTIONS, "thr_a", "thr_b", "boost"), loss="another model estimates depth",
              evidence="commit 8d8150b47e; of the same purpose, InvokeAI names none"),
)  # fmt: skip

GONE: Final = (
    NoSuccessor("l2l", "3.0.2.post1", ("denoise_latents",), "its strength is 1 - denoising_start now",
                "strength", "commit 7c0023ad9e; v3.0.2, get_img2img_timesteps of app/invocations/latent.py"),
    NoSuccessor("inpaint", "3.0.2.post1", ("i2l", "create_denoise_mask", "noise", "denoise_latents", "l2i"),
                "build it anew of these"),
    NoSuccessor("sd1_model_loader_onnx", "3.0.2.post1", ("main_model_loader",),
               "ONNX models are not supported"),
    NoSuccessor("onnx_model_loader", "3.7.0", ("main_model_loader",), "ONNX models are not supported"),
    NoSuccessor("prompt_onnx", "3.7.0", ("compel",), "ONNX models are not supported"),
    NoSuccessor("t2l_onnx", "3.7.0", ("denoise_latents",), "ONNX models are not supported"),
    NoSuccessor("l2i_onnx", "3.7.0", ("l2i",), "ONNX models are not supported"),
    NoSuccessor("image_processor", "3.3.0.post3", (), "it passed its image on: lead the edges past it",
                "passed on", "commit c238a7f18b; v3.3.0, run_processor gives the image as it is"),
    NoSuccessor("graph", "3.7.0", (), "put the nodes of its graph in place of it", "",
                "commit 641d235102; 3.7.0, nx_graph_flat of app/services/shared/graph.py"),
    NoSuccessor("step_param_easing", "5.4.1", ("float_collection",), "write the numbers that it gave",
                "numbers", "v5.4.1, app/invocations/param_easing.py"),
    NoSuccessor("tile_image_processor", "5.9.1", ("img_scale",),
               "its rate is 1 / scale_factor; below 1.1 it did nothing",
                "scale", "v5.9.1, tile_resample of app/invocations/controlnet_image_processors.py"),
    NoSuccessor("segment_anything_processor", "5.9.1", (),
               "leave it out: nothing colours the segments of an image any more"),
)  # fmt: skip

FIELDS: Final = (
    *(FieldRename(node, "outputs", "a", "value", "3.1.0", "same", "commit c48fd9c083")
      for node in ("add", "sub", "mul", "div", "rand_int")),
    FieldRename("dynamic_prompt", "outputs", "prompt_collection", "collection", "3.1.0", "same",
               "commit c48fd9c083"),
    FieldRename("prompt_from_file", "outputs", "prompt_collection", "collection", "3.1.0", "same",
                "commit c48fd9c083"),
    FieldRename("dynamic_prompt", "outputs", "count", None, "3.1.0", "other", "commit c48fd9c083"),
    FieldRename("prompt_from_file", "outputs", "count", None, "3.1.0", "other", "commit c48fd9c083"),
    FieldRename("tomask", "outputs", "mask", "image", "3.1.0", "same", "commit f49fc7fb55"),
    FieldRename("image_collection", "inputs", "images", "collection", "3.1.0", "same", "commit c48fd9c083"),
    FieldRename("depth_anything_image_processor", "inputs", "offload", None, "4.0.0", "same", "the schema"),
    FieldRename("flux_denoise", "inputs", "trajectory_guidance_strength", None, "5.0.1", "other",
                "commit fae96f3b9f; v5.0.0, backend/flux/trajectory_guidance_extension.py",
                only_with="latents", idle=0),
    FieldRename("flux_denoise", "inputs", "board", None, "6.0.0", "same", "commit 455c73235e"),
    FieldRename("flux_denoise", "inputs", "metadata", None, "6.0.0", "same", "commit 455c73235e"),
    FieldRename("flux_denoise_meta", "inputs", "board", None, "6.0.0", "same", "the schema"),
    FieldRename("color_correct", "inputs", "image", "base_image", "6.8.1", "other", "commit b1f7e2dfdc"),
    FieldRename("color_correct", "inputs", "reference", "color_reference", "6.8.1", "other",
               "commit b1f7e2dfdc"),
    FieldRename("color_correct", "inputs", "mask_blur_radius", None, "6.8.1", "other", "commit b1f7e2dfdc"),
    FieldRename("anima_model_loader", "inputs", "t5_encoder_model", None, "6.13.5", "same",
               "commit 3247696c4a"),
    FieldRename("anima_model_loader", "outputs", "t5_encoder", None, "6.13.5", "same", "commit 3247696c4a"),
    FieldRename("anima_text_encoder", "inputs", "t5_encoder", None, "6.13.5", "same", "commit 3247696c4a"),
)  # fmt: skip

# Every node had it, for the web UI to put its workflow there.
WORKFLOW: Final = FieldRename("", "inputs", "workflow", None, "3.6.0", "same", "the schemas of 3.0 to 3.5")

VALUES: Final = (
    *(ValueRename(node, "begin_step_percent", new, "3.6.0", "same", "the schemas", below=below,
                  above=above)
      for node in ("controlnet", "ip_adapter", "t2i_adapter")
      for new, below, above in ((0, 0, None), (1, None, 1))),
    ValueRename("clip_skip", "skipped_layers", 0, "4.0.0", "similar",
                "3.7.0, apply_clip_skip of backend/model_management/lora.py: below 0 it skipped none",
                below=0),
    ValueRename("ip_adapter", "clip_vision_model", "ViT-H", "4.0.3", "similar",
                "v4.0.2, app/invocations/ip_adapter.py", old=("auto",)),
)  # fmt: skip

MAJORS: Final = (
    MajorStep("core_metadata", 1, 2, "4.0.0", "same", "models are written down otherwise; no image changes",
              "commit 78ef946e01"),
    MajorStep("flux_denoise", 1, 2, "5.0.0", "other", "a denoise mask means the opposite",
              "commit 51df5aa94d", ("denoise_mask",)),
    MajorStep("flux_denoise", 2, 3, "5.0.1", "similar",
              "trajectory guidance is gone, and parts of steps count",
              "commits fae96f3b9f, bdeec54886; clip_timestep_schedule_fractional of backend/flux",
              ("denoise_mask", "denoising_start", "denoising_end")),
    MajorStep("flux_denoise", 3, 4, "6.0.0", "same", "board and metadata, which did nothing, are gone",
              "commit 455c73235e"),
    MajorStep("color_correct", 1, 2, "6.8.1", "other",
              "colours are matched in another way, and a mask is read otherwise",
              "commits b1f7e2dfdc, d67272c027"),
)  # fmt: skip


@cache
def _by_old_name() -> dict[str, NodeRename]:
    return {row.old: row for row in NODES}


def successor(node_type: str, catalogue: Catalogue) -> NodeRename | None:
    """The row of a node type that a release no longer has, if it has the successor."""
    row = _by_old_name().get(node_type)
    return row if row is not None and row.new in catalogue.node_types else None


def gone(node_type: str) -> NoSuccessor | None:
    """The row of a node type that has no single successor."""
    return next((row for row in GONE if row.old == node_type), None)


def value_step(node_type: str, name: str, value: Any) -> ValueRename | None:
    """What a value that is not allowed any more would be now, if that is known."""
    for row in VALUES:
        if (row.node, row.name) != (node_type, name):
            continue
        if type(value) in (int, float):
            if (row.below is not None and value < row.below) or (row.above is not None and value > row.above):
                return row
        elif type(value) is str and value in row.old:
            return row
    return None


def field_steps(node_type: str, group: str, name: str, catalogue: Catalogue) -> Iterator[FieldRename]:
    """How a field that a release no longer has was renamed, step by step; the last may say: gone."""
    release = catalogue.release
    while True:
        row = next(
            (
                row
                for row in FIELDS
                if (row.node, row.group, row.old) == (node_type, group, name)
                and not release < release_of(row.since)
            ),
            None,
        )
        if row is None:
            return
        yield row
        if row.new is None:
            return
        name = row.new


def major_steps(node_type: str, old: int, new: int) -> list[MajorStep]:
    """The known steps from one major version of a node to another, in order; empty if one is not known."""
    steps = [row for row in MAJORS if row.node == node_type and old <= row.old and row.new <= new]
    known = [row.old for row in steps] == list(range(old, new))
    return steps if known else []


@cache
def renamed_inputs() -> Mapping[tuple[str, str], str]:
    """The new name of an input, by node type and old name, where it has another."""
    return {(row.node, row.old): row.new for row in FIELDS if row.group == "inputs" and row.new is not None}


@cache
def renamed_outputs() -> Mapping[tuple[str, str], str]:
    """The same of outputs."""
    return {(row.node, row.old): row.new for row in FIELDS if row.group == "outputs" and row.new is not None}
