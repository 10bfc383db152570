"""Many runs over several servers: bounds, order, a server that dies, and ending all of them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.fake_queue import FakeQueue, queues
from wflint import Server, run_many
from wflint.live.client.errors import InputError, UnreachableError, UnsupportedReleaseError
from wflint.live.client.results import RunResult

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 30.0  # until somebody gives up: nothing here takes that long


@pytest.fixture
def two() -> Iterator[list[FakeQueue]]:
    with queues(2) as made:
        yield made


def graph(number: int) -> dict[str, Any]:
    return {"id": f"g{number}", "nodes": {"n": {"id": "n", "type": "blank_image"}}, "edges": []}


def connect(*servers: FakeQueue) -> list[Server]:
    return [Server(each.url, events=False, patience=0.2, seconds=5.0) for each in servers]


def sent(server: FakeQueue) -> list[str]:
    return [each["id"] for each in server.graphs]


def where(outcomes: list[RunResult | Exception]) -> list[str]:
    return [each.server if isinstance(each, RunResult) else type(each).__name__ for each in outcomes]


def test_each_server_has_its_own_bound_and_results_keep_their_order(two: list[FakeQueue]) -> None:
    one, three = two
    for each in two:
        each.open.clear()
    told: list[tuple[int, int, int]] = []

    def release() -> None:
        """Let them end only when both have something."""
        for each in two:
            each.arrived.wait(SECONDS)
        for each in two:
            each.open.set()

    helper = threading.Thread(target=release)
    helper.start()
    outcomes = run_many(
        [graph(number) for number in range(12)],
        connect(one, three),
        concurrent=[1, 3],
        callback=lambda index, _, done, total: told.append((index, done, total)),
    )
    helper.join()
    assert set(where(outcomes)) == {one.url, three.url}
    for server in two:  # which of them ran it stands in the result, whatever the order
        mine = [f"g{i}" for i, url in enumerate(where(outcomes)) if url == server.url]
        assert sorted(sent(server)) == sorted(mine)
    assert one.most == 1
    assert three.most <= 3
    assert sorted(index for index, _, _ in told) == list(range(12))
    assert [(done, total) for _, done, total in told] == [(n, 12) for n in range(1, 13)]


def test_before_6_one_at_a_time() -> None:
    with queues(1, version="5.15.0") as [old]:
        assert all(isinstance(each, RunResult) for each in run_many([graph(1)] * 4, [old.url], concurrent=4))
        assert old.most == 1


@pytest.mark.parametrize("lost", ["move", "fail"])
def test_a_server_that_dies(two: list[FakeQueue], lost: Any) -> None:
    dies, lives = two
    dies.open.clear()

    def kill(*_: object) -> None:
        assert dies.arrived.wait(SECONDS)
        dies.close()

    clients = connect(*two)
    outcomes = run_many(
        [graph(number) for number in range(8)], clients, concurrent=2, lost=lost, callback=kill
    )
    had = {int(name[1:]) for name in sent(dies)}
    assert had
    for index, place in enumerate(where(outcomes)):
        gone = lost == "fail" and index in had
        assert place == ("UnreachableError" if gone else lives.url), index
    assert {f"g{n}" for n in range(8) if lost == "move" or n not in had} <= set(sent(lives))


def test_a_server_that_is_not_there_gets_none_and_without_any_it_is_an_error(two: list[FakeQueue]) -> None:
    gone, there = two
    gone.close()
    assert where(run_many([graph(1), graph(2)], connect(gone, there))) == [there.url] * 2
    there.close()
    with pytest.raises(UnreachableError):
        run_many([graph(1)], connect(gone, there))


def test_a_server_of_another_release_is_an_error(two: list[FakeQueue]) -> None:
    two[1].version = "3.7.0"
    with pytest.raises(UnsupportedReleaseError):
        run_many([graph(1)], connect(*two))
    assert not two[0].graphs


@pytest.mark.parametrize("count", [1, 2])
def test_what_the_callback_raises_and_ctrl_c_cancel_all(count: int) -> None:
    with queues(count) as made:
        for each in made:
            each.open.clear()
        bad = "/no/such/file.json"  # is over at once, while the others are in their queues

        def interrupt(*_: object) -> None:
            for each in made:
                assert each.arrived.wait(SECONDS)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run_many([bad, *map(graph, range(4))], connect(*made), callback=interrupt)
        for each in made:
            assert each.batches
            assert sorted(b["batch_id"] for b in each.batches) == sorted(each.cancelled)


def test_one_that_cannot_run_is_an_exception_in_its_place(two: list[FakeQueue]) -> None:
    outcomes = run_many(
        [
            graph(0),
            (graph(1), {"nothing": 1}),
            (graph(2), {"blank_image.width": 96}),
            {"no": "graph"},
            (graph(3),),
        ],
        connect(*two),
    )
    assert [type(each).__name__ for each in outcomes] == [
        "RunResult",
        "InputError",
        "RunResult",
        "InputError",
        "InputError",
    ]
    [third] = [g for each in two for g in each.graphs if g["id"] == "g2"]
    assert third["nodes"]["n"]["width"] == 96


def test_a_model_is_bound_by_the_inputs_of_a_source(two: list[FakeQueue]) -> None:
    two[0].models = [{"key": k, "hash": k, "name": k, "base": "sd-1", "type": "main"} for k in "ab"]
    loader = {"id": "g", "nodes": {"n": {"id": "n", "type": "main_model_loader"}}, "edges": []}
    given = {"main_model_loader.model": "b"}
    [failed, ran] = run_many([loader, (loader, given)], [two[0].url])
    assert str(failed).endswith('. Set one with inputs {"main_model_loader.model": "NAME"}')
    assert isinstance(ran, RunResult)


def test_arguments_that_make_no_sense(two: list[FakeQueue]) -> None:
    for servers, bounds in (([], 1), (two[0].url, 1), ([two[0].url], [1, 2])):
        with pytest.raises(InputError):
            run_many([graph(1)], servers, concurrent=bounds)
    server, *_ = connect(*two)
    for servers in (server, [7], "http://x"):
        with pytest.raises(InputError, match="takes a list of servers"):
            run_many([graph(1)], servers)  # type: ignore[arg-type]
    for sources in ("flow.json", graph(1), Path("flow.json"), None):
        with pytest.raises(InputError, match="takes a list of sources"):
            run_many(sources, [server])  # type: ignore[arg-type]
    for bound in (0, 1.5, "2", [True]):
        with pytest.raises(InputError, match="concurrent takes whole numbers from 1 on"):
            run_many([graph(1)], [server], concurrent=bound)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r'lost is "move" or "fail"'):
        run_many([graph(1)], [server], lost="keep")  # type: ignore[arg-type]
    assert not two[0].graphs
    assert run_many([], [two[0].url]) == []
    assert len(run_many((graph(n) for n in range(3)), [server])) == 3  # type: ignore[arg-type]


def test_a_run_does_not_wait_for_those_of_its_own_call() -> None:
    with queues(1) as [fake]:
        fake.in_turn = True
        [server] = connect(fake)
        threading.Timer(1.0, fake.open.set).start()
        fake.open.clear()
        outcomes = run_many([graph(0), graph(1)], [server], concurrent=2, waiting=0.3)
        assert where(outcomes) == [fake.url, fake.url]


def test_what_a_server_by_address_was_sent_is_removed(two: list[FakeQueue], tmp_path: Any) -> None:
    from PIL import Image

    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    photo = {"id": "p", "nodes": {"n": {"id": "n", "type": "img_blur"}}, "edges": []}
    source = (photo, {"img_blur.image": tmp_path / "a.png"})
    outcomes = run_many([source, source], [two[0].url])
    assert all(isinstance(each, RunResult) for each in outcomes)
    assert two[0].uploads == 1, "a file goes up once"
    assert ("POST", "/api/v1/images/delete") in two[0].server.seen
