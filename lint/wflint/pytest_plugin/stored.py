"""Whether the JSON files beside a workflow in Python are what it builds, said by nodes and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.plain import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.builders.artifacts import Artifact
    from wflint.builders.recipe import Recipe
    from wflint.builders.workflow import Workflow


def stale(recipe: Recipe, variant: str, workflow: Workflow) -> list[str] | None:
    """What is wrong with the stored files, as lines; empty if they are current, None if there are none."""
    from wflint.builders.artifacts import artifacts_of, is_current
    from wflint.endings import BUILT

    stem = recipe.stem(variant)
    folder = recipe.path.parent
    stored = {ending for ending in BUILT if (folder / f"{stem}{ending}").is_file()}
    if not stored:
        return None
    lines: list[str] = []
    artifacts = artifacts_of(workflow)
    for artifact in artifacts:
        path = folder / f"{stem}{artifact.ending}"
        if artifact.ending not in stored:
            lines.append(one_line(f"{path.name} is missing"))
        elif not is_current(path, artifact):
            lines += [one_line(f"{path.name} is stale:"), *_changes(path, artifact, workflow)]
    left = stored - {artifact.ending for artifact in artifacts}
    return lines + [
        one_line(f"{stem}{ending} is left over: the code does not build it") for ending in sorted(left)
    ]


def _changes(path: Path, artifact: Artifact, workflow: Workflow) -> list[str]:
    """What changed in a file, indented. Files that mean the same differ in texts or places only."""
    from wflint.engine.project import leads_out
    from wflint.pytest_plugin.differences import differences
    from wflint.reading import DOCUMENT, parse_json, read_bounded

    if reason := leads_out(path):
        return [one_line(f"  it {reason}")]
    try:
        found: Any = parse_json(read_bounded(path, DOCUMENT))
    except ValueError:
        return ["  it is not valid JSON"]
    lines = differences(found, artifact.data, workflow.catalogue)
    return lines or ["  nodes and edges are the same: texts, places or the form differ"]
