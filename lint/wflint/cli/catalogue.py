"""``wflint catalogue``: what nodes an InvokeAI release has, and what changed between two."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from wflint.cli import completions, options
from wflint.cli.catalogue_diff import diff
from wflint.cli.catalogue_update import update
from wflint.cli.one_release import open_release

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


EPILOG = """\b
Examples:
  wflint catalogue releases
  wflint catalogue list --target 5.15.0
  wflint catalogue show denoise_latents
  wflint catalogue diff 6.13 6.14
  wflint catalogue update                   releases that came after this wflint
  wflint catalogue pull --server http://localhost:9090 -o server.catalogue.json
"""
_target = click.option(
    "--target",
    "-t",
    shell_complete=completions.targets,
    default="latest",
    show_default=True,
    help="A release, a catalogue file or a server's URL.",
)
_format = options.text_or_json()


@click.group(epilog=EPILOG)
def catalogue() -> None:
    """Show what nodes an InvokeAI release has, and what changed between two."""


@catalogue.command()
@_format
def releases(output_format: str) -> None:
    """List the InvokeAI releases that wflint knows, oldest first, and which of them were added."""
    from wflint.catalogue.added import added_releases
    from wflint.catalogue.store import is_pre_release
    from wflint.catalogue.targets import known_releases

    found, added = known_releases(), added_releases()
    if output_format == "json":
        _print_json([{"release": v, "pre_release": is_pre_release(v), "added": v in added} for v in found])
        return
    for version in found:
        words = [w for w, so in (("pre-release", is_pre_release(version)), ("added", version in added)) if so]
        _print([f"{version} ({', '.join(words)})" if words else version])


@catalogue.command("list")
@_target
@_format
def list_nodes(target: str, output_format: str) -> None:
    """List the nodes of a release: type, version, classification, title."""
    from wflint.catalogue.describe import node_summary

    found = open_release(target)
    nodes = [node_summary(node) for node in found.nodes()]
    if output_format == "json":
        _print_json({"schema": 1, "target": found.name, "nodes": nodes})
        return
    width = max(len(node["type"]) for node in nodes)
    _print(
        f"{node['type']:<{width}}  {node['version'] or '-':<8} {node['classification']:<10}  {node['title']}"
        for node in nodes
    )


@catalogue.command()
@click.argument("node_type", metavar="NODE", shell_complete=completions.node_types)
@_target
@_format
def show(node_type: str, target: str, output_format: str) -> None:
    """Show a node: its inputs and outputs with their types, defaults and history."""
    from wflint.catalogue.describe import describe_node
    from wflint.cli.errors import Failure
    from wflint.cli.unknown_node import why_unknown

    found = open_release(target)
    node = found.node(node_type)
    if node is None:
        raise Failure(why_unknown(found, node_type))
    described = describe_node(found, node)
    if output_format == "json":
        _print_json({"schema": 1, "target": found.name, "node": described})
    else:
        _print(_node_text(described, found.name))


catalogue.add_command(diff)
catalogue.add_command(update)


@catalogue.command()
@options.server
@click.option(
    "--output", "-o", required=True, type=click.Path(dir_okay=False), help="The file to write, - for stdout."
)
@options.ca
@options.insecure
@click.option("--community-only", is_flag=True, help="Leave InvokeAI's own nodes out.")
def pull(server: str | None, output: str, ca: str | None, insecure: bool, community_only: bool) -> None:
    """Save the nodes of a running server, community nodes included, to a file.

    Commit the file and use it as --target, or with --community-only as an extra catalogue. Credentials are
    those of `wflint run`.
    """
    from contextlib import closing

    from wflint.catalogue.errors import TargetError
    from wflint.catalogue.saved import community_nodes, to_json
    from wflint.catalogue.server import catalogue_of, server_root
    from wflint.cli.errors import Failure
    from wflint.cli.output import note, write_json
    from wflint.cli.server import open_session
    from wflint.net.http import NetError
    from wflint.report.summary import plural
    from wflint.writing import write_file

    try:
        with closing(open_session(server and server_root(server), ca=ca, insecure=insecure)) as session:
            found = catalogue_of(session)
    except (NetError, TargetError) as error:
        raise Failure(str(error)) from None
    text = to_json(found, found.name, community_only=community_only)
    if output == "-":
        write_json(text)
        return
    try:
        write_file(output, text)
    except OSError as error:
        raise Failure(f"{output}: {error.strerror or error}") from None
    written = community_nodes(found) if community_only else found.node_types
    whose = f"node packs on InvokeAI {found.version}" if community_only else f"InvokeAI {found.version}"
    note(f"{output}: {plural(len(written), 'node')} of {whose}")


def _node_text(node: dict[str, Any], target: str) -> Iterator[str]:
    from wflint.report.summary import targets_in_words

    yield f"{node['type']}: {node['title']}"
    facts = [f"version {node['version'] or 'unknown'}", node["classification"]]
    facts += [node["category"]] if node["category"] else []
    facts += [f"node pack {node['node_pack']}"] if node["node_pack"] != "invokeai" else []
    facts += [] if node["use_cache"] else ["not cached"]
    yield f"in {targets_in_words((target,))}: {', '.join(facts)}"
    if node["releases"]:
        yield f"known from InvokeAI {node['releases']['first']} to {node['releases']['last']}"
    for group in ("inputs", "outputs"):
        yield ""
        yield f"{group}:" if node[group] else f"no {group}"
        for item in node[group]:
            yield f"  {item['name']}: {item['type']}"
            if remarks := [*_remarks(item), *_history(node["releases"], item["releases"])]:
                yield f"      {'; '.join(remarks)}"
    if node["validators"]:
        yield ""
        yield "checked by InvokeAI's own code as well:"
        for field, names in node["validators"].items():
            yield f"  {'the whole node' if field == '*' else field}: {', '.join(names)}"


def _remarks(item: dict[str, Any]) -> Iterator[str]:
    if item.get("required"):
        yield "required in the graph itself" if item["required_by_server"] else "required"
    if "default" in item:
        yield f"default {json.dumps(item['default'], ensure_ascii=False)}"
    kind = item.get("kind", "any")
    if kind != "any":
        yield "connection only" if kind == "connection" else "no connection"
    if item.get("hidden"):
        yield "hidden in the web UI"
    if item.get("ui_type"):
        yield f"{item['ui_type']} in the web UI"
    for name in ("model_base", "model_type", "model_variant", "model_format"):
        if name in item:
            yield f"{name.replace('_', ' ')} {' or '.join(item[name])}"


def _history(node: dict[str, str] | None, item: dict[str, str] | None) -> Iterator[str]:
    if node and item and item["first"] != node["first"]:
        yield f"since InvokeAI {item['first']}"
    if node and item and item["last"] != node["last"]:
        yield f"until InvokeAI {item['last']}"


def _print(lines: Iterable[str]) -> None:
    from wflint.cli.output import write

    write(f"{line}\n" for line in lines)


def _print_json(value: Any) -> None:
    from wflint.cli.output import write_json

    write_json(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
