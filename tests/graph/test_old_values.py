"""Literal values in files of format 1.0.0 and 2.0.0, type by type: which the web UI takes.

The facts are those of the schemas in the web UI that came with InvokeAI 6.14.2 (those of its
types/v1/workflowV1.ts and types/v2/field.ts).
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from wflint.document import Document, Kind, Source
from wflint.graph.reading.read import read_document

SAMPLES = Path(__file__).parents[2] / "fixtures" / "workflows"
V1, V2 = (json.loads((SAMPLES / f"format-{v}.workflow.json").read_text("utf-8")) for v in ("1.0.0", "2.0.0"))

BASES = ("any", "sd-1", "sd-2", "sdxl", "sdxl-refiner")
SCHEDULERS = (
    "euler", "deis", "ddim", "ddpm", "dpmpp_2s", "dpmpp_2m", "dpmpp_2m_sde", "dpmpp_sde", "heun", "kdpm_2",
    "lms", "pndm", "unipc", "euler_k", "dpmpp_2s_k", "dpmpp_2m_k", "dpmpp_2m_sde_k", "dpmpp_sde_k", "heun_k",
    "lms_k", "euler_a", "kdpm_2_a", "lcm",
)  # fmt: skip
MODEL_TYPES = ("onnx", "main", "vae", "lora", "controlnet", "embedding")
SUBMODELS = (
    "unet", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "vae", "vae_decoder", "vae_encoder",
    "scheduler", "safety_checker",
)  # fmt: skip
CONTROL_MODES = ("balanced", "more_prompt", "more_control", "unbalanced")
RESIZE_MODES = ("just_resize", "crop_resize", "fill_resize", "just_resize_simple")

NO_NUMBERS = (None, "1", True, [], {})
NO_WHOLE = (*NO_NUMBERS, 1.5, 2**53, -(2**53))
NO_TEXTS = (None, 5, True, [], {})
BLANK = (*NO_TEXTS, "", " ")
NO_OBJECTS = (None, "x", 5, [])
NO_BYTES = (*NO_NUMBERS, -1, 256, 1.5)
NO_WEIGHTS = (None, "1", True, {}, [1, "2"])


def no_words(*words: str) -> tuple[Any, ...]:
    return (*NO_TEXTS, "", "no such word", words[0].upper(), list(words[:1]))


class Shape:
    """A type of object: a good one with all its members, wrong values of each, the members it can lack."""

    def __init__(self, good: dict[str, Any], wrong: dict[str, tuple[Any, ...]], *optional: str) -> None:
        assert good.keys() >= wrong.keys() >= set(optional)
        self.values = [good, {k: v for k, v in good.items() if k not in optional}, {**good, "more": 1}]
        self.values += [{k: v for k, v in good.items() if k != name} for name in optional]
        self.others = [*NO_OBJECTS, [good]]
        self.others += [
            {k: v for k, v in good.items() if k != name} for name in wrong if name not in optional
        ]
        self.others += [{**good, name: value} for name, values in wrong.items() for value in values]


class Plain:
    """A type of values that are no objects of a shape."""

    def __init__(self, values: tuple[Any, ...], others: tuple[Any, ...]) -> None:
        self.values, self.others = list(values), list(others)


def words(*allowed: str) -> Plain:
    return Plain(allowed, no_words(*allowed))


ANY = Plain((None, 1, "x", True, [None], {}), ())
BOOLEAN = Plain((True, False), (None, 0, 1, "true", [True]))
STRING = Plain(("", "a"), (*NO_TEXTS, ["a"]))
INTEGER = Plain((0, -5, 7.0, 2**53 - 1, 1 - 2**53), NO_WHOLE)
FLOAT = Plain((0, -1.5, 1e300, 2**60), (*NO_NUMBERS, float("inf"), 10**400))
SCHEDULER = words(*SCHEDULERS)
RECORD = Plain(({}, {"a": [1]}), NO_OBJECTS)
LIST = Plain(([], [1, None, "x"]), (None, 1, "x", {}))
COLOR = Shape({"r": 0, "g": 128, "b": 255, "a": 255}, dict.fromkeys("rgba", NO_BYTES))
IMAGE = Shape({"image_name": "a.png"}, {"image_name": BLANK})
BOARD = Shape({"board_id": "b"}, {"board_id": BLANK})
LATENTS = Shape({"latents_name": "l", "seed": 7}, {"latents_name": BLANK, "seed": NO_WHOLE}, "seed")
CONDITIONING = Shape({"conditioning_name": "c"}, {"conditioning_name": BLANK})
MASK = Shape(
    {"mask_name": "m", "masked_latents_name": "l"},
    {"mask_name": BLANK, "masked_latents_name": BLANK},
    "masked_latents_name",
)
ITEM = Shape({"label": "", "value": 3}, {"label": NO_TEXTS})
MODEL = Shape(
    {"model_name": "m", "base_model": "sd-1"}, {"model_name": BLANK, "base_model": no_words(*BASES)}
)
MAIN = Shape(
    {"model_name": " ", "base_model": "sd-1", "model_type": "main"},
    {
        "model_name": (*NO_TEXTS, ""),
        "base_model": no_words(*BASES),
        "model_type": (*no_words("main"), "vae"),
    },
)
STEPS: dict[str, Any] = {"begin_step_percent": 0, "end_step_percent": 1}
NO_STEPS = dict.fromkeys(STEPS, NO_NUMBERS)
SUBMODEL = Shape(
    {**MODEL.values[0], "model_type": "main", "submodel": "unet"},
    {
        "model_name": BLANK,
        "base_model": no_words(*BASES),
        "model_type": no_words(*MODEL_TYPES),
        "submodel": no_words(*SUBMODELS),
    },
    "submodel",
)
LORA = Shape(
    {**SUBMODEL.values[0], "weight": 0.5},
    {
        "model_name": BLANK,
        "base_model": no_words(*BASES),
        "model_type": no_words(*MODEL_TYPES),
        "submodel": no_words(*SUBMODELS),
        "weight": NO_NUMBERS,
    },
    "submodel",
    "weight",
)
INFO = SUBMODEL.values[0]
NO_INFO = tuple(SUBMODEL.others)
NO_LORAS = (None, {}, LORA.values[0], *([lora] for lora in LORA.others))
CONTROL = Shape(
    {
        "image": IMAGE.values[0],
        "control_model": MODEL.values[0],
        "control_weight": [0.5, 1],
        "control_mode": "balanced",
        "resize_mode": "fill_resize",
        **STEPS,
    },
    {
        "image": tuple(IMAGE.others),
        "control_model": tuple(MODEL.others),
        "control_weight": NO_WEIGHTS,
        "control_mode": no_words(*CONTROL_MODES),
        "resize_mode": no_words(*RESIZE_MODES),
        **NO_STEPS,
    },
    "control_weight",
    "control_mode",
    "resize_mode",
    *STEPS,
)
IP_ADAPTER = Shape(
    {"image": IMAGE.values[0], "ip_adapter_model": MODEL.values[0], "weight": 0.5, **STEPS},
    {
        "image": tuple(IMAGE.others),
        "ip_adapter_model": tuple(MODEL.others),
        "weight": (*NO_NUMBERS, [1]),
        **NO_STEPS,
    },
    *STEPS,
)
T2I_ADAPTER = Shape(
    {
        "image": IMAGE.values[0],
        "t2i_adapter_model": MODEL.values[0],
        "weight": 1,
        "resize_mode": "crop_resize",
        **STEPS,
    },
    {
        "image": tuple(IMAGE.others),
        "t2i_adapter_model": tuple(MODEL.others),
        "weight": NO_WEIGHTS,
        "resize_mode": no_words(*RESIZE_MODES),
        **NO_STEPS,
    },
    "weight",
    "resize_mode",
    *STEPS,
)
UNET = Shape(
    {"unet": INFO, "scheduler": INFO, "loras": LORA.values},
    {"unet": NO_INFO, "scheduler": NO_INFO, "loras": NO_LORAS},
)
CLIP = Shape(
    {"tokenizer": INFO, "text_encoder": INFO, "skipped_layers": 0, "loras": []},
    {"tokenizer": NO_INFO, "text_encoder": NO_INFO, "skipped_layers": NO_NUMBERS, "loras": NO_LORAS},
)
VAE = Shape({"vae": INFO}, {"vae": NO_INFO})


def several(kind: Plain | Shape) -> Plain:
    """Lists of a type."""
    others = (*([other] for other in kind.others), [kind.values[0], None], kind.values[0], None)
    return Plain(([], kind.values), others)


def either(kind: Plain | Shape) -> Plain:
    """A type or lists of it."""
    others = [other for other in kind.others if type(other) is not list]
    return Plain((*kind.values, *several(kind).values), (*others, *([other] for other in others)))


Kinds = dict[str, Plain | Shape]
OF_V1: Kinds = {
    "Any": ANY, "BoardField": BOARD, "boolean": BOOLEAN, "ClipField": CLIP, "Collection": LIST,
    "CollectionItem": ANY, "ColorField": COLOR, "ConditioningField": CONDITIONING, "ControlField": CONTROL,
    "ControlNetModelField": MODEL, "DenoiseMaskField": MASK, "enum": STRING, "float": FLOAT,
    "ImageField": IMAGE, "integer": INTEGER, "IPAdapterField": IP_ADAPTER, "IPAdapterModelField": MODEL,
    "LatentsField": LATENTS, "LoRAModelField": MODEL, "MainModelField": MAIN, "MetadataField": RECORD,
    "MetadataCollection": several(RECORD), "MetadataItemField": ITEM, "Scheduler": SCHEDULER,
    "SDXLMainModelField": MAIN, "SDXLRefinerModelField": MAIN, "string": STRING,
    "T2IAdapterField": T2I_ADAPTER, "T2IAdapterModelField": MODEL, "UNetField": UNET, "VaeField": VAE,
    "VaeModelField": MODEL,
    "BooleanCollection": several(BOOLEAN), "ColorCollection": several(COLOR),
    "ConditioningCollection": several(CONDITIONING), "ControlCollection": several(CONTROL),
    "FloatCollection": several(FLOAT), "ImageCollection": several(IMAGE),
    "IntegerCollection": several(INTEGER),
    "IPAdapterCollection": several(IP_ADAPTER), "LatentsCollection": several(LATENTS),
    "MetadataItemCollection": several(ITEM), "StringCollection": several(STRING),
    "T2IAdapterCollection": several(T2I_ADAPTER),
    "BooleanPolymorphic": BOOLEAN, "FloatPolymorphic": FLOAT, "ImagePolymorphic": IMAGE,
    "IntegerPolymorphic": INTEGER, "StringPolymorphic": STRING,
    "ConditioningPolymorphic": either(CONDITIONING), "ControlPolymorphic": either(CONTROL),
    "IPAdapterPolymorphic": either(IP_ADAPTER), "LatentsPolymorphic": either(LATENTS),
    "MetadataItemPolymorphic": either(ITEM), "T2IAdapterPolymorphic": either(T2I_ADAPTER),
}  # fmt: skip

LONG_MODEL = Shape(
    {"model_name": "sdx", "base_model": "sd-1"},
    {"model_name": (*NO_TEXTS, "", "sd"), "base_model": no_words(*BASES)},
)
LONG_MAIN = Shape(
    {"model_name": "   ", "base_model": "any", "model_type": "main"},
    {
        "model_name": (*NO_TEXTS, "", "sd"),
        "base_model": no_words(*BASES),
        "model_type": (*no_words("main"), "onnx"),
    },
)
OF_V2: Kinds = {
    "BoardField": BOARD, "BooleanField": BOOLEAN, "ColorField": COLOR, "ControlNetModelField": LONG_MODEL,
    "EnumField": STRING, "FloatField": FLOAT, "ImageField": IMAGE, "IntegerField": INTEGER,
    "IPAdapterModelField": LONG_MODEL, "LoRAModelField": LONG_MODEL, "MainModelField": LONG_MAIN,
    "SchedulerField": SCHEDULER, "SDXLMainModelField": LONG_MAIN, "SDXLRefinerModelField": LONG_MAIN,
    "StringField": STRING, "T2IAdapterModelField": LONG_MODEL, "VAEModelField": LONG_MODEL,
}  # fmt: skip


def document(sample: dict[str, Any], kind: Any, value: Any) -> Document:
    """The sample with another type and value of one input."""
    data = copy.deepcopy(sample)
    data["nodes"][0]["data"]["inputs"]["width"] |= {"type": kind, "value": value}
    return Document(Kind.WORKFLOW, data, Source("old.json", ""), version=data["meta"]["version"])


def refused(kind: str, value: Any) -> bool:
    """Whether the value makes the UI refuse a file of format 1.0.0; nothing else in it does."""
    _, findings = read_document(document(V1, kind, value))
    assert all(f.rule == "wrong-member-type" and f.pointer[-2:] == ("width", "value") for f in findings)
    return bool(findings)


def fits(sample: dict[str, Any], kind: Any, value: Any) -> bool:
    """Whether something is left of a value: an old model becomes a generator, other misfits are gone."""
    node = read_document(document(sample, kind, value))[0].nodes["canvas"]
    return "width" in node.values or node.lost["width"].becomes is not None


@pytest.mark.parametrize("kind", OF_V1)
def test_values_for_which_a_file_of_format_1_is_refused(kind: str) -> None:
    assert [v for v in OF_V1[kind].values if refused(kind, v)] == []
    assert [v for v in OF_V1[kind].others if not refused(kind, v)] == []


@pytest.mark.parametrize("kind", OF_V2)
def test_values_that_format_2_keeps(kind: str) -> None:
    name = {"name": kind, "isCollection": False, "isCollectionOrScalar": False}
    assert [v for v in OF_V2[kind].values if not fits(V2, name, v)] == []
    others = [v for v in OF_V2[kind].others if v is not None]  # nulls are gone in any case
    assert [v for v in others if fits(V2, name, v)] == []


@pytest.mark.parametrize("kind", ["UNetField", "NobodysField", "", "integer", 7, None])
def test_types_whose_values_format_2_drops(kind: Any) -> None:
    assert not fits(V2, {"name": kind, "isCollection": False, "isCollectionOrScalar": False}, 7)


@pytest.mark.parametrize(
    ("kind", "member", "allowed"),
    [
        ("ControlNetModelField", "base_model", BASES), ("MainModelField", "base_model", BASES),
        ("MainModelField", "model_type", ("main", "onnx")), ("ControlField", "control_mode", CONTROL_MODES),
        ("ControlField", "resize_mode", RESIZE_MODES), ("T2IAdapterField", "resize_mode", RESIZE_MODES),
    ],
)  # fmt: skip
def test_words_of_format_1(kind: str, member: str, allowed: tuple[str, ...]) -> None:
    good = OF_V1[kind].values[0]
    assert [word for word in allowed if refused(kind, {**good, member: word})] == []


@pytest.mark.parametrize(("member", "allowed"), [("model_type", MODEL_TYPES), ("submodel", SUBMODELS)])
def test_words_of_submodels(member: str, allowed: tuple[str, ...]) -> None:
    for kind, wrap in (
        ("VaeField", lambda v: {"vae": v}),
        ("UNetField", lambda v: {**UNET.values[0], "loras": [v]}),
    ):
        assert [word for word in allowed if refused(kind, wrap({**INFO, member: word}))] == []


@pytest.mark.parametrize("base", BASES)
def test_bases_of_format_2(base: str) -> None:
    name = {"name": "LoRAModelField", "isCollection": False, "isCollectionOrScalar": False}
    assert fits(V2, name, {"model_name": "fox", "base_model": base})


LONG: dict[str, Any] = {"model_name": "fox", "base_model": "sd-1"}
KEPT: list[tuple[str, Any]] = [
    ("boolean", True), ("enum", "a"), ("float", 0.5), ("integer", 3), ("Scheduler", "lcm"), ("string", "a"),
    ("VaeModelField", LONG), ("LoRAModelField", LONG), ("ImageField", {"image_name": "a.png"}),
    ("BooleanPolymorphic", False), ("FloatPolymorphic", 0.5), ("IntegerPolymorphic", 3),
    ("StringPolymorphic", "a"), ("ImagePolymorphic", {"image_name": "a.png"}),
]  # fmt: skip
GONE: list[tuple[str, Any]] = [
    ("Any", 3), ("CollectionItem", 3), ("Collection", [1]), ("IntegerCollection", [1]),
    ("ImageCollection", [{"image_name": "a.png"}]), ("StringCollection", ["a"]), ("MetadataField", {}),
    ("VaeModelField", {**LONG, "model_name": "vx"}), ("MainModelField", {**LONG, "model_type": "onnx"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), [*KEPT, *GONE])
def test_values_of_format_1_that_format_2_keeps(kind: str, value: Any) -> None:
    """A file of format 1.0.0 is read by that format, migrated, and read once more."""
    assert not refused(kind, value)
    assert fits(V1, kind, value) == ((kind, value) in KEPT)


@pytest.mark.parametrize("sample", [V1, V2], ids=["1.0.0", "2.0.0"])
@pytest.mark.parametrize("label", [None, 5, ...])
def test_labels_of_inputs(sample: dict[str, Any], label: Any) -> None:
    """Format 1.0.0 wants a text; in format 2.0.0 there may be none."""
    data = copy.deepcopy(sample)
    field = data["nodes"][0]["data"]["inputs"]["width"]
    if label is ...:
        del field["label"]
    else:
        field["label"] = label
    version = data["meta"]["version"]
    _, findings = read_document(Document(Kind.WORKFLOW, data, Source("old.json", ""), version=version))
    wanted = version == "1.0.0" or label == 5
    assert [f.rule for f in findings] == (
        [] if not wanted else ["missing-member"] if label is ... else ["wrong-member-type"]
    )


@pytest.mark.parametrize("side", ["inputs", "outputs"])
def test_a_type_that_only_outputs_have(side: str) -> None:
    data = copy.deepcopy(V1)
    data["nodes"][0]["data"][side]["width"]["type"] = "ONNXModelField"
    data["nodes"][0]["data"][side]["width"].pop("value", None)
    _, findings = read_document(Document(Kind.WORKFLOW, data, Source("old.json", ""), version="1.0.0"))
    assert [f.rule for f in findings] == (["wrong-member-type"] if side == "inputs" else [])
