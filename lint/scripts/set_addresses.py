"""Write the project's address of ``addresses.toml`` where files hold it literally.

python lint/scripts/set_addresses.py

These are the action, the templates, the links that findings bring along, the documentation and the tests that
copy them: every text file that git knows and that names the address which ``report/links.py`` has now.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINKS = "lint/wflint/report/links.py"


def repository_of(root: Path) -> str:
    """The repository that ``addresses.toml`` names, empty if none. Raises SystemExit for a wrong one."""
    address = tomllib.loads((root / "addresses.toml").read_text("utf-8"))["repository"].rstrip("/")
    if address and not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", address):
        raise SystemExit(
            f"addresses.toml: repository is {address}; it has the form https://github.com/OWNER/NAME"
        )
    return str(address)


def written_address(root: Path) -> str:
    """The address that the files hold now."""
    found = re.search(r'^PROJECT = "(.+)"$', (root / LINKS).read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit(f"{LINKS} has no PROJECT")
    return found[1]


def replaced(text: str, old: str, new: str) -> str:
    """A text with one address for another, also where an action is used by its short name."""
    short_old, short_new = (address.removeprefix("https://github.com/") for address in (old, new))
    text = re.sub(re.escape(old) + r"(?![\w-])", new, text)
    return re.sub(rf"(uses: ){re.escape(short_old)}(?=@)", rf"\g<1>{short_new}", text)


def set_addresses(root: Path) -> list[str]:
    """Write them; the files that changed."""
    new, old = repository_of(root), written_address(root)
    if not new:
        raise SystemExit("addresses.toml names no repository yet")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    changed = []
    for name in filter(None, listed.decode().split("\0")):
        raw = (root / name).read_bytes() if (root / name).is_file() else b""
        if old.encode() not in raw and old.removeprefix("https://github.com/").encode() + b"@" not in raw:
            continue
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            continue
        if (after := replaced(text, old, new)) != text:
            (root / name).write_bytes(after.encode())
            changed.append(name)
    return changed


if __name__ == "__main__":
    if sys.argv[1:]:
        raise SystemExit((__doc__ or "").strip())
    for changed_file in set_addresses(ROOT):
        print(f"wrote {changed_file}")
