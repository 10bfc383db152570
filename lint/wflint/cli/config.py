"""``wflint config``: the configuration in force, and the file it comes from."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click

from wflint.cli import options

if TYPE_CHECKING:
    from wflint.engine.configuration import Settings, Wanted

EPILOG = """\b
Examples:
  wflint config                          what holds in this directory
  wflint config old/portrait.json        what holds for one file

\b
The nearest wflint.toml, or pyproject.toml with [tool.wflint], up the tree is used. Keys:
  target = "6.14.2"            select, ignore, extend-select = ["ED", "missing-input"]
  fail-on = "warning"          catalogues = ["packs/my-nodes.json"]
  models = "models.lock.json"  vram = "8GB"
  exclude = ["drafts/"]        force-exclude = false: not for files named on the command line
  extend = "../shared.toml"    extend-exclude = ["old/"]
  [tool.wflint.per-file-ignores]  "old/**" = ["ND103"]
  [tool.wflint.per-path."old/**"] target = "5.15.0"
  [tool.wflint.severity]          ED = "warning", missing-input = "off"; of a path: per-path."old/**".severity
  [[tool.wflint.suppress]]        files = ["old/"], nodes = ["denoise"], rules = ["ED101"], reason = "..."
  notes-suppress = false          notes of workflows (wflint: ignore[ED101] reason) hide nothing
`wflint schema config` says more of each, and checks them in an editor.

\b
  [tool.wflint.server]         where `wflint run` and cases run
  url = "https://gpu.lab/invoke"
  history = "wflint-history.sqlite"   (at the top) where the results of cases are kept
A server that a configuration names is contacted once you have allowed it: `wflint allow URL`, or
`wflint login URL`, which keeps credentials for it too. "addresses" says of each whether it is.
"""


@click.command(epilog=EPILOG)
@click.argument("path", type=click.Path(), required=False)
@options.config
@options.isolated
def config(path: str | None, config_file: str | None, isolated: bool) -> None:
    """Show the configuration in force, as JSON.

    PATH is a file or folder that need not exist; without one, this directory.
    """
    from wflint.cli.errors import Failure
    from wflint.cli.output import write_json
    from wflint.engine.settings import ConfigError, SettingsFinder
    from wflint.engine.targets import TargetError

    finder = SettingsFinder(options.configured(config_file, isolated))
    try:
        settings = finder.for_file(_probe(path)) if path is not None else finder.default()
        shown = _as_json(settings, path)
    except (ConfigError, TargetError) as error:
        raise Failure(str(error)) from None
    write_json(json.dumps(shown, indent=2) + "\n")


def _probe(path: str) -> str:
    return os.path.join(path, "any.json") if os.path.isdir(path) else path


def _as_json(settings: Settings, path: str | None) -> dict[str, Any]:
    from wflint.engine.targets import TargetNotAllowedError, open_wanted
    from wflint.net.http import without_credentials
    from wflint.rules.registry import all_rules

    wanted = settings.for_file(_probe(path) if path is not None else "any.json")
    enabled = wanted.selection().enabled
    target, *others = _shown(wanted).items()
    try:
        releases = [c.name for c in open_wanted(wanted)]
    except TargetNotAllowedError:  # which "addresses" says
        releases = []
    return {
        "source": settings.source,
        "extends": list(settings.extended),
        **dict([target]),
        "releases": releases,
        "fail-on": wanted.fail_on,
        **dict(others),
        "catalogues": list(wanted.catalogues),
        "packs": list(wanted.packs),
        "plugins": list(wanted.plugins),
        "exclude": [glob for exclusion in settings.exclude for glob in exclusion.globs],
        "force-exclude": settings.force_exclude,
        "server": {"url": without_credentials(settings.server)} if settings.server else None,
        "history": wanted.history,
        "addresses": _addresses(settings),
        "per-path": {
            rule.glob: {**_shown(rule.wanted), **_selectors(rule.wanted)} for rule in settings.per_path
        },
        "per-file-ignores": {rule.glob: sorted(rule.wanted.ignored) for rule in settings.per_file_ignores},
        "suppress": [
            {
                "files": rule.glob.split(", "),
                "nodes": sorted(entry.nodes),
                "rules": [selector for selector, _ in entry.rules],
            }
            for rule in settings.suppress
            for entry in rule.wanted.suppress
        ],
        "rules-on": [slug for slug in all_rules() if slug in enabled],
        "rules-off": [slug for slug in all_rules() if slug not in enabled],
    }


def _addresses(settings: Settings) -> dict[str, Any]:
    """The servers that the configuration names, whether each is allowed, and by what or how to."""
    from wflint.net.address import canonical
    from wflint.net.allowed import NotAllowedError, command, require
    from wflint.net.http import NetError, is_url, without_credentials

    targets = [settings.wanted.target, *(rule.wanted.target for rule in settings.per_path)]
    named = [target for target in targets if target and is_url(target)]
    found: dict[str, Any] = {}
    for url in [*named, *([settings.server] if settings.server else ())]:
        try:
            address, kept = require(url)
            by = "WFLINT_SERVER" if kept is None else "wflint login" if kept.kind else "wflint allow"
            found[address] = {"allowed": True, "by": by}
        except NotAllowedError:
            address = canonical(url)
            found[address] = {"allowed": False, "allow-with": command("allow", address)}
        except NetError as error:
            found[without_credentials(url)] = {"allowed": False, "error": str(error)}
    return found


def _shown(wanted: Wanted) -> dict[str, Any]:
    """What a configuration may set for a path, but for its rules."""
    from wflint.engine.configuration import path_keys, spelled
    from wflint.engine.policy_settings import show_policy
    from wflint.engine.selection import selector_keys
    from wflint.models.amounts import show_memory
    from wflint.net.http import urls_without_credentials

    values = {**wanted._asdict(), **wanted.rules._asdict()}
    shown = {}
    for field, key in path_keys().items():
        if field not in selector_keys():
            value = values[field]
            if isinstance(value, str):
                value = urls_without_credentials(value)  # a target may be a server
            if field == "severity":
                value = {selector: level for layer in value for selector, level in layer}
            elif field == "policy":
                value = show_policy(value)
            elif key.form == "memory" and value is not None:
                value = show_memory(value)
            shown[spelled(field)] = value
    return shown


def _selectors(wanted: Wanted) -> dict[str, Any]:
    from wflint.engine.configuration import spelled
    from wflint.engine.selection import Selectors

    (asked,) = wanted.layers or (Selectors(),)
    return {
        spelled(field): None if value is None else list(value) for field, value in asked._asdict().items()
    }
