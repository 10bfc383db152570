"""A repository's own index of node packs: reads the files that the key ``packs`` names.

::

    {"wflint_packs": 1,        the version of this format
     "packs": [{...}, ...]}    entries, as ``lint/scripts/add_pack.py`` writes them
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from wflint.catalogue.packs.index import PackIndex
from wflint.catalogue.packs.model import Pack
from wflint.diagnostics.words import quoted
from wflint.plain import one_line
from wflint.reading import CATALOGUE, parse_json, read_bounded

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

FORMAT: Final = 1
_NODE_TEXTS: Final = ("version", "title", "category", "output_class", "first_seen", "last_changed")
_INPUT_TEXTS: Final = ("kind", "ui_type")
_NUMBERS: Final = ("ge", "gt", "le", "lt", "multiple_of", "min_length", "max_length")
_SCALAR: Final = (str, int, float, bool, type(None))


@cache
def open_index(files: tuple[str, ...]) -> PackIndex:
    """The packs in this wheel and those of a repository's files, which speak first.

    Raises OSError for a file that cannot be read and ValueError for one that is no index of packs.
    """
    return PackIndex([pack for name in files for pack in read_packs(name)])


def read_packs(path: str | os.PathLike[str]) -> list[Pack]:
    """The packs of a file. Raises OSError when it cannot be read, ValueError when it is no index of packs."""
    document = parse_json(read_bounded(path, CATALOGUE))
    if not isinstance(document, dict) or "wflint_packs" not in document:
        raise ValueError('not an index of packs: it has no "wflint_packs"')
    number = document["wflint_packs"]
    if number != FORMAT or type(number) is bool:
        shown = number if type(number) is int and abs(number) < 1000 else "another kind"
        raise ValueError(f"an index of packs of format {shown}: this wflint reads {FORMAT}")
    entries = document.get("packs")
    if not isinstance(entries, list):
        raise ValueError('its "packs" is not a list')
    return [_pack(entry, number) for number, entry in enumerate(entries, 1)]


def _pack(entry: Any, number: int) -> Pack:
    what = f"pack {number}"
    _expect(isinstance(entry, dict), what, "is not an object")
    for name in ("name", "url"):
        _expect(type(entry.get(name)) is str and entry[name] != "", what, f"has no {quoted(name)}")
    what = f"pack {quoted(entry['name'])}"
    for name in ("listed", "last_commit_date", "kind", "same_history_as"):
        _expect(_text(entry.get(name)), what, f"has a {quoted(name)} that is not a string")
    for name in ("nodes", "loads", "missing_names"):
        _expect(isinstance(entry.get(name, {}), dict), what, f"has {quoted(name)} that are not an object")
    _expect("nodes" in entry, what, 'has no "nodes"')
    for value in entry.get("loads", {}).values():
        _expect(type(value) is bool, what, 'has "loads" that are not true or false')
    _expect(_texts(entry.get("refused_defaults", [])), what, 'has "refused_defaults" that are not strings')
    for value in entry.get("missing_names", {}).values():
        _expect(_texts(value), what, 'has "missing_names" that are not strings')
    for node_type, facts in entry["nodes"].items():
        _check_node(f"node {quoted(node_type)} of {what}", facts)
    return Pack(entry, own=True)


def _check_node(what: str, facts: Any) -> None:
    _expect(isinstance(facts, dict), what, "is not an object")
    for name in _NODE_TEXTS:
        _expect(_text(facts.get(name)), what, f"has a {quoted(name)} that is not a string")
    for name in ("versions_seen", "unresolved", "core"):
        _expect(_texts(facts.get(name, [])), what, f"has {quoted(name)} that are not strings")
    for group in ("inputs", "outputs"):
        _expect(isinstance(facts.get(group, {}), dict), what, f"has {quoted(group)} that are not an object")
    for name, member in facts.get("inputs", {}).items():
        _expect(isinstance(member, dict), what, f"has an input {quoted(name)} that is not an object")
        _check_input(f"input {quoted(name)} of {what}", member)
    for name, member in facts.get("outputs", {}).items():
        _check_type(f"output {quoted(name)} of {what}", member)


def _check_input(what: str, facts: Mapping[str, Any]) -> None:
    _expect(type(facts.get("type")) is str, what, 'has no "type"')
    _check_type(what, {**facts} if facts["type"] == "enum" else facts["type"])
    for name in _INPUT_TEXTS:
        _expect(_text(facts.get(name)), what, f"has a {quoted(name)} that is not a string")
    for name in _NUMBERS:
        _expect(type(facts.get(name, 0)) in (int, float), what, f"has a {quoted(name)} that is not a number")
    _expect(facts.get("multiple_of", 1) > 0, what, 'has a "multiple_of" that is not above 0')


def _check_type(what: str, stated: Any) -> None:
    if isinstance(stated, dict):
        options = stated.get("options", [])
        _expect(stated.get("type") == "enum", what, 'has a type that is neither a string nor "enum"')
        _expect(
            isinstance(options, list) and all(type(option) in _SCALAR for option in options),
            what,
            'has "options" that are not plain values',
        )
    else:
        _expect(type(stated) is str, what, "has no type")
        _expect(stated.count("[") == stated.count("]") <= 20, what, "has a type that cannot be read")


def _text(value: Any) -> bool:
    return value is None or type(value) is str


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(type(text) is str for text in value)


def _expect(holds: bool, what: str, fault: str) -> None:
    if not holds:
        raise ValueError(one_line(f"{what} {fault}"))
