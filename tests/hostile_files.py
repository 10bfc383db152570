"""Files made to break a reader: each shape in any size, from what somebody who means harm would write.

``python -m tests.hostile_files FOLDER [SIZE]`` writes one of each.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


# -- pictures --------------------------------------------------------------------------------------------


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(*chunks: bytes) -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return _SIGNATURE + header + b"".join(chunks) + _chunk(b"IEND", b"")


def _packed(unit: bytes, count: int, head: bytes = b"", tail: bytes = b"") -> bytes:
    packer = zlib.compressobj(9)
    block = unit * 10_000
    parts = [packer.compress(head)]
    parts += [packer.compress(block) for _ in range(count // 10_000)]
    parts += [packer.compress(unit * (count % 10_000) + tail), packer.flush()]
    return b"".join(parts)


def _webp(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def png_of_objects(n: int) -> bytes:
    """A few kilobytes that unpack to millions of objects."""
    packed = _packed(b"{},", n * 10, b'{"nodes":[', b'{}],"edges":[]}')
    return _png(_chunk(b"zTXt", b"invokeai_workflow\0\0" + packed))


def png_of_blanks(n: int) -> bytes:
    """Many chunks under one name, each of which unpacks to megabytes of nothing."""
    packed = _packed(b" ", n * 100, b"", b"{}")
    return _png(*[_chunk(b"zTXt", b"invokeai_workflow\0\0" + packed)] * (n // 100 + 1))


def png_of_chunks(n: int) -> bytes:
    """Nothing but empty chunks."""
    return _png(*[_chunk(b"tEXt", b"invokeai_graph\0")] * n, *[_chunk(b"iTXt", b"a\0\0\0\0\0")] * n)


def webp_of_directories(n: int) -> bytes:
    """EXIF directories that overlap, and whose every tag is the whole block."""
    size = n * 20
    block = bytearray(b"II*\0" + struct.pack("<I", 8))
    while len(block) + 12 * 100 < size // 2:
        following = len(block) + 2 + 12 * 100
        block += struct.pack("<H", 100) + struct.pack("<HHII", 0x9286, 2, size - 8, 8) * 99
        block += struct.pack("<HHII", 0x8769, 4, 1, following)
    block += b"x" * (size - len(block))
    return _webp((b"EXIF", bytes(block)))


def webp_of_names(n: int) -> bytes:
    """A text that begins InvokeAI's names again and again, in XMP and EXIF."""
    text = b"<invokeai_workflow " * n
    tiff = b"II*\0" + struct.pack("<IH", 8, 1) + struct.pack("<HHII", 270, 2, len(text), 22) + text
    return _webp((b"XMP ", text), (b"EXIF", tiff), (b"XMP ", b" invokeai_graph='" * n))


def webp_of_chunks(n: int) -> bytes:
    """Thousands of EXIF chunks."""
    text = b'{"invokeai_graph": {"nodes": {}, "edges": []}}'
    tiff = b"II*\0" + struct.pack("<IH", 8, 1) + struct.pack("<HHII", 270, 2, len(text), 22) + text
    return _webp(*[(b"EXIF", tiff)] * n)


# -- texts -----------------------------------------------------------------------------------------------


def _graph(nodes: Iterable[str], edges: Iterable[str] = ()) -> bytes:
    return f'{{"id":"g","nodes":{{{",".join(nodes)}}},"edges":[{",".join(edges)}]}}'.encode()


def _edge(source: str, output: str, target: str, field: str) -> str:
    return (
        f'{{"source":{{"node_id":"{source}","field":"{output}"}},'
        f'"destination":{{"node_id":"{target}","field":"{field}"}}}}'
    )


def _workflow(nodes: Iterable[Any], edges: Iterable[Any] = (), **members: Any) -> bytes:
    return json.dumps(
        {
            "name": "", "author": "", "description": "", "version": "", "contact": "", "tags": "",
            "notes": "",
            "exposedFields": [], "meta": {"version": "3.0.0", "category": "user"},
            "nodes": list(nodes), "edges": list(edges), **members,
        }
    ).encode()  # fmt: skip


def _invocation(name: str, kind: str, inputs: dict[str, Any] | None = None, **data: Any) -> dict[str, Any]:
    values = {k: {"name": k, "label": "", "value": v} for k, v in (inputs or {}).items()}
    own = {"id": name, "type": kind, "version": "1.0.0", "label": "", "notes": "", "isOpen": True}
    flags = {"isIntermediate": False, "useCache": True, "nodePack": "invokeai", "inputs": values}
    return {"id": name, "type": "invocation", "position": {"x": 0, "y": 0}, "data": {**own, **flags, **data}}


def _wire(source: str, output: str, target: str, field: str) -> dict[str, Any]:
    ends = {"source": source, "sourceHandle": output, "target": target, "targetHandle": field}
    return {"id": f"{source}{output}{target}{field}", "type": "default", **ends}


def oddities_outside(n: int) -> bytes:
    """NaN by the thousands, behind a long list and beside the document."""
    zeros, odd = ",".join(["0"] * n * 4), ",".join(["NaN"] * n)
    return f'{{"batch":{{"graph":{{"nodes":{{}},"edges":[]}},"runs":1}},"extra":[{zeros},{odd}]}}'.encode()


def oddities_below(n: int) -> bytes:
    """NaN and halves of characters at the end of a long way."""
    return b'{"nodes":{},"edges":[],"x":' + b"[" * 200 + b"NaN," * n + b'"\\ud800"' + b"]" * 200 + b"}"


def repeated_keys(n: int) -> bytes:
    return b'{"nodes":{' + b'"a":1,' * n * 4 + b'"b":2},"edges":[]}'


def repeated_keys_apart(n: int) -> bytes:
    return b'{"nodes":{' + b",".join(b'"k%d":1,"k%d":1' % (i, i) for i in range(n)) + b'},"edges":[]}'


def near_misses(n: int) -> bytes:
    fields = ",".join(f'"steqs{i}":1' for i in range(n))
    return _graph([f'"n":{{"id":"n","type":"denoise_latents",{fields}}}'])


def unknown_types(n: int) -> bytes:
    return _graph(f'"n{i}":{{"id":"n{i}","type":"denoise_latentz{i}"}}' for i in range(n))


def unknown_edges(n: int) -> bytes:
    nodes = [f'"n{i}":{{"id":"n{i}","type":"add"}}' for i in range(n)]
    return _graph(nodes, (_edge(f"n{i}", "valeu", f"n{i + 1}", "aa") for i in range(n)))


def dangling_edges(n: int) -> bytes:
    return _graph(
        ['"node":{"id":"node","type":"add"}'], (_edge(f"nodes{i}", "v", "node", "a") for i in range(n))
    )


def other_ids(n: int) -> bytes:
    return _graph(f'"n{i}":{{"id":"m","type":"add"}}' for i in range(n))


def long_names(n: int) -> bytes:
    name = "a" * n * 20
    nodes = [f'"{name}{i}":{{"id":"{name}","type":"{name}","{name}":1}}' for i in range(5)]
    return _graph(nodes, (_edge(name, name, name, name) for _ in range(5)))


def long_way(n: int) -> bytes:
    """Faults by the thousand below a name as long as a book."""
    return b'{"nodes":{"' + b"a" * n * 20 + b'":{"x":[' + b"NaN," * n + b'0]}},"edges":[]}'


def deep(n: int) -> bytes:
    return b'{"nodes":{},"edges":' + b"[" * n + b"]" * n + b"}"


def deep_objects(n: int) -> bytes:
    return b'{"nodes":' + b'{"a":' * min(n, 900) + b"1" + b"}" * min(n, 900) + b',"edges":[]}'


def many_values(n: int) -> bytes:
    return b'{"nodes":[' + b"{}," * n * 4 + b'{}],"edges":[]}'


def plain_list(n: int) -> bytes:
    return b"[" + b"{}," * n * 10 + b"{}]"


def unclosed(n: int) -> bytes:
    return b'{"nodes":[' + b'["\\"",' * n


def quotes(n: int) -> bytes:
    return b'{"nodes":' + b'"\\' * n * 4


def commas(n: int) -> bytes:
    return b'{"nodes":[' + b"," * n * 10


def brackets(n: int) -> bytes:
    return b"[" * n * 10


def backslashes(n: int) -> bytes:
    return _graph([f'"n":{{"id":"n","type":"string","value":"{chr(92) * 2 * n * 10}"}}'])


def digits(n: int) -> bytes:
    return _graph([f'"n":{{"id":"n","type":"integer","value":{"9" * n * 10}}}'])


def numbers_as_text(n: int) -> bytes:
    texts = ("0" * n + "_", "1_" * n + "x", "9" * n * 4, "1." + "0" * n + "x", " " * n + "x")
    return _graph(f'"n{i}":{{"id":"n{i}","type":"integer","value":"{t}"}}' for i, t in enumerate(texts))


def versions(n: int) -> bytes:
    meta = {"version": "1." + "1" * n + "-" + "0" * n + "a." * n, "category": "user"}
    nodes = [_invocation("a", "add", version="1." * n), _invocation("b", "add", version="0x" + "f" * n)]
    return _workflow(nodes, meta=meta)


def texts(n: int) -> bytes:
    """What the rules search for in texts, begun and never ended."""
    units = (
        "token=a ", "sk-", "a@b.", "http://10.", "/home/", "eyJ", "eyJaaaaaaaaaaa.", "<a",
        "wflint: ignore[", "~/",
    )  # fmt: skip
    nodes = [f'"n{i}":{{"id":"n{i}","type":"string","value":"{u * n}"}}' for i, u in enumerate(units)]
    return _graph(nodes)


def notes(n: int) -> bytes:
    said = "wflint: ignore[" + "MD101," * n + "] " + "wflint: ignore " * n
    return _workflow([_invocation("a", "add", notes=said, label="a" * n)], notes=said, name="x" * n)


def suppressions(n: int) -> bytes:
    """As many suppressions as nodes and edges, of rules that are there, that are not, and all of them."""
    nodes = [
        _invocation(f"n{i}", "add", notes=f"wflint: ignore[ALL, ED101, dangling-edge, dangling-edg{i}]")
        for i in range(n)
    ]
    edges = [_wire(f"n{i}", "value", f"gone{i}", "a") for i in range(n)]
    said = "".join(f"wflint: ignore[ED{i}, ALL]\nwflint: ignore[[wflint: ignore[x" for i in range(n))
    return _workflow(nodes, edges, notes=said)


def model_names(n: int) -> bytes:
    units = ("sdxl-", "flux.1 ", "q8_", "1.5", "\\\\", "/", "lora-", "fp8")
    model = '{{"key":"k","hash":"h","name":"{0}","base":"sd-1","type":"main"}}'
    nodes = (
        f'"n{i}{j}":{{"id":"n{i}{j}","type":"main_model_loader","model":{model.format(u * (n // 50))}}}'
        for i, u in enumerate(units)
        for j in range(5)
    )
    return _graph(nodes)


def chain(n: int) -> bytes:
    nodes = [f'"n{i}":{{"id":"n{i}","type":"add","a":1}}' for i in range(n)]
    return _graph(nodes, (_edge(f"n{i}", "value", f"n{i + 1}", "a") for i in range(n - 1)))


def ring(n: int) -> bytes:
    nodes = [f'"n{i}":{{"id":"n{i}","type":"add"}}' for i in range(n)]
    return _graph(nodes, (_edge(f"n{i}", "value", f"n{(i + 1) % n}", "a") for i in range(n)))


def diamonds(n: int) -> bytes:
    """As many ways through as two to the power of the nodes."""
    nodes = [f'"n{i}":{{"id":"n{i}","type":"add"}}' for i in range(n)]
    ends = [(i, field) for i in range(n - 1) for field in ("a", "b")]
    return _graph(nodes, (_edge(f"n{i}", "value", f"n{i + 1}", field) for i, field in ends))


def collectors(n: int) -> bytes:
    """Collectors and iterators in turn, each of which multiplies what comes."""
    kinds = ("collect", "iterate")
    nodes = [f'"n{i}":{{"id":"n{i}","type":"{kinds[i % 2]}"}}' for i in range(n)]
    wires = [("collection", "collection"), ("item", "item")]
    edges = [_edge(f"n{i}", wires[i % 2][0], f"n{i + 1}", wires[i % 2][1]) for i in range(n - 1)]
    return _graph(nodes, edges)


def fan(n: int) -> bytes:
    """One output into thousands of inputs, and all of them into one collector."""
    nodes = ['"s":{"id":"s","type":"integer","value":1}', '"c":{"id":"c","type":"collect"}']
    nodes += [f'"n{i}":{{"id":"n{i}","type":"add"}}' for i in range(n)]
    edges = [_edge("s", "value", f"n{i}", "a") for i in range(n)]
    return _graph(nodes, [*edges, *(_edge(f"n{i}", "value", "c", "item") for i in range(n))])


def models(n: int) -> bytes:
    """Loaders and LoRAs one behind the other, whose model every one passes on."""
    nodes = ['"n0":{"id":"n0","type":"main_model_loader"}']
    nodes += [f'"n{i}":{{"id":"n{i}","type":"lora_loader"}}' for i in range(1, n)]
    ends = [(i, field) for i in range(n - 1) for field in ("unet", "clip")]
    return _graph(nodes, (_edge(f"n{i}", field, f"n{i + 1}", field) for i, field in ends))


def same_edges(n: int) -> bytes:
    nodes = ['"a":{"id":"a","type":"add"}', '"b":{"id":"b","type":"add"}']
    return _graph(nodes, [_edge("a", "value", "b", "a")] * n)


def one_input(n: int) -> bytes:
    nodes = [f'"n{i}":{{"id":"n{i}","type":"add"}}' for i in range(n)]
    return _graph(nodes, (_edge(f"n{i}", "value", "n0", "a") for i in range(n)))


def connectors(n: int) -> bytes:
    """Connectors in a chain, and in a ring."""
    nodes: list[Any] = [_invocation("s", "integer"), _invocation("t", "add", {"a": 1})]
    nodes += [
        {"id": f"c{i}", "type": "connector", "position": {"x": 0, "y": 0}, "data": {}} for i in range(n)
    ]
    edges = [_wire(f"c{i}", "out", f"c{i + 1}", "in") for i in range(n - 1)]
    half = n // 2
    edges += [
        _wire("s", "value", "c0", "in"),
        _wire(f"c{n - 1}", "out", "t", "a"),
        _wire(f"c{half}", "out", "c0", "in"),
    ]
    return _workflow(nodes, edges)


def workflow_ring(n: int) -> bytes:
    """Wires of a workflow in a ring, and one behind the other."""
    nodes = [_invocation(f"n{i}", "add", {"a": 1}) for i in range(n)]
    wires = [_wire(f"n{i}", "value", f"n{(i + 1) % n}", field) for i in range(n) for field in ("a", "b")]
    return _workflow(nodes, wires)


def form(n: int) -> bytes:
    """A form of containers, each within the last."""
    elements: dict[str, Any] = {}
    for i in range(n):
        data = {"layout": "column", "children": [f"e{i + 1}"] if i < n - 1 else []}
        parent = {"parentId": f"e{i - 1}"} if i else {}
        elements[f"e{i}"] = {"id": f"e{i}", "type": "container", "data": data, **parent}
    tree = {"elements": elements, "rootElementId": "e0"}
    return _workflow([_invocation("a", "add")], form=tree, meta={"version": "3.0.0", "category": "user"})


def wide_form(n: int) -> bytes:
    """A form whose root has thousands of children, each several times."""
    elements: dict[str, Any] = {
        f"e{i}": {
            "id": f"e{i}", "type": "node-field", "parentId": "root",
            "data": {"fieldIdentifier": {"nodeId": "a", "fieldName": f"f{i}"}, "showDescription": False},
        }
        for i in range(n)
    }  # fmt: skip
    children = [*elements, *elements]
    elements["root"] = {"id": "root", "type": "container", "data": {"layout": "column", "children": children}}
    return _workflow([_invocation("a", "add")], form={"elements": elements, "rootElementId": "root"})


def exposed(n: int) -> bytes:
    fields = [{"nodeId": "a", "fieldName": f"steqs{i}"} for i in range(n)]
    return _workflow([_invocation("a", "denoise_latents")], exposedFields=fields)


def broken_nodes(n: int) -> bytes:
    return _workflow([{"id": "same", "type": "invocation", "data": 1}] * n, [{"id": 1}] * n)


def same_ids(n: int) -> bytes:
    return _workflow([_invocation("a", "add")] * n)


def workflow_inputs(n: int) -> bytes:
    return _workflow([_invocation("a", "denoise_latents", {f"steqs{i}": i for i in range(n)})])


def batch_data(n: int) -> bytes:
    graph = json.loads(_graph(['"a":{"id":"a","type":"integer"}']))
    data = [[{"node_path": "a", "field_name": "valu", "items": [1, "x"]}] for _ in range(n)]
    return json.dumps({"batch": {"graph": graph, "data": data, "runs": 1}}).encode()


def many_documents(n: int) -> bytes:
    return b"[" + b",".join([_graph(['"a":{"id":"a","type":"ad"}'])] * n) + b"]"


def guide(n: int) -> bytes:
    nodes = [{"id": f"n{i}", "type": "denoize"} for i in range(n)]
    edges = [{"source": {"node_id": f"n{i}"}, "destination": {"node_id": "x"}} for i in range(n)]
    return json.dumps({"nodes": nodes, "edges": edges}).encode()


def embedded(n: int) -> bytes:
    inner = _graph(f'"n{i}":{{"id":"n{i}","type":"ad"}}' for i in range(n)).decode()
    return json.dumps({"invokeai_workflow": inner, "invokeai_graph": inner}).encode()


def not_utf8(n: int) -> bytes:
    return b'{"nodes":{"' + b"\xff\xfe\xed\xa0" * n * 10


def utf32(n: int) -> bytes:
    return ('{"nodes":{"' + "\U0001f600" * n * 4 + '":{}},"edges":[]}').encode("utf-32")


def collections(n: int) -> bytes:
    return _graph([f'"a":{{"id":"a","type":"integer_collection","collection":[{",".join(["1.5"] * n)}]}}'])


def prompts(n: int) -> bytes:
    values = ("(" * n, "{a|b}" * n, "<lora:" * n, '"' * n, "a, " * n, "++" * n)
    nodes = [
        f'"n{i}{t}":{{"id":"n{i}{t}","type":"{t}","prompt":{json.dumps(v)}}}'
        for i, v in enumerate(values)
        for t in ("compel", "dynamic_prompt")
    ]
    return _graph(nodes)


def patterns(n: int) -> bytes:
    """A regular expression that a node would run, and that never ends."""
    text = json.dumps({"id": "r", "type": "string_replace", "use_regex": True, "search_string": "(a*)*" * n,
                       "replace_string": "\\\\1" * n, "string": "a" * n})  # fmt: skip
    return _graph([f'"r":{text}'])


def cyclic_batch(n: int) -> bytes:
    """Batch and generator nodes of a workflow, wired in a ring."""
    nodes = [_invocation(f"b{i}", "integer_batch", {"integers": [1] * 10}) for i in range(n)]
    return _workflow(nodes, [_wire(f"b{i}", "integers", f"b{(i + 1) % n}", "integers") for i in range(n)])


PICTURES: dict[str, Callable[[int], bytes]] = {
    f.__name__ + (".png" if f.__name__.startswith("png") else ".webp"): f
    for f in (
        png_of_objects, png_of_blanks, png_of_chunks, webp_of_directories, webp_of_names, webp_of_chunks
    )
}  # fmt: skip
TEXTS: dict[str, Callable[[int], bytes]] = {
    f.__name__ + ".json": f
    for f in (
        oddities_outside, oddities_below, repeated_keys, repeated_keys_apart, near_misses,
        unknown_types, unknown_edges, dangling_edges, other_ids, long_names, long_way, deep,
        deep_objects, many_values, plain_list, unclosed, quotes, commas, brackets, backslashes, digits,
        numbers_as_text, versions, texts, notes, model_names, chain, ring, diamonds, collectors, fan,
        models, same_edges, one_input, connectors, form, wide_form, exposed, broken_nodes, same_ids,
        workflow_inputs, batch_data, many_documents, guide, embedded, not_utf8, utf32, collections,
        prompts, patterns, cyclic_batch, suppressions,
        workflow_ring,
    )
}  # fmt: skip
SHAPES = {**PICTURES, **TEXTS}


def write(folder: Path, size: int, names: Iterable[str] = SHAPES) -> None:
    """A file of each shape."""
    for name in names:
        (folder / name).write_bytes(SHAPES[name](size))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20_000)
