"""Draw the pictures of the README: an SVG by `wflint graph`, and a PNG of it for where no SVG is shown.

python lint/scripts/gen_pictures.py            writes
python lint/scripts/gen_pictures.py --check    says what is stale, and exits 1 if anything is

How a PNG looks depends on the fonts of the machine, so that two are never compared: a PNG keeps the SHA-256
of the SVG that it was drawn from. Needs the extras live and pictures.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

ROOT = Path(__file__).resolve().parents[2]
PICTURES = {"docs/pictures/mismatch": "fixtures/rules/base-model-mismatch/bad-controlnet.json"}
_SOURCE = "SVG"  # the text in a PNG


def drawn(file: str) -> str:
    """The picture of a file, as the command prints it."""
    command = [sys.executable, "-m", "wflint", "graph", "--isolated", "--format", "svg", file]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")


def png(svg: str) -> bytes:
    """The PNG of it, with the sum of its SVG."""
    from wflint.picture.png import to_png

    about = PngInfo()
    about.add_text(_SOURCE, _sum(svg))
    out = io.BytesIO()
    Image.open(io.BytesIO(to_png(svg).png)).convert("RGB").quantize(256).save(
        out, "PNG", optimize=True, pnginfo=about
    )
    return out.getvalue()


def _sum(svg: str) -> str:
    return hashlib.sha256(svg.encode("utf-8")).hexdigest()


def stale(name: str, svg: str) -> list[str]:
    """The files of a picture that are not made from this SVG."""
    kept, image = ROOT / f"{name}.svg", ROOT / f"{name}.png"
    found = []
    if not kept.exists() or kept.read_text("utf-8") != svg:
        found.append(f"{name}.svg")
    if not image.exists() or Image.open(image).info.get(_SOURCE) != _sum(svg):
        found.append(f"{name}.png")
    return found


def main() -> int:
    """Write or check; the exit code."""
    code = 0
    for name, file in PICTURES.items():
        svg = drawn(file)
        for path in stale(name, svg):
            if "--check" in sys.argv:
                print(f"{path} is stale: run python lint/scripts/gen_pictures.py", file=sys.stderr)
                code = 1
                continue
            (ROOT / path).parent.mkdir(exist_ok=True)
            (ROOT / path).write_bytes(svg.encode("utf-8") if path.endswith(".svg") else png(svg))
            print(f"wrote {path}")
    return code


if __name__ == "__main__":
    sys.exit(main())
