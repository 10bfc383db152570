"""``format_bytes``: the form of a file, what it never loses, what it leaves alone, what --strip takes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.formatted import request_of, spelled
from wflint.catalogue.store import open_release
from wflint.engine.formatting import canonical_text, format_bytes
from wflint.reading import DOCUMENT, VALUES

ROOT = Path(__file__).parents[2]
FILES = [p for folder in ("fixtures", "workflows") for p in sorted((ROOT / folder).rglob("*.json"))]
GRAPH = '{"id": "g", "nodes": {"a": {"id": "a", "type": "noise", "seed": %s}}, "edges": []}'
MODEL = {"key": "0a1b", "hash": "blake3:1", "name": "Deliberate", "base": "sd-1", "type": "main"}
NAMED = {**MODEL, "key": "unresolved", "hash": "unresolved"}


def formatted(raw: bytes | str) -> bytes:
    made = format_bytes(raw.encode() if isinstance(raw, str) else raw, "a.json")
    assert made.reason is None
    assert format_bytes(made.raw, "a.json") == made, "formatting twice changes nothing"
    return made.raw


def stripped(value: Any) -> tuple[Any, list[tuple[str, str]]]:
    made = format_bytes(json.dumps(value).encode(), "a.json", strip=True)
    assert made.reason is None
    again = format_bytes(made.raw, "a.json", strip=True)
    assert (again.raw, again.stripped) == (made.raw, ())
    return json.loads(made.raw), [("/".join(map(str, s.pointer)), s.what) for s in made.stripped]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_keep_every_value_and_become_the_same_request(path: Path) -> None:
    raw = path.read_bytes()
    made = format_bytes(raw, path.name)
    if made.reason is not None:
        assert made.raw == raw
        return
    assert spelled(made.raw) == spelled(raw)
    again = format_bytes(made.raw, path.name)
    assert (again.raw, again.reason) == (made.raw, None)
    for release in ("6.14.2", "5.6.2"):
        catalogue = open_release(release)
        assert request_of(made.raw, catalogue) == request_of(raw, catalogue)


def workflow(**members: Any) -> dict[str, Any]:
    return {"nodes": [], "edges": [], "meta": {"version": "4.0.0", "category": "user"}, **members}


def node(inputs: dict[str, Any]) -> dict[str, Any]:
    body = {"type": "add", "id": "n", "useCache": True, "inputs": inputs, "mine": 1}
    return {"position": {"y": -0.4, "x": 10.5}, "data": body, "width": 3.7, "type": "invocation", "id": "n"}


def test_members_stand_as_the_web_ui_writes_them_and_unknown_ones_behind() -> None:
    edge = {"zIndex": 1, "targetHandle": "a", "sourceHandle": "value", "target": "n", "source": "m"}
    field = {"fieldName": "a", "nodeId": "n"}
    element = {"type": "node-field", "data": {"showDescription": True, "fieldIdentifier": field}, "id": "e"}
    value = {"value": dict(reversed(MODEL.items())), "description": "", "label": "", "name": "a"}
    given = workflow(
        mine=[{"b": 1, "a": 2}],
        form={"rootElementId": "e", "elements": {"e": element}},
        edges=[{**edge, "type": "default", "id": "e"}],
        nodes=[node({"b": value, "a": {"name": "a"}})],
        name="x",
        exposedFields=[field],
    )
    found = json.loads(formatted(json.dumps(given)))
    assert list(found) == ["name", "exposedFields", "meta", "form", "nodes", "edges", "mine"]
    assert list(found["meta"]) == ["category", "version"]
    assert list(found["form"]) == ["elements", "rootElementId"]
    assert list(found["form"]["elements"]["e"]) == ["id", "data", "type"]
    assert list(found["form"]["elements"]["e"]["data"]) == ["fieldIdentifier", "showDescription"]
    made = found["nodes"][0]
    assert list(made) == ["id", "type", "data", "position", "width"]
    assert list(made["data"]) == ["id", "type", "inputs", "useCache", "mine"]
    assert list(made["data"]["inputs"]) == ["b", "a"]
    assert list(made["data"]["inputs"]["b"]) == ["name", "label", "description", "value"]
    assert list(made["data"]["inputs"]["b"]["value"]) == list(MODEL)
    ends = ["source", "target", "sourceHandle", "targetHandle"]
    assert list(found["edges"][0]) == ["id", "type", *ends, "zIndex"]
    assert json.dumps(found["mine"]) == '[{"b": 1, "a": 2}]'


def test_positions_are_whole_and_nothing_else_is_rounded() -> None:
    found = formatted(json.dumps(workflow(nodes=[node({"a": {"name": "a", "value": 1.25}})])))
    assert b'"x": 11,\n' in found
    assert b'"y": 0\n' in found
    assert b'"value": 1.25\n' in found
    assert b'"width": 3.7\n' in found


@pytest.mark.parametrize("position", ["1e400", "1e17", "9007199254740993", '"here"', "null", "[1.5]"])
def test_positions_that_are_no_exact_numbers_stay(position: str) -> None:
    text = json.dumps(workflow(nodes=[node({})])).replace("10.5", position)
    assert spelled(formatted(text)) == spelled(text.encode())


def test_graphs_and_bodies() -> None:
    graph = json.loads(GRAPH % "1")
    graph["nodes"]["a"] = {"use_cache": True, "id": "a", "seed": 1, "is_intermediate": True, "type": "noise"}
    graph["edges"] = [
        {"destination": {"field": "x", "node_id": "a"}, "source": {"field": "y", "node_id": "b"}}
    ]
    data = [[{"items": [1], "field_name": "seed", "node_path": "a"}]]
    body = {"prepend": False, "batch": {"runs": 1, "data": data, "mine": 1, "graph": graph}}
    found = json.loads(formatted(json.dumps(body)))
    assert list(found) == ["batch", "prepend"]
    batch = found["batch"]
    assert list(batch) == ["graph", "runs", "data", "mine"]
    assert list(batch["data"][0][0]) == ["node_path", "field_name", "items"]
    assert list(batch["graph"]["nodes"]["a"]) == ["type", "id", "seed", "use_cache", "is_intermediate"]
    assert json.dumps(batch["graph"]["edges"][0]).startswith('{"source": {"node_id": "b", "field": "y"}')


def test_of_a_record_only_the_workflow_is_ordered() -> None:
    record = {"workflow_id": "1", "is_public": False, "b": {"y": 1.5, "x": 2}, "workflow": workflow(name="n")}
    found = json.loads(formatted(json.dumps(record)))
    assert list(found) == list(record)
    assert list(found["b"]) == ["y", "x"]
    assert next(iter(found["workflow"])) == "name"


@pytest.mark.parametrize(
    "number", ["1", "1.0", "-0", "-0.0", "1E+5", "0.10", "1e999", "9007199254740993", "9" * 5000]
)
def test_numbers_keep_their_spelling(number: str) -> None:
    assert f'"seed": {number}\n'.encode() in formatted(GRAPH % number)


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        (r'"\u00e9\/\u0041"', '"é/A"'),
        (r'"\ud83d\ude00"', '"\N{GRINNING FACE}"'),
        (r'"\ud83dx\uDE00"', r'"\ud83dx\ude00"'),
        (r'"\u0007\u0000\b\"\\"', r'"\u0007\u0000\b\"\\"'),
        ('"\u2028\u200b\x7f"', '"\u2028\u200b\x7f"'),
    ],
)
def test_strings_are_written_as_browsers_write_them(text: str, becomes: str) -> None:
    found = formatted(GRAPH % text)
    assert f'"seed": {becomes}\n'.encode() in found
    assert json.loads(found) == json.loads(GRAPH % text)
    assert f"{becomes}: 1\n".encode() in formatted(GRAPH % f"{{{text}: 1}}")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_encodings_become_utf_8(encoding: str) -> None:
    assert formatted((GRAPH % '"é"').encode(encoding)) == formatted(GRAPH % '"é"')


def test_line_ends_are_those_of_the_first_line() -> None:
    lines = formatted(GRAPH % '"a"').decode()
    windows = lines.replace("\n", "\r\n").encode()
    assert formatted(windows) == windows
    assert formatted(windows.replace(b"\r\n", b"\n", 1)) == lines.encode()
    assert formatted(lines.replace("\n", "\r\n", 1)) == windows
    assert formatted(lines.replace("\n", "\r")) == lines.encode()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (GRAPH % '1, "seed": 2', 'key "seed" occurs more than once in an object, and all but one would go'),
        (GRAPH % "NaN", "NaN is not valid JSON"),
        (GRAPH % "[-Infinity]", "-Infinity is not valid JSON"),
        (GRAPH % "1,", "a comma before the closing bracket is not valid JSON (line 1)"),
        (GRAPH % ("[" * 200 + "]" * 200), "lists and objects are nested deeper than 100 levels"),
        # Too deep to be read; Python 3.13 reads some more levels, and formatting refuses them.
        (GRAPH % ("[" * 5000 + "]" * 5000), "lists and objects are nested "),
        (GRAPH % f"[{'1,' * VALUES}1]", "the file has more than 1,000,000 values"),
        (GRAPH % f"{'[' * 90}{'1,' * 200_000}1{']' * 90}", "it would be too large when it is formatted"),
        ("", "the file is empty"),
        ("[]", "no InvokeAI document"),
        ('{"name": "x", "version": "1.0.0"}', "no InvokeAI document"),
        ("<<<<<<< HEAD", "a merge conflict was left in the file"),
        ("\ud800", "the file is not valid UTF-8"),
    ],
    ids=range(13),
)
@pytest.mark.parametrize("strip", [False, True])
def test_what_cannot_be_formatted_is_left_alone(text: str, why: str, strip: bool) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    made = format_bytes(raw, "a.json", strip=strip)
    assert made.raw == raw
    assert made.reason is not None
    assert why in made.reason
    assert "\n" not in made.reason


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures/workflows").glob("*.[pw][ne][gb]*")), ids=str)
def test_images_are_left_alone(path: Path) -> None:
    made = format_bytes(path.read_bytes(), path.name, strip=True)
    assert (made.raw, made.reason) == (path.read_bytes(), "an image, which is never written to")


def test_too_large_a_file_is_left_alone() -> None:
    raw = b" " * (DOCUMENT + 1)
    assert format_bytes(raw, "a.json").raw is raw


def test_other_programs_files_are_foreign_and_broken_ones_are_not() -> None:
    for path in sorted((ROOT / "fixtures/foreign").glob("*.json")):
        made = format_bytes(path.read_bytes(), path.name, lenient=True)
        assert (made.raw, made.foreign) == (path.read_bytes(), True), path.name
    assert format_bytes(b'{"a":', "a.json", lenient=True).foreign
    broken = (ROOT / "fixtures/broken/half_saved.workflow.json").read_bytes()
    assert not format_bytes(broken, "a.json", lenient=True).foreign


def test_a_document_inside_a_text_is_left_alone() -> None:
    path = ROOT / "fixtures/workflows/picture-answer.json"
    assert format_bytes(path.read_bytes(), "a.json").reason == "its documents are texts inside another one"


def test_what_is_in_memory_is_not_changed() -> None:
    body = json.loads((ROOT / "fixtures/workflows/enqueue-with-workflow.batch.json").read_bytes())
    before = json.dumps(body)
    assert canonical_text(body).encode() == formatted(before)
    assert json.dumps(body) == before
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_text({"id": "g", "nodes": {"a": {"id": "a", "type": "noise", "x": float("nan")}}})


# -- strip -----------------------------------------------------------------------------------------------


def test_models_keep_what_they_are_called() -> None:
    inputs = {
        "model": {"name": "model", "value": {**MODEL, "submodel_type": None}},
        "loras": {"name": "loras", "value": [{"lora": MODEL, "weight": 0.5}]},
    }
    found, told = stripped(workflow(nodes=[node(inputs)]))
    made = found["nodes"][0]["data"]["inputs"]
    assert made["model"]["value"] == {**NAMED, "submodel_type": None}
    assert made["loras"]["value"] == [{"lora": NAMED, "weight": 0.5}]
    at = "nodes/0/data/inputs"
    assert told == [(f"{at}/model/value", "model key"), (f"{at}/loras/value/0/lora", "model key")]


def test_pictures_boards_and_the_like_go() -> None:
    generator = {"type": "image_generator_images_from_board", "category": "images"}
    inputs = {
        "image": {"name": "image", "label": "Photo", "value": {"image_name": "a.png"}},
        "video": {"name": "video", "value": {"video_name": "a.mp4"}},
        "images": {"name": "images", "value": [{"image_name": "a.png"}, {"image_name": "b.png"}]},
        "board": {"name": "board", "value": {"board_id": "b"}},
        "auto": {"name": "auto", "value": "auto"},
        "style": {"name": "style", "value": {"style_preset_id": "s"}},
        "prompt": {"name": "prompt", "value": {"system_prompt_id": "s"}},
        "some": {"name": "some", "value": {**generator, "board_id": "b"}},
        "text": {"name": "text", "value": "a.png on a board"},
    }
    found, told = stripped(workflow(id="1b7d", nodes=[node(inputs)]))
    assert found["nodes"][0]["data"]["inputs"] == {
        "image": {"name": "image", "label": "Photo"},
        "video": {"name": "video"},
        "images": {"name": "images", "value": []},
        "board": {"name": "board"},
        "auto": {"name": "auto", "value": "auto"},
        "style": {"name": "style"},
        "prompt": {"name": "prompt"},
        "some": {
            "name": "some",
            "value": {"type": "image_generator_images_from_board", "category": "images"},
        },
        "text": {"name": "text", "value": "a.png on a board"},
    }
    assert "id" not in found
    whats = [what for _, what in told]
    images = ["image"] * 2
    assert whats == [
        *("library id", "image", "video", *images, "board", "style preset", "system prompt", "board")
    ]


def test_graphs_and_bodies_are_stripped() -> None:
    record = {**MODEL, "path": "/home/me/models/a.safetensors", "file_size": 1, "submodel_type": "vae"}
    control = {"image": {"image_name": "a.png"}, "control_model": MODEL, "control_weight": 1}
    nodes = {
        "m": {"id": "m", "type": "main_model_loader", "model": record},
        "i": {"id": "i", "type": "image", "image": {"image_name": "a.png"}, "board": {"board_id": "b"}},
        "c": {"id": "c", "type": "core_metadata", "controlnets": [control]},
    }
    data = [[{"node_path": "i", "field_name": "image", "items": [{"image_name": "a.png"}]}]]
    body = {"batch": {"graph": {"id": "g", "nodes": nodes, "edges": []}, "runs": 1, "data": data}}
    found, told = stripped(body)
    made = found["batch"]["graph"]["nodes"]
    assert made["m"] == {"id": "m", "type": "main_model_loader", "model": {**NAMED, "submodel_type": "vae"}}
    assert made["i"] == {"id": "i", "type": "image"}
    assert made["c"]["controlnets"] == []
    assert found["batch"]["data"][0][0]["items"] == []
    assert ("batch/data/0/0/items/0", "image") in told
    assert ("batch/graph/nodes/c/controlnets/0/image", "image") in told
    assert len(told) == 5
    assert "/home/me" not in json.dumps(found)


def test_a_record_loses_its_owner_and_thumbnail() -> None:
    record = {
        "workflow_id": "1",
        "user_id": "me",
        "opened_at": "2026-01-02",
        "thumbnail_url": "http://127.0.0.1:9090/1.webp",
        "is_public": False,
        "workflow": workflow(id="1"),
    }
    found, told = stripped(record)
    assert list(found) == ["workflow_id", "is_public", "workflow"]
    assert {what for _, what in told} == {"thumbnail", "user id", "date of last use", "library id"}


def test_a_queue_item_loses_what_came_of_it() -> None:
    loader = {"id": "m", "type": "main_model_loader", "model": MODEL}
    graph = {"id": "g", "nodes": {"m": loader}, "edges": []}
    results = {
        "m": {"type": "model_loader_output", "vae": {"vae": MODEL}},
        "s": {"type": "image_output", "image": {"image_name": "a.png"}, "width": 8},
    }
    item = {
        "item_id": 7,
        "field_values": [{"node_path": "i", "field_name": "image", "value": {"image_name": "a.png"}}],
        "session": {"id": "s", "graph": graph, "execution_graph": graph, "results": results},
    }
    found, told = stripped(item)
    text = json.dumps(found)
    assert ("0a1b" in text, "a.png" in text) == (False, False)
    assert found["session"]["results"]["s"] == {"type": "image_output", "width": 8}
    assert found["session"]["execution_graph"]["nodes"]["m"] == {**loader, "model": NAMED}
    assert found["field_values"] == [{"node_path": "i", "field_name": "image"}]
    assert len(told) == 5


def test_a_guide_is_stripped() -> None:
    data = {"board": {"board_id": "b"}, "model": MODEL, "seed": 1}
    guide = {
        "nodes": [{"id": "n", "type": "noise", "data": data}],
        "edges": [{"source": {"node_id": "n", "field": "a"}, "destination": {"node_id": "n", "field": "b"}}],
    }
    found, told = stripped(guide)
    assert found["nodes"][0]["data"] == {"model": NAMED, "seed": 1}
    assert len(told) == 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_stripping_ends(path: Path) -> None:
    made = format_bytes(path.read_bytes(), path.name, strip=True)
    again = format_bytes(made.raw, path.name, strip=True)
    assert (again.raw, again.reason, again.stripped) == (made.raw, made.reason, ())
