"""Plays the steps of action.yml as GitHub's runner does, as far as this action goes.

Each `run` is bash's, called as the runner calls it, in its working directory, with its environment, and with
the files behind GITHUB_OUTPUT, GITHUB_PATH and GITHUB_STEP_SUMMARY. A step that `uses` another action is not
run: the caller says what it gives. Expressions are those that the action has; another kind raises.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


class Step(NamedTuple):
    """A step that was played: ``given`` is what it handed to an action that it uses."""

    name: str
    code: int
    said: str
    given: dict[str, str]


class Played(NamedTuple):
    """How the action ended: its steps by name, the first code that was not 0, its outputs, the summary."""

    steps: dict[str, Step]
    code: int
    outputs: dict[str, str]
    summary: str


class Runner:
    """One job: a workspace, and folders of the runner's beside it."""

    def __init__(self, base: Path, workspace: Path, **environment: str) -> None:
        self.base = base
        self.workspace = workspace
        base.mkdir(parents=True, exist_ok=True)
        self.temp = base / "temp"
        self.temp.mkdir(exist_ok=True)
        self.summary = base / "summary.md"
        self.environment = environment

    def play(
        self, inputs: dict[str, str], gives: dict[str, dict[str, str]], skip: tuple[str, ...] = ()
    ) -> Played:
        """Play all steps. ``gives`` has the outputs of steps that are not run here, by their ids; ``skip``
        are the ids of those that would be, and are not.
        """
        unknown = inputs.keys() - ACTION["inputs"].keys()
        assert not unknown, f"the action has no input {unknown}"
        values = {name: str(of.get("default", "")) for name, of in ACTION["inputs"].items()} | inputs
        outputs: dict[str, dict[str, str]] = {}
        steps: dict[str, Step] = {}
        code, paths = 0, []
        for step in STEPS:
            if not _holds(step.get("if"), values, outputs, failed=code != 0):
                continue
            key = step.get("id", step["name"])
            given = {name: _filled(str(v), values, outputs) for name, v in step.get("with", {}).items()}
            if "uses" in step or key in skip:
                outputs[key] = gives.get(key, {})
                steps[step["name"]] = Step(step["name"], 0, "", given)
                continue
            done, outputs[key], more = self._run(step, values, outputs, paths)
            paths = [*more, *paths]
            steps[step["name"]] = Step(step["name"], done.returncode, done.stdout, {})
            code = code or done.returncode
        own = {name: _filled(of["value"], values, outputs) for name, of in ACTION["outputs"].items()}
        summary = self.summary.read_text("utf-8") if self.summary.exists() else ""
        return Played(steps, code, own, summary)

    def _run(
        self,
        step: dict[str, Any],
        values: dict[str, str],
        outputs: dict[str, dict[str, str]],
        paths: list[str],
    ) -> tuple[subprocess.CompletedProcess[str], dict[str, str], list[str]]:
        assert step["shell"] == "bash", step
        script, output, path = (self.base / name for name in ("step.sh", "output", "path"))
        script.write_text(step["run"], "utf-8")
        output.write_text("", "utf-8")
        path.write_text("", "utf-8")
        env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "RUNNER_", "INPUT_"))},
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_PATH": str(path),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temp),
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
            **self.environment,
            **{name: _filled(str(v), values, outputs) for name, v in step.get("env", {}).items()},
        }
        env["PATH"] = os.pathsep.join([*paths, env["PATH"]])
        folder = self.workspace / _filled(step.get("working-directory", "."), values, outputs)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        pairs = (line.partition("=") for line in output.read_text("utf-8").splitlines())
        return done, {name: value for name, _, value in pairs}, path.read_text("utf-8").splitlines()


def _filled(text: str, values: dict[str, str], outputs: dict[str, dict[str, str]]) -> str:
    return _EXPRESSION.sub(lambda found: _value(found[1], values, outputs), text)


def _value(name: str, values: dict[str, str], outputs: dict[str, dict[str, str]]) -> str:
    """A reference, or a text in quotes; what is not set is empty, as it is there."""
    if re.fullmatch(r"'[^']*'", name):
        return name[1:-1]
    match name.split("."):
        case ["inputs", key]:
            return values[key]
        case ["steps", step, "outputs", key]:
            assert any(each.get("id") == step for each in STEPS), name
            return outputs.get(step, {}).get(key, "")
    raise AssertionError(f"an expression that is not played: {name}")


def _holds(
    condition: str | None, values: dict[str, str], outputs: dict[str, dict[str, str]], *, failed: bool
) -> bool:
    """A condition: comparisons joined by &&; without a function of the status, success() is one more."""
    text = "" if condition is None else _EXPRESSION.sub(r"\1", condition)
    parts = [part.strip() for part in text.split("&&") if part.strip()]
    asks_status = "!cancelled()" in parts or "always()" in parts
    if failed and not asks_status:
        return False
    for part in parts:
        if part in ("!cancelled()", "always()"):
            continue
        left, operator, right = re.fullmatch(r"(\S+) (==|!=) (\S+)", part).groups()  # type: ignore[union-attr]
        same = _value(left, values, outputs) == _value(right, values, outputs)
        if same != (operator == "=="):
            return False
    return True
