"""Record what a real InvokeAI makes of the truth table of model families.

    wflint serve --release 6.14.2 --models tiny --detach
    python lint/scripts/record_families.py http://127.0.0.1:PORT              all rows
    python lint/scripts/record_families.py http://127.0.0.1:PORT flux ok/     rows whose name holds a word
    python lint/scripts/record_families.py --matrix http://127.0.0.1:PORT     every pair of parts (long)

Writes fixtures/families/observed-<release>.json (``matrix-<release>.json``), where the rows that are not run
keep what was recorded, and rows that are no more are forgotten. The rows are in tests/families.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.families.matrix import matrix  # noqa: E402
from tests.families.observe import Observer  # noqa: E402
from tests.families.parts import FIXTURES  # noqa: E402
from tests.families.table import rows  # noqa: E402

from wflint.net.session import Session  # noqa: E402

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

_CHUNK = 40  # rows between two times that the file is written


def main() -> None:
    """Run what the arguments say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--matrix", action="store_true")
    parser.add_argument("--new", action="store_true", help="only what was not recorded yet, or has changed")
    options = parser.parse_args()
    session = Session(options.url)
    release = session.get("/api/v1/app/version")["version"]
    path = FIXTURES / f"{'matrix' if options.matrix else 'observed'}-{release}.json"
    recipes = dict(matrix()) if options.matrix else {name: row.recipe for name, row in rows().items()}
    twins = {} if options.matrix else {name: row.twin for name, row in rows().items() if row.twin}
    old = json.loads(path.read_text("utf-8"))["rows"] if path.exists() else {}
    chosen = {
        name: recipe
        for name, recipe in recipes.items()
        if (not options.words or any(word in name for word in options.words))
        and not (options.new and known_already(old.get(name), recipe))
    }
    record(session, release, path, recipes, chosen, twins, short=options.matrix)


def record(
    session: Session,
    release: str,
    path: Path,
    recipes: dict[str, Recipe],
    chosen: dict[str, Recipe],
    twins: dict[str, str],
    *,
    short: bool,
) -> None:
    """Run the chosen graphs and write what is known of all."""
    known: dict[str, Any] = json.loads(path.read_text("utf-8"))["rows"] if path.exists() else {}
    known = {name: seen for name, seen in known.items() if name in recipes}
    observer = Observer(session)
    chosen |= {twins[name]: recipes[twins[name]] for name in list(chosen) if name in twins}
    if short:  # what cells are compared with comes first
        chosen = {name: recipe for name, recipe in recipes.items() if name[:6] == "plain/"} | chosen
    chosen = {name: recipe for name, recipe in chosen.items() if observer.can_run(recipe)}
    begun = time.monotonic()
    done = 0

    def tell(name: str, seen: dict[str, Any]) -> None:
        nonlocal done
        done += 1
        what = seen.get("says") or seen.get("picture")
        at = f"{time.monotonic() - begun:6.1f} s {done}/{len(chosen)}"
        print(f"{at} {name}: {seen['effect']} {what}", flush=True)

    names = list(chosen)
    pictures: dict[str, str] = {}
    for start in range(0, len(names), _CHUNK):
        observed = observer.observe({name: chosen[name] for name in names[start : start + _CHUNK]}, tell)
        for name, seen in observed.items():
            pictures[name] = seen.get("picture") or ""
            known[name] = in_short(seen, pictures) if short else in_full(seen, chosen[name])
        write(path, release, {name: known[name] for name in recipes if name in known})
    for name, twin in twins.items():
        if pictures.get(name) and pictures.get(twin):
            known[name]["same_as_twin"] = pictures[name] == pictures[twin]
    write(path, release, {name: known[name] for name in recipes if name in known})


def in_full(seen: dict[str, Any], recipe: Recipe) -> dict[str, Any]:
    """A row as it is kept: of the picture only its size, since its pixels differ from machine to machine."""
    row = {"graph": recipe.digest, **seen}
    return {**row, "picture": seen["picture"].partition(" ")[0]} if seen.get("picture") else row


def known_already(seen: dict[str, Any] | str | None, recipe: Recipe) -> bool:
    """Whether a row was recorded with the graph that it has now (the matrix does not say)."""
    return seen["graph"] == recipe.digest if isinstance(seen, dict) else seen is not None


def in_short(seen: dict[str, Any], pictures: dict[str, str]) -> str:
    """A cell of the matrix: ``fails AssertionError``, ``runs``, or ``runs as plain/sd15``, as a picture."""
    if seen["effect"] != "runs":
        return f"{seen['effect']} {seen['says']}"[:72].strip()
    plain = [
        name for name, picture in pictures.items() if name[:6] == "plain/" and picture == seen["picture"]
    ]
    return f"runs as {plain[0]}" if plain else "runs"


def write(path: Path, release: str, known: dict[str, Any]) -> None:
    """One line a row, so that a second recording shows what changed."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(seen)}" for name, seen in known.items())
    text = f'{{\n "release": {json.dumps(release)},\n "rows": {{\n{lines}\n }}\n}}\n'
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
