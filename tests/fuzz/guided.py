"""Fuzzing that follows the code: atheris looks for bytes that take a way nobody took before.

    python tests/fuzz/guided.py [SECONDS [SEED [FOLDER]]]

Documents (reader, rules, reports), conversion, configurations and cases in TOML, globs and metadata of
pictures. It ends with exit code 0 when the time is over; what raises, takes longer than a minute or more
than 2 GB of memory is written to FOLDER (a temporary one by default) and ends it with another. Needs
atheris, which is no dependency of the tests: `.ci/stages.sh` installs it into an environment of its own.
"""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import struct
import sys
import tempfile
import zlib
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["wflint", "json"]):
    import wflint
    from wflint.catalogue.store import open_release
    from wflint.diagnostics import Report
    from wflint.document.exif import exif_texts
    from wflint.document.load import load_bytes
    from wflint.document.toml import parse_toml
    from wflint.document.toml_lines import Lines
    from wflint.engine.admit import admit
    from wflint.engine.check import Checker
    from wflint.engine.config_file import parse_config
    from wflint.engine.configuration import ConfigError
    from wflint.engine.examine import examine
    from wflint.engine.globs import Globs
    from wflint.graph.convert.to_request import convert_workflow
    from wflint.graph.reading.read import read_document
    from wflint.graph.webui.batch_nodes import BatchError
    from wflint.models.estimate import estimate_memory
    from wflint.report.formats import FORMATS, Look, render
    from wflint.rules.registry import all_rules, load_rules

    # What a run imports when it needs it would not be followed.
    for room in ("document", "graph", "rules", "models", "engine", "report", "diagnostics"):
        for found in pkgutil.walk_packages([f"{wflint.__path__[0]}/{room}"], f"wflint.{room}."):
            importlib.import_module(found.name)

ROOT = Path(__file__).parents[2]
CATALOGUE = open_release("6.14.2")
load_rules(frozenset(all_rules()))
CHECKER = Checker((CATALOGUE,))


def fuzz_document(raw: bytes) -> None:
    """All that `check` does with a file."""
    found = examine(raw, "a.json", CHECKER)
    for crash in CHECKER.crashes:
        raise RuntimeError(f"crash in {crash.where}") from crash.error
    report = Report((CATALOGUE.name,), list(found.checked), found.diagnostics)
    for name in FORMATS:
        "".join(render(report, name, Look()))


def fuzz_conversion(raw: bytes) -> None:
    """What `convert` and `estimate` do with a file."""
    for document, refused, _ in admit(load_bytes(raw, "a.json"), raw, "a.json", lenient=False):
        if refused is not None:
            continue
        graph, _ = read_document(document)
        estimate_memory(graph, CATALOGUE, None)
        with contextlib.suppress(BatchError):
            convert_workflow(document, CATALOGUE)


def fuzz_toml(raw: bytes) -> None:
    """Configurations, and the places in cases."""
    with contextlib.suppress(ConfigError):
        parse_config(raw, "wflint.toml")
    try:
        text = raw.decode()
        parse_toml(text)
    except ValueError:
        return
    Lines(text).of(("target",))


def fuzz_globs(raw: bytes) -> None:
    """What `.gitignore` says of a path."""
    first, _, rest = raw.decode("utf-8", "replace").partition("\n")
    Globs(rest.split("\n")).verdict(first)


def fuzz_picture(raw: bytes) -> None:
    """The metadata of a picture; chunks get the lengths that are right, so that more is read."""
    text = zlib.compress(raw)
    for kind, body in (
        (b"tEXt", raw),
        (b"zTXt", b"\0" + text),
        (b"iTXt", b"\1\0\0\0" + text),
        (b"iTXt", raw),
    ):
        chunk = b"invokeai_workflow\0" + body
        load_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(chunk)) + kind + chunk + b"\0\0\0\0", "a.png")
    load_bytes(b"\x89PNG" + raw, "a.png")
    load_bytes(b"RIFF" + raw, "a.webp")
    for _ in exif_texts(raw):
        pass


KINDS = (fuzz_document, fuzz_conversion, fuzz_toml, fuzz_globs, fuzz_picture)


def one_input(raw: bytes) -> None:
    """The first byte says what the others are."""
    if raw:
        KINDS[raw[0] % len(KINDS)](raw[1:])


def seeds(folder: Path) -> None:
    """Inputs to begin with: small fixtures as each kind that they may be."""
    files = [p for p in sorted((ROOT / "fixtures").rglob("*")) if p.is_file() and p.stat().st_size < 8_000]
    for number, path in enumerate(files):
        raw = path.read_bytes()
        if path.suffix == ".json":
            kinds = [0, 1] if number % 4 == 0 else [number % 2]
        elif path.suffix in (".png", ".webp"):
            kinds = [0, 4]
        elif path.suffix == ".toml":
            kinds = [2]
        else:
            continue
        for kind in kinds:
            (folder / f"{number}-{kind}").write_bytes(bytes([kind]) + raw)
    (folder / "globs").write_bytes(b"\x03a/b/c.json\n*.json\n!a/**/b/[a-c]*\n/x?/\n\\#\n")
    (folder / "exif").write_bytes(
        b"\x04II*\0\x08\0\0\0\x01\0\x0e\x01\x02\0\x20\0\0\0\x16\0\0\0" + b"invokeai_graph:{}" * 3
    )


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    crashes = Path(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp())
    crashes.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        seeds(Path(folder))
        atheris.Setup(
            [
                sys.argv[0], f"-max_total_time={seconds}", f"-seed={seed}", "-timeout=60",
                "-rss_limit_mb=2048", "-max_len=8192", "-print_final_stats=1",
                f"-artifact_prefix={crashes}/", folder,
            ],
            one_input,
        )  # fmt: skip
        atheris.Fuzz()


if __name__ == "__main__":
    main()
