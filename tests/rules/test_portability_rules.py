"""What is known to one machine, and what draws at random: both sides of each condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.test_portability import SECRETS
from tests.rules.written import fire, graph, workflow
from wflint.rules.portability._leftovers import LONGEST, leftovers, masked, shown


@pytest.mark.parametrize("spare", [0, 1])
def test_only_the_beginning_of_a_text_is_searched(spare: int) -> None:
    secret = SECRETS[0]
    text = " " * (LONGEST - len(secret) + spare) + secret
    assert [masked(secret) in found.text for found in leftovers(text)] == ([True] if not spare else [])
    assert leftovers(" " * LONGEST + secret) == []


def test_of_each_kind_the_first_and_secrets_alone() -> None:
    text = "http://localhost:9090 kim@example.com /home/kim/a /home/kim/b"
    assert [found.what.split()[1] for found in leftovers(text)] == ["address", "e-mail", "path"]
    for secret in (SECRETS[0], SECRETS[-2], SECRETS[-1]):
        (found,) = leftovers(f"{text} {secret}")
        assert found.secret


@pytest.mark.parametrize(("length", "cut"), [(32, False), (33, True)])
def test_long_paths_are_cut(length: int, cut: bool) -> None:
    path = "/home/" + "x" * (length - 6)
    (found,) = leftovers(path)
    assert shown(found) == (path[:31] + "\u2026" if cut else path)


def test_little_of_a_secret_is_shown() -> None:
    assert masked("123456789") == "123..."
    assert masked("abcdefghijklmnopq") == "abcd..."


ID = "01234567-89ab-cdef-0123-456789abcdef"
PICTURE = {"image_name": f"{ID}.png"}
SEEDED = {"type": "noise", "seed": 1}


def said(node: dict[str, Any], *, flow: bool = True) -> list[tuple[str | None, str]]:
    data = workflow(n=node) if flow else graph(n=node)
    return [(f.field, f.message) for f in fire("machine-specific-value", data)]


FIELDS = {
    "image": "image",
    "string": "value",
    "string_collection": "collection",
    "image_collection": "collection",
    "save_image": "board",
    "collect": "collection",
}


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("image", PICTURE, f"an image that only one server has ({ID[:8]}\u2026)"),
        ("image", {"image_name": "photo.png"}, None),
        ("image", {"image_name": f"{ID}.png/x"}, None),
        ("save_image", {"board_id": ID}, f"a board that only one server has ({ID[:8]}\u2026)"),
        ("save_image", "auto", None),
        ("image_collection", [PICTURE, PICTURE], "an image that only one server has"),
        ("image_collection", [{"image_name": "a.png"}, PICTURE], "an image that only one server has"),
        ("string", "/home/kim/fox.txt", "holds a path"),
        ("string", "~/fox", None),  # too short to tell
        ("string", "~/foxy", "holds a path"),
        ("string", "a fox", None),
        ("string_collection", ["a fox", "/home/kim/fox.txt"], "holds a path"),
        ("string_collection", ["~/fox"], None),
        ("string_collection", ["~/foxy"], "holds a path"),
        ("string_collection", [""] * 199 + ["/home/kim/fox.txt"], "holds a path"),
        ("string_collection", [""] * 200 + ["/home/kim/fox.txt"], None),
    ],
)
def test_values_of_one_machine(kind: str, value: Any, found: str | None) -> None:
    words = said({"type": kind, FIELDS[kind]: value})
    assert [field for field, _ in words] == ([FIELDS[kind]] if found else [])
    assert all(found in message for _, message in words if found)


@pytest.mark.parametrize(
    "value", [["a", 1, None, "/home/kim/fox.txt"], [{"a": 1}, "/home/kim/fox.txt"], [["~"]], 7]
)
def test_lists_of_many_kinds(value: Any) -> None:
    words = said({"type": "collect", "collection": value}, flow=False)
    assert ["path" in message for _, message in words] == ([True] if value != 7 and len(value) > 1 else [])


def test_things_of_one_server_stand_in_graphs_anyway() -> None:
    assert said({"type": "image", "image": PICTURE}) != []
    assert said({"type": "image", "image": PICTURE}, flow=False) == []
    assert said({"type": "image_collection", "collection": [PICTURE]}, flow=False) == []
    assert said({"type": "string", "value": "/home/kim/fox.txt"}, flow=False) != []


@pytest.mark.parametrize("count", [1, 2, 6])
def test_each_thing_of_one_server_is_told_of_at_its_place(count: int) -> None:
    nodes = {f"n{i}": {"type": "image", "image": PICTURE} for i in range(count)}
    found = fire("machine-specific-value", workflow(**nodes))
    assert [(f.node, f.node_type, f.field) for f in found] == [(n, "image", "image") for n in nodes]
    assert len({f.message for f in found}) == count
    assert len({f.group for f in found}) == 1
    assert all(f.outcome is not None for f in found)


def test_secrets_and_what_to_do_about_them() -> None:
    def fired(value: str) -> Any:
        (found,) = fire("machine-specific-value", workflow(n={"type": "string", "value": value}))
        assert found.field == "value"
        return found

    found = fired(SECRETS[0])
    assert found.then == "whoever gets the file gets it too"
    assert found.help == "remove it from the file, and revoke it if the file was shared"
    assert fired("kim@example.com").help == "remove it from the file"
    found = fired("/home/kim/fox.txt and /home/kim/more")
    assert found.then == "runs as written; on another machine it does not exist"
    assert found.help.startswith("pass it when running")


RANDOM = {"type": "rand_int"}
DRAWS = {"type": "integer_generator", "generator": {"type": "integer_generator_random_distribution_uniform"}}
PROMPTS = {"type": "dynamic_prompt", "prompt": "a {red|blue} fox"}


@pytest.mark.parametrize(
    ("node", "cure"),
    [
        (RANDOM, "disconnect it and type a number there"),
        ({"type": "rand_float"}, "disconnect it"),
        ({"type": "integer", "value": 1}, None),
        (PROMPTS, "type the prompt, or set the node to combinatorial"),
        ({**PROMPTS, "prompt": "a __fox__"}, "type the prompt"),
        ({**PROMPTS, "prompt": "a fox"}, None),
        ({"type": "dynamic_prompt"}, "type the prompt"),
        ({**PROMPTS, "combinatorial": True}, None),
        ({**PROMPTS, "combinatorial": False}, "type the prompt"),
        (DRAWS, "give the generator a seed"),
        ({**DRAWS, "generator": {**DRAWS["generator"], "seed": 7}}, None),
        ({**DRAWS, "generator": {**DRAWS["generator"], "seed": None}}, "give the generator a seed"),
        ({**DRAWS, "generator": {"type": "integer_generator_linear_sequence"}}, None),
        ({**DRAWS, "generator": {"type": 1}}, None),
        ({**DRAWS, "generator": "random"}, None),
        ({"type": "integer_generator"}, None),
        ({"type": "string", "generator": {"type": "random"}}, None),
    ],
)
def test_nodes_that_draw(node: dict[str, Any], cure: str | None) -> None:
    for data in (
        graph("r.value -> n.seed", r=node, n=SEEDED),
        workflow("r.value -> n.seed", r=node, n=SEEDED),
    ):
        found = fire("unpinned-seed", data)
        if cure is None:
            assert found == []
        elif found or "meta" not in data:
            (finding,) = found
            assert (finding.node, finding.node_type, len(finding.related)) == ("r", node["type"], 1)
            assert cure in finding.help


def test_what_is_drawn_and_not_used() -> None:
    assert fire("unpinned-seed", graph(r=RANDOM, n=SEEDED)) == []


def test_the_edge_into_a_seed_is_named() -> None:
    both = graph("r.value -> n.width", "r.value -> n.seed", r=RANDOM, n=SEEDED)
    (found,) = fire("unpinned-seed", both)
    assert 'a random number to "seed" of Create Latent Noise (n)' in found.message
    assert found.related[0].pointer == ("edges", 1)
    (found,) = fire("unpinned-seed", graph("r.value -> n.width", r=RANDOM, n=SEEDED))
    assert 'a random number to "width" of Create Latent Noise (n)' in found.message
    (found,) = fire("unpinned-seed", graph("r.value -> gone.seed", r=RANDOM, n=SEEDED))
    assert 'a random number to "seed" of "gone"' in found.message


def test_a_combinatorial_switch_that_is_connected() -> None:
    wires = ("d.collection -> n.seed", "b.value -> d.combinatorial")
    assert fire("unpinned-seed", graph(*wires, d=PROMPTS, b={"type": "boolean"}, n=SEEDED)) == []
