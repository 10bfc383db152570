"""What changed between two releases."""

from __future__ import annotations

from itertools import pairwise

import pytest

from wflint.catalogue.compare import Change, diff_catalogues
from wflint.catalogue.store import list_releases, open_release


def test_renamed_inputs() -> None:
    found = diff_catalogues(open_release("6.8.0"), open_release("6.8.1"))
    assert (found.old, found.new, found.added, found.removed) == ("6.8.0", "6.8.1", [], [])
    (change,) = found.changed
    assert (change.type, change.old_version, change.new_version) == ("color_correct", "1.2.2", "2.0.0")
    assert change.inputs_removed == ["image", "reference", "mask_blur_radius"]
    assert change.inputs_added == ["base_image", "color_reference", "colorspace"]
    assert change.inputs_changed == change.outputs_changed == {}


def test_nodes_come_and_go() -> None:
    found = diff_catalogues(open_release("5.4.1"), open_release("5.4.2"))
    assert len(found.added) == 8
    assert found.removed == ["step_param_easing"]


def test_changed_type() -> None:
    found = diff_catalogues(open_release("5.4.1"), open_release("5.4.2"))
    (blend,) = (change for change in found.changed if change.type == "lblend")
    assert blend.inputs_changed == {"alpha": [Change("type", "float", "float (>= 0)")]}


def test_changed_without_a_new_version() -> None:
    found = diff_catalogues(open_release("5.11.0"), open_release("5.12.0"))
    change = next(c for c in found.changed if c.type == "flux_vae_decode")
    assert change.old_version == change.new_version
    assert [c.what for c in change.inputs_changed["vae"]] == ["type"]


def test_turning_it_round_swaps_added_and_removed() -> None:
    there = diff_catalogues(open_release("5.9.1"), open_release("5.10.0"))
    back = diff_catalogues(open_release("5.10.0"), open_release("5.9.1"))
    assert (there.added, there.removed) == (back.removed, back.added)
    assert [c.type for c in there.changed] == [c.type for c in back.changed]


@pytest.mark.parametrize("version", ["3.0.0", "6.14.2"])
def test_no_difference_to_itself(version: str) -> None:
    found = diff_catalogues(open_release(version), open_release(version))
    assert found.added == found.removed == found.changed == []


def test_half_of_the_patch_steps_change_the_catalogue() -> None:
    """31 of the 57 patch steps between stable releases did: the raw schemas differ at the same steps.

    One of them, 3.0.2 to 3.0.2.post1, is due to the machines that made the documents.
    """
    stable = list_releases(pre_releases=False)
    steps = [(a, b) for a, b in pairwise(stable) if a.split(".")[:2] == b.split(".")[:2]]
    changed = [
        (a, b)
        for a, b in steps
        if (d := diff_catalogues(open_release(a), open_release(b))).added or d.removed or d.changed
    ]
    assert len(steps) == 57
    assert len(changed) == 31
