"""The proof behind prove_gpu.sh: the library on a GPU, and a model of 6 GB there, measured and estimated."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint import Server
from wflint.cache import cache_dir
from wflint.live.cases.verdict import quantity
from wflint.live.measure.gpu import open_gpus
from wflint.live.serve.environment import VARIABLE, invokeai_environment
from wflint.live.serve.errors import ServeError
from wflint.live.serve.server import InvokeAIServer
from wflint.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.client.results import RunResult

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "tests" / "live" / "packs" / "wflint_proof"
MAKER = Path(__file__).with_name("proof_model.py")
NONE = "none"  # a figure that there is not


class Peaks(NamedTuple):
    """Bytes; None where there is no GPU, or NVML is not there. ``nvml`` is over the initialised context."""

    seconds: float
    reserved: int | None
    allocated: int | None
    nvml: int | None


def main() -> int:
    """Run all of it; the exit code."""
    parser = argparse.ArgumentParser(prog="prove_gpu.sh", description=__doc__)
    parser.add_argument("--python", type=Path, help="the Python of an InvokeAI that is installed already")
    parser.add_argument("--release", default="latest", help="which InvokeAI to install, without --python")
    parser.add_argument("--cpu", action="store_true", help="the same way on the CPU, with a small model")
    parser.add_argument("--library", nargs="*", help="workflows to run (all of workflows/; with --cpu one)")
    wishes = parser.parse_args()
    try:
        environment = invokeai_environment(_release(wishes), _note)
        if not wishes.cpu and not _sees_gpu(environment.python):
            print(f"prove_gpu.sh: torch of {environment.python} sees no CUDA device", file=sys.stderr)
            return 2
        device = "cpu" if wishes.cpu else "cuda"
        print(f"InvokeAI {environment.release} on {device}")
        one = ["workflows/sd15_text_to_image.test.toml"]
        library = wishes.library or (one if wishes.cpu else ["workflows"])
        good = _library(environment.release, device, library)
        return 0 if _model(environment.release, environment.python, device) and good else 1
    except ServeError as error:
        print(f"prove_gpu.sh: {one_line(str(error))}", file=sys.stderr)
        return 2


def _release(wishes: argparse.Namespace) -> str:
    """The release to run; that of ``--python`` is made known to wflint."""
    if wishes.python is None:
        return str(wishes.release)
    ask = "import importlib.metadata as m; print(m.version('invokeai'))"
    said = subprocess.run(
        [wishes.python, "-I", "-c", ask], capture_output=True, text=True, check=False
    ).stdout.strip()
    if not said:
        raise ServeError(f"{wishes.python} has no InvokeAI")
    os.environ[VARIABLE + said.replace(".", "_")] = str(wishes.python.absolute())
    return said


def _sees_gpu(python: Path) -> bool:
    ask = "import torch, sys; sys.exit(not torch.cuda.is_available())"
    return subprocess.run([python, "-I", "-c", ask], check=False).returncode == 0


# -- the library -------------------------------------------------------------------------------------


def _library(release: str, device: str, files: list[str]) -> bool:
    """Verdicts and times of the library's cases with tiny models; whether all passed."""
    with InvokeAIServer(release, models="tiny", device=device, progress=_note) as server:
        command = [sys.executable, "-m", "wflint", "run", "--server", server.url, "--format", "json", *files]
        done = subprocess.run(
            [*command, "--no-save"], stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT
        )
    try:
        cases = json.loads(done.stdout)["cases"]
    except ValueError:
        print("wflint run gave no report")
        return False
    print(f"\n{'case':46}{'verdict':10}{'run':>9}  golden")
    for case in cases:
        golden = next((c["message"] for c in case["checks"] if c["name"] == "golden"), "")
        ran = next((m["value"] for m in case["measurements"] if m["name"].endswith(".total")), None)
        told = NONE if ran is None else quantity(ran, "s")
        print(one_line(f"{case['case']:46}{case['status']:10}{told:>9}  {golden}"))
        for check in case["checks"]:
            if check["status"] in ("failed", "error"):
                print(one_line(f"  {check['name']}: {check['message']}"))
    return done.returncode == 0 and bool(cases)


# -- the large model ---------------------------------------------------------------------------------


def _model(release: str, python: Path, device: str) -> bool:
    """Peaks of an SDXL of random weights, cold and warm, beside the estimate; whether it ran."""
    size, side = ("small", 64) if device == "cpu" else ("full", 1024)
    folder = _made(python, size)
    with tempfile.TemporaryDirectory(prefix="wflint-proof-") as scratch:
        server = InvokeAIServer(release, models=folder, device=device, packs=[PACK], progress=_note)
        with server, Server(server.url) as client:
            (model,) = [m for m in client.models() if m["type"] == "main"]
            graph = _graph(model, side)
            file = Path(scratch) / "proof.graph.json"
            file.write_text(json.dumps(graph), encoding="utf-8")
            estimate = _estimate(server.url, release, file)
            with _nvml(server.pid) as look:
                _torch_peaks(client)  # makes the context and resets
                context = look() if look else None
                ran = {name: _measured(client, graph, look, context) for name in ("cold", "warm")}
    weights = sum(f.stat().st_size for f in folder.rglob("*.safetensors"))
    print(f"\nSDXL, random weights of {quantity(weights, 'B')}, {side} x {side}, 4 steps")
    print(f"context, by NVML: {_bytes(context)}; {estimate}")
    print(f"{'run':6}{'time':>9}{'torch reserved':>17}{'torch allocated':>17}{'NVML over context':>19}")
    for name, p in ran.items():
        figures = f"{_bytes(p.reserved):>17}{_bytes(p.allocated):>17}{_bytes(p.nvml):>19}"
        print(f"{name:6}{quantity(p.seconds, 's'):>9}{figures}")
    return device == "cpu" or all(p.reserved for p in ran.values())


def _made(python: Path, size: str) -> Path:
    """The model's folder, made once; one that is half made does not count."""
    folder = cache_dir() / "proof" / f"wflint-proof-sdxl-{size}"
    done = folder / "wflint-made"
    if not done.is_file():
        _note(f"making an SDXL of random weights, {size} (a minute or more)")
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([python, "-B", "-W", "ignore", MAKER, folder, size], check=True)
        done.touch()
    return folder


def _graph(model: dict[str, Any], side: int) -> dict[str, Any]:
    identifier = {key: model[key] for key in ("key", "hash", "name", "base", "type")}
    prompt = {"type": "sdxl_compel_prompt", "style": ""}
    nodes: dict[str, dict[str, Any]] = {
        "model": {"type": "sdxl_model_loader", "model": identifier},
        "positive": {**prompt, "prompt": "a fox"},
        "negative": {**prompt, "prompt": ""},
        "noise": {"type": "noise", "seed": 7, "use_cpu": True, "width": side, "height": side},
        "denoise": {"type": "denoise_latents", "steps": 4, "cfg_scale": 5.0, "scheduler": "euler"},
        "decode": {"type": "l2i"},
    }
    wires = [
        *(
            (f"model.{clip}", f"{text}.{clip}")
            for clip in ("clip", "clip2")
            for text in ("positive", "negative")
        ),
        ("model.unet", "denoise.unet"),
        ("positive.conditioning", "denoise.positive_conditioning"),
        ("negative.conditioning", "denoise.negative_conditioning"),
        ("noise.noise", "denoise.noise"),
        ("denoise.latents", "decode.latents"),
        ("model.vae", "decode.vae"),
    ]
    return {
        "id": "proof",
        "nodes": {
            name: {"id": name, "is_intermediate": True, "use_cache": False, **node}
            for name, node in nodes.items()
        },
        "edges": [
            {
                end: dict(zip(("node_id", "field"), place.split("."), strict=True))
                for end, place in zip(("source", "destination"), wire, strict=True)
            }
            for wire in wires
        ],
    }


def _estimate(url: str, release: str, file: Path) -> str:
    """What ``wflint estimate`` says with the sizes of this server's models."""
    lock = file.with_name("models.lock.json")
    wflint = [sys.executable, "-m", "wflint"]
    subprocess.run([*wflint, "models", "pull", "--server", url, "-o", str(lock), "--quiet"], check=False)
    known = ["--models", str(lock)] if lock.is_file() else []
    said = subprocess.run(
        [*wflint, "estimate", "--format", "json", "--target", release, *known, str(file)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    ).stdout
    try:
        (found,) = json.loads(said)["files"]
        low, high = (quantity(found["vram"][key], "B") for key in ("low", "high"))
    except (ValueError, KeyError, TypeError):
        return f"estimate: {NONE}"
    return f"estimate of wflint: {low} to {high}"


def _measured(client: Server, graph: dict[str, Any], look: Any, context: int | None) -> Peaks:
    """One run, watched."""
    most: list[int] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.02):
            most.append(look() or 0)

    watcher = threading.Thread(target=watch, daemon=True)
    if look:
        watcher.start()
    started = time.monotonic()
    try:
        client.run(graph).require()
    finally:
        seconds = time.monotonic() - started
        stop.set()
        if look:
            watcher.join()
    reserved, allocated = _torch_peaks(client)
    over = max(most) - context if most and context is not None else None
    return Peaks(seconds, reserved, allocated, over)


def _torch_peaks(client: Server) -> tuple[int | None, int | None]:
    """What torch counted in the server since the last time, by the node of the pack."""
    node = {"id": "peak", "type": "wflint_video_memory", "is_intermediate": True, "use_cache": False}
    result: RunResult = client.run({"id": "peak", "nodes": {"peak": node}, "edges": []}).require()
    (output,) = result.items[0].results["peak"]
    values = [int(output[name]) for name in ("reserved", "allocated")]
    return (None, None) if min(values) < 0 else (values[0], values[1])


@contextmanager
def _nvml(pid: int | None) -> Iterator[Any]:
    """A function that asks NVML what the server's process holds (in a container, what the whole device does);
    None without NVML."""
    gpus, why = open_gpus()
    if gpus is None or pid is None:
        _note(why or "the server's process is not known")
        yield None
        return
    try:
        yield lambda: gpus.used_by(pid) or gpus.used()
    finally:
        gpus.close()


def _bytes(value: int | None) -> str:
    return NONE if value is None else quantity(value, "B")


def _note(line: str) -> None:
    print(f"({line})", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
