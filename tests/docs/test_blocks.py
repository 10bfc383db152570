"""Every block of code on a page is executed, parsed, or says why not."""

from __future__ import annotations

import ast
import json
import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from tests.docs.blocks import ROOT, Block, blocks, written_pages
from wflint.cli.main import COMMANDS, cli
from wflint.engine.config_file import parse_config

PAGES = written_pages()
BLOCKS = [block for page in PAGES for block in blocks(page)]
# Python that a test executes, with what it prints in the block of text behind it.
EXECUTED = {
    "README.md": "tests/test_readme.py",
    "docs/api.md": "tests/test_api_page.py",
    "docs/builders.md": "tests/builders/test_guide.py",
    "docs/client.md": "tests/live/test_client_page.py",
    "docs/start/python.md": "tests/docs/test_start.py",
}


def of(*languages: str) -> pytest.MarkDecorator:
    """The blocks in one of the languages, whether they are run or not."""
    found = [block for block in BLOCKS if block.language in languages]
    return pytest.mark.parametrize("block", found, ids=lambda block: block.where)


def test_every_block_is_tested_or_says_why_not() -> None:
    without = []
    for before, block in zip([None, *BLOCKS], BLOCKS, strict=False):
        name = str(block.page.relative_to(ROOT))
        if block.language in {"console", "sh", "toml", "yaml", "yml", "json", "python", "python raises"}:
            continue
        of_python = before is not None and before.page == block.page and before.language.startswith("python")
        if block.language == "text" and (block.output_of or (of_python and name in EXECUTED)):
            continue
        if block.language == "pycon" and name in EXECUTED:
            continue
        if block.not_run is None:
            without.append(f"{block.where}: {block.language or 'no language'}")
    assert without == [], "give it a language, let it run, or write <!-- not run: REASON --> before it"
    assert len(BLOCKS) > 100


def test_reasons_are_reasons() -> None:
    named = [(block, re.findall(r"[\w/]+/[\w/]+\.py", block.not_run or "")) for block in BLOCKS]
    assert [block.where for block, files in named if any(not (ROOT / file).is_file() for file in files)] == []
    assert [block.where for block in BLOCKS if block.not_run is not None and len(block.not_run) < 11] == []


@pytest.mark.parametrize(("page", "test"), EXECUTED.items())
def test_the_tests_of_python_are_there(page: str, test: str) -> None:
    assert Path(page).stem in (ROOT / test).read_text("utf-8")


@of("toml")
def test_toml(block: Block) -> None:
    """A table of wflint's is a configuration that wflint takes."""
    data = tomllib.loads(block.body)
    if "wflint" in data.get("tool", {}):
        parse_config(block.body.encode(), "/nowhere/pyproject.toml")
    elif block.page.name == "cases.md":
        from wflint.live.cases.schema import CaseTable

        CaseTable.model_validate(data)


@of("yaml", "yml")
def test_yaml(block: Block) -> None:
    assert isinstance(yaml.safe_load(block.body), dict | list)


@of("json")
def test_json(block: Block) -> None:
    json.loads(block.body)


@of("python", "python raises")
def test_python(block: Block) -> None:
    ast.parse(block.body)


def commands(block: Block) -> list[str]:
    """The lines of a block that are commands of wflint, each without what follows a pipe or a comment."""
    lines = block.body.replace("\\\n", " ").splitlines()
    if block.language == "console":
        lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    found = [re.search(r"(?:^|[|;&] |\$\()wflint .*", line) for line in lines]
    return [line[0].lstrip("|;&$( ") for line in found if line]


@of("console", "sh")
def test_wflint_knows_the_commands(block: Block) -> None:
    """Those too that no test runs: options and commands are ones that there are."""
    for line in commands(block):
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words: list[str] = []
        for word in lexer:
            if word[:1] in set("|;&<>)") and not set(word) - set("|;&<>)"):
                break
            words.append(word)
        if words[-1] == "2" and "2>" in line:
            words.pop()
        known(words[1:], line)


def known(arguments: list[str], line: str) -> None:
    """Have click read the arguments of ``wflint``."""
    context = click.Context(cli, info_name="wflint", **cli.context_settings)
    command: click.Command = cli
    while isinstance(command, click.Group):
        if command.invoke_without_command and (not arguments or arguments[0].startswith("-")):
            break
        if command is cli and arguments[0].startswith("-"):
            return
        inner = command.get_command(context, arguments[0])
        assert inner is not None, line
        command, arguments = inner, arguments[1:]
    command.make_context("wflint", list(arguments), parent=context, resilient_parsing=False)


def test_every_command_is_named() -> None:
    index = (ROOT / "docs" / "commands" / "README.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"[`{name}`]" not in index] == []
