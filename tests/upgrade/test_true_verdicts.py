"""Verdicts of ``wflint upgrade`` that a user could take for others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.document.make_pictures import png
from tests.upgrade.documents import graph, node, numbers, workflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

JOINED = graph(
    {
        "j": {"type": "string_join", "string_left": "a ", "string_right": "b"},
        "p": {"type": "compel"},
    },
    "j.value -> p.prompt",
)


def judged(wflint: Wflint, put: Put, document: Any, *options: str) -> tuple[int, dict[str, Any]]:
    put("one.json", document)
    ran = wflint("upgrade", "-f", "json", "one.json", *options)
    (found,) = ran.json["documents"]
    return ran.code, found


def test_what_only_may_differ_fails_nothing(wflint: Wflint, put: Put) -> None:
    step = ("--from", "5.12.0", "--to", "5.13.0", "--require", "same-image")
    code, found = judged(wflint, put, JOINED, *step)
    assert (code, found["verdict"], found["survives"]) == (0, "fine", True)
    assert [one["surely"] for one in found["silent"]] == [False], "nobody can tell how long the text gets"
    assert "may differ: compel" in wflint("upgrade", *step, "one.json").out
    ran = wflint("upgrade", "--matrix", ">=5.12.0,<=5.13.0", "--from", "5.12.0", "one.json", *step[4:])
    assert ran.code == 0
    assert "first bad" not in ran.out


@pytest.mark.parametrize("options", [(), ("--from", "5.0.0"), ("--require", "same-image")])
def test_a_node_of_a_later_major_version_does_not_survive(
    wflint: Wflint, put: Put, options: tuple[str, ...]
) -> None:
    later = workflow([node("d", "flux_denoise", "3.2.0")])
    code, found = judged(wflint, put, later, "--to", "5.0.0", *options)
    assert (code, found["verdict"], found["survives"]) == (1, "newer", False)
    assert wflint("upgrade", "--matrix", "5.0.0", "one.json").code == 1
    assert judged(wflint, put, later, "--to", "5.0.0", "--require", "loads")[0] == 0, "the web UI opens it"


@pytest.mark.parametrize(
    ("version", "to", "old", "blame"),
    [
        ("1.0.0", "6.14.2", "4.2.9", ("5.0.0", "4.2.9")),
        ("1.0.0", "5.15.0", "4.2.9", ("5.0.0", "4.2.9")),
        ("2.0.0", "6.14.2", "5.0.0", ("5.0.1", "5.0.0")),
        ("2.0.0", "6.14.2", "5.15.0", ("6.0.0", "5.15.0")),  # it was wrong before, in another way
    ],
)
def test_of_several_major_versions_the_first_is_since_when(
    wflint: Wflint, put: Put, version: str, to: str, old: str, blame: tuple[str, str]
) -> None:
    document = workflow([node("d", "flux_denoise", version)])
    _, found = judged(wflint, put, document, "--from", old, "--to", to)
    (reason,) = [one for one in found["reasons"] if one["rule"] == "node-version-mismatch"]
    assert (reason["blame"]["since"], reason["blame"]["last_good"]) == blame


@pytest.mark.parametrize("unset", [3, 1])
def test_models_that_nobody_chose_were_missing_before(wflint: Wflint, put: Put, unset: int) -> None:
    """6.13 requires them by its schema; 6.14 finds them missing when the loader runs."""
    model = {"key": "k", "hash": "h", "name": "flux", "base": "flux", "type": "main"}
    parts = ("t5_encoder_model", "clip_embed_model", "vae_model")[:unset]
    loader = {"type": "flux_model_loader", "model": model}
    for document in (
        graph({"x": loader}),
        workflow([node("x", "flux_model_loader", "1.0.6", model=model, **dict.fromkeys(parts))]),
    ):
        _, found = judged(wflint, put, document, "--from", "6.13.8", "--to", "6.14.2")
        assert [one["text"] for one in found["reasons"] if one["verdict"] == "broken"] == []
        assert (found["survives"], found["before"]) == (True, 1)


def wired() -> dict[str, Any]:
    """Two nodes of a release that wrote edges without their type."""
    nodes = [node("photo", "image", "1.0.2", image={"image_name": "a.png"}), node("b", "img_blur", "1.2.2")]
    return workflow(nodes, "photo.image -> b.image")


def test_what_is_refused_and_has_one_repair_is_written(wflint: Wflint, put: Put) -> None:
    document = wired()
    del document["edges"][0]["type"], document["nodes"][0]["data"]["label"], document["notes"]
    code, found = judged(wflint, put, document, "--to", "6.14.2")
    assert (code, found["verdict"]) == (1, "migrated")
    assert wflint("upgrade", "--to", "6.14.2", "--write", "one.json").out.startswith("one.json: fine")
    assert wflint("check", "--target", "6.14.2", "--select", "SH", "one.json").code == 0
    assert judged(wflint, put, json.loads(Path("one.json").read_bytes()))[1]["verdict"] == "fine"


def test_what_every_release_refuses_is_never_fine(wflint: Wflint, put: Put) -> None:
    document = wired()
    document["nodes"][0]["position"] = "left"
    code, found = judged(wflint, put, document, "--to", "6.14.2", "--require", "loads")
    assert (code, found["verdict"]) == (1, "broken")
    (reason,) = [one for one in found["reasons"] if one["verdict"] == "broken"]
    assert reason["blame"] is None, "no release takes it"
    assert wflint("check", "--target", "6.14.2", "--select", "SH", "one.json").code == 1
    ran = wflint("upgrade", "--to", "6.14.2", "--write", "one.json")
    assert ran.out.startswith("one.json: broken")
    assert judged(wflint, put, document, "--from", "6.13.0")[1]["before"] == 1, "somebody says that it worked"


def test_a_change_without_a_condition_has_no_empty_brackets(wflint: Wflint, put: Put) -> None:
    blurred = graph({"b": {"type": "img_blur", "image": {"image_name": "a.png"}}})
    put("one.json", blurred)
    ran = wflint("upgrade", "--from", "5.0.0", "--to", "6.14.2", "one.json")
    matrix = wflint("upgrade", "--matrix", ">=5.0.0,<=6.14.2", "--from", "5.0.0", "one.json")
    assert "image   " in ran.out
    assert "()" not in ran.out + matrix.out


def test_nothing_is_promised_of_what_is_never_written(wflint: Wflint, put: Put) -> None:
    text = json.dumps(numbers())
    put("one.json", text.replace('"b": 4', '"b": 4, "b": 5'))
    put("two.png", png({"invokeai_graph": text}))
    for name in ("one.json", "two.png"):
        ran = wflint("upgrade", "--to", "6.14.2", name)
        assert "1 to be migrated" in ran.out
        assert "up to date" not in ran.out
    put("three.json", text)
    ran = wflint("upgrade", "--to", "6.14.2", "--images", ".")
    assert "`wflint upgrade --write` brings 1 document up to date" in ran.out


def test_an_input_that_did_nothing_is_no_loss(wflint: Wflint, put: Put) -> None:
    """`board` of FLUX Denoise; a renamed input of the same node type would be one."""
    with_board = graph({"f": {"type": "flux_denoise", "board": {"board_id": "b"}}})
    code, found = judged(wflint, put, with_board, "--from", "5.15.0", "--require", "same-image")
    told = [one for one in found["reasons"] if one["field"] == "board"]
    assert (code, [one["verdict"] for one in told]) == (0, ["fine"])
    assert told[0]["text"] == 'input "board" of flux_denoise was removed in 6.0.0, and did nothing'
    renamed = graph({"c": {"type": "color_correct", "mask_blur_radius": 3, "reference": {"image_name": "a"}}})
    code, found = judged(wflint, put, renamed, "--from", "5.15.0", "--require", "same-image")
    assert code == 1
    assert found["verdict"] not in ("fine", "updated")


def test_a_release_that_lacks_the_nodes_can_hardly_be_the_files(wflint: Wflint, put: Put) -> None:
    document = workflow([node("d", "flux_denoise", "3.2.0")])
    _, found = judged(wflint, put, document, "--from", "3.0.0", "--to", "6.14.2")
    assert found["lacking"] == ["flux_denoise"]
    said = "InvokeAI 3.0.0 does not have flux_denoise: without --from, the release is guessed"
    for form in ("text", "markdown"):
        ran = wflint("upgrade", "--from", "3.0.0", "--to", "6.14.2", "-f", form, "one.json")
        assert said in " ".join(ran.out.split())
    for options in (("--from", "5.15.0"), ()):
        assert judged(wflint, put, document, "--to", "6.14.2", *options)[1]["lacking"] == []


def test_a_file_that_cannot_be_read_says_where(wflint: Wflint, put: Put) -> None:
    put("bad.json", '{"nodes": \n\n  [1,, 2]}')
    ran = wflint("upgrade", "bad.json")
    assert ran.code == 2
    assert "bad.json: not JSON: line 3, column 6: expected a value, found ','" in ran.err


def test_a_folder_of_images_alone_names_the_option(wflint: Wflint, put: Put) -> None:
    put("im/two.png", png({"invokeai_graph": json.dumps(numbers())}))
    assert "under im; --images looks into images too" in wflint("upgrade", "im").err
    assert "1 to be migrated" in wflint("upgrade", "--to", "6.14.2", "--images", "im").out
