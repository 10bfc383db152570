"""``wflint upgrade --write`` and ``--diff``: what is written, and what is not."""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from tests.document.make_pictures import png
from tests.upgrade.documents import blur, canny, fine, graph, node, numbers, workflow

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

TO = ("upgrade", "--to", "6.14.2")


@pytest.mark.parametrize("make", [numbers, blur])
def test_a_second_run_says_fine_and_changes_nothing(
    wflint: Wflint, put: Put, make: Callable[[], object]
) -> None:
    path = put("one.json", make())
    first = wflint(*TO, "--write", "one.json")
    assert first.code == 0
    assert "migrated 1 file" in first.err
    after = path.read_bytes()
    again = wflint(*TO, "--write", "-f", "json", "one.json")
    assert again.json["summary"]["fine"] == 1
    assert path.read_bytes() == after
    assert wflint("check", "--target", "6.14.2", "--select", "ND,IN", "one.json").code == 0


def test_what_may_give_another_image_is_only_written_when_asked_for(wflint: Wflint, put: Put) -> None:
    path = put("one.json", canny())
    before = path.read_bytes()
    ran = wflint(*TO, "--write", "one.json")
    assert (ran.code, path.read_bytes()) == (1, before)
    ran = wflint(*TO, "--write", "--unsafe-fixes", "one.json")
    assert ran.code == 0
    assert "canny_image_processor becomes canny_edge_detection (the old node worked at its own" in ran.err
    assert json.loads(path.read_bytes())["nodes"]["lines"]["type"] == "canny_edge_detection"
    assert wflint(*TO, "--write", "--unsafe-fixes", "one.json").err == ""


def test_every_other_byte_stays(wflint: Wflint, put: Put) -> None:
    text = json.dumps(numbers(), indent=3).replace('"b": 4', '"b" :   4.0e0').replace("\n", "\r\n")
    raw = b"\xef\xbb\xbf" + text.encode()
    path = put("one.json", raw)
    path.chmod(0o640)
    assert wflint(*TO, "--write", "one.json").code == 0
    expected = text.replace('"param_int"', '"integer"').replace('"a": 3', '"value": 3')
    expected = expected.replace('"field": "a"', '"field": "value"', 1)
    assert path.read_bytes() == b"\xef\xbb\xbf" + expected.encode()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_diff_shows_it_and_changes_nothing(wflint: Wflint, put: Put) -> None:
    path = put("one.json", numbers())
    put("fine.json", fine())
    before = path.read_bytes()
    ran = wflint(*TO, "--diff", ".")
    assert ran.code == 1
    assert '-      "type": "param_int",' in ran.out
    assert '+      "type": "integer",' in ran.out
    assert "fine.json" not in ran.out
    assert path.read_bytes() == before
    put("one.json", fine())
    assert wflint(*TO, "--diff", ".").code == 0


def test_images_are_never_written(wflint: Wflint, put: Put) -> None:
    raw = png({"invokeai_workflow": json.dumps(blur()), "invokeai_graph": json.dumps(numbers())})
    path = put("one.png", raw)
    ran = wflint(*TO, "--write", "--images", ".")
    assert path.read_bytes() == raw
    assert "one.png: not written: images are never written to" in ran.err
    assert wflint(*TO, ".").out == "", "only with --images are they looked for"
    told = wflint(*TO, "-f", "json", "one.png").json["documents"]
    assert {one["part"] for one in told} == {"workflow", "graph"}


def test_standard_input_goes_to_standard_output(
    process: Callable[..., subprocess.CompletedProcess[bytes]],
) -> None:
    raw = json.dumps(numbers()).encode()
    done = process(*TO, "--write", "-", stdin=raw)
    assert json.loads(done.stdout)["nodes"]["three"] == {"id": "three", "type": "integer", "value": 3}
    assert done.returncode == 0
    assert b"1 document in 6.14.2: 1 fine" in done.stderr
    judged = process(*TO, "--stdin-filename", "x/one.json", "-", stdin=raw)
    assert judged.stdout.startswith(b"x/one.json: to be migrated")
    assert judged.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_what_a_link_leads_out_to_is_not_written(wflint: Wflint, put: Put, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.json"
    outside.write_text(json.dumps(numbers()), "utf-8")
    put(".git/config", "")
    (tmp_path / "one.json").symlink_to(outside)
    before = outside.read_bytes()
    ran = wflint(*TO, "--write", "one.json")
    assert (ran.code, outside.read_bytes()) == (2, before)
    assert "one.json: not written: it " in ran.err


def test_a_file_that_repeats_a_name_is_left_to_people(wflint: Wflint, put: Put) -> None:
    text = json.dumps(numbers()).replace('"b": 4', '"b": 4, "b": 5')
    path = put("one.json", text)
    ran = wflint(*TO, "--write", "one.json")
    assert path.read_text("utf-8") == text
    assert "not written: its JSON has faults" in ran.err
    assert ran.code == 1


def test_several_documents_of_a_file_are_written_at_once(wflint: Wflint, put: Put) -> None:
    record = {"workflow_id": "w", "name": "n", "workflow": {**blur(), "id": "w"}}
    path = put("record.json", record)
    body = {"prepend": False, "batch": {"graph": numbers(), "workflow": blur(), "runs": 1}}
    other = put("body.json", body)
    assert wflint(*TO, "--write", ".").code == 0
    assert json.loads(path.read_bytes())["workflow"]["meta"]["version"] == "4.0.0"
    made = json.loads(other.read_bytes())["batch"]
    assert made["graph"]["nodes"]["three"]["type"] == "integer"
    assert wflint(*TO, "--diff", ".").code == 0


def test_what_was_made_for_a_later_release_is_never_written(wflint: Wflint, put: Put) -> None:
    later = workflow([node("w", "minimax_h3_model_loader", "1.0.0"), node("b", "img_blur", "1.2.1")])
    path = put("one.json", later)
    before = path.read_bytes()
    assert wflint(*TO, "--write", "--unsafe-fixes", "one.json").code == 1
    assert path.read_bytes() == before


def test_nodes_of_packs_stay_with_their_wires(wflint: Wflint, put: Put) -> None:
    document = graph(
        {"three": {"type": "param_int", "a": 3}, "mine": {"type": "a_node_of_nobody"}}, "three.a -> mine.x"
    )
    path = put("one.json", document)
    assert wflint(*TO, "--write", "one.json").code == 1
    made = json.loads(path.read_bytes())
    assert made["nodes"]["mine"] == {"id": "mine", "type": "a_node_of_nobody"}
    assert made["edges"][0]["source"] == {"node_id": "three", "field": "value"}


def test_what_is_left_to_a_person_is_told_by_the_run_that_writes(wflint: Wflint, put: Put) -> None:
    document = numbers()
    document["nodes"]["parts"] = {"id": "parts", "type": "segment_anything_processor"}
    put("one.json", document)
    ran = wflint(*TO, "--write", "one.json")
    assert (ran.code, "migrated 1 file" in ran.err) == (1, True)
    assert ran.out.startswith("one.json: broken (made for 3.0.0 to 3.0.2.post1)")
    assert "node segment_anything_processor was removed in 5.10.0; last good 5.9.1" in ran.out
    assert "param_int" not in ran.out
    again = wflint(*TO, "--write", "one.json")
    assert again.out.startswith("one.json: broken")
    assert again.err == ""
