"""Files whose content Git LFS or git-annex has not fetched: named, and never counted as checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wflint.document.pointers import ANNEX, LFS, unfetched

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

OID = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize 48211\n"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (POINTER, LFS),
        (POINTER.replace("\n", "\r\n"), LFS),
        (POINTER.replace("git-lfs", "hawser"), LFS),
        (POINTER.replace("oid", f"ext-0-clean sha256:{OID}\noid"), LFS),
        (f"/annex/objects/SHA256E-s48211--{OID}.json\n", ANNEX),
        (POINTER.replace("oid", "old"), None),
        (POINTER + "x" * 1024, None),
        (POINTER + "more\n", None),
        ("version https://git-lfs.github.com/spec/v1\n" + "a b\n" * 250, None),
        ('{"version": "https://git-lfs.github.com/spec/v1"}', None),
        ("", None),
    ],
)
def test_what_is_a_pointer(text: str, what: str | None) -> None:
    assert unfetched(text.encode()) == what


@pytest.mark.parametrize("way", ["named", "search", "hook", "images", "stdin"])
def test_check_names_them_and_does_not_count_them(
    put: Callable[..., Path],
    wflint: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    name = "w/a.png" if way == "images" else "w/a.json"
    file = put(name, POINTER)
    arguments = {
        "named": ["w/a.json"],
        "search": ["w"],
        "hook": ["--skip-unknown", "w/a.json"],
        "images": ["--images", "w"],
        "stdin": ["--stdin-filename", "w/a.json", "-"],
    }[way]
    with file.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        ran = wflint("check", *arguments)
    assert ran.code == 0
    assert name in ran.out
    assert "this is a Git LFS pointer; fetch it with `git lfs pull`" in ran.out
    assert "1 warning, nothing checked (1 skipped)" in ran.out


def test_in_json_they_are_skipped(put: Callable[..., Path], wflint: Callable[..., Ran]) -> None:
    put("w/a.json", POINTER)
    put("w/b.json")
    ran = wflint("check", "--format", "json", "w")
    files = {each["file"]: each["status"] for each in ran.json["files"]}
    assert files == {"w/a.json": "skipped", "w/b.json": "checked"}
    assert ran.json["summary"]["skipped"] == 1
    assert [d["slug"] for d in ran.json["diagnostics"]] == ["not-fetched"]
    assert wflint("check", "--fail-on", "warning", "w").code == 1
    ignored = wflint("check", "--format", "json", "--ignore", "not-fetched", "w").json
    assert ignored["diagnostics"] == []
    assert {each["status"] for each in ignored["files"]} == {"skipped", "checked"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["convert", "a.json", "--to", "graph"], 1),
        (["diff", "a.json", "b.json"], 2),
        (["diff", "a.json", "a.json"], 2),
        (["estimate", "a.json"], 2),
        (["run", "--dry-run", "--target", "6.14.2", "a.json"], 2),
        (["check", "--models", "a.json", "b.json"], 2),
        (["check", "--target", "a.json", "b.json"], 2),
        (["models", "list", "--models", "a.json"], 2),
    ],
)
def test_other_commands_say_it_in_one_line(
    put: Callable[..., Path], wflint: Callable[..., Ran], arguments: list[str], code: int
) -> None:
    put("a.json", POINTER)
    put("b.json")
    ran = wflint(*arguments)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (code, "", 1)
    assert "a.json" in ran.err
    assert "a Git LFS pointer; fetch it with `git lfs pull`" in ran.err


def test_pictures_for_comparison_and_upload(put: Callable[..., Path]) -> None:
    from wflint.live.client.errors import InputError
    from wflint.live.images.pixels import PictureError, open_picture
    from wflint.live.runs.resources import ServerResources

    file = put("golden.png", POINTER)
    with pytest.raises(PictureError, match=r"golden\.png is a Git LFS pointer; fetch it with `git lfs pull`"):
        open_picture(file)
    with pytest.raises(InputError, match=r"golden\.png is a Git LFS pointer"):
        ServerResources(None, dry=False).image(f"@{file}")  # type: ignore[arg-type]  # never asked


def test_the_report_stays_valid(put: Callable[..., Path], wflint: Callable[..., Ran]) -> None:
    import jsonschema

    put("a.json", POINTER)
    schema = json.loads((Path(__file__).parents[2] / "docs/schema/report.schema.json").read_text("utf-8"))
    jsonschema.validate(wflint("check", "-f", "json", "a.json").json, schema)
