"""What hatchling asks while it builds: the project's addresses, and the README as a package index shows it.

Both come from ``addresses.toml``. An index shows the README far from the repository, so relative links are
made absolute there; while the repository's address is not known, a link becomes its text and a picture is
left out, so that nothing false is published.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<to>[^()\s]+)\)")
_LABELS = {
    "": "Repository",
    "/issues": "Issues",
    "/blob/v{version}/CHANGELOG.md": "Changelog",
}


def addresses(root: Path) -> dict[str, str]:
    """The addresses that are filled in, by name. Raises ValueError for one that cannot be right."""
    known = {
        name: value.rstrip("/")
        for name, value in tomllib.loads((root / "addresses.toml").read_text("utf-8")).items()
        if value
    }
    repository = known.get("repository")
    if repository is not None and not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", repository):
        raise ValueError(
            f"addresses.toml: repository is {repository}; it has the form https://github.com/OWNER/NAME"
        )
    for name, value in known.items():
        if not value.startswith(("https://", "mailto:")):
            raise ValueError(f"addresses.toml: {name} is {value}; it begins with https:// or mailto:")
    return known


def urls(known: dict[str, str], version: str) -> dict[str, str]:
    """The project's links as an index shows them."""
    found = {"Documentation": known["site"]} if "site" in known else {}
    if "repository" in known:
        for path, label in _LABELS.items():
            found[label] = known["repository"] + path.format(version=version)
    if "security" in known:
        found["Security"] = known["security"]
    return found


def readme(text: str, repository: str | None, version: str) -> str:
    """The README with links that work elsewhere: to the files of this version's tag."""

    def elsewhere(link: re.Match[str]) -> str:
        to = link["to"]
        if re.match(r"[a-z]+:|#", to):
            return link[0]
        if repository is None:
            return "" if link["picture"] else link["text"]
        kind = "raw" if link["picture"] else "blob"
        return f"{link['picture']}[{link['text']}]({repository}/{kind}/v{version}/{to})"

    # Code is shown as it is: every second piece is a block of code.
    pieces = re.split(r"(^```.*?^```$)", text, flags=re.DOTALL | re.MULTILINE)
    text = "".join(piece if n % 2 else _LINK.sub(elsewhere, piece) for n, piece in enumerate(pieces))
    return re.sub(r"<!-- .*? -->\n", "", text)  # notes for the tests


class Addresses(MetadataHookInterface):
    """Fills in ``urls`` and ``readme``."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Called with pyproject's project table; changes it."""
        root = Path(self.root)
        known = addresses(root)
        # The version's source is asked after this hook.
        found = re.search(r'__version__ = "(.+)"', (root / "lint/wflint/version.py").read_text("utf-8"))
        if found is None:
            raise ValueError("lint/wflint/version.py has no version")
        metadata["urls"] = urls(known, found[1])
        text = readme((root / "README.md").read_text("utf-8"), known.get("repository"), found[1])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


class SaysWhatIsMissing(BuildHookInterface):  # type: ignore[type-arg]
    """Tells who builds that the addresses are not known."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel or a source distribution is made."""
        if "repository" not in addresses(Path(self.root)):
            self.app.display_warning(
                "addresses.toml names no repository: this build has no links, and must not be published"
            )
