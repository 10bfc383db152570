"""Rules of others: packages that are installed beside wflint, named by ``plugins`` of a configuration.

A plugin is code. It runs only where a configuration names it and the user allowed that repository
(``wflint allow FOLDER``). Its entry point in the group ``wflint.rules`` is a module that is a rule, or a
package whose modules are rules, of the shape that wflint's own have.
"""

from __future__ import annotations

import re
from _thread import RLock  # as threading has it, without the import
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Final

from wflint.rules.base import Rule
from wflint.rules.registry import AREAS, RegisteredRule, add_rules, all_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GROUP: Final = "wflint.rules"
_NAME = re.compile(r"[a-z][a-z0-9]{2,}(-[a-z0-9]+)*")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Z]{2}[1-9][0-9]{2}")
_loaded: set[str] = set()
_LOADING = RLock()


class PluginError(ValueError):
    """A plugin that is not allowed, not there, or no plugin; the text says what helps."""


def require_plugins(names: Iterable[str], source: str) -> None:
    """Load the plugins that a configuration names. Raises PluginError."""
    from wflint.engine.project import project_root
    from wflint.net.allowed import command
    from wflint.net.http import NetError
    from wflint.net.repositories import allowed_repositories

    root = project_root(source)
    try:
        allowed = root in allowed_repositories()
    except NetError as error:
        raise PluginError(str(error)) from None
    if not allowed:
        said = "plugins are code, and you have not allowed this repository to name any"
        raise PluginError(f"{said}: run `{command('allow', root)}`")
    load_plugins(names)


def load_plugins(names: Iterable[str]) -> None:
    """Load plugins that are allowed; each once in a process. Raises PluginError."""
    for name in names:
        with _LOADING:
            if name not in _loaded:
                add_rules(list(_rules(name, _module(name))))
                _loaded.add(name)


def _module(name: str) -> ModuleType:
    from importlib.metadata import entry_points

    if not _NAME.fullmatch(name) or name in AREAS:
        raise PluginError(f'"{name}" cannot be the name of a plugin')
    points = entry_points(group=GROUP)
    found = {point.value: point for point in points if point.name == name}
    if not found:
        from wflint.diagnostics.suggest import nearest

        near = nearest(name, sorted(points.names))
        hint = f'did you mean "{near[0]}"?' if near else "install the package that has it beside wflint"
        raise PluginError(f'no plugin is called "{name}"; {hint}')
    if len(found) > 1:
        raise PluginError(f'several packages have a plugin "{name}"; uninstall all but one')
    try:
        module = next(iter(found.values())).load()
    except (Exception, SystemExit) as error:
        raise PluginError(f'plugin "{name}" cannot be loaded: {_told(error)}') from None
    if not isinstance(module, ModuleType):
        raise PluginError(f'plugin "{name}" names something else than a module; correct its entry point')
    return module


def _rules(name: str, module: ModuleType) -> Iterator[RegisteredRule]:
    """The rules of a plugin, checked: what wflint's own tests say of its own rules."""
    known = {r.rule.code for r in all_rules().values()}
    mine = {code[:2] for code in known if code[:2] in _own_prefixes()}
    found = 0
    for one in _modules(name, module):
        rule = getattr(one, "RULE", None)
        if not isinstance(rule, Rule):
            continue
        slug = one.__name__.rpartition(".")[2].replace("_", "-")
        if not _SLUG.fullmatch(slug) or slug in all_rules():
            raise PluginError(
                f'plugin "{name}": a rule cannot be called "{slug}", which has its meaning already'
            )
        if not _CODE.fullmatch(rule.code) or rule.code[:2] in mine or rule.code in known:
            cure = "two letters that no rule of wflint's has, and three digits"
            raise PluginError(f'plugin "{name}": {slug} has the code "{rule.code}"; it takes {cure}')
        if rule.workflow is None and rule.graph is None:
            raise PluginError(f'plugin "{name}": {slug} states no outcome')
        known.add(rule.code)
        found += 1
        yield RegisteredRule(slug, name, rule, module=one.__name__, plugin=name)
    if not found:
        raise PluginError(f'plugin "{name}" has no rules: no module of it has a RULE')


def _own_prefixes() -> set[str]:
    return {r.rule.code[:2] for r in all_rules().values() if r.plugin is None}


def _modules(name: str, module: ModuleType) -> Iterator[ModuleType]:
    yield module
    from pkgutil import iter_modules

    for found in iter_modules(getattr(module, "__path__", ())):
        if not found.name.startswith("_"):
            try:
                yield import_module(f"{module.__name__}.{found.name}")
            except (Exception, SystemExit) as error:
                told = f'plugin "{name}": its module {found.name} cannot be loaded: {_told(error)}'
                raise PluginError(told) from None


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
