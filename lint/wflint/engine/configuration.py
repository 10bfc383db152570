"""The records of a configuration: ``[tool.wflint]`` in ``pyproject.toml``, or ``wflint.toml``.

Paths and globs in it are relative to its folder; globs read like lines of ``.gitignore``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.diagnostics.report import fails
from wflint.engine.selection import Selection, Selectors, select_rules, selector_keys
from wflint.errors import Error
from wflint.records import NamedTuple
from wflint.rules.options import Key, RuleOptions, rule_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.catalogue.packs.index import PackIndex
    from wflint.diagnostics import Diagnostic
    from wflint.engine.selection import Severities

FAIL_ON = ("error", "warning", "never")


class ConfigError(Error):
    """A configuration that cannot be used; the text names the file, where known the line, and the cure."""


class Suppression(NamedTuple):
    """An entry of ``suppress``: rules whose findings are hidden, at some nodes (none named: everywhere).

    ``source`` is its configuration, ``number`` its place there. ``nodes`` are ids and labels; ``rules`` are
    the selectors, each with the slugs that it names.
    """

    source: str
    number: int
    nodes: frozenset[str]
    rules: tuple[tuple[str, frozenset[str]], ...]


class Hiding(NamedTuple):
    """What hides findings of a file: whether its notes are heard, and the configuration's own entries."""

    notes: bool = True
    entries: tuple[Suppression, ...] = ()


class Wanted(NamedTuple):
    """What one place (a configuration, a path in it, the command line) wants for files; None: nothing.

    ``layers`` are its selectors of rules, ``ignored`` slugs of rules that nothing can bring back. ``models``
    is a file with the models of the server that documents are made for. ``catalogues`` are files with the
    nodes of community packs that are added to every target, ``packs`` files that say which packs have which
    nodes. ``server`` is the address where workflows run, ``history`` the file that keeps the results of cases
    (empty: none does).
    ``plugins`` are the packages whose rules are there too.
    ``severity`` are tables from selectors to severities (``off`` is one too), ``suppress`` the entries that
    hide findings, ``notes_suppress`` says whether notes of workflows may. ``fixable`` (empty: all) and
    ``unfixable`` are selectors of the rules whose fixes are applied, and of those whose are not.
    ``named`` says that the target is the user's own word: what a configuration names is contacted only if the
    user allowed it.
    """

    target: str | None = None
    layers: tuple[Selectors, ...] = ()
    models: str | None = None
    fail_on: str | None = None
    catalogues: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    server: str | None = None
    history: str | None = None
    ignored: frozenset[str] = frozenset()
    rules: RuleOptions = RuleOptions()
    named: bool = False
    plugins: tuple[str, ...] = ()
    severity: tuple[tuple[tuple[str, str], ...], ...] = ()
    suppress: tuple[Suppression, ...] = ()
    notes_suppress: bool | None = None
    fixable: tuple[str, ...] = ()
    unfixable: tuple[str, ...] = ()

    def over(self, lower: Wanted) -> Wanted:
        """What holds where this place speaks over another one."""
        return Wanted(
            target=lower.target if self.target is None else self.target,
            layers=lower.layers + self.layers,
            models=self.models or lower.models,
            fail_on=self.fail_on or lower.fail_on,
            catalogues=self.catalogues or lower.catalogues,
            packs=self.packs or lower.packs,
            server=self.server or lower.server,
            history=lower.history if self.history is None else self.history,
            ignored=self.ignored | lower.ignored,
            rules=self.rules.over(lower.rules),
            named=lower.named if self.target is None else self.named,
            plugins=lower.plugins + self.plugins,
            severity=lower.severity + self.severity,
            suppress=lower.suppress + self.suppress,
            notes_suppress=lower.notes_suppress if self.notes_suppress is None else self.notes_suppress,
            fixable=self.fixable or lower.fixable,
            unfixable=lower.unfixable + self.unfixable,
        )

    def selection(self) -> Selection:
        """The rules that run. Raises UnknownSelectorError."""
        return select_rules(self.layers, self.plugins).without(self.ignored)

    def severities(self) -> Severities:
        """What the findings of rules count as, where that is not for the rules to say."""
        from wflint.engine.selection import levels

        return levels(self.severity) if self.severity else ()

    def hiding(self) -> Hiding:
        """What hides findings."""
        return Hiding(self.notes_suppress is not False, self.suppress)

    def mended(self) -> frozenset[str] | None:
        """The rules whose fixes are applied; None: all."""
        if not self.fixable and not self.unfixable:
            return None
        from wflint.engine.selection import matching

        wanted = self.fixable or ("ALL",)
        found = {slug for selector in wanted for slug in matching(selector)}
        return frozenset(found.difference(*map(matching, self.unfixable)))

    def options(self) -> RuleOptions:
        """What rules may read. Raises InventoryError, and ConfigError for an index of packs."""
        options = self.rules
        if self.models:
            from wflint.engine.inventories import open_inventory

            options = options._replace(inventory=open_inventory(self.models))
        if self.packs:
            options = options._replace(packs=_open_packs(self.packs))
        return options

    def pack_index(self) -> PackIndex:
        """The index of node packs, the repository's own first. Raises ConfigError."""
        if self.packs:
            return _open_packs(self.packs)
        from wflint.catalogue.packs.index import shipped_index

        return shipped_index()

    def fails(self, diagnostic: Diagnostic) -> bool:
        """Whether a diagnostic fails the run: see :func:`fails`."""
        return fails(diagnostic, self.fail_on or "error")


class PathRule(NamedTuple):
    """What a glob of the configuration sets for the files it matches, relative to the configuration.

    ``by`` is the file that says so: the configuration, or one that it builds on.
    """

    glob: str
    matches: Callable[[str], bool | None]
    wanted: Wanted
    by: str


class Exclusion(NamedTuple):
    """Globs of files that are left out, and who says so: a configuration file, or an option.

    They are relative to ``folder``; ``verdict`` is None for a path of which no glob speaks.
    """

    by: str
    folder: str
    globs: tuple[str, ...]
    verdict: Callable[[str], bool | None]

    def judge(self, path: str) -> bool | None:
        """The verdict on a path as seen from where wflint runs (a folder ends in a slash)."""
        return self.verdict(relative_to(self.folder, path) + ("/" if path.endswith("/") else ""))


class Settings(NamedTuple):
    """A configuration, checked. ``source`` is its file, None for the defaults alone; ``extended`` are those
    that it builds on.

    ``exclude`` says which files are left out; of what several say of a file, the last counts. With
    ``force_exclude`` it holds for files that the command line names too, not only for those that a search
    finds. ``root`` is what globs are relative to, where that is not the folder of ``source``.
    """

    source: str | None = None
    wanted: Wanted = Wanted(fail_on="error")
    exclude: tuple[Exclusion, ...] = ()
    force_exclude: bool = True
    per_path: tuple[PathRule, ...] = ()
    per_file_ignores: tuple[PathRule, ...] = ()
    suppress: tuple[PathRule, ...] = ()
    extended: tuple[str, ...] = ()
    root: str | None = None

    @property
    def server(self) -> str | None:
        """The address where workflows run; it is the same for all files."""
        return self.wanted.server

    @property
    def path_rules(self) -> tuple[PathRule, ...]:
        """All that holds for some paths only."""
        return self.per_path + self.per_file_ignores + self.suppress

    @property
    def folder(self) -> str:
        """The folder that globs in the configuration are relative to."""
        return self.root or (os.path.dirname(self.source) if self.source else os.getcwd())

    def for_file(self, path: str) -> Wanted:
        """What holds for one file: each matching ``per-path`` speaks over those before it."""
        wanted = self.wanted
        if rules := self.path_rules:
            relative = relative_to(self.folder, path)
            for rule in rules:
                if rule.matches(relative):
                    wanted = rule.wanted.over(wanted)
        return wanted

    def leaves_out(self, path: str) -> str | None:
        """Who excludes a path (a folder ends in a slash); None when nobody does."""
        for exclusion in reversed(self.exclude):
            verdict = exclusion.judge(path)
            if verdict is not None:
                return exclusion.by if verdict else None
        return None

    def holds(self, path: str) -> bool:
        """Whether a path lies in the configuration's folder, or is it."""
        return relative_to(self.folder, path).split("/", 1)[0] != ".."

    def concerns(self, rule: PathRule, path: str) -> bool:
        """Whether a glob of the configuration matches a path."""
        return bool(rule.matches(relative_to(self.folder, path)))


def relative_to(folder: str, path: str) -> str:
    """A path as globs see it: from a folder, with slashes."""
    try:
        return os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")
    except ValueError:  # another drive on Windows
        return path


def path_keys() -> dict[str, Key]:
    """The keys that a configuration may also set for a path, by the names of their fields."""
    release = (
        "The InvokeAI that documents are for: a release, a range, a catalogue file or a server's address. "
        "`+web-legacy` behind it says that the server of InvokeAI 7 runs with `--web-legacy`."
    )
    return {
        "target": Key("target", release, '"6.14.2"'),
        **selector_keys(),
        "models": Key(
            "file", "The models of the server, as `wflint models pull` writes them.", '"models.lock.json"'
        ),
        **rule_keys(),
        "severity": Key(
            "severity", "What findings of rules count as: error, warning, info, or off.", '{ED = "warning"}'
        ),
        "notes_suppress": Key("flag", "Whether notes of workflows may hide findings: they may.", "false"),
        "fixable": Key("rules", "The rules whose fixes `--fix` applies: all of them.", '["ED", "IN102"]'),
        "unfixable": Key("rules", "Rules whose fixes `--fix` leaves to you.", '["dangling-edge"]'),
    }


def keys() -> dict[str, Key]:
    """All keys at the top of a configuration, by the names of their fields."""
    least = "The least severity that makes exit code 1."
    nodes = "Files with the nodes of community packs, added to every target."
    packs = "Indexes of node packs, beside the one in wflint: whose nodes there are, and where to get them."
    forced = "Whether exclude holds for files that the command line names, as pre-commit does with all."
    shared = "A configuration that this one builds on: what is set here speaks over it."
    return {
        **path_keys(),
        "fail_on": Key("choice", least, '"warning"', "error", FAIL_ON),
        "catalogues": Key("files", nodes, '["packs/my-nodes.json"]'),
        "packs": Key("files", packs, '["packs.json"]'),
        "plugins": Key(
            "plugins",
            "Installed packages with more rules; code, which you must allow: `wflint allow .`.",
            '["our-rules"]',
        ),
        "extend": Key("config", shared, '"shared.toml"'),
        "exclude": Key("globs", "Files and folders that are not checked.", '["drafts/"]'),
        "extend_exclude": Key("globs", "More of them, beside those of `extend`.", '["old/**"]'),
        "force_exclude": Key("flag", forced, "false", True),
        "server": Key("server", "Where `wflint run` and cases run.", '{ url = "https://gpu.lab" }'),
        "history": Key(
            "output",
            'The file that keeps the results of cases, for `wflint history`; `""` keeps none.',
            '"wflint-history.sqlite"',
        ),
        "per_path": Key(
            "per-path",
            "Settings for the files that a glob matches; a later glob wins.",
            '{ "legacy/**" = { target = "5.15.0" } }',
        ),
        "per_file_ignores": Key(
            "per-file-ignores",
            "Rules that are off for the files that a glob matches.",
            '{ "My workflow [v2].json" = ["ED", "missing-input"] }',
        ),
        "suppress": Key(
            "suppress",
            "Findings to hide: of which rules, in which files, at which nodes.",
            '[{ rules = ["MD105"], files = ["old/"], nodes = ["lora"], reason = "on the server since May" }]',
        ),
    }


SEVERITIES = ("error", "warning", "info", "off")


def suppress_keys() -> dict[str, Key]:
    """The keys of an entry of ``suppress``."""
    return {
        "files": Key("globs", "The files; without it, all.", '["old/"]'),
        "nodes": Key("texts", "Ids or labels of nodes; without it, everything in the files.", '["denoise"]'),
        "rules": Key("rules", "The rules: codes, prefixes of codes, areas, names, or ALL.", '["ED101"]'),
        "reason": Key("text", "Why, for those who read it."),
    }


def _open_packs(files: tuple[str, ...]) -> PackIndex:
    from wflint.catalogue.packs.saved import open_index

    for name in files:
        try:
            open_index((name,))
        except OSError as error:
            raise ConfigError(f"packs file {name}: {error.strerror or error}") from None
        except ValueError as error:
            raise ConfigError(f"packs file {name}: {str(error).splitlines()[0]}") from None
    return open_index(files)


def spelled(field: str) -> str:
    """The key of a field: ``fail-on`` of ``fail_on``."""
    return field.replace("_", "-")


def glob_matcher(*patterns: str) -> Callable[[str], bool | None]:
    """Whether a path relative to the configuration fits the globs, read like the lines of a ``.gitignore``,
    but that brackets also stand for themselves. None when no glob speaks of it.

    Raises ValueError when one is no pattern, and when there are too many.
    """
    from wflint.engine.globs import Globs

    return Globs(patterns, strict=True).verdict
