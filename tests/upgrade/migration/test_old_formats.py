"""What users wrote into workflows of old formats where it does not belong stays, or a step tells of it."""

from __future__ import annotations

from tests.upgrade.migration.made import become, structural
from tests.upgrade.migration.test_steps import typed


def test_what_is_no_text_becomes_one() -> None:
    data = typed("2.0.0")
    data |= {"version": 1.5, "contact": {"mail": "a@b"}, "tags": ["x", "y"], "notes": None, "author": 7}
    data["nodes"][0]["data"] |= {"label": 5, "notes": ["keep"]}
    found = become(data, old=None, unsafe=False).data
    assert (found["version"], found["contact"], found["tags"]) == ("1.5", '{"mail": "a@b"}', "x, y")
    assert (found["notes"], found["author"]) == ("", "7")
    assert (found["nodes"][0]["data"]["label"], found["nodes"][0]["data"]["notes"]) == ("5", "keep")
    assert structural(found) == []


def test_what_goes_is_told() -> None:
    data = typed("2.0.0")
    data["exposedFields"] = {"a": 1}
    data["nodes"][2]["data"]["inputs"]["seed"] = "bare"
    told = [step.text for step in become(data, old=None, unsafe=False).steps]
    assert '"exposedFields" is not a list, and what it holds is taken out' in told
    assert '"seed" of noise is not an object, and is taken out' in told
