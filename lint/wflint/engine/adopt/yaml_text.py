"""Adding to YAML files of other people: by text, so that every byte stays, and proven by parsing.

What is added is right when the file says after it what it said before, and the addition, event for event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.engine.adopt.addition import added
from wflint.reading import UnfitFileError, read_bounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

MOST: Final = 1 << 16  # bytes; the parser is slow, and such files are short


class YamlTextError(ValueError):
    """A file that is not added to; the text says why."""


def read_yaml(path: str) -> bytes:
    """The bytes of a file. Raises FileNotFoundError where there is none, and YamlTextError."""
    try:
        raw = read_bounded(path, MOST)
    except FileNotFoundError:
        raise
    except UnfitFileError as error:
        why = error.strerror or ""
        said = f"is larger than {MOST >> 10} KiB" if "larger" in why else why
        raise YamlTextError(f"it {said}") from None
    except OSError as error:
        raise YamlTextError(f"it cannot be read: {error.strerror or error}") from None
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        raise YamlTextError("it is not UTF-8") from None
    return raw


def root_of(raw: bytes) -> yaml.MappingNode | None:
    """The mapping that a file is, None for a file with nothing in it. Raises YamlTextError."""
    import yaml

    try:
        node = yaml.compose(raw.decode(), Loader=yaml.SafeLoader)
    except RecursionError:
        raise YamlTextError("it is nested too deep") from None
    except (yaml.YAMLError, ValueError) as error:
        place = getattr(error, "problem_mark", None)
        raise YamlTextError(
            f"it is not a valid YAML file{f' (line {place.line + 1})' if place else ''}"
        ) from None
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise YamlTextError("it is not a mapping with one key a line")
    return node


def keys_of(root: yaml.MappingNode | None) -> dict[str, yaml.Node]:
    """The values of a mapping by their keys."""
    import yaml

    pairs = root.value if root is not None else ()
    return {key.value: value for key, value in pairs if isinstance(key, yaml.ScalarNode)}


def texts_of(node: yaml.Node | None) -> Iterator[str]:
    """Every text in a node, keys too; what an alias names once."""
    import yaml

    todo, seen = [node], set()
    while todo:
        each = todo.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, yaml.ScalarNode):
            yield each.value
        elif isinstance(each, yaml.SequenceNode):
            todo += each.value
        elif isinstance(each, yaml.MappingNode):
            todo += [part for pair in each.value for part in pair]


def with_key(raw: bytes, text: str) -> bytes:
    """A file with one key more at its end. Raises YamlTextError."""
    root_of(raw)
    after = added(raw, text)
    was = _events(raw) or [_START, _END]  # nothing but comments
    _prove(was, len(was) - 1, _inside(text), after)
    return after


def with_item(raw: bytes, key: str, item: str) -> bytes:
    """A file with an item more in the list that a key at the top has. Raises YamlTextError.

    ``item`` is written as if its dash stood at the beginning of the line.
    """
    import yaml

    text = raw.decode()
    two_signs = "\r\n" in text
    if two_signs:
        if "\n" in text.replace("\r\n", ""):
            raise YamlTextError("its lines end in two ways")
        text = text.replace("\r\n", "\n")
    values = keys_of(root_of(text.encode()))
    if key not in values:
        return with_key(raw, f"{key}:\n{_indented(item, 2)}")
    listed = values[key]
    if not isinstance(listed, yaml.SequenceNode):
        raise YamlTextError(f"its {key} is not a list")
    if not listed.flow_style:
        at = _end_of_items(text, listed)
        between = "" if text[:at].endswith("\n") else "\n"
        after = f"{text[:at]}{between}{_indented(item, listed.start_mark.column)}{text[at:]}"
    elif not listed.value:
        end = text.find("\n", listed.end_mark.index) + 1 or len(text)
        line = text[: listed.start_mark.index].rstrip(" ") + text[listed.end_mark.index : end].rstrip()
        after = f"{line}\n{_indented(item, 2)}{text[end:]}"
    else:
        raise YamlTextError(f"its {key} is a list in brackets")
    made = (after.replace("\n", "\r\n") if two_signs else after).encode()
    was = _events(raw)
    _prove(was, _end_of_list(was, key), _inside(item), made)
    return made


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}" for line in text.splitlines(keepends=True))


def _end_of_items(text: str, listed: yaml.SequenceNode) -> int:
    """Where the line after the last item begins: behind its last text and the comments that belong to it."""
    last = max(_ends(listed))
    if text[last - 1] == "\n":  # behind a text of several lines, and empty ones
        last = len(text[:last].rstrip("\n")) + 1
    else:
        last = text.find("\n", last) + 1 or len(text)
    while last < len(text):
        line = text[last : text.find("\n", last) + 1 or len(text)]
        indent = len(line) - len(line.lstrip(" "))
        if not line.lstrip(" ").startswith("#") or indent <= listed.start_mark.column:
            break
        last += len(line)
    return last


def _ends(node: yaml.Node) -> Iterator[int]:
    import yaml

    todo, seen = [node], set()
    while todo:
        each = todo.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, yaml.ScalarNode) or getattr(each, "flow_style", False):
            yield each.end_mark.index
        elif isinstance(each, yaml.SequenceNode):
            todo += each.value
        elif isinstance(each, yaml.MappingNode):
            todo += [part for pair in each.value for part in pair]


_START, _END = ("MappingStart", None, None, True, None), ("MappingEnd", None, None, None, None)


def _prove(was: list[tuple[Any, ...]], at: int, addition: list[tuple[Any, ...]], after: bytes) -> None:
    """Raise YamlTextError unless a file says what it said, with an addition before one of its events."""
    if not addition or [*was[:at], *addition, *was[at:]] != _events(after):
        raise YamlTextError("where to add to it is not clear")


def _end_of_list(events: list[tuple[Any, ...]], key: str) -> int:
    """Which event ends the list that a key at the top has."""
    depth, is_key, found = 0, True, False
    for number, event in enumerate(events):
        if event[0] in ("MappingEnd", "SequenceEnd"):
            depth -= 1
        if depth == 1:
            if found and event[0] == "SequenceEnd":
                return number
            if is_key:
                found = event[0] == "Scalar" and event[4] == key
            if event[0] not in ("MappingStart", "SequenceStart"):
                is_key = not is_key
        if event[0] in ("MappingStart", "SequenceStart"):
            depth += 1
    raise YamlTextError("where to add to it is not clear")


def _inside(text: str) -> list[tuple[Any, ...]]:
    """What an addition says, without the mapping or list that it is when it stands alone."""
    return _events(text.encode())[1:-1]


def _events(raw: bytes) -> list[tuple[Any, ...]]:
    """What a YAML text says, in order, without where and how it says it. Raises YamlTextError."""
    import yaml

    found: list[tuple[Any, ...]] = []
    try:
        for event in yaml.parse(raw.decode(), Loader=yaml.SafeLoader):
            name = type(event).__name__.removesuffix("Event")
            if name not in ("StreamStart", "StreamEnd", "DocumentStart", "DocumentEnd"):
                members = (getattr(event, member, None) for member in ("anchor", "tag", "implicit", "value"))
                found.append((name, *members))
    except (yaml.YAMLError, RecursionError, ValueError):
        raise YamlTextError("it is not a valid YAML file") from None
    return found
