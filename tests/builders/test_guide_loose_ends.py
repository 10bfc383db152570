"""Nodes of guides that nothing leads to, or that lead nowhere: whose they are, and which are left out."""

from __future__ import annotations

from tests.builders.test_guide_sampling import ADAPTER, PICTURE, base, translated


def test_an_adapter_that_nothing_takes_is_the_sampler_s() -> None:
    made, wires, _ = translated(base("i.image -> ad.image", ad=ADAPTER, i=PICTURE))
    assert made["ad"]["type"] == "ip_adapter"
    assert "ad.ip_adapter -> k.ip_adapter" in wires


def test_a_preprocessor_that_nothing_feeds_takes_the_first_image() -> None:
    wires = ("canny.image -> c.image", "c.conditioning -> k.positive")
    control = {"type": "ControlNetApply", "control_net_name": "control_v11p_sd15_canny"}
    second = {**PICTURE, "image": "b.png"}
    made, found, told = translated(
        base(*wires, c=control, canny={"type": "CannyEdgePreprocessor"}, i=PICTURE, j=second)
    )
    assert made["canny"]["type"] == "canny_edge_detection"
    assert "i.image -> canny.image" in found
    assert "nothing feeds it: it takes i" in told


def test_of_two_images_into_one_input_the_first_is_taken() -> None:
    wires = ("canny.image -> c.image", "c.conditioning -> k.positive", "i.image -> f.image")
    nodes = {
        "c": {"type": "ControlNetApply", "control_net_name": "control_v11p_sd15_canny"},
        "canny": {"type": "CannyEdgePreprocessor"},
        "f": {"type": "face_mask_detection"},
        "i": PICTURE,
    }
    two = ["f.mask -> canny.image", "f.image -> canny.image"]
    for pair in (two, two[::-1]):
        _, found, _ = translated(base(*wires, *pair, **nodes))
        assert pair[0] in found
        assert pair[1] not in found


def test_a_node_of_invokeai_that_leads_nowhere_is_kept_if_something_feeds_it() -> None:
    made, wires, told = translated(base("i.image -> blur.image", i=PICTURE, blur={"type": "img_blur"}))
    assert made["blur"]["type"] == "img_blur"
    assert "i.image -> blur.image" in wires
    alone, _, told = translated(base(blur={"type": "img_blur"}))
    assert "blur" not in alone
    assert "img_blur" in told
