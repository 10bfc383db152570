"""What has another name in the newer release is one change, not something gone and something new."""

from __future__ import annotations

from wflint.catalogue.model import Catalogue, InMemoryDefinitions
from wflint.catalogue.store import open_release
from wflint.upgrade.change import Class
from wflint.upgrade.compare import changes


def test_renamed() -> None:
    """An input, an output and a node of another name are one change each, and nothing new."""
    found = changes(open_release("3.0.2.post1"), open_release("3.1.0"))
    told = {(c.kind.id, c.node, c.member): c for c in found}
    assert told["output-renamed", "add", "a"].sentence == '"a" of add is named "value" now'
    images = told["input-renamed", "image_collection", "images"]
    assert (images.old, images.new) == ("images", "collection")
    node = told["node-renamed", "param_int", ""]
    assert (node.old, node.new) == ("param_int", "integer")
    assert node.sentence == 'param_int is named integer now, with "value" for "a"'
    assert {c.kind.cls for c in found if "renamed" in c.kind.id} == {Class.BREAKING}
    new = {(c.node, c.member) for c in found if c.kind.id.endswith(("-added", "-added-required"))}
    assert not {("integer", ""), ("add", "value"), ("image_collection", "collection")} & new
    assert ("node-removed", "inpaint", "") in told  # which nothing stands for
    assert ("node-removed", "sdxl_raw_prompt", "") in told  # its successor was there beside it


def test_what_a_renamed_input_is_otherwise() -> None:
    """Told by the name that files use."""

    def release(name: str, **more: object) -> Catalogue:
        inputs = {name: {"t": {"t": "int", "ge": 0}, **more}}
        fact = {"type": "color_correct", "version": "1.0.0", "inputs": inputs, "outputs": {}}
        return Catalogue(InMemoryDefinitions("6.14.2", {"color_correct": fact}, {}))

    found = changes(release("image"), release("base_image", req=True, t="str"))
    assert [(c.kind.id, c.member) for c in found if c.member] == [
        ("input-renamed", "image"),
        ("input-narrowed", "image"),
        ("input-widened", "image"),
        ("input-now-required", "image"),
    ]


def test_what_another_node_did_beside_it_is_no_name() -> None:
    """In a longer step the same node gave way to one that was not there."""
    near = changes(open_release("5.9.1"), open_release("5.10.0"))
    assert "canny_image_processor is gone" in {c.sentence for c in near}
    far = {c.node: c.sentence for c in changes(open_release("4.2.9"), open_release("5.10.0")) if not c.member}
    assert far["canny_image_processor"].startswith("canny_image_processor gave way to canny_edge_detection: ")
    assert far["zoe_depth_image_processor"] == "zoe_depth_image_processor is gone"
