"""Baselines: which findings an entry knows, fingerprints, and files that are no baseline."""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.counting import lines_run
from tests.golden import cases
from tests.report.test_formatters import diagnostic
from wflint.catalogue.store import open_release
from wflint.engine.baseline import Looked, match, written_anew
from wflint.engine.baseline_file import KnownFinding, KnownFindingsError, read_baseline, written
from wflint.engine.baselines import name_in
from wflint.engine.check import Checker
from wflint.engine.copies import with_copies
from wflint.engine.examine import examine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from wflint.diagnostics import Diagnostic
    from wflint.engine.baseline import Matched

CHECKER = Checker((open_release("6.14.2"),))


def entry(
    path: str = "a.json", fingerprint: str = "1" * 16, message: str = "m", times: int = 1
) -> KnownFinding:
    return KnownFinding(path, "dangling-edge", fingerprint, message, times)


def file(path: str, *faults: str, **options: Any) -> Looked:
    """A file with findings: ``1`` or ``1:message``."""
    parts = (fault.partition(":") for fault in faults)
    found = [diagnostic(alike=number * 16, message=message or "m") for number, _, message in parts]
    return Looked(path, found, **options)


def matched(
    entries: Sequence[KnownFinding], *looked: Looked, gone: str = "", searched: bool = True
) -> Matched:
    return match(entries, looked, lambda path: path in gone.split(), lambda _: searched)


def shown(found: Matched) -> list[list[str]]:
    return [[d.message for d in diagnostics if d.counts] for diagnostics in found.diagnostics]


def test_of_several_that_are_alike_the_new_one_is_shown() -> None:
    known = [entry(message="b"), entry(message="c")]
    assert shown(matched(known, file("a.json", "1:a", "1:b", "1:c"))) == [["a"]]
    assert shown(matched(known, file("a.json", "1:c", "1:a", "1:b"))) == [["a"]]
    assert shown(matched(known, file("a.json", "1:x", "1:y"))) == [[]], "worded anew"
    assert shown(matched([entry(times=2)], file("a.json", "1", "1", "1"))) == [["m"]]
    assert shown(matched(known, file("a.json", "2:b"))) == [["b"]]


def test_what_does_not_count_uses_no_entry_up() -> None:
    noted = diagnostic(alike="1" * 16, message="m", suppressed="notes")
    found = matched([entry()], Looked("a.json", [noted]))
    assert found.diagnostics == [[noted]]
    assert found.stale == [entry()]
    assert written_anew([], [Looked("a.json", [noted])], lambda _: False, lambda _: True) == []


def test_who_takes_over_whose_entries() -> None:
    known = [entry("a.json"), entry("a.json", "2" * 16), entry("b.json", "3" * 16)]
    found = matched(known, file("c.json", "1", "2"), gone="a.json")
    assert (shown(found), found.moved) == ([[]], {"a.json": "c.json"})
    assert [e.path for e in found.used] == ["c.json", "c.json", "b.json"]
    assert shown(matched(known, file("c.json", "1", "2"))) == [["m", "m"]], "it is there still"
    half = matched(known, file("c.json", "1", "4:new"), gone="a.json")
    assert (shown(half), half.stale) == ([["new"]], [entry("c.json", "2" * 16)._replace(path="a.json")])
    assert shown(matched(known, file("c.json", "1", "4", "5"), gone="a.json")) == [["m"] * 3], "another file"
    two = matched(known, file("c.json", "1", "2"), file("d.json", "1", "2"), gone="a.json")
    assert sorted(map(len, shown(two))) == [0, 2]
    own = matched(known, file("b.json", "1", "2"), gone="a.json")
    assert shown(own) == [["m", "m"]], "b.json is not new"
    named = matched([entry("x/n.json"), entry("x/o.json")], file("y/o.json", "1"), gone="x/n.json x/o.json")
    assert named.moved == {"x/o.json": "y/o.json"}


def test_faults_of_whole_files_make_no_heir() -> None:
    """Every file that is cut off has the same."""
    known = [entry("a.json"), entry("b.json", times=2), entry("b.json", "2" * 16)]
    whole = diagnostic(alike="1" * 16, message="m", pointer="", node=None)
    placed = diagnostic(alike="2" * 16, message="m")
    other = diagnostic(alike="3" * 16, message="other")

    def heir(*found: Diagnostic) -> Mapping[str, str]:
        return matched(known, Looked("c.json", found), gone="a.json b.json").moved

    assert heir(whole) == heir(whole, whole) == heir(whole, whole, other) == {}
    assert heir(whole, whole, placed) == heir(placed) == heir(whole, placed, other) == {"b.json": "c.json"}


def test_a_file_that_is_looked_at_twice() -> None:
    """By its name and by that of a link; a configuration may leave one of them less to say."""
    known = [entry(times=2), entry(fingerprint="2" * 16)]
    twice = matched(known, file("a.json", "1", "1"), file("a.json", "1"))
    assert (shown(twice), twice.stale, twice.used) == ([[], []], known[1:], known[:1])
    unsure = matched(known, file("a.json"), file("a.json", whole=False))
    assert (unsure.stale, unsure.used, unsure.unseen) == ([], known, known)
    new = written_anew([], [file("a.json", "1", "1"), file("a.json", "1")], lambda _: False, lambda _: True)
    assert [e.times for e in new] == [2]


def test_what_nobody_looked_for_is_not_counted_twice() -> None:
    known = [entry(message="old words"), entry(message="gone")]
    new = written_anew(
        known, [file("a.json", "1:new words", rules=frozenset())], lambda _: False, lambda _: True
    )
    assert sum(e.times for e in new) == 2


def test_who_has_a_copy(tmp_path: Path) -> None:
    for name, text in {"a": "[1]", "b": "[1]", "c": "[2]", "d": "[3]", "in/e": "[3]", ".h/f": "[2]"}.items():
        path = tmp_path / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def copied(*names: str, others: str = "abcdef") -> frozenset[str]:
        looked = [f"{name}.json" for name in names]
        return with_copies(str(tmp_path), looked, lambda p: p[-6] in set(others) - {*names}, None)

    assert copied("a", "c", "d") == {"a.json", "d.json"}
    assert copied("a", "b") == frozenset()
    assert copied("a", "d", others="e") == {"d.json"}
    assert copied("gone", "nul\0") == frozenset()


def test_looking_for_copies_costs_little(tmp_path: Path) -> None:
    """Each file is read once, though all have one size."""

    def work(number: int) -> int:
        folder = tmp_path / str(number)
        folder.mkdir()
        for i in range(number):
            (folder / f"{i}.json").write_text(f"[{i:04}]")
        names = [f"{i}.json" for i in range(0, number, 2)]
        own = {str(folder / name) for name in names}
        return lines_run(lambda: with_copies(str(folder), names, lambda path: path not in own, None))

    assert work(100) < 3 * work(50)


def test_what_is_stale() -> None:
    known = [entry(), entry("b.json")]
    assert matched(known, file("a.json")).stale == [entry()]
    assert matched(known, file("a.json", whole=False)).stale == []
    assert matched(known, file("a.json", rules=frozenset())).stale == []
    assert matched(known, file("a.json", "1"), gone="b.json").stale == [entry("b.json")]
    assert matched(known, file("a.json", "1"), gone="b.json", searched=False).stale == []


def test_a_folder_of_equal_files_that_moved_costs_little() -> None:
    """Every file could be every other one: nobody compares them all."""

    def work(number: int) -> int:
        known = [entry(f"a/{i}.json") for i in range(number)]
        looked = [file(f"b/{i}x.json", "1", "1:n") for i in range(number)]
        gone = {e.path for e in known}
        return lines_run(lambda: match(known, looked, gone.__contains__, lambda _: True))

    assert work(400) < 3 * work(200)


# ---- the file


def test_lines_come_and_go_alone() -> None:
    """Two branches that each add a finding change no line that the other one changes."""
    old = [entry(f"{i}.json") for i in range(5)]
    text = written(old)
    lines = text.splitlines()
    for new in (entry("0.json", message="x"), entry("zzz.json"), entry("2a.json")):
        more = written([new, *old]).splitlines()
        assert [line for line in more if line in lines] == lines
        assert len(more) == len(lines) + 1
    shuffled = random.Random(1).sample(old, 5)
    assert written(shuffled) == text
    assert json.loads(written([]))[-1] == {"wflint-baseline": 1}


def read(path: Path, text: str | bytes) -> list[KnownFinding]:
    path.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return read_baseline(str(path), "known.json")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    odd = entry('\udcff\u2028"\n', message="\x00\ud800{", times=3)
    assert read(tmp_path / "b", written([odd, entry()])) == sorted([odd, entry()])
    both = [entry(times=2), entry(), entry("b.json")]
    assert read(tmp_path / "b", written(both)) == [entry(times=2), entry("b.json")], "a union merge"


GOOD = json.loads(written([entry()]))
BROKEN: dict[str, tuple[Any, str]] = {
    "empty": ("", "not valid JSON"),
    "no json": ("[{", "not valid JSON"),
    "deep": ("[" * 100_000, "nested too deep"),
    "many": ("[" + "{}," * 1_000_001 + "0]", "more than 1,000,000 values"),
    "bytes": (b"\xff\xfe\x00", "not valid JSON"),
    "number": ("[1e999, 1" + "0" * 5000 + "]", "known.json"),
    "conflict": (
        "[\n<<<<<<< HEAD\n" + json.dumps(GOOD[0]) + ',\n=======\n>>>>>>> b\n{"wflint-baseline": 1}\n]\n',
        "git left conflict markers",
    ),
    "crlf conflict": ("[\r\n=======\r\n]", "git left conflict markers"),
    "object": ({}, "not a baseline of wflint"),
    "no end": (GOOD[:1], "not a baseline of wflint"),
    "nothing": ([], "not a baseline of wflint"),
    "newer": ([{"wflint-baseline": 2}], "newer wflint"),
    "older": ([{"wflint-baseline": True}], "unknown version"),
    "item": ([3, GOOD[1]], "finding 1 is not an object"),
    **{
        f"{name} {value!r}": ([{**GOOD[0], name: value}, GOOD[1]], f"finding 1: {name} must be")
        for name, value in (
            ("path", ""), ("path", 1), ("rule", None), ("message", []), ("fingerprint", "x"), ("count", 0),
            ("fingerprint", "1" * 17), ("count", True), ("count", 1.5), ("count", "1"), ("count", 10**9),
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_baseline(tmp_path: Path, name: str) -> None:
    content, said = BROKEN[name]
    with pytest.raises(KnownFindingsError) as error:
        read(tmp_path / "b", content if isinstance(content, (str, bytes)) else json.dumps(content))
    text = str(error.value)
    assert text.startswith("known.json: ")
    assert said in text
    assert "\n" not in text
    assert len(text) < 250


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices")
def test_what_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (str(tmp_path / "pipe"), "/dev/zero", str(tmp_path)):
        with pytest.raises(KnownFindingsError, match=r"known\.json: cannot be read"):
            read_baseline(path, "known.json")
    (tmp_path / "large").write_bytes(b" " * (16 << 20) + b" ")
    with pytest.raises(KnownFindingsError, match="larger than 16 MiB"):
        read_baseline(str(tmp_path / "large"), "known.json")


def test_names_of_files(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "a")
    folder = str(tmp_path / "a")
    assert name_in(folder, str(tmp_path / "a" / "b" / "c.json")) == "b/c.json"
    assert name_in(folder, str(tmp_path / "link" / "c.json")) == "c.json"
    assert name_in(str(tmp_path / "link"), str(tmp_path / "a" / "c.json")) == "c.json"
    assert name_in(folder, str(tmp_path / "c.json")) == "../c.json"


# ---- fingerprints


def prints(data: Any) -> list[str]:
    found = examine(json.dumps(data).encode(), "a.json", CHECKER).diagnostics
    return sorted(d.fingerprint for d in found)


def shuffled(value: Any, seed: random.Random) -> Any:
    """The same with the members of every object in another order."""
    if isinstance(value, dict):
        members = list(value.items())
        seed.shuffle(members)
        return {name: shuffled(inner, seed) for name, inner in members}
    return [shuffled(inner, seed) for inner in value] if isinstance(value, list) else value


def moved(data: dict[str, Any], seed: random.Random) -> dict[str, Any]:
    """The same with its nodes and edges in another order too."""
    data = shuffled(data, seed)
    for name in ("nodes", "edges"):
        if isinstance(data.get(name), list):
            seed.shuffle(data[name])
    return data


def faulty() -> Iterator[tuple[Path, dict[str, Any]]]:
    """The faulty fixtures that are workflows or graphs."""
    for case in cases("bad"):
        if case.path.suffix == ".json":
            try:
                data = json.loads(case.path.read_bytes())
            except (ValueError, RecursionError):
                continue
            if isinstance(data, dict) and "edges" in data:
                yield case.path, data


def test_fingerprints_survive_another_order() -> None:
    """Members, nodes and edges shuffled."""
    seed, tried = random.Random(1), 0
    for path, data in faulty():
        before = prints(data)
        for _ in range(2):
            assert prints(moved(data, seed)) == before, path
        tried += 1
    assert tried > 300


def test_fingerprints_survive_a_new_node() -> None:
    new = {"id": "zz new", "type": "integer", "value": 1}
    for path, data in faulty():
        nodes = data.get("nodes")
        if path.parent.name == "empty-graph":
            continue  # whose fault is that there is no other node
        more = dict(data)
        if isinstance(nodes, dict):
            more["nodes"] = {"zz new": new, **nodes}
        elif isinstance(nodes, list):
            more["nodes"] = [
                {"id": "zz new", "type": "notes", "data": {}, "position": {"x": 0, "y": 0}},
                *nodes,
            ]
        assert Counter(prints(data)) <= Counter(prints(more)), path
