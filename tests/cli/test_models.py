"""``wflint models`` against recorded answers, ``check --models`` and ``--vram``, and their configuration."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import responses

from tests.live.recorded import URL, Recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

LOCK = {"wflint_models": 1, "models": [{"key": "k", "name": "Fox", "base": "sdxl", "type": "main"}]}


def graph(key: str = "k", base: str = "sdxl") -> dict[str, Any]:
    loader = {
        "id": "m", "type": "sdxl_model_loader",
        "model": {"key": key, "hash": "h", "name": "Fox", "base": base, "type": "main"},
    }  # fmt: skip
    nodes = {"m": loader, "n": {"id": "n", "type": "noise", "width": 1024, "height": 1024}}
    return {"id": "g", "nodes": nodes, "edges": []}


def found(ran: Ran, *wanted: str) -> list[str]:
    return [d["slug"] for d in ran.json["diagnostics"] if d["slug"] in wanted]


@pytest.fixture
def recorded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    for name in ("WFLINT_TOKEN", "WFLINT_EMAIL", "WFLINT_PASSWORD", "WFLINT_SERVER"):
        monkeypatch.delenv(name, raising=False)
    release: str = getattr(request, "param", "6.14.2")
    with responses.mock:
        answers = Recorded(release)
        answers.add("version")
        answers.add("models_tiny")
        yield answers


@pytest.mark.parametrize("recorded", ["6.14.2", "5.15.0"], indirect=True)
def test_pull(wflint: Wflint, here: Path, recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WFLINT_TOKEN", "a-secret-token")
    login = URL.replace("//", "//kim:hunter2@")
    for name in ("version", "models_tiny"):
        recorded.add(name, login + recorded.answers[name]["path"])
    ran = wflint("models", "pull", "--server", login)
    assert ran.code == 0, ran.err
    assert f"models of InvokeAI {recorded.release}" in ran.err
    text = (here / "models.lock.json").read_text("utf-8")
    for secret in ("hunter2", "a-secret-token", "kim", "invoke.test"):
        assert secret not in text + ran.err
    assert [p.name for p in here.iterdir()] == ["models.lock.json"], "no temporary file is left"
    again = wflint("models", "pull", "-s", URL)
    assert "none new, none gone" in again.err
    assert (here / "models.lock.json").read_text("utf-8") == text
    assert wflint("models", "pull", "-s", URL, "-o", "-").out == text


def test_pull_tells_of_providers_without_a_key(wflint: Wflint, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is asked only where it has a provider's model; one that does not say has them all."""
    monkeypatch.delenv("WFLINT_TOKEN", raising=False)
    models = [{"key": "k", "name": "Fox", "base": "external", "type": "external_image_generator"}]
    can = {"provider_id": "openai", "capabilities": {"modes": ["txt2img"]}}
    statuses = [{"provider_id": "openai", "configured": False}, {"provider_id": "gemini", "configured": True}]
    status = f"{URL}/api/v1/app/external_providers/status"
    for code, answer, lacking in ((200, statuses, ["openai"]), (404, {"detail": "Not Found"}, None)):
        with responses.mock:
            Recorded("6.14.2").add("version")
            responses.get(f"{URL}/api/v2/models/", json={"models": [models[0] | can]})
            responses.get(status, status=code, json=answer)
            ran = wflint("models", "pull", "-s", URL, "-o", "-")
        assert ran.code == 0, ran.err
        assert json.loads(ran.out).get("without_key") == lacking


@pytest.mark.usefixtures("recorded")
def test_list_and_show(wflint: Wflint, here: Path) -> None:
    assert "no such file" in wflint("models", "list").err.lower()
    wflint("models", "pull", "-q", "-s", URL)
    assert "tiny-sdxl-refiner" in wflint("models", "list").out
    listed = wflint("models", "list", "--base", "sdxl", "--type", "main", "-f", "json").json["models"]
    assert [m["name"] for m in listed] == ["tiny-sdxl"]
    assert 'did you mean "sdxl"?' in wflint("models", "list", "--base", "sdx").err
    shown = wflint("models", "show", "tiny-sdxl").out
    assert json.loads(shown.partition("identifier: ")[2]) == {
        m: listed[0][m] for m in ("key", "hash", "name", "base", "type")
    }
    assert wflint("models", "show", listed[0]["key"]).out == shown
    missed = wflint("models", "show", "tiny-sdlx")
    assert missed.code == 2
    assert 'did you mean "tiny-sdxl"?' in missed.err
    assert wflint("models", "list", "-s", URL).out == wflint("models", "list").out


def test_no_server_and_no_file_are_one_line(wflint: Wflint, put: Put) -> None:
    ran = wflint("models", "pull", "-s", "http://kim:hunter2@127.0.0.1:1")
    assert ran.code == 2
    assert "hunter2" not in ran.err
    assert ran.err.count("\n") == 1
    put("a.json", graph())
    for argument in ("gone.json", "a.json", "http://kim:hunter2@localhost:9090"):
        ran = wflint("check", "--models", argument, "a.json")
        assert ran.code == 2
        assert "wflint models pull" in ran.err
        assert "hunter2" not in ran.err


def test_check_with_models(wflint: Wflint, put: Put) -> None:
    put("models.lock.json", LOCK)
    put("good.json", graph())
    put("bad.json", graph("other"))
    both = ("unknown-model-key", "model-record-mismatch")
    assert found(wflint("check", "-f", "json", "bad.json"), *both) == []
    ran = wflint("check", "-f", "json", "--models", "models.lock.json", "good.json", "bad.json")
    assert found(ran, *both) == ["unknown-model-key"]
    put("wflint.toml", 'models = "models.lock.json"')
    assert found(wflint("check", "-f", "json", "good.json", "bad.json"), *both) == ["unknown-model-key"]
    in_processes = wflint("check", "-f", "json", "-j", "2", "good.json", "bad.json")
    assert found(in_processes, *both) == ["unknown-model-key"]


def test_per_path(wflint: Wflint, put: Put) -> None:
    put("gpu/models.json", LOCK)
    put("gpu/a.json", graph("other"))
    put("a.json", graph("other"))
    put("wflint.toml", '[per-path."gpu/**"]\nmodels = "gpu/models.json"\nvram = "6GB"\n')
    ran = wflint("check", "-f", "json", ".")
    hits = [(d["file"].replace("\\", "/"), d["slug"]) for d in ran.json["diagnostics"]]
    assert {h for h in hits if h[1] in ("unknown-model-key", "vram-budget")} == {
        ("gpu/a.json", "unknown-model-key"), ("gpu/a.json", "vram-budget"),
    }  # fmt: skip
    shown = wflint("config", "gpu/a.json").json
    assert shown["vram"] == "6 GB"
    assert shown["models"].endswith("models.json")
    assert wflint("config", "a.json").json["vram"] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('modles = "x"', 'did you mean "models"?'),
        ('vram = "lots"', "vram: 'lots' is not an amount of memory"),
        ("vram = true", "not an amount of memory"),
        ("models = 7", "models must be a string"),
        ('[per-path."a/**"]\nvrma = "8GB"', 'did you mean "vram"?'),
        ('models = "gone.json"', "gone.json"),
    ],
)
def test_configuration_errors(wflint: Wflint, put: Put, text: str, said: str) -> None:
    put("wflint.toml", text)
    put("a.json", graph())
    ran = wflint("check", "a.json")
    assert ran.code == 2
    assert said in ran.err


def test_vram(wflint: Wflint, put: Put) -> None:
    put("a.json", graph())
    assert found(wflint("check", "-f", "json", "--vram", "6GB", "a.json"), "vram-budget") == ["vram-budget"]
    assert found(wflint("check", "-f", "json", "--vram", "8GB", "a.json"), "vram-budget") == []
    assert found(wflint("check", "-f", "json", "a.json"), "vram-budget") == []
    ran = wflint("check", "--vram", "much", "a.json")
    assert ran.code == 2
    assert "8GB" in ran.err
    put("wflint.toml", 'vram = "6GB"')
    assert found(wflint("check", "-f", "json", "a.json"), "vram-budget") == ["vram-budget"]
    assert found(wflint("check", "-f", "json", "--vram", "8GB", "a.json"), "vram-budget") == []


def test_estimate(wflint: Wflint, put: Put) -> None:
    put("a.json", graph())
    put("none.json", {"id": "g", "nodes": {"a": {"id": "a", "type": "add"}}, "edges": []})
    ran = wflint("estimate", "a.json")
    assert ran.code == 0
    assert ran.out.startswith("a.json: 8 GB to ")
    assert "guide" in ran.out
    told = wflint("estimate", "-f", "json", "a.json", "none.json").json["files"]
    assert [f["known"] for f in told] == [True, False]
    assert told[0]["vram"]["low"] == 8 * 2**30
    assert all(row["source"] for row in told[0]["rows"])
    ran = wflint("estimate", "gone.json", "a.json")
    assert ran.code == 2
    assert "gone.json" in ran.err
    assert "a.json: 8 GB" in ran.out


def test_seeds_matter_where_a_case_stands_beside(wflint: Wflint, put: Put) -> None:
    drawn = graph()
    drawn["nodes"]["r"] = {"id": "r", "type": "rand_int"}
    drawn["edges"].append(
        {"source": {"node_id": "r", "field": "value"}, "destination": {"node_id": "n", "field": "seed"}}
    )
    put("a.json", drawn)
    check = ("check", "-f", "json", "a.json")
    assert found(wflint(*check), "unpinned-seed") == []
    assert found(wflint(*check, "--extend-select", "unpinned-seed"), "unpinned-seed") == ["unpinned-seed"]
    put("a.test.toml", "")
    assert found(wflint(*check), "unpinned-seed") == ["unpinned-seed"]
    assert found(wflint(*check, "--ignore", "PT102"), "unpinned-seed") == []
    assert found(wflint(*check, "--select", "ED"), "unpinned-seed") == []
    put("wflint.toml", 'ignore = ["unpinned-seed"]')
    assert found(wflint(*check), "unpinned-seed") == []
