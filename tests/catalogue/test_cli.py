"""``wflint catalogue``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
import pytest
import responses
from click.testing import CliRunner, Result

from tests.catalogue.test_server import URL, with_community_node
from wflint.cli.catalogue import catalogue

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(catalogue, arguments)


def text(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def data(*arguments: str) -> Any:
    return json.loads(text(*arguments, "--format", "json"))


def test_releases() -> None:
    lines = text("releases").splitlines()
    assert (lines[0], lines[-2], lines[-1]) == ("3.0.0", "6.14.2", "7.0.0a3 (pre-release)")
    assert {"release": "7.0.0a3", "pre_release": True, "added": False} in data("releases")


def test_list() -> None:
    lines = text("list").splitlines()
    assert len(lines) == 309
    assert lines[0].split(maxsplit=3) == ["add", "1.0.1", "stable", "Add Integers"]
    found = data("list", "--target", "5.15")
    assert (found["schema"], found["target"], len(found["nodes"])) == (1, "5.15.0", 209)


def test_show() -> None:
    shown = text("show", "controlnet")
    assert "in InvokeAI 6.14.2: version 1.1.3, stable" in shown
    assert "known from InvokeAI 3.0.0 to 7.0.0a3" in shown
    assert "  control_weight: (float or list[float]) (>= -1, <= 2)\n      default 1.0" in shown
    assert "model base sd-1 or sd-2 or sdxl" in shown
    assert "control_weight: validate_control_weight" in shown
    older = text("show", "color_correct", "-t", "6.8.0")
    assert "until InvokeAI 6.8.0" in older
    assert "no inputs" not in older


def test_show_json() -> None:
    node = data("show", "noise")["node"]
    assert node["releases"] == {"first": "3.0.0", "last": "7.0.0a3"}
    seed = next(item for item in node["inputs"] if item["name"] == "seed")
    assert seed["type"] == "int (>= 0, <= 4294967295)"
    assert seed["default"] == 0
    assert node["validators"] == {"seed": ["modulo_seed"]}
    loader = data("show", "main_model_loader")["node"]
    assert "submodel_type" in loader["models"]["ModelIdentifierField"]["members"]
    assert "default" not in loader["inputs"][0]


@pytest.mark.parametrize("version", ["3.0.0", "3.4.0", "4.2.9", "5.15.0", "7.0.0a3"])
def test_every_node_can_be_shown(version: str) -> None:
    for node in data("list", "--target", version)["nodes"]:
        assert text("show", node["type"], "--target", version).startswith(f"{node['type']}: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "denoise_latent"), 'has no node "denoise_latent"; did you mean "denoise_latents"?'),
        (("show", "t2l"), "releases 3.0.0 to 3.0.2.post1 have it"),
        (("show", "zzzzzz"), "`wflint catalogue list` lists its nodes"),
        (
            ("show", "KSampler"),
            '"KSampler", that is a name from ComfyUI; use Denoise - SD1.5, SDXL (denoise_latents) or',
        ),
        (("show", "load_checkpoint"), "(main_model_loader)"),
        (("show", "Note"), "a name from ComfyUI; `wflint catalogue list` lists"),
        (("show", "latents_to_image"), "; use Latents to Image - SD1.5, SDXL (l2i)"),
        (("show", "canny_image_processor"), "have it; use Canny Edge Detection (canny_edge_detection), or"),
        (("show", "KSampler", "--target", "4.0.0"), "that is a name from ComfyUI; use "),
        (("show", "csv_to_index_string"), "a node pack has: `wflint packs show csv_to_index_string`"),
        (("list", "--target", ">=6"), ">=6 names"),
        (("list", "--target", "9"), "is not in the catalogue"),
        (("diff", "6.14.2", "gone.json"), "no such release, range or file"),
    ],
)
def test_errors(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(click.ClickException) as caught:
        catalogue.main(list(arguments), standalone_mode=False)
    assert message in caught.value.message
    assert caught.value.exit_code == 2


def test_pull(tmp_path: Path) -> None:
    path = tmp_path / "server.json"
    with responses.RequestsMock() as server:
        server.get(f"{URL}/openapi.json", json=with_community_node())
        server.get(f"{URL}/api/v1/app/version", json={"version": "6.14.2"})
        text("pull", "--server", URL.removeprefix("http://"), "-o", str(path))
        pulled = text("pull", "--server", URL, "-o", "-", "--community-only")
    saved = json.loads(path.read_text("utf-8"))
    assert (saved["version"], saved["source"]) == ("6.14.2", URL)
    assert "fancy_add" in text("list", "--target", str(path))
    assert [node["type"] for node in json.loads(pulled)["nodes"]] == ["fancy_add"]


@pytest.mark.parametrize(
    ("more", "said"),
    [((), "nodes of InvokeAI 6.14.2"), (("--community-only",), ": 1 node of node packs on InvokeAI 6.14.2")],
)
def test_pull_says_how_many_it_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "server.json"
    with responses.RequestsMock() as server:
        server.get(f"{URL}/openapi.json", json=with_community_node())
        server.get(f"{URL}/api/v1/app/version", json={"version": "6.14.2"})
        catalogue.main(["pull", "--server", URL, "-o", str(path), *more], standalone_mode=False)
    told = capsys.readouterr().err
    assert said in told
    assert f": {len(json.loads(path.read_text('utf-8'))['nodes'])} node" in told


def test_pull_into_a_folder_that_is_not_there(tmp_path: Path) -> None:
    command = ["pull", "--server", URL, "-o", str(tmp_path / "a" / "b")]
    with responses.RequestsMock() as server:
        server.get(f"{URL}/openapi.json", json=with_community_node())
        server.get(f"{URL}/api/v1/app/version", json={"version": "6.14.2"})
        with pytest.raises(click.ClickException, match="No such file"):
            catalogue.main(command, standalone_mode=False)
