"""Reading a configuration file: every key known, every value of its type, or an error that helps."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from wflint.document.toml import TomlError, parse_toml
from wflint.engine.configuration import (
    SEVERITIES,
    ConfigError,
    Exclusion,
    PathRule,
    Settings,
    Suppression,
    Wanted,
    glob_matcher,
    keys,
    path_keys,
    relative_to,
    spelled,
    suppress_keys,
)
from wflint.engine.selection import Selectors, UnknownSelectorError, matching, selector_keys
from wflint.rules.options import RuleOptions, rule_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wflint.rules.options import Key, Policy

_MOST_ENTRIES = 1000  # of suppress: each is asked about every finding of its rules


def parse_config(
    raw: bytes, path: str, root: str | None = None, follow: Callable[[str], Settings] | None = None
) -> Settings | None:
    """The settings in a file's bytes; None for a ``pyproject.toml`` without ``[tool.wflint]``.

    ``root`` is what globs are relative to, where that is not the file's folder. ``follow`` reads the
    configuration that this one builds on; without it, none is read. Raises ConfigError for text that is no
    TOML, unknown keys, values of the wrong type, and selectors that name no rule.
    """
    try:
        text = raw.decode("utf-8-sig")
        data: Any = parse_toml(text)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text: byte {error.start} does not fit") from None
    except TomlError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    if os.path.basename(path) == "pyproject.toml":
        tool = data.get("tool")
        data = tool.get("wflint") if isinstance(tool, dict) else None
        if data is None:
            return None
    elif data.keys() == {"tool"} and isinstance(data["tool"], dict) and data["tool"].keys() == {"wflint"}:
        data = data["tool"]["wflint"]  # an example from a pyproject.toml, as it stands there
    return _Reader(path, text, root).settings(data, follow)


def read_given(data: Any, path: str, follow: Callable[[str], Settings] | None = None) -> Settings:
    """The settings that a program wants itself; it may name any file, and any plugin. Raises ConfigError."""
    found = _Reader(path, "", os.getcwd(), own=True).settings(data, follow)
    return found._replace(wanted=found.wanted._replace(named="target" in data))


class _Reader:
    """``own`` says that whoever wrote the configuration runs wflint, and no stranger."""

    def __init__(self, path: str, text: str, root: str | None = None, *, own: bool = False) -> None:
        self.path = path
        self.source = text
        self.root = root
        self.own = own

    def fail(self, message: str, key: str | None = None) -> ConfigError:
        line = self._line(key) if key is not None else None
        return ConfigError(f"{self.path}{f':{line}' if line else ''}: {message}")

    def _line(self, key: str) -> int | None:
        """The line where a key or table is first written; good enough for a message."""
        from wflint.document.toml_lines import Lines

        return Lines(self.source).first(key)

    def settings(self, data: Any, follow: Callable[[str], Settings] | None) -> Settings:
        if not isinstance(data, dict):
            raise self.fail("[tool.wflint] must be a table", "wflint")
        if "plugins" in data:  # before anything names their rules
            self.plugins(data["plugins"], "plugins")
        values = self._values(data, keys(), "")
        base = Settings()
        if (extend := values.pop("extend", None)) is not None and follow is not None:
            base = follow(extend)
        own = Settings(self.path, root=self.root)
        globs = values.pop("exclude", None)
        kept = base.exclude if globs is None else ()
        globs = (globs or ()) + values.pop("extend_exclude", ())
        if globs:
            kept = (*kept, Exclusion(self.path, own.folder, globs, glob_matcher(*globs)))
        return own._replace(
            exclude=kept,
            force_exclude=values.pop("force_exclude", base.force_exclude),
            per_path=(*_seen_from(own, base, base.per_path), *values.pop("per_path", ())),
            per_file_ignores=(
                *_seen_from(own, base, base.per_file_ignores),
                *values.pop("per_file_ignores", ()),
            ),
            suppress=(*_seen_from(own, base, base.suppress), *values.pop("suppress", ())),
            wanted=self._wanted(values).over(base.wanted),
            extended=(base.source, *base.extended) if base.source else (),
        )

    def _values(self, data: Mapping[str, Any], known: Mapping[str, Key], prefix: str) -> dict[str, Any]:
        """The values of a table by the names of their fields, each read as its key says."""
        by_name = {spelled(field): (field, key) for field, key in known.items()}
        self._known(data, tuple(by_name), prefix)
        return {
            field: _READERS[key.form](self, data[name], name, key)
            for name, (field, key) in by_name.items()
            if name in data
        }

    def _wanted(self, values: dict[str, Any]) -> Wanted:
        """What the values of a table want; selectors and options of rules are records of their own."""
        selectors = Selectors(**_taken(values, selector_keys()))
        return Wanted(
            layers=(selectors,) if selectors != Selectors() else (),
            rules=RuleOptions(**_taken(values, rule_keys())),
            **values,
        )

    def _path_rule(self, glob: str, data: Any) -> PathRule:
        if not isinstance(data, dict):
            raise self.fail(f'per-path "{glob}" must be a table such as {{ target = "6.14.2" }}', glob)
        wanted = self._wanted(self._values(data, path_keys(), f'per-path."{glob}".'))
        return PathRule(glob, self._matcher(glob, glob), wanted, self.path)

    def _ignores(self, glob: str, data: Any) -> PathRule:
        slugs: set[str] = set()
        for selector in self.texts(data, glob):
            slugs |= self._selected(glob, selector)
        return PathRule(glob, self._matcher(glob, glob), Wanted(ignored=frozenset(slugs)), self.path)

    def _selected(self, key: str, selector: str, place: str | None = None) -> frozenset[str]:
        try:
            return matching(selector)
        except UnknownSelectorError as error:
            raise self.fail(f"{key}: {error}", place or key) from None

    def _matcher(self, glob: str, key: str) -> Callable[[str], bool | None]:
        try:
            return glob_matcher(glob)
        except ValueError as error:
            raise self.fail(f'"{glob}" is not a valid glob: {error}', key) from None

    def _known(self, data: Iterable[str], known: tuple[str, ...], prefix: str) -> None:
        for key in data:
            if key not in known:
                from difflib import get_close_matches

                near = get_close_matches(key.replace("_", "-"), known, n=1, cutoff=0.5)
                hint = f'did you mean "{near[0]}"?' if near else f"known keys are {', '.join(known)}"
                if key == "tool" and not prefix:
                    hint = "in wflint.toml the keys go at the top, or all of them below [tool.wflint]"
                raise self.fail(f'unknown key "{prefix}{key}"; {hint}', key)

    def text(self, value: Any, name: str, _key: Key | None = None) -> str:
        if not isinstance(value, str) or not value:
            raise self.fail(f"{name} must be a string, not {_shown(value)}", name)
        if "\0" in value:
            raise self.fail(f"{name} holds a null character, which no name and no address has", name)
        return value

    def target(self, value: Any, name: str, _key: Key) -> str:
        from wflint.catalogue.targets import WEB_LEGACY, names_file

        target = self.text(value, name)
        if names_file(target):
            plain = target.removesuffix(WEB_LEGACY)
            option = WEB_LEGACY if plain != target else ""
            path = self._below(plain, name)
            # What is neither here nor a file elsewhere may be a misspelt release, of which more can be said.
            return path + option if os.path.exists(path) or os.path.exists(plain) else target
        if "@" in target:
            from wflint.net.address import holds_user
            from wflint.net.http import is_url

            if is_url(target) and holds_user(target):
                said = "credentials do not belong into a configuration"
                raise self.fail(f"{name}: {said}; take them out and run `wflint login URL`", name)
        return target

    def texts(self, value: Any, name: str, _key: Key | None = None) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.fail(f'{name} must be a list of strings, such as ["ED101"], not {_shown(value)}', name)
        return tuple(self.text(item, name) for item in value)

    def choice(self, value: Any, name: str, key: Key) -> str:
        chosen = self.text(value, name)
        if chosen not in key.choices:
            raise self.fail(f'{name} must be one of {", ".join(key.choices)}, not "{chosen}"', name)
        return chosen

    def flag(self, value: Any, name: str, _key: Key) -> bool:
        if not isinstance(value, bool):
            raise self.fail(f"{name} must be true or false, not {_shown(value)}", name)
        return value

    def file(self, value: Any, name: str, _key: Key) -> str:
        return self._below(self.text(value, name), name)

    def output(self, value: Any, name: str, key: Key) -> str:
        return "" if value == "" else self.file(value, name, key)

    def files(self, value: Any, name: str, _key: Key) -> tuple[str, ...]:
        return tuple(self._below(one, name) for one in self.texts(value, name))

    def _below(self, file: str, name: str) -> str:
        """A file that the configuration names, as seen from where wflint runs."""
        if file.lower().startswith(("http://", "https://")):
            pull = {"models": "models pull", "catalogues": "catalogue pull"}.get(name)
            cure = f"; `wflint {pull}` writes one" if pull else ""
            raise self.fail(f"{name} takes files, not addresses{cure}", name)
        if self.own:
            return file
        from wflint.engine.project import OutsideError, inside

        try:
            inside(file, self.path)
        except OutsideError as error:
            raise self.fail(f"{name}: {error}", name) from None
        return os.path.join(os.path.dirname(self.path), file)

    def globs(self, value: Any, name: str, _key: Key) -> tuple[str, ...]:
        found = self.texts(value, name)
        for glob in found:
            self._matcher(glob, name)
        return found

    def rules(self, value: Any, name: str, _key: Key) -> tuple[str, ...]:
        found = self.texts(value, name)
        for selector in found:
            self._selected(name, selector)
        return found

    def plugins(self, value: Any, name: str, _key: Key | None = None) -> tuple[str, ...]:
        found = self.texts(value, name)
        if found:
            from wflint.engine.plugins import PluginError, load_plugins, require_plugins

            try:
                load_plugins(found) if self.own else require_plugins(found, self.path)
            except PluginError as error:
                raise self.fail(str(error), name) from None
        return found

    def memory(self, value: Any, name: str, _key: Key) -> int:
        from wflint.models.amounts import parse_memory

        try:
            return parse_memory(value)
        except ValueError as error:
            raise self.fail(f"{name}: {error}", name) from None

    def server(self, value: Any, _name: str, _key: Key) -> str:
        from wflint.engine.server_settings import read_server

        return read_server(value, self.fail)

    def policy(self, value: Any, _name: str, _key: Key) -> Policy:
        from wflint.engine.policy_settings import read_policy

        return read_policy(value, self.fail)

    def per_path(self, value: Any, name: str, _key: Key) -> tuple[PathRule, ...]:
        return tuple(self._path_rule(*item) for item in self._table(value, name))

    def per_file_ignores(self, value: Any, name: str, _key: Key) -> tuple[PathRule, ...]:
        return tuple(self._ignores(*item) for item in self._table(value, name))

    def severity(self, value: Any, name: str, _key: Key) -> tuple[tuple[tuple[str, str], ...], ...]:
        """One table from selectors to severities, as the layer that it is."""
        if not isinstance(value, dict):
            raise self.fail(f'{name} must be a table such as {{ ED = "warning" }}', name)
        for selector, level in value.items():
            if isinstance(level, dict):
                cure = f'write [tool.wflint.per-path."{selector}".severity]'
                raise self.fail(f"{name}.{selector} is a table; for a path {cure}", selector)
            self._selected(name, selector, selector)
            if level not in SEVERITIES:
                known = ", ".join(SEVERITIES)
                raise self.fail(f"{name}.{selector} must be one of {known}, not {_shown(level)}", selector)
        return (tuple(value.items()),)

    def suppress(self, value: Any, name: str, _key: Key) -> tuple[PathRule, ...]:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.fail("suppress must be a list of tables: [[tool.wflint.suppress]]", name)
        if len(value) > _MOST_ENTRIES:
            cure = "a baseline hides what is there (`wflint check --write-baseline`)"
            raise self.fail(f"suppress has more than {_MOST_ENTRIES:,} entries; {cure}", name)
        return tuple(self._suppression(number, entry) for number, entry in enumerate(value))

    def _suppression(self, number: int, entry: dict[str, Any]) -> PathRule:
        prefix = f"suppress[{number}]."
        values = self._values(entry, suppress_keys(), prefix)
        if "rules" not in values:
            raise self.fail(f'{prefix}rules is missing; name rules to hide, such as ["ED101"]', "suppress")
        for name in ("files", "nodes", "rules"):
            if name in entry and not entry[name]:
                raise self.fail(f"{prefix}{name} is empty, which means nothing", name)
        globs = values.get("files", ("**",))
        rules = tuple((selector, matching(selector)) for selector in values["rules"])
        one = Suppression(self.path, number, frozenset(values.get("nodes", ())), rules)
        return PathRule(", ".join(globs), glob_matcher(*globs), Wanted(suppress=(one,)), self.path)

    def _table(self, value: Any, name: str) -> list[tuple[str, Any]]:
        if not isinstance(value, dict):
            raise self.fail(f"{name} must be a table from globs to settings", name)
        return list(value.items())


# The forms of keys (wflint.rules.options.Key), and what reads them.
_READERS: dict[str, Callable[[_Reader, Any, str, Key], Any]] = {
    "text": _Reader.text,
    "target": _Reader.target,
    "choice": _Reader.choice,
    "flag": _Reader.flag,
    "file": _Reader.file,
    "config": _Reader.file,
    "output": _Reader.output,
    "files": _Reader.files,
    "globs": _Reader.globs,
    "rules": _Reader.rules,
    "memory": _Reader.memory,
    "server": _Reader.server,
    "policy": _Reader.policy,
    "plugins": _Reader.plugins,
    "texts": _Reader.texts,
    "severity": _Reader.severity,
    "suppress": _Reader.suppress,
    "per-path": _Reader.per_path,
    "per-file-ignores": _Reader.per_file_ignores,
}


def _seen_from(own: Settings, base: Settings, rules: tuple[PathRule, ...]) -> tuple[PathRule, ...]:
    """Rules of another configuration, whose globs stay relative to that one's folder."""
    if own.folder == base.folder:
        return rules

    def moved(matches: Callable[[str], bool | None]) -> Callable[[str], bool | None]:
        return lambda path: matches(relative_to(base.folder, os.path.join(own.folder, path)))

    return tuple(rule._replace(matches=moved(rule.matches)) for rule in rules)


def _taken(values: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Those of the values that have one of the names, which leave the others."""
    return {name: values.pop(name) for name in names if name in values}


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
