"""``wflint upgrade``: what becomes of documents of older releases, from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.upgrade.documents import blur, canny, fine, graph, node, numbers, photo, workflow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

GONE = graph(
    {"parts": {"type": "segment_anything_processor"}, "photo": photo()}, "photo.image -> parts.image"
)
PACKS = workflow([node("w", "a_node_of_nobody", "1.0.0")])
NAMED = workflow([node("w", "xy_expand", "1.0.0")])
LATER = workflow([node("w", "minimax_h3_model_loader", "1.0.0")], stated="4.0.0")
UNET = graph({"size": {"type": "ideal_size", "width": 512, "height": 512, "multiplier": 1.0}})
FLUX = workflow([node("d", "flux_denoise", "3.0.0", board=None, metadata=None, denoising_start=0.0)])
COLOURS = workflow(
    [
        node("a", "image", "1.0.2", image={"image_name": "a.png"}),
        node("c", "color_correct", "1.2.2", mask_blur_radius=8),
    ],
    "a.image -> c.image",
    "a.image -> c.reference",
)


def judged(wflint: Wflint, put: Put, document: Any, *options: str) -> dict[str, Any]:
    put("one.json", document)
    ran = wflint("upgrade", "--to", "6.14.2", "-f", "json", "one.json", *options)
    assert ran.json["schema"] == 1
    (found,) = ran.json["documents"]
    assert ran.code == (0 if found["survives"] else 1)
    return found


@pytest.mark.parametrize(
    ("document", "verdict", "survives"),
    [
        (fine(), "fine", True),
        (blur(), "updated", True),
        (numbers(), "migrated", False),
        (canny(), "migrated", False),
        (FLUX, "migrated", False),
        (GONE, "broken", False),
        (UNET, "broken", False),
        (PACKS, "needs-pack", False),
        (NAMED, "needs-pack", False),
        (LATER, "newer", False),
        ({"batch": {"graph": canny(), "runs": 1}, "prepend": False}, "migrated", False),
        ({"id": "s", "graph": canny(), "execution_graph": {"id": "x"}}, "migrated", False),
    ],
)
def test_each_document_has_its_verdict(
    wflint: Wflint, put: Put, document: Any, verdict: str, survives: bool
) -> None:
    found = judged(wflint, put, document)
    assert (found["verdict"], found["survives"]) == (verdict, survives)


@pytest.mark.parametrize(
    ("document", "text", "blame"),
    [
        (
            canny(),
            "node canny_image_processor was removed in 5.10.0",
            ("5.10.0", "5.9.1", "canny_edge_detection"),
        ),
        (GONE, "node segment_anything_processor was removed in 5.10.0", ("5.10.0", "5.9.1", None)),
        (numbers(), "node param_int was removed in 3.1.0", ("3.1.0", "3.0.2.post1", "integer")),
        (FLUX, 'input "board" of flux_denoise was removed in 6.0.0', ("6.0.0", "5.15.0", None)),
        (
            COLOURS,
            'input "reference" of color_correct was removed in 6.8.1',
            ("6.8.1", "6.8.0", "color_reference"),
        ),
        (UNET, '"unet" of Ideal Size - SD1.5, SDXL (size) is required', ("5.12.0", "5.11.0", None)),
    ],
)
def test_what_is_gone_or_wrong_now_has_its_releases_and_successor(
    wflint: Wflint, put: Put, document: Any, text: str, blame: tuple[str, str, str | None]
) -> None:
    found = judged(wflint, put, document)
    about = [reason for reason in found["reasons"] if reason["text"].startswith(text)]
    assert [tuple(reason["blame"].values()) for reason in about] == [blame]


def test_people_read_the_same_in_one_sentence(wflint: Wflint, put: Put) -> None:
    put("one.json", canny())
    ran = wflint("upgrade", "--to", "6.14.2", "one.json")
    said = " ".join(ran.out.split())
    assert said.startswith("one.json: to be migrated (made for ")
    assert (
        "node canny_image_processor was removed in 5.10.0; last good 5.9.1; successor canny_edge_detection"
        in said
    )
    assert "1 does not survive as it is (--require accepted)" in said
    assert max(map(len, ran.out.splitlines()[:-1])) <= 80


def test_the_release_of_a_file_is_guessed_and_listed(wflint: Wflint, put: Put) -> None:
    assert judged(wflint, put, FLUX)["from"] == {
        "release": "5.1.1",
        "guessed": True,
        "first": "5.0.1",
        "last": "5.1.1",
    }, "of that version until 5.15.0, but from 5.2.0 on it must have a `controlnet_vae`"
    assert judged(wflint, put, UNET)["from"]["last"] == "5.11.0", "later ones refuse it, with the same fields"
    assert judged(wflint, put, numbers())["from"]["last"] == "3.0.2.post1", "no versions: types say it"
    assert judged(wflint, put, UNET, "--from", "5.0")["from"] == {
        "release": "5.0.2",
        "guessed": False,
        "first": "5.0.2",
        "last": "5.0.2",
    }


def test_what_was_wrong_before_is_told_apart(wflint: Wflint, put: Put) -> None:
    document = fine()
    document["edges"].append(
        {"source": {"node_id": "photo", "field": "image"}, "destination": {"node_id": "x", "field": "image"}}
    )
    found = judged(wflint, put, document, "--from", "5.15.0")
    assert (found["verdict"], found["before"], found["survives"]) == ("fine", 1, True)
    assert len(found["earlier"]) == 1
    ran = wflint("upgrade", "--to", "6.14.2", "one.json")
    assert "1 fault already there" in ran.out
    assert found["earlier"][0] in wflint("upgrade", "--to", "6.14.2", "-v", "one.json").out.replace(
        "\n" + " " * 10, " "
    )
    assert judged(wflint, put, canny(), "--from", "6.0.0")["verdict"] == "fine", "it was gone in 6.0 already"


@pytest.mark.parametrize(
    ("document", "require", "code"),
    [
        (canny(), "loads", 1),
        (workflow([node("p", "canny_image_processor", "1.3.3")]), "loads", 0),
        (workflow([node("p", "canny_image_processor", "1.3.3")]), "accepted", 1),
        (COLOURS, "loads", 0),
        (COLOURS, "accepted", 1),
        (blur(), "same-image", 0),
    ],
)
def test_the_strictness_decides_the_exit_code(
    wflint: Wflint, put: Put, document: Any, require: str, code: int
) -> None:
    put("one.json", document)
    assert wflint("upgrade", "--to", "6.14.2", "--require", require, "one.json").code == code


def test_results_that_are_others_fail_only_where_the_same_image_is_asked_for(
    wflint: Wflint, put: Put
) -> None:
    words = " ".join(f"word{number}," for number in range(120))
    put("one.json", workflow([node("c", "compel", "1.2.0", prompt=words, clip=None)]))
    ran = wflint("upgrade", "--to", "6.14.2", "--from", "5.6.2", "-f", "json", "one.json")
    (found,) = ran.json["documents"]
    assert (found["verdict"], ran.code) == ("other-result", 0)
    assert [one["since"] for one in found["silent"]] == ["5.13.0"]
    again = wflint("upgrade", "--to", "6.14.2", "--from", "5.6.2", "--require", "same-image", "one.json")
    assert again.code == 1
    assert "image   compel" in again.out


def test_a_table_for_a_pull_request_lets_no_text_of_files_work(wflint: Wflint, put: Put) -> None:
    put("a|b.json", workflow([node("w", "evil`|<b>\x1b[31m", "1.0.0")]))
    put("fine.json", fine())
    ran = wflint("upgrade", "--to", "6.14.2", "-f", "markdown", ".")
    assert ran.code == 1
    assert "1 of 2 do not survive" in ran.out
    assert "\x1b" not in ran.out
    rows = [line for line in ran.out.splitlines() if line.startswith("| ")]
    assert len(rows) == 3
    assert all("<b>" not in cell.split("`")[0] for cell in rows)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "6.14", "--to", "5.15"), "--from 6.14.2 is newer than --to 5.15.0"),
        (("--to", ">=5"), "releases; give one of them"),
        (("--to", "9.9"), "InvokeAI 9.9 is not in the catalogue"),
        (("--unsafe-fixes",), "--unsafe-fixes goes with --write or --diff"),
        (("--write", "--diff"), "give one of them"),
        (("--diff", "-f", "json"), "--diff is a diff"),
        (("--matrix", ">=5", "--write"), "--matrix changes nothing"),
        (("--require", "beauty"), "'beauty'"),
        (("gone.json",), "gone.json: no such file or directory"),
        (("other.json",), "other.json: no InvokeAI document"),
    ],
)
def test_wrong_usage_is_two_and_one_line(
    wflint: Wflint, put: Put, options: tuple[str, ...], said: str
) -> None:
    put("one.json", fine())
    put("other.json", {"a": 1})
    ran = wflint("upgrade", *options)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_what_the_configuration_leaves_out_is_not_judged(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'exclude = ["old/"]\n')
    put("old/canny.json", canny())
    put("fine.json", fine())
    ran = wflint("upgrade", "--to", "6.14.2", "-f", "json")
    assert [found["file"] for found in ran.json["documents"]] == ["fine.json"]
    assert ran.code == 0


def test_nothing_to_judge_is_said(wflint: Wflint, put: Put) -> None:
    put("notes.txt", "nothing")
    ran = wflint("upgrade")
    assert (ran.code, ran.out) == (0, "")
    assert "nothing to judge: no InvokeAI documents under ." in ran.err


def test_nodes_of_packs_name_the_pack_where_it_is_known(wflint: Wflint, put: Put) -> None:
    (reason,) = [r for r in judged(wflint, put, PACKS)["reasons"] if r["verdict"] == "needs-pack"]
    assert reason["text"] == "in no release of InvokeAI and in no pack that wflint knows: a_node_of_nobody"
    several = workflow([node("w", "xy_expand", "1.0.0"), node("v", "xy_image_collect", "1.0.0")])
    told = [r["text"] for r in judged(wflint, put, several)["reasons"] if r["verdict"] == "needs-pack"]
    assert told == ['it needs the pack "XYGrid_nodes": xy_expand and xy_image_collect'] * 2
    ran = wflint("upgrade", "--to", "6.14.2", "one.json")
    assert ran.out.startswith("one.json: cannot tell (")
    assert ran.out.count("it needs the pack") == 1


def test_a_shell_offers_releases(wflint: Wflint) -> None:
    from click.shell_completion import ShellComplete

    from wflint.cli.main import cli

    offered = ShellComplete(cli, {}, "wflint", "_WFLINT_COMPLETE").get_completions(
        ["upgrade", "--to"], "6.14."
    )
    assert [item.value for item in offered] == ["6.14.2", "6.14.1", "6.14.0"]


def test_one_fault_of_several_nodes_is_told_once_with_each_help(wflint: Wflint, put: Put) -> None:
    """Models of InvokeAI 3 in two nodes: what to do is another thing for each."""
    kinds = {"sdxl_model_loader": "SDXLMainModelField", "sdxl_refiner_model_loader": "SDXLRefinerModelField"}
    nodes = []
    for kind, base in zip(kinds, ("sdxl", "sdxl-refiner"), strict=True):
        model = {"model_name": f"name of {kind}", "base_model": base, "model_type": "main"}
        nodes.append(node(kind, kind, "1.0.0", model=model))
        nodes[-1]["data"]["inputs"]["model"] |= {"id": kind, "type": kinds[kind], "fieldKind": "input"}
        nodes[-1]["data"]["outputs"] = {}
    put("two.json", workflow(nodes, stated="1.0.0"))
    for form in ("text", "markdown"):
        ran = wflint("upgrade", "--from", "3.4.0", "--to", "6.14.2", "-f", form, "two.json")
        said = " ".join(ran.out.split())
        assert said.count("models saved by InvokeAI 3 are lost on load") == 1, said
        for kind in kinds:
            assert f'"name of {kind}" by name, base and type' in said
