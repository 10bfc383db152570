"""The node packs that files need as JSON (``wflint packs check --format json``, schema 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.report.packs_words import known_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.packs.loading import Loading
    from wflint.catalogue.packs.model import Pack, PackNode
    from wflint.engine.packs_needed import NeededPack, OpenNode, PackNeeds


def packs_json(needs: PackNeeds) -> dict[str, Any]:
    """The members of ``docs/schema/packs-check.schema.json``."""
    return {
        "schema": 1,
        "targets": list(needs.targets),
        "ok": needs.fine and not needs.problems,
        "checked": needs.checked,
        "skipped": needs.skipped,
        "problems": needs.problems,
        "packs": [_needed(pack) for pack in needs.packs],
        "open": [_open(node) for node in needs.open],
    }


def _needed(needed: NeededPack) -> dict[str, Any]:
    return {
        **_pack(needed.name, needed.pack),
        "loads": _loads(needed.loads),
        "nodes": [
            {
                "type": node.type,
                "title": node.title,
                "versions": list(node.versions),
                "named_packs": list(node.named),
                "pack_version": node.pack_version,
                "problem": node.problem,
                "files": list(node.files),
            }
            for node in needed.nodes
        ],
        "files": list(needed.files),
    }


def _pack(name: str, pack: Pack | None) -> dict[str, Any]:
    return {
        "name": name,
        "url": pack.url if pack else None,
        "listed": pack.listed if pack else None,
        "last_commit": pack.last_commit if pack else None,
    }


def _loads(loads: Mapping[str, Loading]) -> list[dict[str, Any]]:
    return [
        {"target": target, "loads": each.loads, "why": [reason.text for reason in each.why]}
        for target, each in loads.items()
    ]


def _open(node: OpenNode) -> dict[str, Any]:
    return {
        "type": node.type,
        "versions": list(node.versions),
        "targets": list(node.targets),
        "known": known_of(node),
        "packs": [_candidate(each) for each in node.candidates],
        "branch": {"first_seen": node.branch.first_seen, "last_changed": node.branch.last_changed}
        if node.branch
        else None,
        "releases": {"first": node.releases[0], "last": node.releases[1]} if node.releases else None,
        "named_packs": list(node.named),
        "files": list(node.files),
    }


def _candidate(node: PackNode) -> dict[str, Any]:
    return {**_pack(node.pack.name, node.pack), "pack_version": node.version}
