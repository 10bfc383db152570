"""``[tool.wflint.severity]``: what findings count as is for the repository to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Ran, bad_graph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]


@pytest.mark.parametrize(
    ("table", "severity"),
    [
        ('dangling-edge = "warning"', "warning"),
        ('ED101 = "info"', "info"),
        ('ED = "warning"', "warning"),
        ('edges = "warning"', "warning"),
        ('ALL = "info"', "info"),
        ('dangling-edge = "error"\nED1 = "info"\nED = "warning"\nALL = "off"', "error"),
        ('edges = "info"\nED1 = "warning"', "warning"),
        ('ED = "off"\nIN = "error"', None),
        ('SH = "warning"', "error"),
    ],
)
def test_the_more_specific_speaks(wflint: Wflint, put: Put, table: str, severity: str | None) -> None:
    put("a.json", bad_graph())
    for name, head in (("wflint.toml", "[severity]\n"), ("pyproject.toml", "[tool.wflint.severity]\n")):
        path = put(name, head + table + "\n")
        ran = wflint("check", "-f", "json", "a.json")
        path.unlink()
        assert [d["severity"] for d in ran.json["diagnostics"]] == ([severity] if severity else [])
        assert ran.code == (1 if severity == "error" else 0)
        assert sum(ran.json["summary"][f"{kind}s"] for kind in ("error", "warning", "info")) == bool(severity)


def test_formats_and_exit_code_follow(wflint: Wflint, put: Put) -> None:
    put("a.json", bad_graph())
    put("wflint.toml", '[severity]\nED = "warning"\n')
    assert wflint("check", "--fail-on", "warning", "a.json").code == 1
    assert "1 warning in 1 file" in wflint("check", "a.json").out
    assert wflint("check", "-f", "github", "a.json").out.startswith("::warning")
    assert wflint("check", "-q", "--min-severity", "error", "a.json").out == ""
    put("wflint.toml", '[severity]\nED = "info"\n')
    assert "1 info hidden" in wflint("check", "a.json").out
    put("wflint.toml", '[severity]\nED = "off"\n')
    assert wflint("check", "--select", "ED", "a.json").out.startswith("No problems")


def test_a_path_has_its_own(wflint: Wflint, put: Put) -> None:
    put(
        "wflint.toml",
        '[severity]\ndangling-edge = "warning"\n'
        '[per-path."old/".severity]\nED = "info"\n[per-path."old/x.json"]\nseverity = { ALL = "error" }\n',
    )
    for name in ("a.json", "old/a.json", "old/x.json"):
        put(name, bad_graph())
    ran = wflint("check", "-f", "json", ".")
    assert [(d["file"], d["severity"]) for d in ran.json["diagnostics"]] == [
        ("a.json", "warning"),
        ("old/a.json", "info"),
        ("old/x.json", "error"),
    ]
    assert wflint("config", "old/x.json").json["severity"] == {
        "dangling-edge": "warning", "ED": "info", "ALL": "error",
    }  # fmt: skip


def test_findings_at_the_door_and_of_several_processes_too(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", '[severity]\nshape = "warning"\nED = "info"\n')
    put("a.json", '{"nodes": ')
    for number in range(3):
        put(f"b{number}.json", bad_graph())
    ran = wflint("check", "-f", "json", "--jobs", "2", "a.json", "b0.json", "b1.json", "b2.json")
    assert [d["severity"] for d in ran.json["diagnostics"]] == ["warning", "info", "info", "info"]
    assert ran.code == 0


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[severity]\ndangling-edg = "off"', ':2: severity: no rule is called "dangling-edg"; did you mean'),
        ('[severity]\nED = "fatal"', ":2: severity.ED must be one of error, warning, info, off, not 'fatal'"),
        ('[severity]\n"old/" = { ED = "off" }', 'write [tool.wflint.per-path."old/".severity]'),
        ('severity = "off"', "severity must be a table"),
    ],
)
def test_what_is_no_severity(wflint: Wflint, put: Put, table: str, said: str) -> None:
    put("wflint.toml", table + "\n")
    put("a.json", bad_graph())
    ran = wflint("check", "a.json")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err, ran.err
