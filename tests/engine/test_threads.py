"""What one thread is told of a file, many that check at once are told: they mix nothing up."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from wflint.catalogue.model import Catalogue
from wflint.catalogue.packs.index import PackIndex
from wflint.catalogue.store import StoredDefinitions, shipped
from wflint.catalogue.types import TypeExpr, type_from_json
from wflint.document.load import load_bytes
from wflint.graph.server.node_values import node_judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
THREADS = 6
T = TypeVar("T")


@pytest.fixture(autouse=True)
def _impatient() -> Iterator[None]:
    """The interpreter changes threads as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once(function: Callable[[int], T]) -> list[T]:
    """What a function gives in threads that all begin at the same moment."""
    ready = Barrier(THREADS)

    def run(number: int) -> T:
        ready.wait()
        return function(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_threads_are_told_what_one_is_told() -> None:
    """Each in a process of its own, in which the first moments are everybody's."""

    def told(threads: int) -> str:
        command = [sys.executable, "-m", "tests.engine.thread_program", str(threads), "4"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=300)
        return done.stdout

    alone = told(1)
    assert "raised" not in alone
    assert "Error" not in alone
    assert told(THREADS) == alone


@pytest.mark.parametrize("fault", [b'"a":1,"a":2}', b'"a":NaN}'])
def test_what_the_parser_sees_is_each_threads_own(fault: bytes) -> None:
    """It counts the members of all objects while it parses, and notes what JSON has not."""
    nodes = ",".join(f'"n{i}":{{"id":"n{i}","type":"add","a":1}}' for i in range(40))
    sound = f'{{"id":"g","nodes":{{{nodes}}},"edges":[]}}'.encode()
    faulty = sound.replace(b'"a":1}', fault, 1)

    def count(number: int) -> list[int]:
        raw = (sound, faulty)[number % 2]
        return [len(load_bytes(raw, "a.json").documents[0].findings) for _ in range(150)]

    for number, found in enumerate(at_once(count)):
        assert set(found) == {number % 2}


def test_values_are_judged_alike_while_the_checks_are_compiled() -> None:
    """Models refer to others and to themselves: nobody may see one that is not finished."""
    for _ in range(3):
        catalogue = Catalogue(StoredDefinitions(shipped(), "6.14.2"))
        types = sorted(catalogue.node_types)

        def judged(number: int, catalogue: Catalogue = catalogue, types: list[str] = types) -> list[Any]:
            start = len(types) * number // THREADS // 4
            found = {}
            for node_type in types[start:] + types[:start]:
                judge = node_judge(node_type, catalogue)
                assert judge is not None
                values = {name: {"name": [{}], "type": {}} for name in judge.accepts}
                found[node_type] = judge.clean(values)
            return sorted(found.items())

        first, *others = at_once(judged)
        assert all(other == first for other in others)


def test_a_class_is_one_type_in_all_threads() -> None:
    """Edges between inputs and outputs are judged by the identity of their types."""

    def types(_number: int) -> list[TypeExpr]:
        return [type_from_json({"ref": f"ThreadsField{i}"}) for i in range(300)]

    for same in zip(*at_once(types), strict=True):
        assert len({id(one) for one in same}) == 1


def test_a_pack_is_found_by_its_name_in_all_threads() -> None:
    index = PackIndex()
    found = at_once(lambda _: len(index.named("image-grid")) + len(index.named("oneButtonPrompt")))
    assert len(set(found)) == 1
    names = [pack.name for pack in index.packs()]
    fresh = PackIndex()
    assert at_once(lambda _: [n for n in names if not fresh.named(n)]) == [[]] * THREADS
