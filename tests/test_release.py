"""The number of a release: read in every spelling, compared, spelled as the package index does."""

from __future__ import annotations

import pytest
from packaging.version import Version

from wflint.catalogue.store import list_releases
from wflint.release import UNKNOWN, exact_release, index_spelling, release_of

SPELLINGS = (
    "6.14.2", "6.14", "6", "3.4.0post2", "3.4.0.post2", "7.0.0-alpha.3", "7.0.0a3", "v6.0.0rc1", "6.0.0.dev4",
    "6.0.0beta2", "6.0.0-preview.1", "6.0.0c2", "6.0.0-rev.3", "6.00.01",
)  # fmt: skip


@pytest.mark.parametrize("text", [*SPELLINGS, *list_releases()])
def test_the_spelling_is_that_of_packaging(text: str) -> None:
    assert index_spelling(text) == str(Version(text))
    release = exact_release(text)
    assert release is not None
    assert release.is_pre is Version(text).is_prerelease
    assert release == release_of(text)


@pytest.mark.parametrize("text", ["unknown", "", "6.14.2-custom", "6.", "six", "6.14.2 and more"])
def test_what_is_no_release_stays_as_it_is(text: str) -> None:
    assert exact_release(text) is None
    assert index_spelling(text) == text


def test_the_order_is_that_of_packaging() -> None:
    texts = [*SPELLINGS, *list_releases(), "6.14.0", "6.13.5.1", "6.13.10", "6.13.9"]
    ordered = sorted(texts, key=release_of)
    assert [Version(t) for t in ordered] == sorted(map(Version, texts))
    for one in texts:
        for other in texts:
            assert (release_of(one) < release_of(other)) is (Version(one) < Version(other)), (one, other)
            assert (release_of(one) == release_of(other)) is (Version(one) == Version(other)), (one, other)
    assert len({release_of("6.14"), release_of("6.14.0"), release_of("6.14.1")}) == 2


@pytest.mark.parametrize("text", ["unknown", "", "x6.14"])
def test_no_number_is_newer_than_every_release(text: str) -> None:
    assert release_of(text) == UNKNOWN
    assert all(release_of(text) > release_of(each) for each in list_releases())
    assert release_of(text).at_least(999)


def test_a_line_begins_with_its_pre_releases() -> None:
    assert release_of("6.13.0rc1").at_least(6, 13)
    assert release_of("6.13").at_least(6, 13, 0)
    assert not release_of("6.12.9").at_least(6, 13)
    assert not release_of("6.13.0").at_least(6, 13, 1)
    assert release_of("6.13.1-custom.7").at_least(6, 13, 1)
    assert release_of("4.0.0").at_least(4)
    assert repr(release_of("6.0.0rc2")) == "Release((6, 0, 0), -1, 2)"
