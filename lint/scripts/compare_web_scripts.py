"""Compare wflint with the web UI of InvokeAI 7: its scripts, out of the wheel, run in Node.

    python lint/scripts/compare_web_scripts.py 7.0.0a3 [--package FOLDER] [--openapi FILE] [--count N]
        [--record]

Takes the release's wheel and its OpenAPI document from the package index (or ``--package``, the folder
``invokeai`` of an installation, and ``--openapi``), and asks the UI what it makes of the release's default
workflows, of this repository's, and of random ones, right and wrong. Says where wflint differs in readiness,
graph, batch data or the saved workflow. ``--record`` writes fixtures/web-ui/scripts-<release>.jsonl.xz. Needs
Node.
"""

from __future__ import annotations

import argparse
import json
import lzma
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.graph.web_scripts import answers, differences, document, generated, whole  # noqa: E402

from wflint.catalogue.light_route.take import take  # noqa: E402
from wflint.catalogue.store import open_release  # noqa: E402

_SHAPES = 4  # of each workflow, with broken shapes
_RECORDED = range(9000, 9010)  # seeds


def fetched(release: str, folder: Path) -> Path:
    """The folder ``invokeai`` of the release's wheel."""
    subprocess.run(
        [
            *("uv", "pip", "install", "--quiet", "--no-deps", "--python-version", "3.12"),
            *("--target", str(folder), f"invokeai=={release}"),
        ],
        check=True,
    )
    return folder / "invokeai"


def shipped(package: Path) -> list[dict[str, Any]]:
    """The release's default workflows, and those of this repository."""
    folder = package / "app" / "services" / "workflow_records" / "default_workflows"
    files = [*sorted(folder.glob("*.json")), *sorted((ROOT / "workflows").glob("*.workflow.json"))]
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def main() -> int:
    """Ask the UI and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("release")
    parser.add_argument("--package", type=Path)
    parser.add_argument("--openapi", type=Path)
    parser.add_argument("--count", type=int, default=500, help="random workflows made for the release")
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args()
    catalogue = open_release(args.release)
    with tempfile.TemporaryDirectory() as work:
        package = args.package or fetched(args.release, Path(work) / "wheel")
        openapi = args.openapi
        if openapi is None:
            openapi = Path(work) / "openapi.json"
            openapi.write_text(json.dumps(take(args.release)["openapi"]), encoding="utf-8")
        seeds = _RECORDED if args.record else range(args.count)
        asked = [*shipped(package), *whole(_SHAPES), *generated(seeds, _SHAPES)]
        found = answers(package / "frontend" / "webv2" / "dist" / "assets", openapi, asked)
    differing: Counter[str] = Counter()
    for number, (workflow, answer) in enumerate(zip(asked, found, strict=True)):
        for part in differences(workflow, answer, catalogue):
            differing[part] += 1
            print(f"{number}: {part}: {answer.get('refused') or answer['reasons'][:3]}")
    compared = sum(document(w) is not None and "crashed" not in a for w, a in zip(asked, found, strict=True))
    print(f"{args.release}: {compared} of {len(asked)} workflows compared, {dict(differing) or 'all equal'}")
    if args.record:
        path = ROOT / "fixtures" / "web-ui" / f"scripts-{args.release}.jsonl.xz"
        with lzma.open(path, "wt", encoding="utf-8", preset=9) as file:
            for workflow, answer in zip(asked, found, strict=True):
                file.write(json.dumps({"workflow": workflow, **answer}, sort_keys=True) + "\n")
        print(f"{path.name}: {path.stat().st_size // 1000} kB")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
