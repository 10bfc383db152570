"""Workflows and graphs in PNG and WebP metadata; damaged pictures give what can be read of them."""

from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, PngImagePlugin

from tests.document.make_pictures import SIGNATURE, chunk, png, webp
from wflint.document import exif
from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document

if TYPE_CHECKING:
    from wflint.document import Loaded

SAMPLES = Path(__file__).parents[2] / "fixtures" / "workflows"
WORKFLOW = (SAMPLES / "format-4.0.0.workflow.json").read_text("utf-8")
GRAPH = json.dumps({"id": "g", "nodes": {"a": {"id": "a", "type": "integer", "value": None}}, "edges": []})
BOTH = {"invokeai_metadata": "{}", "invokeai_graph": GRAPH, "invokeai_workflow": WORKFLOW}


def parts(loaded: Loaded) -> list[tuple[str, str | None]]:
    return [(d.kind.value, d.part) for d in loaded.documents]


@pytest.mark.parametrize("form", ["plain", "packed", "unicode", "unicode-packed"])
def test_every_kind_of_png_text(form: str) -> None:
    loaded = load_bytes(png(BOTH, form=form), "a.png")
    assert parts(loaded) == [("workflow", "workflow"), ("graph", "graph")]
    assert loaded.documents[0].data == json.loads(WORKFLOW)
    assert loaded.documents[1].source.text == GRAPH


@pytest.mark.parametrize("name", ["Café", "雪"])  # Pillow writes tEXt for the first, iTXt for the second
def test_as_invokeai_writes_it(name: str) -> None:
    workflow = json.dumps({**json.loads(WORKFLOW), "name": name}, ensure_ascii=False)
    info = PngImagePlugin.PngInfo()
    info.add_text("invokeai_workflow", workflow)
    info.add_text("invokeai_graph", GRAPH)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    loaded = load_bytes(out.getvalue(), "a.png")
    assert parts(loaded) == [("workflow", "workflow"), ("graph", "graph")]
    assert loaded.documents[0].data["name"] == name


def test_the_committed_pictures_are_what_the_script_makes() -> None:
    loaded = load_bytes((SAMPLES / "soft-blank.png").read_bytes(), "a.png")
    assert json.loads(loaded.documents[0].source.text) == json.loads(WORKFLOW)
    with Image.open(SAMPLES / "soft-blank.png") as picture:
        assert json.loads(picture.info["invokeai_workflow"]) == json.loads(WORKFLOW)


def test_null_in_a_dumped_graph_is_no_value() -> None:
    loaded = load_bytes(png({"invokeai_graph": GRAPH}), "a.png")
    graph, findings = read_document(loaded.documents[0])
    assert findings == []
    assert graph.nodes["a"].values == {}


def test_of_equal_keywords_the_last_counts() -> None:
    one = png({"invokeai_graph": '{"nodes": {"first": {}}}'})
    two = png({"invokeai_graph": GRAPH})
    text = two[two.index(b"tEXt") - 4 : two.index(b"IDAT") - 4]
    at = one.index(b"IDAT") - 4
    loaded = load_bytes(one[:at] + text + one[at:], "a.png")
    assert list(loaded.documents[0].data["nodes"]) == ["a"]


def test_a_picture_without_metadata() -> None:
    loaded = load_bytes(png({"parameters": "steps: 20"}), "a.png")
    assert loaded.documents == []
    assert loaded.findings == []
    assert loaded.reason == "an image without a workflow or graph of InvokeAI"


def test_broken_json_in_one_chunk_leaves_the_other() -> None:
    loaded = load_bytes(png({"invokeai_graph": GRAPH, "invokeai_workflow": WORKFLOW[:-10]}), "a.png")
    assert parts(loaded) == [("unknown", "workflow"), ("graph", "graph")]
    _, findings = read_document(loaded.documents[0])
    assert [f.rule for f in findings] == ["syntax-error"]


@pytest.mark.parametrize("form", ["plain", "packed", "unicode", "unicode-packed"])
def test_cut_off_anywhere(form: str) -> None:
    whole = png({"invokeai_graph": GRAPH}, form=form)
    complete = whole.index(b"IDAT")
    for end in range(4, len(whole)):
        loaded = load_bytes(whole[:end], "a.png")
        assert bool(loaded.documents) == (end >= complete - 8), end
        for finding in loaded.findings:
            assert "this is a damaged image: " in finding.message


def test_a_decompression_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.document.pictures.DOCUMENT", 1000)
    loaded = load_bytes(png({"invokeai_graph": GRAPH + " " * 5000}, form="packed"), "a.png")
    assert loaded.documents == []
    assert "larger than" in loaded.findings[0].message


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (chunk(b"zTXt", b"invokeai_graph\0\0" + b"no zlib"), "does not decompress"),
        (chunk(b"iTXt", b"invokeai_graph\0\1\0\0"), "has no text"),
        (chunk(b"iTXt", b"invokeai_graph\0\1\0\0\0" + zlib.compress(b"{}")[:-4]), "is cut off"),
        (struct.pack(">I", 2**31) + b"tEXt" + b"invokeai_graph\0{}", "cut off within its metadata"),
    ],
)
def test_damaged_chunks_are_a_finding(body: bytes, why: str) -> None:
    loaded = load_bytes(SIGNATURE + body, "a.png")
    assert loaded.documents == []
    assert [f.rule for f in loaded.findings] == ["syntax-error"]
    assert loaded.reason is not None
    assert loaded.reason.startswith("a damaged image")
    assert loaded.reason.endswith(why)


def test_webp() -> None:
    raw = webp({"invokeai_workflow": WORKFLOW, "invokeai_graph": GRAPH})
    loaded = load_bytes(raw, "a.webp")
    assert parts(loaded) == [("workflow", "workflow"), ("graph", "graph")]
    assert loaded.documents[0].data == json.loads(WORKFLOW)
    for end in range(4, len(raw)):
        load_bytes(raw[:end], "a.webp")


@pytest.mark.parametrize("big_endian", [False, True])
def test_webp_made_by_pillow(big_endian: bool) -> None:
    exif = Image.Exif()
    exif.endian = ">" if big_endian else "<"
    exif[0x010E] = json.dumps({"invokeai_graph": GRAPH})
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "WEBP", exif=exif.tobytes())
    assert parts(load_bytes(out.getvalue(), "a.webp")) == [("graph", "graph")]


def test_webp_user_comment_in_a_sub_directory() -> None:
    exif: Any = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + f"invokeai_graph:{GRAPH}".encode("utf-16-le")
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "WEBP", exif=exif.tobytes())
    assert parts(load_bytes(out.getvalue(), "a.webp")) == [("graph", "graph")]


class Work:
    """What reading EXIF did: bytes of texts that were decoded, and tags that were looked at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.decoded = 0
        self.unpacked = 0
        decode, unpack = exif._decoded, struct.unpack_from

        def counted(raw: bytes) -> str:
            self.decoded += len(raw)
            return decode(raw)

        class Counting:
            @staticmethod
            def unpack_from(form: str, buffer: bytes, offset: int) -> tuple[Any, ...]:
                self.unpacked += struct.calcsize(form)
                return unpack(form, buffer, offset)

        monkeypatch.setattr(exif, "_decoded", counted)
        monkeypatch.setattr(exif, "struct", Counting)


def tiff(entries: list[tuple[int, int, int, int]], blob: bytes = b"", *, at: int = 8) -> bytes:
    """A little-endian block with one directory of (tag, type, count, value), then some bytes."""
    found = struct.pack("<2sHI", b"II", 42, at) + struct.pack("<H", len(entries))
    return found + b"".join(struct.pack("<HHII", *entry) for entry in entries) + blob


@pytest.mark.parametrize("tags", [1, 100, 5000])
def test_tags_that_share_their_text_cost_no_more_than_the_file_is_long(
    tags: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = b"x" * 100_000
    start = 10 + 12 * tags
    body = tiff([(270, 2, len(text), start)] * tags, text)
    work = Work(monkeypatch)
    assert list(exif.exif_texts(body)) == []
    assert work.decoded == len(text)  # the second already would look at bytes a second time
    assert work.unpacked <= len(body) + 16


def test_directories_that_overlap_cost_no_more_than_the_file_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each tag opens a directory that begins two bytes further on: 12 bytes later it is read again.
    body = tiff([(0x8769, 4, 1, 8 + 2 * i) for i in range(1000)])
    work = Work(monkeypatch)
    assert list(exif.exif_texts(body)) == []
    assert work.unpacked <= len(body)


def test_the_last_byte_of_a_text_and_of_a_directory_counts() -> None:
    text = f"invokeai_graph:{GRAPH}".encode()
    body = tiff([(270, 2, len(text), 22)], text)
    assert list(exif.exif_texts(body)) == [("invokeai_graph", GRAPH)]
    assert list(exif.exif_texts(b"Exif\0\0" + body)) == [("invokeai_graph", GRAPH)]
    assert list(exif.exif_texts(body[:-1])) == []  # of a text that is cut off nothing counts
    assert list(exif.exif_texts(body[:21])) == []
    assert list(exif.exif_texts(tiff([(270, 3, len(text), 22)], text))) == []  # numbers, not text
    assert list(exif.exif_texts(tiff([], at=9))) == []
    two = tiff([(270, 2, len(text), 34), (271, 2, len(text), 34 + len(text))], text * 2)
    assert len(list(exif.exif_texts(two))) == 2


def test_other_files_that_start_like_one() -> None:
    for raw in (b"RIFF\0\0\0\0WAVE", b"\x89PNG", b"RIFF", b"RIFF\x04\0\0\0WEBPEXIF\xff\xff\xff\xff"):
        loaded = load_bytes(raw, "a")
        assert loaded.documents == []
        assert loaded.reason
