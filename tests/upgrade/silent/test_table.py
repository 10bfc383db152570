"""Which silent changes a step brings, and that asking for them is safe and linear."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.upgrade.silent.rows import LOADER, LORA, ROWS, node
from tests.upgrade.silent.test_rows import RELEASES, graph_of
from wflint.catalogue.store import open_release
from wflint.graph.ir import Graph, Node
from wflint.upgrade.silent.holds import Holds
from wflint.upgrade.silent.look import SilentLook
from wflint.upgrade.silent.table import between, every, met

if TYPE_CHECKING:
    from wflint.upgrade.silent.change import SilentChange


def ids(old: str, new: str) -> set[str]:
    return {change.id for change in between(old, new)}


def test_a_step_over_both_of_a_pair_brings_nothing() -> None:
    assert "lora-twice" in ids("3.3.0.post3", "3.4.0")
    assert "lora-twice" in ids("3.3.0.post3", "3.4.0.post1")
    assert "lora-once" in ids("3.4.0.post1", "3.4.0.post2")
    assert not {"lora-twice", "lora-once"} & ids("3.3.0.post3", "3.4.0.post2")
    assert not {"inversions-last-wins", "inversions-each-own"} & ids("3.4.0.post2", "3.5.1")
    assert not {"blend-passes-seed", "blend-drops-seed"} & ids("4.2.3", "5.4.2")


def test_what_turns_three_times_is_turned() -> None:
    """fp32 on a CPU by default: true up to 4.0.4, false by mistake, true from 4.2.5, false from 5.5.0 on."""
    fp32 = {"fp32-off-by-mistake", "fp32-on", "fp32-off"}
    assert fp32 & ids("4.0.4", "4.2.4") == {"fp32-off-by-mistake"}
    assert fp32 & ids("4.2.4", "5.4.3") == {"fp32-on"}
    assert fp32 & ids("4.2.5", "5.5.0") == {"fp32-off"}
    assert fp32 & ids("4.0.4", "5.4.3") == set()
    assert fp32 & ids("4.1.0", "5.5.0") == set()
    assert fp32 & ids("4.0.4", "5.5.0") == {"fp32-off"}


def test_steps_add_up() -> None:
    """A step over several releases brings what its parts bring, save for what turns back."""
    some = ("3.0.2.post1", "3.7.0", "4.0.4", "4.2.9", "5.3.1", "5.15.0", "6.8.0", "6.14.2", "7.0.0a3")
    turning = {change.id for change in every() if change.flips}
    for old, new in combinations(some, 2):
        parts = [*some[some.index(old) : some.index(new) + 1]]
        added = set[str]().union(*(ids(a, b) for a, b in pairwise(parts)))
        assert ids(old, new) - turning == added - turning
        assert ids(new, old) == set()
        assert ids(old, old) == set()


def test_order_is_by_release() -> None:
    places = [RELEASES.index(change.since) for change in every()]
    assert places == sorted(places)


def test_met_takes_the_step_into_account() -> None:
    graph = graph_of(ROWS["flux2-image-schedule"][0])
    new = open_release("6.14.2")
    assert [m.change.id for m in met(graph, open_release("6.14.1"), new)] == ["flux2-image-schedule"]
    assert [m.change.id for m in met(graph, open_release("6.11.0"), new)] == [
        "flux2-schedule",
        "flux2-image-normalised",
        "flux2-image-schedule",
    ]
    assert met(graph, new, new) == []


def test_a_value_over_a_wire() -> None:
    """A primitive's own value counts; what a run computes may be anything."""
    known = {"s": node("string", value="a fox"), "n": node("compel")}
    sketch = (known, ["s.value n.prompt"])
    look = SilentLook(graph_of(sketch), open_release("5.0.0"))
    assert look.is_one(look.graph.nodes["n"], "prompt", ("a fox",)) is Holds.YES
    computed = ({"s": node("string_join"), "n": node("compel")}, ["s.value n.prompt"])
    look = SilentLook(graph_of(computed), open_release("5.0.0"))
    assert look.is_one(look.graph.nodes["n"], "prompt", ("a fox",)) is Holds.MAYBE


def test_a_batch_may_be_anything() -> None:
    graph = graph_of(({"n": node("compel", prompt="a fox")}, []))
    from wflint.graph.ir import BatchItem

    graph.batch = [[BatchItem("n", "prompt", ["a cat.swap(dog)"], 0, 0, ())]]
    found = met(graph, open_release("4.0.4"), open_release("4.1.0"))
    assert [(m.change.id, m.surely) for m in found] == [("swap-ignored", False)]


ODD: list[Any] = [
    None,
    True,
    0,
    -1.5,
    "",
    "<a> <b>",
    [],
    [1],
    {},
    {"name": 3, "base": []},
    10**400,
    "x" * 100_000,
]


@pytest.mark.parametrize("value", ODD, ids=lambda value: str(value)[:12])
def test_odd_values_are_looked_at(value: object) -> None:
    """Whatever stands in an input: an answer, no exception."""
    graph = Graph()
    for change in every():
        for node_type in change.nodes:
            names = ("prompt", "style", "scheduler", "latents", "denoise_mask", "offset", "channel", "mode")
            more = (
                "cfg_scale",
                "denoising_start",
                "edge_radius",
                "t2i_adapter_model",
                "dype_preset",
                "width",
            )
            values = dict.fromkeys(
                [*names, *more, "kontext_conditioning", "shift", "seamless_x", "unet"], value
            )
            graph.nodes[node_type] = Node(node_type, node_type, (), {}, values, values, ())
    graph.index()
    assert met(graph, open_release("3.0.0"), open_release("7.0.0a3"))


def test_a_cycle_ends() -> None:
    ring = {"l": LORA, "k": LORA, "m": LOADER, "d": node("denoise_latents"), "c": node("collect")}
    edges = [
        "l.unet k.unet",
        "k.unet l.unet",
        "k.unet d.unet",
        "c.collection c.item",
        "c.collection d.control",
    ]
    found = met(graph_of((ring, edges)), open_release("3.3.0"), open_release("3.4.0"))
    assert [m.change.id for m in found] == ["lora-twice"]


def test_it_walks_each_edge_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long chain of LoRAs, each of which feeds a denoiser: not every one is walked for every other."""

    def chain(length: int) -> int:
        nodes = {"m": LOADER} | {f"l{i}": LORA for i in range(length)}
        nodes |= {f"d{i}": node("denoise_latents") for i in range(length)}
        edges = ["m.unet l0.unet", *(f"l{i}.unet l{i + 1}.unet" for i in range(length - 1))]
        edges += [f"l{i}.unet d{i}.unet" for i in range(length)]
        graph = graph_of((nodes, edges))
        asked = 0

        class Counting(dict[Any, Any]):
            def get(self, *args: Any) -> Any:
                nonlocal asked
                asked += 1
                return super().get(*args)

        graph.out_of, graph.into = Counting(graph.out_of), Counting(graph.into)
        assert met(graph, open_release("3.4.0.post1"), open_release("7.0.0a3"))
        return asked

    assert chain(400) < 2.5 * chain(200)


class _Asked(SilentLook):
    """Takes note of the inputs that conditions ask for."""

    asked: set[tuple[str, str]]

    def wired(self, node: Node, name: str) -> bool:
        self.asked.add((node.type, name))
        return super().wired(node, name)

    def value(self, node: Node, name: str) -> Any:
        self.asked.add((node.type, name))
        return super().value(node, name)


@pytest.mark.parametrize("change", every(), ids=lambda change: change.id)
def test_what_older_releases_lack_is_needed(change: SilentChange) -> None:
    """No release brings another result of an input that the one before does not have."""
    look = _Asked(graph_of(ROWS[change.id][0]), open_release(RELEASES[RELEASES.index(change.since) - 1]))
    look.asked = set()
    for each in look.graph.nodes.values():
        if each.type in change.nodes:
            change.meets(look, each)
    now = open_release(change.since)
    lacking = {
        name
        for release in RELEASES[: RELEASES.index(change.since)]
        for node_type, name in look.asked
        if node_type in change.nodes
        and (since := now.node(node_type)) is not None
        and name in since.inputs
        and (then := open_release(release).node(node_type)) is not None
        and name not in then.inputs
    }
    assert lacking <= set(change.needs)


def test_an_input_that_was_not_there_is_not_met() -> None:
    sketch = ROWS["kontext-at-own-size"][0]
    new = open_release("6.14.2")
    told = {m.change.id for m in met(graph_of(sketch), open_release("6.1.0"), new)}
    assert "kontext-at-own-size" in told
    assert not {m.change.id for m in met(graph_of(sketch), open_release("5.15.0"), new)} & told
