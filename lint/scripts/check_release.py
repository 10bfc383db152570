"""Whether this checkout can be published as a tag says: version, tag, changelog and addresses agree.

python lint/scripts/check_release.py v0.2.0            says what does not, and exits 1 if anything does not
python lint/scripts/check_release.py v0.2.0 --notes    prints the changelog's section, for the release's page
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from set_addresses import repository_of, written_address
from set_release import CHANGELOG, version_of

ROOT = Path(__file__).resolve().parents[2]


def sections(changelog: str) -> dict[str, str]:
    """The sections of the changelog by their heading, newest first."""
    pieces = re.split(r"^## (.+)\n", changelog, flags=re.MULTILINE)[1:]
    return {heading: text.strip() for heading, text in zip(pieces[::2], pieces[1::2], strict=True)}


def faults(root: Path, tag: str) -> list[str]:
    """What does not agree, one line each."""
    found = []
    version = version_of(root)
    if tag != f"v{version}":
        found.append(f"the tag is {tag}, version.py says {version}")
    changes = sections((root / CHANGELOG).read_text("utf-8"))
    headings = [*changes]
    if headings[:2] != ["Unreleased", version]:
        found.append(
            f"{CHANGELOG} begins with {' and '.join(headings[:2])}, not with Unreleased and {version}"
        )
    elif changes["Unreleased"]:
        found.append(f"{CHANGELOG} has unreleased changes")
    elif not changes[version]:
        found.append(f"{CHANGELOG} says nothing of {version}")
    address = repository_of(root)
    if not address:
        found.append("addresses.toml names no repository: its owner fills it in")
    elif written_address(root) != address:
        found.append("addresses.toml was changed: run python lint/scripts/set_addresses.py")
    return found


if __name__ == "__main__":
    arguments = [word for word in sys.argv[1:] if word != "--notes"]
    if len(arguments) != 1:
        raise SystemExit((__doc__ or "").strip())
    if "--notes" in sys.argv:
        print(sections((ROOT / CHANGELOG).read_text("utf-8"))[arguments[0].removeprefix("v")])
    elif wrong := faults(ROOT, arguments[0]):
        raise SystemExit("\n".join(wrong))
