"""What is in the wheel and the source distribution, and that they are made the same every time."""

from __future__ import annotations

import email
import os
import re
import shutil
import sys
import tarfile
import time
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.packaging.conftest import ROOT, Built, build, find_uv, run
from tests.test_precommit import git
from wflint.report.links import PROJECT
from wflint.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

pytestmark = pytest.mark.package

ADDRESS = "https://github.com/somebody/some-linter"
FOLDERS = {"docs/schema": "schemas", "workflows": "workflows", "templates": "templates"}


def names(archive: Path) -> set[str]:
    """The files of a distribution; those of a source distribution without its folder."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return set(wheel.namelist())
    with tarfile.open(archive) as sdist:
        return {name.partition("/")[2] for name in sdist.getnames()}


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as opened:
        (name,) = [name for name in opened.namelist() if name.endswith(".dist-info/METADATA")]
        return email.message_from_bytes(opened.read(name))


def description(wheel: Path) -> str:
    payload = metadata(wheel).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8")


def test_the_source_distribution_is_the_repository(built: Built, checkout: Path) -> None:
    listed = set(filter(None, git(checkout, "ls-files", "-z").split("\0")))
    assert names(built.sdist) == listed | {"PKG-INFO"}


def test_the_wheel_is_the_package(built: Built, checkout: Path) -> None:
    """And the folders that commands print, copy and write; no fixtures."""
    listed = [Path(name) for name in git(checkout, "ls-files", "-z").split("\0") if name]
    own = [path for path in listed if path.is_relative_to("lint/wflint")]
    wanted = {path.relative_to("lint").as_posix() for path in own}
    for folder, place in FOLDERS.items():
        inside = [path.relative_to(folder) for path in listed if path.is_relative_to(folder)]
        wanted |= {f"wflint/{place}/{path.as_posix()}" for path in inside}
    found = {name for name in names(built.wheel) if ".dist-info/" not in name}
    assert found == wanted
    assert not [name for name in found if re.search(r"fixtures|/(bad|good)-", name)]


def test_two_builds_are_the_same(built: Built, checkout: Path, tmp_path: Path) -> None:
    """In another folder, of files with other times and permissions."""
    other = tmp_path / "elsewhere"
    shutil.copytree(checkout, other)
    for path in other.rglob("*"):
        if path.is_file() and ".git" not in path.relative_to(other).parts:
            path.chmod(path.stat().st_mode & 0o700)
            os.utime(path, (time.time(), 1_000_000_000))
    again = build(other, tmp_path / "dist")
    assert again.wheel.name == built.wheel.name
    assert again.wheel.read_bytes() == built.wheel.read_bytes()
    assert again.sdist.read_bytes() == built.sdist.read_bytes()


def test_without_addresses_nothing_false_is_published(built: Built) -> None:
    about = metadata(built.wheel)
    assert about["Version"] == __version__
    assert (about["License-Expression"], about["License-File"]) == ("Apache-2.0", "LICENSE")
    assert about["Project-URL"] is None
    assert "addresses.toml names no repository" in built.said
    text = outside_code(description(built.wheel))
    assert "wflint/wflint" not in text
    assert [to for to in links(text) if not to.startswith(("https://", "#"))] == []


def test_with_addresses_every_link_leads_somewhere(checkout: Path, tmp_path: Path) -> None:
    """And the address stands wherever the one of today stood."""
    source = tmp_path / "source"
    shutil.copytree(checkout, source)
    addresses = (source / "addresses.toml").read_text("utf-8")
    addresses = addresses.replace('repository = ""', f'repository = "{ADDRESS}"')
    addresses = addresses.replace('site = ""', 'site = "https://docs.example.org/"')
    (source / "addresses.toml").write_text(addresses, "utf-8")
    run(sys.executable, "lint/scripts/set_addresses.py", cwd=source)
    made = build(source, tmp_path / "dist")
    assert "addresses.toml" not in made.said
    published = metadata(made.wheel).get_all("Project-URL")
    assert published is not None
    assert dict(each.split(", ", 1) for each in published) == {
        "Documentation": "https://docs.example.org",
        "Repository": ADDRESS,
        "Issues": f"{ADDRESS}/issues",
        "Changelog": f"{ADDRESS}/blob/v{__version__}/CHANGELOG.md",
    }
    ours = [to for to in links(outside_code(description(made.wheel))) if to.startswith(ADDRESS)]
    assert len(ours) > 5
    for to in ours:
        kind, tag, path = to.removeprefix(f"{ADDRESS}/").split("/", 2)
        assert kind in ("blob", "raw")
        assert tag == f"v{__version__}"
        assert (ROOT / path.partition("#")[0]).exists(), to
    assert any("/raw/" in to for to in ours), "the picture"
    with zipfile.ZipFile(made.wheel) as wheel:
        for name in wheel.namelist():
            assert PROJECT.encode() not in wheel.read(name), name
            assert b"uses: wflint/wflint@" not in wheel.read(name), name
    run(find_uv(), "tool", "run", "twine", "check", "--strict", made.wheel, made.sdist)


def outside_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def links(text: str) -> Iterator[str]:
    for found in re.finditer(r"\]\(([^()\s]+)\)|(?:src|href)=\"([^\"]+)\"", text):
        yield found[1] or found[2]


def test_every_extra_can_be_had(built: Built, tmp_path: Path) -> None:
    """Each resolves from the wheel itself; what is not wflint's own comes from the package index."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert {"live", "snapshots", "keyring"} <= set(extras)
    for extra, wanted in extras.items():
        asked = tmp_path / f"{extra}.in"
        asked.write_text(f"wflint[{extra}] @ {built.wheel.as_uri()}\n", "utf-8")
        found = run(find_uv(), "pip", "compile", "--quiet", "--no-annotate", "--no-header", asked).stdout
        names = {re.split(r"[\[= @]", line)[0] for line in found.splitlines()}
        own = {re.split(r"[\[<>=~! ]", each)[0] for each in wanted}
        assert own <= names, (extra, own - names)


def test_the_workflows_are_sound() -> None:
    """By zizmor; what it is not sure of is not asked."""
    options = ("--offline", "--no-progress", "--min-severity", "medium", "--min-confidence", "medium")
    run(find_uv(), "tool", "run", "zizmor", *options, ".github/workflows", "action.yml")
