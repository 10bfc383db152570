"""Write docs/releases: for each InvokeAI release what changed and what breaks, and what upgrading over a
minor version means. All of it follows from the catalogues and the table of successors.

python lint/scripts/gen_releases.py            writes
python lint/scripts/gen_releases.py --check    says what is stale, and exits 1 if anything is
"""

from __future__ import annotations

import argparse
import sys
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from wflint.catalogue.renames import field_steps, gone, major_steps, successor
from wflint.catalogue.store import is_pre_release, list_releases, open_release
from wflint.diagnostics.words import numbered
from wflint.report.catalogue_changes import summary
from wflint.upgrade.change import Class
from wflint.upgrade.compare import changes
from wflint.upgrade.silent.listed import silent_changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.upgrade.change import CatalogueChange

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "releases"
NOTE = "<!-- Made by lint/scripts/gen_releases.py from the catalogues of the releases; edit that. -->\n"
JUMPS = (("4.2.9", "5.0.2"), ("5.15.0", "6.0.2"), ("5.15.0", "6.14.2"), ("6.14.2", "7.0.0a3"))
# What no schema shows: read in the releases' sources and tried on their servers (tests/live, on 7.0.0a3).
BESIDE = {
    ("6.14.2", "7.0.0a3"): """\
Beside the nodes:

- InvokeAI 7 needs Python 3.12, and on Linux and Windows comes with torch 2.13 (on macOS still 2.7)
- **breaking**: both branches of `if` must fit whatever its result leads to; 6.14 takes any, and 7.0 refuses
  the request with "Edge source and target types do not match"
- **breaking**: an edge into an input that takes a value only is refused ("Cannot connect to direct input")
- integers and floats may go into one `collect`, which 6.14 refuses
- `for` loops: a `for`, its `for_return`, and an edge of the type `loop_linkage` from the one to the other
- the web UI is a new one. It loads a file of any format version, checks no edge when it loads one, leaves out
  inputs that a node no longer has, and sends a bad edge, which the server then refuses; a cycle makes a
  workflow "not ready".
  It still writes `meta.version` 3.0.0, so the format does not tell a file of 7 from one of 6.
  `invokeai-web --web-legacy` serves that of 6.14
- seeds: SD1.5 and SDXL on a CPU give the same images to a level in 255 (the cases of `workflows/`), FLUX.1,
  FLUX.2, SD3 and CogView4 other ones
""",
}
_SHORT = {"input-added": "new input", "output-added": "new output", "node-added": "new node"}
_MANY = 12  # changes of one id from which they are listed by node alone


def minor(version: str) -> str:
    """``6.14`` of ``6.14.2``."""
    return ".".join(version.split(".")[:2])


def compared(old: str, new: str) -> list[CatalogueChange]:
    """What the schemas show, and the silent changes."""
    one, other = open_release(old), open_release(new)
    return [*changes(one, other), *silent_changes(one, other)]


def cure(change: CatalogueChange, new: Catalogue) -> str:
    """What to do about a breaking change, where the table of successors knows."""
    if change.kind.id == "node-renamed":
        row = successor(change.node, new)
        return "the picture stays the same" if row is not None and row.result == "same" else ""
    if change.kind.id == "node-removed":
        row = successor(change.node, new)
        if row is not None:
            how = row.loss if row.result == "similar" else f"not the same: {row.loss}"
            return f"use `{row.new}` ({'the picture stays the same' if row.result == 'same' else how})"
        none = gone(change.node)
        if none is not None:
            use = f"; see {', '.join(f'`{node}`' for node in none.instead)}" if none.instead else ""
            return none.why + use
    if change.kind.id == "major-version":
        old_major, new_major = (int(str(version).split(".")[0]) for version in (change.old, change.new))
        steps = major_steps(change.node, old_major, new_major)
        same = steps and all(step.result == "same" for step in steps)
        return "; ".join(step.says for step in steps) + (" (the picture stays the same)" if same else "")
    group = {"input-removed": "inputs", "output-removed": "outputs"}.get(change.kind.id)
    if group is not None:
        steps = [*field_steps(change.node, group, change.member, new)]
        if steps and steps[-1].result == "same":
            return "it had no effect on the picture"
    return ""


def listed(found: Sequence[CatalogueChange], new: Catalogue) -> Iterator[str]:
    """The changes of one step, by class."""
    for cls, heading in ((Class.BREAKING, "Breaking"), (Class.OTHER_RESULT, "Another result")):
        of_class = [change for change in found if change.kind.cls is cls]
        if of_class:
            yield f"{heading}:\n"
            for change in of_class:
                said = cure(change, new)
                yield f"- {change.sentence}{f': {said}' if said else ''}"
            yield ""
    additive = [change for change in found if change.kind.cls is Class.ADDITIVE]
    if additive:
        yield "Additive:\n"
    by_id = {key: [*group] for key, group in groupby(sorted(additive, key=_id), key=_id)}
    for key, group in by_id.items():
        names = [f"`{c.node}`" if not c.member else f"`{c.member}` of `{c.node}`" for c in group]
        if key in _SHORT:
            yield f"- {numbered(len(group), _SHORT[key])}: {', '.join(names)}"
        elif len(group) > _MANY:
            yield f"- {len(group)} times {key}: {', '.join(sorted({f'`{c.node}`' for c in group}))}"
        else:
            yield from (f"- {change.sentence}" for change in group)
    if additive:
        yield ""


def _id(change: CatalogueChange) -> str:
    return change.kind.id


def upgrading(old: str, new: str) -> Iterator[str]:
    """What an upgrade over several releases means: not what came and went between."""
    found = compared(old, new)
    bad = [change for change in found if change.kind.cls is not Class.ADDITIVE]
    yield f"From {old} to {new}: {summary(found)}."
    yield f"`wflint catalogue diff {old} {new} --for workflows` shows those that your workflows meet.\n"
    yield from listed(bad, open_release(new))
    if beside := BESIDE.get((old, new)):
        yield beside


class Record:
    """All steps between neighbouring releases, compared once."""

    def __init__(self) -> None:
        self.releases = list_releases()
        self.steps = {new: (old, compared(old, new)) for old, new in pairwise(self.releases)}

    def pages(self) -> dict[Path, str]:
        """Every page with its text."""
        series = {name: [*group] for name, group in groupby(self.releases, key=minor)}
        files = {FOLDER / f"{name}.md": self._series(name, versions) for name, versions in series.items()}
        names = [*series]
        for old, new in pairwise(names):
            page = FOLDER / f"{new}.md"
            text = "\n".join(upgrading(series[old][-1], series[new][-1]))
            files[page] += f"\n## Upgrading from {old} to {new}\n\n{text}"
        for old, new in JUMPS:
            name = f"{minor(old)}-to-{minor(new)}"
            text = "\n".join(upgrading(old, new))
            files[FOLDER / f"{name}.md"] = f"# Upgrading from {minor(old)} to {minor(new)}\n\n{NOTE}\n{text}"
        files[FOLDER / "README.md"] = self._index()
        return {path: text.rstrip("\n") + "\n" for path, text in files.items()}

    def _index(self) -> str:
        jumps = [f"[{minor(a)} to {minor(b)}]({minor(a)}-to-{minor(b)}.md)" for a, b in JUMPS]
        parts = [
            "# InvokeAI's releases\n",
            NOTE,
            "What each release changed in its nodes, from the schemas themselves, and what that breaks; the",
            "classes are those of `wflint catalogue diff`. Each page ends with what upgrading to it from the",
            f"minor version before means. Longer jumps: {', '.join(jumps)}.\n",
            "| release | nodes | breaking | another result | additive |",
            "|---|---|---|---|---|",
        ]
        for version in self.releases:
            nodes = len(open_release(version).node_types)
            name = f"[{version}]({minor(version)}.md)" + (" (pre-release)" if is_pre_release(version) else "")
            counts = [
                sum(c.kind.cls is cls for c in self.steps[version][1]) if version in self.steps else ""
                for cls in Class
            ]
            parts.append(f"| {name} | {nodes} | {' | '.join(map(str, counts))} |")
        return "\n".join(parts)

    def _series(self, name: str, versions: list[str]) -> str:
        parts = [f"# InvokeAI {name}\n", NOTE]
        for version in versions:
            nodes = len(open_release(version).node_types)
            parts.append(f"## {version}\n")
            if version not in self.steps:
                parts.append(f"{nodes} nodes. The oldest release that wflint knows.\n")
                continue
            old, found = self.steps[version]
            parts.append(f"{nodes} nodes; {summary(found)} since {old}.\n")
            parts += listed(found, open_release(version))
        return "\n".join(parts)


def stale(files: dict[Path, str]) -> list[Path]:
    """What a run would write or remove."""
    there = set(FOLDER.glob("*.md"))
    changed = {path for path, text in files.items() if path not in there or path.read_text("utf-8") != text}
    return sorted(changed | (there - files.keys()))


def main() -> int:
    """Write or check; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if something is stale")
    check = parser.parse_args().check
    files = Record().pages()
    for path in stale(files):
        name = f"docs/releases/{path.name}"
        if check:
            print(f"{name} is stale: run python lint/scripts/gen_releases.py", file=sys.stderr)
        elif path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], "utf-8", newline="\n")
            print(name)
        else:
            path.unlink()
            print(name)
    return 1 if check and stale(files) else 0


if __name__ == "__main__":
    sys.exit(main())
