"""What a target may be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.catalogue.conftest import EXTRACTS
from wflint.catalogue.errors import TargetError
from wflint.catalogue.targets import find_release, resolve_target

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("target", "releases"),
    [
        ("6.14.2", "6.14.2"),
        (" 6.14.2 ", "6.14.2"),
        ("v6.14.2", "6.14.2"),
        ("latest", "6.14.2"),
        ("6.14", "6.14.2"),
        ("6.1", "6.1.0"),
        ("6", "6.14.2"),
        ("5", "5.15.0"),
        ("3.3", "3.3.0.post3"),
        ("3.3.0", "3.3.0"),
        ("4.2.6.post1", "4.2.6.post1"),
        ("4.2.6post1", "4.2.6.post1"),
        ("7.0.0a3", "7.0.0a3"),
        ("7.0.0-alpha.3", "7.0.0a3"),
        (">=6.14,<7", "6.14.0 6.14.1 6.14.2"),
        ("==6.8.*", "6.8.0 6.8.1"),
        ("~=6.14.1", "6.14.1 6.14.2"),
        (">=6.14.2", "6.14.2"),
        (">6.14.1,<=7.0.0a3", "6.14.2 7.0.0a3"),
        (">=6.13.7, !=6.14.1", "6.13.7 6.13.8 6.14.0 6.14.2"),
        ("7.0.0a3+web-legacy", "7.0.0a3+web-legacy"),
        (" 7.0.0-alpha.3+web-legacy ", "7.0.0a3+web-legacy"),
        (">6.14.1,<=7.0.0a3+web-legacy", "6.14.2 7.0.0a3+web-legacy"),
        ("6.14.2+web-legacy", "6.14.2"),
    ],
)
def test_releases(target: str, releases: str) -> None:
    assert [c.name for c in resolve_target(target)] == releases.split()


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("7", "InvokeAI 7 has no stable release in the catalogue, only 7.0.0a3"),
        ("7.0.0", "InvokeAI 7.0.0 has no stable release in the catalogue, only 7.0.0a3"),
        ("6.14.9", "its newest release is 6.14.2"),
        ("2.3.5", "its oldest release is 3.0.0"),
        ("5.16", "the nearest are 5.15.0 and 6.0.0"),
        ("6.13.3", "the nearest are 6.13.0 and 6.13.5"),
        ("6.14.x", "6.14.x is not in the catalogue"),
        (">=abc", "is not a range of releases"),
        (">8", "no release in the range >8: the catalogue has 3.0.0 to 6.14.2"),
        ("lates", "did you mean 'latest'?"),
        ("no/such/file.json", "no such release, range or file"),
        ("", "the target is empty"),
        ("+web-legacy", "the target is empty"),
        (".", "cannot be read"),
    ],
)
def test_errors(target: str, message: str) -> None:
    with pytest.raises(TargetError) as caught:
        resolve_target(target)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_find_release() -> None:
    assert find_release("5.4") == "5.4.3"


def test_openapi_file() -> None:
    (found,) = resolve_target(str(EXTRACTS / "5.15.0.json"))
    assert found.name.endswith("5.15.0.json")
    assert found.node("controlnet") is not None
    assert found.node("denoise_latents") is None
    assert found.version == "5.15.0"  # told by its definitions: the document does not say it
    node = found.node("controlnet")
    assert node is not None
    assert node.validators["control_weight"] == ["validate_control_weight"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not valid JSON"),
        ("[1]", "not an OpenAPI document"),
        ('{"openapi": "3.1.0"}', "not an OpenAPI document"),
        ('{"components": {"schemas": {"A": {}}}}', "it is not InvokeAI's"),
        ('{"wflint_catalogue": 2}', "a catalogue of format 2"),
        ('{"wflint_catalogue": 1, "nodes": 3, "models": []}', "a damaged catalogue"),
        ('{"wflint_catalogue": 1, "version": 3, "nodes": [], "models": []}', "version is not a string"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_bad_files(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "target.json"
    path.write_text(text, "utf-8")
    with pytest.raises(TargetError) as caught:
        resolve_target(str(path))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_not_text(tmp_path: Path) -> None:
    path = tmp_path / "target.json"
    path.write_bytes(b"\xff\xfe\x00\x80" * 10)
    with pytest.raises(TargetError, match="not valid JSON"):
        resolve_target(str(path))


def test_release_wins_over_a_file_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "6.14.2").write_text(json.dumps({}), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert [c.name for c in resolve_target("6.14.2")] == ["6.14.2"]
