"""On which line of a TOML file a key stands; the standard library's parser does not say."""

from __future__ import annotations

import re
from typing import Any

from wflint.document.toml import TomlError, parse_toml

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)(.+?)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*="""
)
_STRING = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*|[\[\]{}]')


class Lines:
    """Lines of the keys of a file that parses; a key inside an inline table has its table's line."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {(): 1}
        self._read(text)
        self._first: dict[str | int, int] = {}
        for path, line in self._lines.items():
            if path:
                self._first[path[-1]] = min(line, self._first.get(path[-1], line))

    def of(self, path: Path) -> int:
        """The line (from 1) of a key, or of the nearest thing around it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def knows(self, path: Path) -> bool:
        """Whether that very key has a line."""
        return path in self._lines

    def first(self, key: str) -> int | None:
        """The line where a key or table of that name is first written, whatever it stands in."""
        return self._first.get(key)

    def _read(self, text: str) -> None:
        table: Path = ()
        counts: dict[Path, int] = {}
        closing, depth = "", 0  # inside a multi-line string, or brackets
        for number, line in enumerate(text.splitlines(), 1):
            begin = 0
            if closing:
                end = line.find(closing)
                if end < 0:
                    continue
                closing, begin = "", end + 3
            elif depth == 0:
                header, key = _HEADER.match(line), _KEY.match(line)
                if key:
                    path = table + _keys(key.group(1))
                    self._note(path, number)
                    self._note_inline(path, line[key.end() :].strip(), number)
                elif header:
                    table = self._table(_keys(header.group(2)), counts, many=header.group(1) == "[[")
                    self._note(table, number)
                    continue
            closing, depth = _after(line[begin:], depth)

    def _table(self, keys: Path, counts: dict[Path, int], *, many: bool) -> Path:
        path: Path = ()
        for position, key in enumerate(keys, 1):
            path += (key,)
            if many and position == len(keys):
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path += (counts[path],)
        return path

    def _note_inline(self, path: Path, value: str, line: int) -> None:
        """Take in the keys of an inline table, which stands on one line."""
        if not value.startswith("{"):
            return
        try:
            todo: list[tuple[Path, Any]] = [(path, parse_toml(f"v = {value}")["v"])]
        except TomlError:  # an array in it goes on below
            return
        while todo:
            path, table = todo.pop()
            for key, inner in table.items() if isinstance(table, dict) else ():
                self._note((*path, key), line)
                todo.append(((*path, key), inner))

    def _note(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self._lines.setdefault(path[:length], line)


def _keys(text: str) -> Path:
    """The parts of a dotted key."""
    try:
        value: Any = parse_toml(f"{text} = 0")
    except TomlError:
        return (text.strip(),)
    found = []
    while value and isinstance(value, dict):
        key, value = next(iter(value.items()))
        found.append(key)
    return tuple(found) or (text.strip(),)  # "[#]" is no header, and "# = 0" no key


def _after(line: str, depth: int) -> tuple[str, int]:
    """Which string is open at the end of a line, and how many brackets are."""
    at = 0
    while found := _STRING.search(line, at):
        what, at = found.group(), found.end()
        if what in ('"""', "'''"):
            end = line.find(what, at)
            if end < 0:
                return what, depth
            at = end + 3
        elif what in "[{":
            depth += 1
        elif what in "]}":
            depth -= 1
    return "", max(0, depth)
