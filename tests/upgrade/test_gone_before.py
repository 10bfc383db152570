"""Nodes that neither release of an upgrade has: no fault of the upgrade, and not hidden by it either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.upgrade.documents import canny, fine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran


def test_a_node_that_the_stated_release_lacks_too_is_told(
    wflint: Callable[..., Ran], put: Callable[..., Path]
) -> None:
    """InvokeAI 5.15.0 ships default workflows with nodes that went in 5.10.0."""
    put("gone.json", canny())
    put("fine.json", fine())
    asked = ("upgrade", "--from", "5.15.0", "--to", "6.14.2", "gone.json", "fine.json")
    gone, well = wflint(*asked, "--verbose", "-f", "json").json["documents"]
    assert (gone["before"], well["before"]) == (1, 0)
    assert gone["earlier"] == ["node canny_image_processor was removed in 5.10.0; last good 5.9.1"]
    assert gone["verdict"] == "fine"
    assert "  before  1 fault" in wflint(*asked).out


def test_of_a_guessed_release_it_is_a_fault_of_the_upgrade(
    wflint: Callable[..., Ran], put: Callable[..., Path]
) -> None:
    put("gone.json", canny())
    (gone,) = wflint("upgrade", "--to", "6.14.2", "gone.json", "-f", "json").json["documents"]
    assert gone["before"] == 0
    assert [reason["rule"] for reason in gone["reasons"]] == ["unknown-node-type"]
