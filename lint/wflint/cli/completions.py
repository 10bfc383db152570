"""What a shell offers for the words of a command line. A key was just pressed: each looks at little, and what
goes wrong offers nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import click
    from click.shell_completion import CompletionItem

    Names = Callable[[click.Context], Iterable[tuple[str, str]]]
    Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def offering(names: Callable[[click.Context], Iterable[tuple[str, str]]], *, files: bool = False) -> Complete:
    """Offers the names that go on from what was typed, each with what it is; ``files`` too where none do."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        try:
            known = list(names(ctx))
        except Exception:  # a broken file, a server: nobody can be told here
            known = []
        typed = incomplete.casefold()
        found = [CompletionItem(n, help=about) for n, about in known if n.casefold().startswith(typed)]
        return found if found or not files else [CompletionItem(incomplete, type="file")]

    return complete


def _rules(_ctx: click.Context) -> Iterable[tuple[str, str]]:
    from wflint.rules.registry import all_rules

    for slug, registered in all_rules().items():
        yield slug, registered.rule.summary
        yield registered.rule.code, registered.rule.summary


def rule_list(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Rules, prefixes and ALL; behind a comma the next one."""
    before, comma, last = incomplete.rpartition(",")
    found = offering(_selectors)(ctx, param, last)
    for item in found:
        item.value = before + comma + item.value
    return found


def _selectors(ctx: click.Context) -> Iterable[tuple[str, str]]:
    from wflint.rules.registry import all_rules

    yield "ALL", "every rule"
    seen: set[str] = set()
    for registered in all_rules().values():
        prefix = registered.rule.code[:2]
        if prefix not in seen:
            seen.add(prefix)
            yield prefix, f"the rules about {registered.area}"
    yield from _rules(ctx)


def _releases(_ctx: click.Context) -> Iterable[tuple[str, str]]:
    from wflint.catalogue.store import is_pre_release
    from wflint.catalogue.targets import known_releases

    yield "latest", "the newest stable release that wflint comes with"
    yield "newest", "the newest stable release, added ones too"
    for version in reversed(known_releases()):
        yield version, "a pre-release" if is_pre_release(version) else ""


def _node_types(ctx: click.Context) -> Iterable[tuple[str, str]]:
    """The nodes of the release that was named, else of the newest: no file is read and no server asked."""
    from wflint.catalogue.targets import LATEST, NEWEST, known_releases, resolve_target

    asked: Any = ctx.params.get("target")
    target = asked if asked in (NEWEST, *known_releases()) else LATEST
    return [(name, "") for name in resolve_target(target)[-1].node_types]


def _library(_ctx: click.Context) -> Iterable[tuple[str, str]]:
    from wflint.builders.library import library

    return [(entry.name, entry.summary) for entry in library().values()]


rules = offering(_rules)
targets = offering(_releases, files=True)
releases = offering(_releases)
node_types = offering(_node_types)
library_names = offering(_library)
