"""The workflow for GitHub, or the job for GitLab: from the templates that come with wflint."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from wflint.engine.adopt.addition import Addition, ByHand
from wflint.engine.adopt.repository import is_of
from wflint.engine.adopt.survey import text_of
from wflint.engine.adopt.yaml_text import YamlTextError, keys_of, read_yaml, root_of, texts_of, with_key
from wflint.reading import CONFIGURATION, read_bounded

if TYPE_CHECKING:
    import yaml

    from wflint.engine.adopt.repository import Repository

GITHUB, GITLAB = "github", "gitlab"
WORKFLOWS: Final = ".github/workflows"
JOBS: Final = ".gitlab-ci.yml"
_CHECKOUT: Final = "          persist-credentials: false\n"


def service(found: Repository) -> str | None:
    """Which of the two a repository is for: by the files that are there, then by its remotes."""
    there = {
        GITHUB: os.path.isdir(os.path.join(found.top, ".github")),
        GITLAB: os.path.lexists(os.path.join(found.top, JOBS)),
    }
    at = {name: is_of(found.hosts, name) for name in there}
    for known in (there, at):
        named = [name for name, is_there in known.items() if is_there]
        if len(named) == 1:
            return named[0]
    return GITHUB if there[GITHUB] else None


def github(top: str, template: str, branch: str, images: bool) -> Addition | None:
    """The workflow to write; None where one speaks of wflint already, or has its name."""
    folder = os.path.join(top, *WORKFLOWS.split("/"))
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        names = []
    for name in names:
        if name.endswith((".yml", ".yaml")) and (
            name in ("wflint.yml", "wflint.yaml") or _names_wflint(os.path.join(folder, name))
        ):
            return None
    text = template.replace("branches: [main]", f"branches: [{text_of(branch)}]")
    if _has_lfs(top):  # else CI would have pointers, of which nothing can be said
        text = text.replace(_CHECKOUT, f"{_CHECKOUT}          lfs: true\n")
    if images:
        text += "        with:\n          args: --images\n"
    return Addition(f"{WORKFLOWS}/wflint.yml", None, text.encode())


def _stages(node: yaml.Node | None) -> list[str]:
    """The stages that a file lists itself; none for a list that is empty or elsewhere (``!reference``)."""
    import yaml

    if not isinstance(node, yaml.SequenceNode) or node.tag != "tag:yaml.org,2002:seq":
        return []
    return [each.value for each in node.value if isinstance(each, yaml.ScalarNode) and each.value]


def _has_lfs(top: str) -> bool:
    """Whether Git LFS keeps files that wflint checks."""
    try:
        raw = read_bounded(os.path.join(top, ".gitattributes"), CONFIGURATION)
    except OSError:
        return False
    lines = raw.decode("utf-8", "replace").splitlines()
    kept = [line.split()[0].lower() for line in lines if "filter=lfs" in line.split() and line[0] != "#"]
    return any(pattern.endswith((".json", ".png", ".webp", "*")) for pattern in kept)


def _names_wflint(path: str) -> bool:
    try:
        return b"wflint" in read_bounded(path, CONFIGURATION)
    except OSError:
        return False


def gitlab(top: str, template: str, images: bool) -> Addition | ByHand | None:
    """The file with the job, or the job behind those that are there; None where one is."""
    text = template.replace('WFLINT_ARGS: ""', 'WFLINT_ARGS: "--images"') if images else template
    try:
        raw = read_yaml(os.path.join(top, JOBS))
    except FileNotFoundError:
        return Addition(JOBS, None, text.encode())
    except YamlTextError as error:
        return ByHand(JOBS, text, str(error))
    try:
        keys = keys_of(root_of(raw))
        if "wflint" in keys or any("wflint" in value for value in texts_of(keys.get("include"))):
            return None
        stages = _stages(keys.get("stages"))
        if stages and "test" not in stages:
            text = text.replace("\nwflint:\n", f"\nwflint:\n  stage: {text_of(stages[0])}\n")
        return Addition(JOBS, raw, with_key(raw, text))
    except YamlTextError as error:
        return ByHand(JOBS, text, str(error))
