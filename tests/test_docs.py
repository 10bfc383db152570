"""The documentation is current, and its promises about the command line hold."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from wflint.cli.main import COMMANDS, cli
from wflint.rules.manual import SECTIONS, sections
from wflint.rules.registry import RegisteredRule, all_rules

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]

rules = pytest.mark.parametrize("registered", all_rules().values(), ids=lambda r: r.slug)
commands = pytest.mark.parametrize("name", COMMANDS)


def generator(name: str = "gen_docs") -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "lint" / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_rule_pages_are_current() -> None:
    gen_docs = generator()
    assert gen_docs.stale(gen_docs.wanted()) == [], "run python lint/scripts/gen_docs.py"


def test_release_pages_are_current() -> None:
    gen_releases = generator("gen_releases")
    assert gen_releases.stale(gen_releases.Record().pages()) == [], "run python lint/scripts/gen_releases.py"


@rules
def test_manual_has_its_sections(registered: RegisteredRule) -> None:
    found = sections(registered)
    headings = [heading for heading, _ in found if heading]
    assert headings[:3] == list(SECTIONS[:3])
    assert all(paragraphs and all(paragraphs) for _, paragraphs in found)
    (summary,) = found[0][1][:1]
    assert summary.endswith("."), "the summary line is a sentence"


def subcommand(name: str) -> click.Command:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


@commands
def test_command_has_help(name: str) -> None:
    command = subcommand(name)
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} has no help"
    if isinstance(command, click.Group):
        assert all(inner.help for inner in command.commands.values())


def examples(command: click.Command) -> list[str]:
    """The ``wflint ...`` lines of a command's help, without what explains them."""
    found = re.findall(r"(?:^|\| )\s*(wflint .*)$", command.epilog or "", re.MULTILINE)
    return [re.split(r"\s{3,}", line)[0] for line in found]


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_examples_of_help_parse(name: str) -> None:
    shown = examples(subcommand(name) if name else cli)
    assert shown, f"wflint {name} --help shows no example"
    for line in shown:
        arguments = shlex.split(line)[1:]
        # With the group's settings: a command remembers its help option from its first context.
        context = click.Context(cli, info_name="wflint", **cli.context_settings)
        command: click.Command = cli
        while isinstance(command, click.Group):
            if command.invoke_without_command and (not arguments or arguments[0].startswith("-")):
                break
            inner = command.get_command(context, arguments[0])
            assert inner is not None, line
            command, arguments = inner, arguments[1:]
        command.make_context("wflint", list(arguments), parent=context, resilient_parsing=False)


def test_schema_of_the_report_is_a_schema() -> None:
    from jsonschema import Draft202012Validator

    schema: dict[str, Any] = json.loads((ROOT / "docs/schema/report.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)


def test_generated_files_are_there() -> None:
    """A pattern of ``.gitattributes`` that fits nothing marks nothing."""
    lines = (ROOT / ".gitattributes").read_text("utf-8").splitlines()
    patterns = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert len(patterns) > 10
    assert [p for p in patterns if not any(ROOT.glob(p))] == []
