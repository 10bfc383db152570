"""Make an entry of the index of node packs from a pack's source, without running any of it.

    python lint/scripts/add_pack.py FOLDER [--url URL] [--into FILE] [--invokeai PYTHON]

FOLDER is what InvokeAI would have in its nodes folder: the one with the pack's __init__.py. Without --url
the address is that of the Git repository's origin. The entry goes to standard output, or with --into into an
index: one entry a line in a .jsonl file, as in the wheel, else the list of a repository's own packs.json. An
entry of the same name and address is replaced; what only its history tells (older versions, dates) is kept.

With --invokeai, a Python that has InvokeAI, that environment says which of InvokeAI's names the pack imports
and it lacks; it imports InvokeAI for that, and nothing of the pack.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from wflint.catalogue.packs.scan.entry import Scan, scan_pack
from wflint.catalogue.packs.scan.environment import ask_environment
from wflint.plain import one_line
from wflint.reading import CATALOGUE, CONFIGURATION, parse_json, read_bounded
from wflint.writing import write_file

# What a pack's history tells and its source does not.
HISTORY = ("listed", "last_commit_date", "same_history_as", "loads", "missing_names")
NODE_HISTORY = ("first_seen", "last_changed")


def main(arguments: list[str] | None = None) -> int:
    """The command line. Exit status 1 when the pack has no node, 2 when a file cannot be used."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", help="the pack's folder")
    parser.add_argument("--url", help="the pack's address (default: the origin of its Git repository)")
    parser.add_argument("--name", help="its name (default: the last part of the address)")
    parser.add_argument("--listed", choices=("now", "once", "no"), help="is it in InvokeAI's list of packs?")
    parser.add_argument("--date", help="the day of its last commit, such as 2026-11-30")
    parser.add_argument("--into", type=Path, help="the index to put the entry into")
    parser.add_argument("--invokeai", metavar="PYTHON", help="a Python that has InvokeAI, for missing names")
    given = parser.parse_args(arguments)
    try:
        url = given.url or origin(given.folder)
        if not url:
            raise ValueError(f"{given.folder} has no Git origin; give the pack's address with --url")
        name = given.name or url.rstrip("/").rpartition("/")[2].removesuffix(".git")
        known = {"listed": given.listed, "last_commit_date": given.date}
        scan = scan_pack(given.folder, name, url, **{k: v for k, v in known.items() if v})
        if given.invokeai:
            add_environment(scan, given.invokeai)
        for note in scan.notes:
            print(f"note: {one_line(note)}", file=sys.stderr)
        if not scan.entry["nodes"]:
            print(f"{one_line(given.folder)}: no nodes found", file=sys.stderr)
            return 1
        if given.into:
            write_file(given.into, put(given.into, scan.entry))
        else:
            print(json.dumps(scan.entry, indent=1))
    except OSError as error:
        return _failed(f"{error.filename or given.folder}: {error.strerror or error}")
    except ValueError as error:
        return _failed(str(error))
    return 0


def _failed(message: str) -> int:
    print(one_line(message), file=sys.stderr)
    return 2


def origin(folder: str) -> str | None:
    """The address of a checkout's origin, read from its configuration: Git would run what is in there."""
    try:
        text = read_bounded(os.path.join(folder, ".git", "config"), CONFIGURATION).decode("utf-8", "replace")
    except OSError:
        return None
    found = re.search(r'^\[remote "origin"\]\s*\n(?:[ \t]+.*\n)*?[ \t]+url\s*=\s*(\S+)', text, re.MULTILINE)
    if not found:
        return None
    address = re.sub(r"^(?:ssh://)?git@([^:/]+)[:/]", r"https://\1/", found.group(1))
    return re.sub(r"^(https?://)[^/@]*@", r"\1", address).removesuffix(".git")  # no credentials


def add_environment(scan: Scan, python: str) -> None:
    """Add the names that an environment of InvokeAI lacks, and that the pack does not load for them."""
    found = ask_environment(python, scan.invokeai_names)
    if found.missing:
        scan.entry["missing_names"] = {found.version: found.missing}
    if found.missing or scan.entry.get("refused_defaults") or not scan.entry["has_init"]:
        scan.entry["loads"] = {found.version: False}  # that it loads would have to be tried


def put(path: Path, entry: dict[str, Any]) -> str:
    """The text of an index with the entry in it. Raises ValueError when the file is no index."""
    lines = path.suffix == ".jsonl"
    entries = _entries(path, lines=lines)
    key = (entry["name"], entry["url"])
    kept = [e for e in entries if (e["name"], e["url"]) != key]
    for old in entries:
        if (old["name"], old["url"]) == key:
            _keep_history(entry, old)
    kept = sorted([*kept, entry], key=lambda e: (e["name"].lower(), e["url"]))
    if lines:
        return "".join(json.dumps(e, separators=(",", ":"), ensure_ascii=False) + "\n" for e in kept)
    return json.dumps({"wflint_packs": 1, "packs": kept}, indent=1, ensure_ascii=False) + "\n"


def _entries(path: Path, *, lines: bool) -> list[dict[str, Any]]:
    try:
        raw = read_bounded(path, CATALOGUE)
    except FileNotFoundError:
        return []
    if lines:
        found = [parse_json(line) for line in raw.splitlines()]
    else:
        document = parse_json(raw)
        found = document.get("packs") if isinstance(document, dict) else None
    if not isinstance(found, list) or not all(
        isinstance(e, dict) and "name" in e and "url" in e for e in found
    ):
        raise ValueError(f"{path}: not an index of node packs")
    return found


def _keep_history(entry: dict[str, Any], old: dict[str, Any]) -> None:
    for name in HISTORY:
        if name in old:
            entry.setdefault(name, old[name])
    for name in ("loads", "missing_names"):
        if name in old:
            entry[name] = {**old[name], **entry[name]}
    for node_type, facts in old.get("nodes", {}).items():
        new = entry["nodes"].get(node_type)
        if new is None:
            entry["nodes"][node_type] = {**facts, "removed": True}
            continue
        seen = [*facts.get("versions_seen", ()), *new["versions_seen"]]
        new["versions_seen"] = list(dict.fromkeys(seen))
        for name in NODE_HISTORY:
            if name in facts:
                new.setdefault(name, facts[name])
    entry["nodes"] = dict(sorted(entry["nodes"].items()))


if __name__ == "__main__":
    sys.exit(main())
