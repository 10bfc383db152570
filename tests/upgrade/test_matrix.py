"""``wflint upgrade --matrix``: workflows by releases, from outside."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.upgrade.documents import blur, canny, fine, graph, node, numbers, photo, workflow
from wflint.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

RANGE = ">=5.8,<5.12"
PACKS = workflow([node("w", "a_node_of_nobody", "1.0.0")])


@pytest.fixture
def files(put: Put) -> None:
    """A few files with a verdict of each sort."""
    put("flows/blur.json", blur())
    put("flows/canny.json", canny())
    put("flows/fine.json", fine())
    put("flows/packs.json", PACKS)
    put("flows/parts.json", graph({"a": photo(), "p": {"type": "segment_anything_processor"}}))


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("output_format", ["text", "markdown", "json", "html"])
def test_each_format(wflint: Wflint, output_format: str, snapshot: SnapshotAssertion) -> None:
    ran = wflint("upgrade", "--matrix", RANGE, "-f", output_format, "flows")
    assert ran.err == ""
    assert ran.code == 1
    assert ran.out.replace(f'"{__version__}"', '"VERSION"') == snapshot


@pytest.mark.usefixtures("files")
def test_text_fits_a_terminal(wflint: Wflint) -> None:
    out = wflint("upgrade", "--matrix", ">=5.0,<6.1", "flows").out
    assert max(map(len, out.splitlines())) <= 80
    assert re.search(r"canny\.json +~5\.9\.1 +✓ 5\.0-5\.9 +→ 5\.10-6\.0\n", out)


def matrix(wflint: Wflint, *arguments: str) -> dict[str, Any]:
    ran = wflint("upgrade", "-f", "json", *arguments)
    assert ran.json["schema"] == 1
    assert ran.code == (0 if ran.json["survives"] else 1)
    return ran.json


def verdicts(found: dict[str, Any], number: int = 0) -> dict[str, str]:
    cells = found["workflows"][number]["cells"]
    return {release: cell["verdict"] for cell in cells for release in cell["releases"]}


@pytest.mark.parametrize("document", [blur(), canny(), fine(), numbers(), PACKS])
def test_each_cell_is_what_an_upgrade_to_that_release_says(wflint: Wflint, put: Put, document: Any) -> None:
    put("one.json", document)
    found = verdicts(matrix(wflint, "--matrix", ">=3.1.1,<=6.14.2", "one.json"))
    assert len(found) > 90
    for release in ("3.1.1", "3.7.0", "5.9.1", "5.10.0", "6.14.2"):
        (one,) = wflint("upgrade", "--to", release, "-f", "json", "one.json").json["documents"]
        assert found[release] == one["verdict"], release


def test_every_release_stands_in_one_cell(wflint: Wflint, put: Put) -> None:
    put("one.json", canny())
    found = matrix(wflint, "--matrix", ">=3.0", "one.json")
    row = found["workflows"][0]
    assert [release for cell in row["cells"] for release in cell["releases"]] == found["releases"]
    assert found["judged"] == len(row["cells"]) < len(found["releases"]) / 2
    assert row["first_bad"] == "5.10.0"


def test_what_may_give_another_image_is_no_bad_release(wflint: Wflint, put: Put) -> None:
    """A text that a wire brings may be long, and is divided otherwise since 5.13.0."""
    text = {"type": "string_join", "string_left": "a", "string_right": "b"}
    put("may.json", graph({"s": text, "p": {"type": "compel"}}, "s.value -> p.prompt"))
    put("surely.json", graph({"p": {"type": "compel", "prompt": "a hill, " * 60}}))
    asked = ("--from", "5.12.0", "--require", "same-image", "--matrix", ">=5.12.0,<5.14")
    found = matrix(wflint, *asked, "may.json")
    assert (set(verdicts(found).values()), found["survives"]) == ({"fine"}, True)
    assert found["workflows"][0]["first_bad"] is None
    (told,) = found["workflows"][0]["cells"][-1]["reasons"]
    assert told["text"].startswith("may differ: compel and sdxl_compel_prompt since 5.13.0: ")
    assert told["verdict"] == "fine"
    found = matrix(wflint, *asked, "surely.json")
    assert (verdicts(found)["5.13.0"], found["survives"]) == ("other-result", False)
    assert found["workflows"][0]["first_bad"] == "5.13.0"


def test_releases_before_the_one_that_is_given_are_older(wflint: Wflint, put: Put) -> None:
    put("one.json", workflow([node("w", "cogview4_denoise", "1.0.0")], stated="3.0.0"))
    found = matrix(wflint, "--from", "6.14.2", "--matrix", ">=5.9,<5.12", "one.json")
    assert set(verdicts(found).values()) == {"fine", "newer"}
    assert found["workflows"][0]["from"] == {"release": "6.14.2", "guessed": False}
    assert found["workflows"][0]["first_bad"] is None


def test_the_newest_release_decides_the_exit_code(wflint: Wflint, put: Put) -> None:
    put("one.json", canny())
    assert wflint("upgrade", "--matrix", ">=5.8,<5.10", "one.json").code == 0
    assert wflint("upgrade", "--matrix", ">=5.8,<5.11", "one.json").code == 1
    put("two.json", workflow([node("w", "canny_image_processor", "1.0.0")]))
    assert wflint("upgrade", "--matrix", ">=5.8,<5.11", "two.json").code == 1
    assert wflint("upgrade", "--matrix", ">=5.8,<5.11", "--require", "loads", "two.json").code == 0


@pytest.mark.parametrize("spec", ["http://localhost:9", "nodes.json", ">=99", "x>y", ""])
def test_what_is_no_range_is_told_in_one_line(wflint: Wflint, put: Put, spec: str) -> None:
    put("one.json", fine())
    ran = wflint("upgrade", "--matrix", spec, "one.json")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_files_that_cannot_be_read_are_told(wflint: Wflint, put: Put) -> None:
    put("one.json", fine())
    put("bad.json", "{")
    ran = wflint("upgrade", "--matrix", "6.14", "one.json", "bad.json", "gone.json")
    assert ran.code == 2
    assert ran.err.count("\n") == 2
    assert "1 workflow by 1 release, 6.14.2" in ran.out


def test_nothing_to_judge(wflint: Wflint, put: Put) -> None:
    put("empty/.keep", "")
    ran = wflint("upgrade", "--matrix", "6.14", "empty")
    assert (ran.code, ran.out) == (0, "")
    assert "nothing to judge" in ran.err


@pytest.mark.parametrize(("path", "code"), [("empty", 0), ("gone.json", 2)])
def test_nothing_to_judge_is_told_to_programs_too(wflint: Wflint, put: Put, path: str, code: int) -> None:
    put("empty/.keep", "")
    asked = ("upgrade", "--matrix", "6.14", path, "--format")
    ran = wflint(*asked, "json")
    assert (ran.code, ran.json["workflows"], ran.json["releases"]) == (code, [], ["6.14.2"])
    for each in ("markdown", "html"):
        ran = wflint(*asked, each)
        assert (ran.code, "no workflow was judged" in ran.out.lower()) == (code, True)


def test_json_is_json_whatever_standard_output_takes(process: Callable[..., Any], put: Put) -> None:
    name = "\N{GRINNING FACE}\N{LATIN SMALL LETTER E WITH ACUTE}"
    put("one.json", graph({name: {"type": "canny_image_processor"}}))
    asked = ("upgrade", "--matrix", "6.14", "-f", "json", "one.json")
    done = process(*asked, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert json.loads(done.stdout)["workflows"][0]["cells"][0]["reasons"][0]["node"] == name


def test_what_does_not_go_together(wflint: Wflint, put: Put) -> None:
    put("one.json", fine())
    assert wflint("upgrade", "-f", "html", "one.json").code == 2
    ran = wflint("upgrade", "--matrix", "6.14", "--to", "6.14.2", "one.json")
    assert (ran.code, "without --to" in ran.err) == (2, True)


def test_symbols_fall_back_to_ascii(process: Callable[..., Any], put: Put) -> None:
    put("one.json", canny())
    done = process(
        "upgrade", "--matrix", ">=5.9,<5.11", "one.json", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    )
    assert b"= 5.9.0-5.9.1" in done.stdout or b"= 5.9" in done.stdout
    assert b"\\u" not in done.stdout
