"""The pages of docs/commands: arguments, options and examples of each command, from the command."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import click

from wflint.cli.main import COMMANDS, cli

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLUMNS = re.compile(r"^ *(\S+ \| )?wflint \w|\S {3,}\S")  # a command, or a text beside another
NOTE = "<!-- Made by lint/scripts/gen_docs.py from the command itself; edit lint/wflint/cli. -->\n"
SECTIONS = {
    "Check": ("check", "explain", "rules", "estimate", "graph"),
    "Set up": ("init", "config", "schema"),
    "Change": ("convert", "diff", "upgrade", "format"),
    "Write as code": ("new", "build", "stubs"),
    "InvokeAI's releases, nodes and models": ("catalogue", "packs", "models"),
    "Run on a server": (
        "run",
        "serve",
        "goldens",
        "history",
        "compare",
        "bisect",
        "doctor",
        "library",
        "queue",
    ),
    "Credentials": ("login", "logout", "allow"),
}


def command_pages() -> dict[str, str]:
    """Every page by its file name."""
    pages = {f"{name}.md": "\n".join(_page(name)) for name in COMMANDS}
    return {"README.md": "\n".join(_index()), **pages}


def _index() -> Iterator[str]:
    yield "# The command line\n"
    yield NOTE
    yield "`wflint COMMAND --help` prints the same as these pages.\n"
    sections = {heading: [n for n in names if n in COMMANDS] for heading, names in SECTIONS.items()}
    rest = [name for name in COMMANDS if all(name not in names for names in sections.values())]
    for heading, names in {**sections, "More": rest}.items():
        if names:
            yield f"## {heading}\n"
            rows = [f"| [`{name}`]({name}.md) | {_text(COMMANDS[name])} |\n" for name in names]
            yield "| command | what it does |\n| --- | --- |\n" + "".join(rows)
    yield "## Exit codes\n"
    yield (
        "| code | meaning |\n| --- | --- |\n"
        "| 0 | fine: nothing found at or above `--fail-on`, nothing failed |\n"
        "| 1 | something was found, or failed |\n"
        "| 2 | wrong usage, a path that cannot be read, or no server that answers |\n"
    )


def _page(name: str) -> Iterator[str]:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    yield f"# wflint {name}\n"
    yield NOTE
    yield from _command(command, f"wflint {name}")


def _command(command: click.Command, path: str, depth: int = 2) -> Iterator[str]:
    usage = [path, *(_argument(p) for p in command.params if isinstance(p, click.Argument))]
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    if options:
        usage.insert(1, "[OPTIONS]")
    if isinstance(command, click.Group):
        usage.append("COMMAND" if not command.invoke_without_command else "[COMMAND]")
    yield f"```text\n{' '.join(usage)}\n```\n"
    yield from _paragraphs(command.help or "", depth)
    if options:
        yield "## Options\n" if depth == 2 else "**Options**\n"
        yield "| option | what it does |\n| --- | --- |\n" + "".join(map(_row, options))
    if command.epilog:
        yield from _paragraphs(command.epilog, depth)
    if isinstance(command, click.Group):
        for inner in sorted(command.commands):
            yield f"{'#' * depth} wflint {path.removeprefix('wflint ')} {inner}\n"
            yield from _command(command.commands[inner], f"{path} {inner}", depth + 1)


def _argument(argument: click.Argument) -> str:
    name = argument.metavar or (argument.name or "").upper()
    name += "..." if argument.nargs == -1 and not name.endswith("...") and "]" not in name else ""
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _row(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    value = _value(option)
    about, _, default = (option.help or "").partition("[default: ")
    default = default.rstrip(" ]") or _default(option)
    about = _text(" ".join(about.split())) + (f" Default: {_text(default)}." if default else "")
    return f"| {names} {_text(value)}".rstrip() + f" | {about.strip()} |\n"


def _value(option: click.Option) -> str:
    if option.is_flag or option.count:
        return ""
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return " | ".join(map(str, option.type.choices))
    return option.type.name.upper()


def _default(option: click.Option) -> str:
    if isinstance(option.show_default, str):
        return option.show_default
    shown = isinstance(option.default, str | int | float) and not option.is_flag
    return str(option.default) if option.show_default and shown else ""


def _paragraphs(text: str, depth: int) -> Iterator[str]:
    """Paragraphs of a help text, unwrapped; of those whose lines stay (``\\b``) code where it is columns."""
    for block in re.split(r"\n[ \t]*\n", inspect.cleandoc(text.partition("\f")[0])):
        if not block.startswith("\b"):
            yield _text(" ".join(block.split())) + "\n"
            continue
        lines = inspect.cleandoc(block.removeprefix("\b").lstrip("\n")).splitlines()
        if not any(_COLUMNS.search(line) for line in lines):
            yield (
                re.sub(r"\n +- ", "\n\n- ", _text("\n".join(lines)), count=1).replace("\n  - ", "\n- ") + "\n"
            )
            continue
        if lines[0] == "Examples:":
            yield f"## {lines.pop(0)[:-1]}\n" if depth == 2 else f"**{lines.pop(0)[:-1]}**\n"
        elif lines[0].rstrip().endswith(":") and not lines[0].startswith(" "):
            yield _text(lines.pop(0)) + "\n"
        body = inspect.cleandoc("\n".join(lines))
        yield f"```text\n{body}\n```\n"


def _text(words: str) -> str:
    """Words of a help text as Markdown, which means the same characters."""
    pieces = re.split(r"(`[^`]*`)", words)
    plain = (re.sub(r"([*_<\[\]])", r"\\\1", p) if n % 2 == 0 else p for n, p in enumerate(pieces))
    return "".join(plain).replace("|", "\\|")
