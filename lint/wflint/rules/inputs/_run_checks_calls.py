"""What nodes that call others ask of their values: saved workflows, providers of images, tiles, references.

Each check is one way to fail; InvokeAI's words for it stand in the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.words import quoted
from wflint.rules.inputs._run_values import Refused

if TYPE_CHECKING:
    from wflint.rules.inputs._run_values import Values

_LATENT = 8
_DYNAMIC = "saved_workflow_input::"


def tiles(values: Values) -> Refused | None:
    """An overlap in latents that is less than a tile (backend/tiles/tiles.py)."""
    overlap = values.whole("tile_overlap")
    for side in ("tile_height", "tile_width"):
        tile = values.whole(side)
        if overlap is not None and tile is not None and overlap // _LATENT >= tile // _LATENT:
            says = f'is {overlap}, but "{side}" is only {tile}'
            cure = f"use less than {tile}"
            return Refused("tile_overlap", says, "AssertionError", cure)
    return None


def no_loras(values: Values) -> Refused | None:
    """LoRAs beside those of the metadata: the node asks whether each is a class, which none is."""
    if not values.given_loras("loras"):
        return None
    cure = "connect these LoRAs to the next node directly, and nothing here"
    return Refused("loras", "is not empty, and the node fails with any LoRA", "AssertionError", cure)


def source_image(values: Values) -> Refused | None:
    """Modes that begin with an image need one, whatever the provider."""
    mode = values.text("mode")
    if mode not in ("img2img", "inpaint") or values.is_given("init_image"):
        return None
    error = f"ExternalProviderCapabilityError: Mode '{mode}' requires an init image..."
    return Refused("mode", f'is "{mode}", but "init_image" is missing', error, 'set "init_image"')


def mask_image(values: Values) -> Refused | None:
    """The same of masks."""
    if values.text("mode") != "inpaint" or values.is_given("mask_image"):
        return None
    error = "ExternalProviderCapabilityError: Mode 'inpaint' requires a mask image..."
    return Refused("mode", 'is "inpaint", but "mask_image" is missing', error, 'set "mask_image"')


def last_image(values: Values) -> Refused | None:
    """A last frame needs frames between it and the first."""
    frames = values.whole("num_frames")
    if frames is None or frames > 1 or not values.is_given("end_image"):
        return None
    error = "ValueError: End-image (FLF2V) interpolation is only supported for I2V-A14B video..."
    return Refused(
        "num_frames", f'is {frames}, but "end_image" needs a video', error, "use the number of frames"
    )


def input_names(values: Values) -> Refused | None:
    """Names that an input of a saved workflow can have: the prefix, a node and its input."""
    for name in values.names("workflow_inputs"):
        node, colons, field = name.removeprefix(_DYNAMIC).rpartition("::")
        if name.startswith(_DYNAMIC) and colons and node and field:
            continue
        error = "InvalidWorkflowInputError: call_saved_workflow input ... is not exposed by the selected..."
        says = f"has {quoted(name)}, which names no input of a saved workflow"
        return Refused("workflow_inputs", says, error, f'write "{_DYNAMIC}NODE::INPUT", with its node\'s id')
    return None


def _twice(key: str) -> Refused:
    error = f"ValueError: Duplicate workflow return key '{key}'"
    cure = "give each value a key of its own"
    return Refused("values", f"gets the key {quoted(key)} more than once", error, cure)


def keys(values: Values) -> Refused | None:
    """Each key once; a key within an iteration comes as often as that has items."""
    seen: set[str] = set()
    for key in values.written_keys():
        if not key:
            error = "ValueError: Workflow return key must not be empty"
            return Refused("values", "has an empty key", error, "give each value a key")
        if key in seen:
            return _twice(key)
        seen.add(key)
    for node, key in values.returned():
        error = f"ValueError: Duplicate workflow return key '{key}'"
        if key in seen:
            return _twice(key)
        seen.add(key)
        items = values.repeats(node)
        if items > 1:
            says = f"gets the key {quoted(key)} {items} times, once an item"
            return Refused("values", says, error, "collect the items before they get their key")
    return None
