"""Stands in for the Python of an InvokeAI environment: says its release, or plays the server.

``FAKE_INVOKEAI`` chooses how the server behaves: ``crash`` at the start, ``silent`` (never ready), ``moves``
(to the next port, as InvokeAI does when its own is taken). ``makes`` never comes to an end with tiny models.
It "loads" node packs by running them, and logs that in InvokeAI's words.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import time
import traceback
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

RELEASE = "6.14.2"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"version": RELEASE}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def load_packs(folder: Path) -> None:
    for pack in folder.iterdir() if folder.is_dir() else ():
        if pack.stem in globals():
            continue
        print(f"[InvokeAI]::INFO --> Loading node pack {pack.stem}", flush=True)
        try:
            runpy.run_path(str(pack / "__init__.py"))
        except Exception:
            said = f"Failed to load node pack {pack.stem} (may have partially loaded):"
            print(f"[InvokeAI]::ERROR --> {said}\n{traceback.format_exc()}", flush=True)


def main() -> None:
    how = os.environ.get("FAKE_INVOKEAI", "")
    if "-B" in sys.argv and how == "makes":
        Path("half.safetensors").write_bytes(b"half")
        time.sleep(600)
    if sys.argv[-1].endswith("config_question.py"):
        sys.path.insert(0, str(Path(__file__).with_name("fake_config")))
        with Path(os.environ.get("FAKE_ASKED", os.devnull)).open("a") as asked:
            asked.write("asked\n")
        runpy.run_path(sys.argv[-1], run_name="__main__")
        return
    if "--root" not in sys.argv:  # asked for the release that is installed
        print(os.environ.get("FAKE_RELEASE", RELEASE))
        return
    root = Path(sys.argv[sys.argv.index("--root") + 1])
    (root / "seen.json").write_text(json.dumps({k: v for k, v in os.environ.items() if "INVOKEAI" in k}))
    load_packs(root / "nodes")
    print("[InvokeAI]::INFO --> Using torch device: CPU", flush=True)
    if how == "crash":
        print("ImportError: the sky has fallen", flush=True)
        sys.exit(3)
    if how == "silent":
        time.sleep(60)
    port = int(os.environ["INVOKEAI_PORT"]) + (how == "moves")
    with HTTPServer(("127.0.0.1", port), Answers) as server:
        print(f"Invoke running on http://127.0.0.1:{port} (Press CTRL+C to quit)", flush=True)
        server.serve_forever()


main()
