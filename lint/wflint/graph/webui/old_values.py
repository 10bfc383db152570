"""Literal values in workflows of format 1.0.0 and 2.0.0, whose inputs state their types.

The web UI parses them by the schema of that type: format 1.0.0 strictly, so that one value that does not
fit makes it refuse the file (its types/v1/workflowV1.ts); format 2.0.0 by dropping what does not fit, and
every value of a type that cannot be edited, lists included (types/v2/field.ts). What is left then meets
the rules of the current format (``values``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.ir import Lost
from wflint.graph.webui.values import is_integer, is_number, is_text, lost_value

if TYPE_CHECKING:
    from collections.abc import Callable

    Check = Callable[[Any], bool]

_BASES = ("any", "sd-1", "sd-2", "sdxl", "sdxl-refiner")
_SCHEDULER_NAMES = (
    "euler deis ddim ddpm dpmpp_2s dpmpp_2m dpmpp_2m_sde dpmpp_sde heun kdpm_2 lms pndm unipc euler_k "
    "dpmpp_2s_k dpmpp_2m_k dpmpp_2m_sde_k dpmpp_sde_k heun_k lms_k euler_a kdpm_2_a lcm"
)
_SCHEDULERS = frozenset(_SCHEDULER_NAMES.split())
_MODEL_TYPES = ("onnx", "main", "vae", "lora", "controlnet", "embedding")
_SUBMODELS = (
    "unet", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "vae", "vae_decoder", "vae_encoder",
    "scheduler", "safety_checker",
)  # fmt: skip
_CONTROL_MODES = ("balanced", "more_prompt", "more_control", "unbalanced")
_RESIZE_MODES = ("just_resize", "crop_resize", "fill_resize", "just_resize_simple")


def _string(value: Any) -> bool:
    return type(value) is str


def _boolean(value: Any) -> bool:
    return type(value) is bool


def _anything(value: Any) -> bool:
    return True


def _one_of(*words: str) -> Check:
    return lambda value: type(value) is str and value in words


def _list_of(check: Check) -> Check:
    return lambda value: type(value) is list and all(check(v) for v in value)


def _either(*checks: Check) -> Check:
    return lambda value: any(check(value) for check in checks)


def _object(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    more = optional or {}

    def check(value: Any) -> bool:
        return (
            type(value) is dict
            and all(name in value and test(value[name]) for name, test in required.items())
            and all(name not in value or test(value[name]) for name, test in more.items())
        )

    return check


_byte: Check = lambda value: is_integer(value) and 0 <= value <= 255  # noqa: E731
_base = _one_of(*_BASES)
_weights = _either(is_number, _list_of(is_number))
_image = _object({"image_name": is_text})
_board = _object({"board_id": is_text})
_color = _object(dict.fromkeys("rgba", _byte))
_scheduler: Check = lambda value: type(value) is str and value in _SCHEDULERS  # noqa: E731
_model = _object({"model_name": is_text, "base_model": _base})
_main = _object(
    {
        "model_name": lambda v: type(v) is str and v != "",
        "base_model": _base,
        "model_type": _one_of("main", "onnx"),
    }
)
_latents = _object({"latents_name": is_text}, {"seed": is_integer})
_conditioning = _object({"conditioning_name": is_text})
_mask = _object({"mask_name": is_text}, {"masked_latents_name": is_text})
_steps: dict[str, Check] = {"begin_step_percent": is_number, "end_step_percent": is_number}
_control = _object(
    {"image": _image, "control_model": _model},
    {
        "control_weight": _weights,
        "control_mode": _one_of(*_CONTROL_MODES),
        "resize_mode": _one_of(*_RESIZE_MODES),
        **_steps,
    },
)
_ip_adapter = _object({"image": _image, "ip_adapter_model": _model, "weight": is_number}, _steps)
_t2i_adapter = _object(
    {"image": _image, "t2i_adapter_model": _model},
    {"weight": _weights, "resize_mode": _one_of(*_RESIZE_MODES), **_steps},
)
_info_members: dict[str, Check] = {
    "model_name": is_text,
    "base_model": _base,
    "model_type": _one_of(*_MODEL_TYPES),
}
_info = _object(_info_members, {"submodel": _one_of(*_SUBMODELS)})
_loras = _list_of(_object(_info_members, {"submodel": _one_of(*_SUBMODELS), "weight": is_number}))
_item = _object({"label": _string})
_record: Check = lambda value: type(value) is dict  # noqa: E731

# By the type's name in format 1.0.0; "Collection" and "Polymorphic" forms are made below.
_V1: dict[str, Check] = {
    "Any": _anything,
    "BoardField": _board,
    "boolean": _boolean,
    "ClipField": _object(
        {"tokenizer": _info, "text_encoder": _info, "skipped_layers": is_number, "loras": _loras}
    ),
    "Collection": _list_of(_anything),
    "CollectionItem": _anything,
    "ControlNetModelField": _model,
    "DenoiseMaskField": _mask,
    "enum": _string,
    "float": is_number,
    "integer": is_integer,
    "IPAdapterModelField": _model,
    "LoRAModelField": _model,
    "MainModelField": _main,
    "MetadataField": _record,
    "MetadataCollection": _list_of(_record),
    "Scheduler": _scheduler,
    "SDXLMainModelField": _main,
    "SDXLRefinerModelField": _main,
    "string": _string,
    "T2IAdapterModelField": _model,
    "UNetField": _object({"unet": _info, "scheduler": _info, "loras": _loras}),
    "VaeField": _object({"vae": _info}),
    "VaeModelField": _model,
}
for _stem, _check, _single in (
    ("Boolean", _boolean, True),
    ("Color", _color, True),
    ("Conditioning", _conditioning, False),
    ("Control", _control, False),
    ("Float", is_number, True),
    ("Image", _image, True),
    ("Integer", is_integer, True),
    ("IPAdapter", _ip_adapter, False),
    ("Latents", _latents, False),
    ("MetadataItem", _item, False),
    ("String", _string, True),
    ("T2IAdapter", _t2i_adapter, False),
):
    _V1.setdefault(f"{_stem}Field", _check)
    _V1[f"{_stem}Collection"] = _list_of(_check)
    _V1[f"{_stem}Polymorphic"] = _check if _single else _either(_check, _list_of(_check))

_long_model = _object({"model_name": lambda v: type(v) is str and len(v) >= 3, "base_model": _base})
_long_main = _object(
    {
        "model_name": lambda v: type(v) is str and len(v) >= 3,
        "base_model": _base,
        "model_type": _one_of("main"),
    }
)
# By the type's name in format 2.0.0; values of other types are dropped.
_V2: dict[str, Check] = {
    "BoardField": _board,
    "BooleanField": _boolean,
    "ColorField": _color,
    "ControlNetModelField": _long_model,
    "EnumField": _string,
    "FloatField": is_number,
    "ImageField": _image,
    "IntegerField": is_integer,
    "IPAdapterModelField": _long_model,
    "LoRAModelField": _long_model,
    "MainModelField": _long_main,
    "SchedulerField": _scheduler,
    "SDXLMainModelField": _long_main,
    "SDXLRefinerModelField": _long_main,
    "StringField": _string,
    "T2IAdapterModelField": _long_model,
    "VAEModelField": _long_model,
}
# What the migration makes of the types of format 1.0.0, where the name is not simply "...Field".
_V2_NAMES = {
    "boolean": "BooleanField",
    "enum": "EnumField",
    "float": "FloatField",
    "integer": "IntegerField",
    "Scheduler": "SchedulerField",
    "string": "StringField",
    "VaeModelField": "VAEModelField",
}


def fits_v1(type_name: str, value: Any) -> bool:
    """Whether a value is one that format 1.0.0 allows for a type; True for types it does not know."""
    check = _V1.get(type_name)
    return check is None or check(value)


def lost_old_value(instance: dict[str, Any], extras: bool) -> Lost | None:
    """What becomes of an input's value on load in a file of format 1.0.0 or 2.0.0; None: it is kept."""
    value, kind = instance.get("value"), instance.get("type")
    if type(kind) is dict:
        name = kind.get("name")
    elif type(kind) is str:
        name = _V2_NAMES.get(kind) or kind.replace("Polymorphic", "Field").replace("Collection", "Field")
    else:
        name = None
    check = _V2.get(name) if type(name) is str else None
    if check is None or not check(value):
        return Lost(value, None)
    return lost_value(value, extras)
