"""The node that a cure names: by type, by the family that the graph tells, and never a guess."""

from __future__ import annotations

import pytest

from wflint.catalogue.store import open_release
from wflint.catalogue.types import TypeExpr
from wflint.models.families.bridges import bases_of, bridge, giver, narrowed


def kind(text: str) -> TypeExpr:
    """``LatentsField``, ``int``, ``list[int]``, ``float or list[float]``."""
    if " or " in text:
        return TypeExpr("union", tuple(map(kind, text.split(" or "))))
    if text.startswith("list["):
        return TypeExpr("list", (kind(text[5:-1]),))
    return TypeExpr(text) if text.islower() else TypeExpr("ref", name=text)


@pytest.mark.parametrize(
    ("source", "target", "bases", "node"),
    [
        ("LatentsField", "ImageField", "sdxl", "l2i"),
        ("LatentsField", "ImageField", "sd-1 sdxl", "l2i"),
        ("LatentsField", "ImageField", "flux", "flux_vae_decode"),
        ("LatentsField", "ImageField", "flux2", "flux2_vae_decode"),
        ("LatentsField", "ImageField", "krea-2", "qwen_image_l2i"),
        ("LatentsField", "ImageField", "wan", "wan_l2i"),  # not the one that makes a video
        ("LatentsField", "ImageField", "sdxl flux", None),
        ("LatentsField", "ImageField", "", None),
        ("LatentsField", "ImageField or list[ImageField]", "sdxl", "l2i"),
        ("ImageField", "LatentsField", "sd-3", "sd3_i2l"),
        ("VAEField", "LatentsField", "sdxl", None),  # which an image encoder also takes
        ("str", "ConditioningField", "sdxl", "sdxl_compel_prompt"),
        ("str", "ConditioningField", "sd-1", "compel"),
        ("str", "FluxConditioningField", "flux", "flux_text_encoder"),
        ("str", "FluxConditioningField", "flux2", None),  # there are two
        ("str", "ImageField", "sdxl", None),
        ("ModelIdentifierField", "UNetField", "sdxl", "sdxl_model_loader"),
        ("ModelIdentifierField", "VAEField", "", "vae_loader"),
        ("ImageField", "ControlField", "", "controlnet"),
        ("ImageField", "IPAdapterField", "flux", "flux_ip_adapter"),
        ("ImageField", "IPAdapterField", "sdxl", "ip_adapter"),
        ("int", "float or list[float]", "", "float"),
        ("float", "int", "", "float_to_int"),
        ("TensorField", "ImageField", "", "tensor_mask_to_image"),
        ("int", "list[int]", "", "collect"),
        ("list[int]", "int", "", "iterate"),
        ("list[int]", "list[float]", "", None),
        ("int", "UNetField", "", None),
    ],
)
def test_the_node_between(source: str, target: str, bases: str, node: str | None) -> None:
    found = bridge(kind(source), kind(target), open_release("6.14.2"), frozenset(bases.split()))
    assert found == node


def test_no_node_that_the_release_does_not_have() -> None:
    sd3 = (kind("LatentsField"), kind("ImageField"))
    assert bridge(*sd3, open_release("6.14.2"), frozenset({"sd-3"})) == "sd3_l2i"
    assert bridge(*sd3, open_release("4.2.9"), frozenset({"sd-3"})) is None
    assert bridge(*sd3, open_release("4.2.9"), frozenset({"flux"})) == "flux_vae_decode"


@pytest.mark.parametrize(
    ("target", "bases", "node"),
    [
        ("VAEField", "sdxl", "sdxl_model_loader"),
        ("T5EncoderField", "flux", "flux_model_loader"),
        ("UNetField", "", None),
        ("SD3ConditioningField", "", "sd3_text_encoder"),
        ("ConditioningField or list[ConditioningField]", "sdxl", "sdxl_compel_prompt"),
        ("ImageField", "sdxl", None),
        ("int", "", None),
    ],
)
def test_the_node_that_gives_it(target: str, bases: str, node: str | None) -> None:
    assert giver(kind(target), open_release("6.14.2"), frozenset(bases.split())) == node


def test_the_family_is_that_of_the_strongest_evidence() -> None:
    sd, xl, flux = frozenset({"sd-1", "sdxl"}), frozenset({"sdxl"}), frozenset({"flux"})
    assert narrowed([]) == narrowed([frozenset()]) == frozenset()
    assert narrowed([frozenset(), sd, xl]) == xl
    assert narrowed([xl, flux]) == xl
    assert narrowed([flux, sd, xl]) == flux
    assert bases_of("flux_denoise") == flux
    assert bases_of("add") == frozenset()
