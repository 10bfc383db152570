"""Which releases have what; the expected answers were read off the OpenAPI documents."""

from __future__ import annotations

import pytest

from tests.counting import lines_run
from wflint.catalogue import history
from wflint.catalogue.history import field_names, field_presence, node_presence, node_versions
from wflint.catalogue.store import Store, StoredDefinitions, list_releases, shipped


@pytest.mark.parametrize(
    ("node", "first", "last"),
    [
        ("t2l", "3.0.0", "3.0.2.post1"),
        ("denoise_latents", "3.1.0", "7.0.0a3"),
        ("step_param_easing", "3.0.0", "5.4.1"),
        ("image_batch", "5.4.2", "7.0.0a3"),
        ("for", "7.0.0a3", "7.0.0a3"),
    ],
)
def test_nodes(node: str, first: str, last: str) -> None:
    found = node_presence(node)
    assert found is not None
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("node", "group", "name", "first", "last"),
    [
        ("color_correct", "inputs", "image", "3.1.0", "6.8.0"),
        ("color_correct", "inputs", "base_image", "6.8.1", "7.0.0a3"),
        ("denoise_latents", "inputs", "workflow", "3.1.0", "3.3.0.post3"),
        ("iterate", "outputs", "total", "3.5.0", "7.0.0a3"),
    ],
)
def test_fields(node: str, group: history.Group, name: str, first: str, last: str) -> None:
    found = field_presence(node, group, name)
    assert found is not None
    assert (found.first, found.last) == (first, last)


def test_never() -> None:
    assert node_presence("KSampler") is None
    assert field_presence("add", "inputs", "c") is None
    assert field_presence("KSampler", "inputs", "c") is None
    assert field_names("KSampler", "inputs") == {}


def test_names_and_versions() -> None:
    names = field_names("color_correct", "inputs")
    assert names["mask_blur_radius"] == "6.8.0"
    assert names["colorspace"] == "7.0.0a3"
    versions = node_versions("color_correct")
    assert (versions["3.1.0"], versions["6.8.0"], versions["6.8.1"]) == (None, "1.2.2", "2.0.0")


def test_a_gap_is_kept() -> None:
    """A node that went and came back: the releases say so."""
    gaps = []
    for node in history.all_node_types():
        found = node_presence(node)
        assert found is not None
        between = list_releases()[list_releases().index(found.first) : list_releases().index(found.last) + 1]
        if between != found.releases:
            gaps.append(node)
    assert len(gaps) < 10


def test_the_history_is_what_the_releases_say() -> None:
    """Every node of every release, by the releases themselves."""
    expected: dict[str, dict[str, int]] = {}
    for version in list_releases():
        for node_type, line in StoredDefinitions(shipped(), version).node_types.items():
            expected.setdefault(node_type, {})[version] = line
    assert {node_type: history._lines(node_type) for node_type in history.all_node_types()} == expected
    assert [list(history._lines(t)) for t in expected] == [list(lines) for lines in expected.values()]


def test_a_question_opens_no_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads the history once, and decodes the definitions of the node in question."""
    history._runs_in.cache_clear()
    history._lines_in.cache_clear()
    history._fact_in.cache_clear()

    def opened(*_: object) -> None:
        raise AssertionError("a release was opened")

    monkeypatch.setattr(Store, "entry", opened)
    assert lines_run(lambda: node_presence("denoise_latents")) < 400
    assert lines_run(lambda: field_presence("denoise_latents", "inputs", "steps")) < 400
    definitions = set(history._lines("denoise_latents").values())
    assert history._fact_in.cache_info().currsize == len(definitions)
    assert history._runs_in.cache_info().misses == 1
