"""Make the checkout the release VERSION: the version wherever files name it, and the changelog's section.

python lint/scripts/set_release.py 0.3.0

Changes ``version.py``, what users copy (the templates, the README, docs/ci.md) and ``CHANGELOG.md``: what
stands under "Unreleased" becomes "VERSION", below a fresh empty "Unreleased".
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSION = "lint/wflint/version.py"
CHANGELOG = "CHANGELOG.md"
COPIED = (
    "README.md",
    "docs/ci.md",
    "templates/github.yml",
    "templates/github-upgrades.yml",
    "templates/gitlab.yml",
    "templates/gitlab-upgrades.yml",
)
# Where a copied line names the version: a hook, an action, a variable.
_NAMED = re.compile(r'(rev: v|uses: [\w.-]+/[\w.-]+@v|WFLINT_VERSION: ")(\d+\.\d+\.\d+)(?=["\s])')


def version_of(root: Path) -> str:
    """The version that ``version.py`` has."""
    found = re.search(r'__version__ = "(.+)"', (root / VERSION).read_text("utf-8"))
    if found is None:
        raise SystemExit(f"{VERSION} has no version")
    return found[1]


def set_release(root: Path, version: str) -> list[str]:
    """Write it; the files that changed. Raises SystemExit for what is no version, or is in the changelog."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise SystemExit(f"{version} is not a version such as 0.3.0")
    old = version_of(root)
    wanted = {
        VERSION: (root / VERSION).read_text("utf-8").replace(f'"{old}"', f'"{version}"'),
        CHANGELOG: cut((root / CHANGELOG).read_text("utf-8"), version),
    }
    for name in COPIED:
        text = (root / name).read_text("utf-8")
        wanted[name] = _NAMED.sub(lambda m: m[1] + (version if m[2] == old else m[2]), text)
    changed = [name for name, text in wanted.items() if (root / name).read_text("utf-8") != text]
    for name in changed:
        (root / name).write_text(wanted[name], "utf-8", newline="\n")
    return changed


def cut(changelog: str, version: str) -> str:
    """The changelog with a section of this version, made of what was unreleased."""
    if f"\n## {version}\n" in changelog:
        raise SystemExit(f"{CHANGELOG} has {version} already")
    if changelog.count("\n## Unreleased\n") != 1:
        raise SystemExit(f"{CHANGELOG} has no single section Unreleased")
    return changelog.replace("\n## Unreleased\n", f"\n## Unreleased\n\n## {version}\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit((__doc__ or "").strip())
    for changed_file in set_release(ROOT, sys.argv[1]):
        print(f"wrote {changed_file}")
