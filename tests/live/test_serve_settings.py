"""Presets and settings of a server, checked by the release's configuration class: here a stand-in for it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.serving import fake_python
from wflint.live.serve.chosen_settings import ChosenSettings, WrittenValue, choose_settings, parse_setting
from wflint.live.serve.config_class import ConfigAnswer
from wflint.live.serve.errors import ServeError, SettingError, SetupError
from wflint.live.serve.presets import PRESETS, preset_rows, preset_settings
from wflint.live.serve.server import InvokeAIServer

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


@pytest.fixture(autouse=True)
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = fake_python(tmp_path)
    monkeypatch.setenv("WFLINT_INVOKEAI_6_14_2", str(found))
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("FAKE_ASKED", str(tmp_path / "asked"))
    return found


def choose(python: Path, preset: str | None = None, **settings: Any) -> ChosenSettings:
    return choose_settings("6.14.2", python, preset, settings, lambda _line: None)


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("precision", "float16", "float16"),
        ("node_cache_size", "0", 0),
        ("max_cache_vram_gb", "2", 2.0),
        ("max_cache_vram_gb", "null", None),
        ("lazy_offload", "false", False),
        ("profile_prefix", "7", "7"),  # a text, though it looks like a number
        ("attention_slice_size", "2", 2),
    ],
)
def test_a_value_is_what_the_class_makes_of_it(python: Path, name: str, written: str, value: object) -> None:
    chosen = choose(python, **{name: WrittenValue(written)}).values[name]
    assert chosen == value
    assert type(chosen) is type(value)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"precison": "float16"}, 'InvokeAI 6.14.2 has no setting "precison" (did you mean "precision"?)'),
        ({"host": "0.0.0.0"}, "host cannot be set: a server of wflint listens on this machine alone"),
        ({"port": 80}, "port cannot be set: use --port"),
        ({"node_cache_size": "many"}, "Input should be a valid integer"),
        ({"max_cache_vram_gb": -1}, "Input should be greater than or equal to 0"),
    ],
)
def test_a_wrong_setting_is_told_in_the_words_of_the_class(
    python: Path, settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingError) as caught:
        choose(python, **settings)
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_each_wrong_one_is_named(python: Path) -> None:
    with pytest.raises(SettingError) as caught:
        choose(python, a=1, b=2, precision="float16")
    assert [line.split('"')[1] for line in str(caught.value).splitlines()] == ["a", "b"]


@pytest.mark.parametrize("text", ["precision", "=float16", ""])
def test_no_key_and_value(text: str) -> None:
    with pytest.raises(SettingError, match="is not KEY=VALUE"):
        parse_setting(text)


def test_the_user_goes_before_the_preset(python: Path) -> None:
    values = choose(python, "low-vram", precision="float32").values
    assert values["precision"] == "float32"
    assert values["attention_type"] == "sliced"


def test_what_a_release_lacks_is_said_and_left_out(python: Path) -> None:
    """The stand-in has the old setting of offloading, no tiles, and a setting that is no longer heeded."""
    lines: list[str] = []
    values = choose_settings("6.14.2", python, "low-vram", {}, lines.append).values
    assert values == {
        "precision": "float16",
        "attention_type": "sliced",
        "attention_slice_size": "balanced",
        "lazy_offload": False,
        "max_cache_vram_gb": 0.0,
    }
    assert [line for line in lines if "left out" in line] == [
        "preset low-vram: InvokeAI 6.14.2 has no setting for vae_slicing on; left out"
    ]


def test_a_setting_that_is_no_longer_heeded_is_said(python: Path) -> None:
    lines: list[str] = []
    choose_settings("6.14.2", python, None, {"vram": 1}, lines.append)
    assert lines == ["InvokeAI 6.14.2 no longer heeds vram"]


def test_no_such_preset(python: Path) -> None:
    with pytest.raises(SettingError, match=r'no preset "low_vram" \(did you mean "low-vram"\?\)'):
        choose(python, "low_vram")


def test_the_class_is_asked_once(python: Path, tmp_path: Path) -> None:
    for _ in range(2):
        choose(python, "balanced")
    assert (tmp_path / "asked").read_text() == "asked\n"
    [file] = (tmp_path / "cache" / "config").iterdir()
    file.write_text('{"fields": 7}')  # damaged: asked again
    choose(python, "balanced")
    assert (tmp_path / "asked").read_text() == "asked\nasked\n"


def test_a_python_that_cannot_tell(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot ask InvokeAI"):
        choose(tmp_path / "none", precision="auto")
    script = tmp_path / "broken"
    script.write_text("#!/bin/sh\necho 'ImportError: no pydantic' >&2\nexit 1\n")
    script.chmod(0o755)
    with pytest.raises(SetupError, match=r"(?s)cannot ask.*no pydantic"):
        choose(script, precision="auto")


def test_a_preset_reaches_the_server(tmp_path: Path) -> None:
    with InvokeAIServer("6.14.2", device="cpu", preset="balanced", settings={"node_cache_size": 0}) as server:
        seen = json.loads((server.root / "seen.json").read_text())
        written = (server.root / "invokeai.yaml").read_text()
    assert seen["INVOKEAI_PRECISION"] == "float16"  # the user's wish, though the device is the CPU
    assert seen["INVOKEAI_NODE_CACHE_SIZE"] == "0"
    assert 'attention_type: "torch-sdp"\n' in written


def test_what_no_variable_can_say_is_written_into_the_file(tmp_path: Path) -> None:
    """A variable is a text, and the class takes the number 2 but not the text "2"."""
    with InvokeAIServer("6.14.2", device="cpu", settings={"attention_slice_size": 2}) as server:
        assert "INVOKEAI_ATTENTION_SLICE_SIZE" not in json.loads((server.root / "seen.json").read_text())
        assert "attention_slice_size: 2\n" in (server.root / "invokeai.yaml").read_text()
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "invokeai.yaml").write_text("schema_version: 4.0.2\n")
    mine = InvokeAIServer("6.14.2", root=tmp_path / "root", settings={"attention_slice_size": 2})
    with pytest.raises(SettingError, match=r"has to be written into .*invokeai\.yaml"):
        mine.start()


def test_nothing_is_started_for_a_wrong_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    with pytest.raises(ServeError, match="has no setting"):
        InvokeAIServer("6.14.2", settings={"x": 1}).start()
    assert not (tmp_path / "temporary").exists()


def test_the_newer_setting_is_used_where_there_are_both() -> None:
    names = ["precision", "attention_type", "attention_slice_size", "enable_partial_loading",
             "max_cache_vram_gb", "vram", "lazy_offload", "force_tiled_decode"]  # fmt: skip
    config = ConfigAnswer(dict.fromkeys(names, ""), {}, {}, frozenset())
    assert preset_settings("low-vram", config) == (
        {
            "precision": "float16",
            "attention_type": "sliced",
            "attention_slice_size": "balanced",
            "enable_partial_loading": True,
            "max_cache_vram_gb": 0.0,
            "force_tiled_decode": True,
        },
        [],
    )


def test_a_graphics_card_that_the_release_cannot_name() -> None:
    with pytest.raises(SettingError, match=r"InvokeAI 6\.14\.2 refuses the device cuda:3: Input should be"):
        InvokeAIServer("6.14.2", device="cuda:3").start()
    with InvokeAIServer("6.14.2", device="cuda:1"):
        pass


def test_rows_to_read() -> None:
    rows = preset_rows()
    assert {row[0] for row in rows} == PRESETS.keys()
    assert ("low-vram", "sequential_cpu_offload on", "max_cache_vram_gb=0, before 5.6 vram=0") in rows
