"""Write docs/rules from the rules themselves (their records, docstrings and fixtures), docs/commands from the
command line, docs/python.md and docs/json.md from docstrings and schemas, the schema of configurations and
docs/configuration.md from the keys that their reader knows, and the index by which wflint knows its rules,
with the examples that come with it.

python lint/scripts/gen_docs.py            writes
python lint/scripts/gen_docs.py --check    says what is stale, and exits 1 if anything is
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))  # a test loads this file by its path

from command_pages import command_pages
from python_page import python_page
from schema_page import schema_page

from wflint.engine.config_manual import config_manual
from wflint.engine.config_schema import config_schema
from wflint.rules import registry
from wflint.rules.examples import example_text, find_example, fixes_of
from wflint.rules.manual import outcomes, sections, title
from wflint.rules.registry import INDEX, all_rules
from wflint.rules.registry import index as rule_index
from wflint.rules.shown import KEPT, kept_text

if TYPE_CHECKING:
    from wflint.rules.registry import RegisteredRule

ROOT = Path(__file__).resolve().parents[2]
NOTE = "<!-- Made by lint/scripts/gen_docs.py from the rule's own file; edit that. -->\n"
AREAS = {
    "shape": "The document's shape",
    "nodes": "Nodes",
    "edges": "Edges",
    "inputs": "Input values",
    "topology": "Topology",
    "batch": "Batches",
    "models": "Models",
    "prompts": "Prompts",
    "resources": "Resources",
    "portability": "Portability",
    "form": "Form and exposed fields",
    "suppressions": "Suppressions",
    "policy": "Your own policy",
}


def page(registered: RegisteredRule) -> str:
    """The manual page of one rule."""
    parts = [f"# {title(registered)}\n", NOTE]
    for heading, paragraphs in sections(registered):
        if heading:
            parts.append(f"## {heading}\n")
        parts += [paragraph + "\n" for paragraph in paragraphs]
    parts.append("## What InvokeAI does with it\n")
    rows = [
        f"| {documents} | {outcome.severity} | {outcome.effect} | {outcome.stage} |\n"
        for documents, outcome in outcomes(registered.rule)
    ]
    parts.append("| in | severity | effect | stage |\n| --- | --- | --- | --- |\n" + "".join(rows))
    if registered.rule.preview:
        parts.append("The rule is new, and off unless it is selected by its name or code.\n")
    elif not registered.rule.default:
        parts.append("The rule is off unless it is selected.\n")
    fixes = fixes_of(registered.slug)
    if fixes:
        parts.append("## Fixes\n")
        parts.append("".join(f"* {how}: {what}\n" for how, what in fixes))
    example = find_example(registered.slug)
    if example is not None:
        where = f"fixtures/rules/{registered.slug}/{example.name}"
        parts.append("## Example\n")
        parts.append(f"[`{example.name}`](../../{where}):\n")
        parts.append(f"```text\n{example_text(example)}\n```\n")
    return "\n".join(parts)


def index() -> str:
    """The table of all rules."""
    parts = ["# Rules\n", NOTE]
    parts.append(
        "`wflint explain NAME` shows the same pages. How to read the columns: [effects](../effects.md).\n"
    )
    for area, heading in AREAS.items():
        rules = [r for r in all_rules().values() if r.area == area]
        if not rules:
            continue
        rows = [
            f"| {r.rule.code} | [{r.slug}]({r.slug}.md) | {r.rule.summary} | {_cell(r)} |\n" for r in rules
        ]
        parts.append(f"## {heading}\n")
        parts.append("| code | rule | fault | outcome |\n| --- | --- | --- | --- |\n" + "".join(rows))
    return "\n".join(parts)


def _cell(r: RegisteredRule) -> str:
    found = outcomes(r.rule)
    texts = [f"{o.severity}, {o.effect} at {o.stage}" for _, o in found]
    if len(set(texts)) == 1:
        return texts[0]
    return "; ".join(f"{documents}: {text}" for (documents, _), text in zip(found, texts, strict=True))


def wanted() -> dict[Path, str]:
    """Every generated file with its contents."""
    folder = ROOT / "docs" / "rules"
    files = {folder / f"{slug}.md": page(r) for slug, r in all_rules().items()}
    files[folder / "README.md"] = index()
    files[Path(INDEX)] = rule_index()
    files[KEPT] = kept_text([*all_rules()])
    files[ROOT / "docs" / "schema" / "config.schema.json"] = json.dumps(config_schema(), indent=2) + "\n"
    files[ROOT / "docs" / "configuration.md"] = config_manual()
    files.update({ROOT / "docs" / "commands" / name: text for name, text in command_pages().items()})
    files[ROOT / "docs" / "json.md"] = schema_page()
    files[ROOT / "docs" / "python.md"] = python_page()
    return files


def stale(files: dict[Path, str]) -> list[str]:
    """What a run would change, as paths relative to the repository."""
    there = {path for folder in ("rules", "commands") for path in (ROOT / "docs" / folder).glob("*.md")}
    there.update(path for path in files if path.exists())
    changed = [p for p, text in files.items() if p not in there or p.read_text("utf-8") != text]
    return sorted(str(p.relative_to(ROOT)) for p in {*changed, *(there - files.keys())})


def main() -> int:
    """Write or check; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if something is stale")
    check = parser.parse_args().check
    files = wanted()
    changes = stale(files)
    if not check and str(Path(INDEX).relative_to(ROOT)) in changes:  # by which the rest was made
        Path(INDEX).write_text(files[Path(INDEX)], "utf-8", newline="\n")
        registry._found.clear()
        files = wanted()
        changes += stale(files)
    if check:
        for path in changes:
            print(f"{path} is stale: run python lint/scripts/gen_docs.py", file=sys.stderr)
        return 1 if changes else 0
    for name in changes:
        path = ROOT / name
        if path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], "utf-8", newline="\n")
        else:
            path.unlink()
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
