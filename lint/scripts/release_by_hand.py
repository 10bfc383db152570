"""What adding a release leaves to people, as a list: what no program can know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.model import Catalogue
from wflint.catalogue.renames import field_steps, gone, successor
from wflint.catalogue.store import StoredDefinitions, is_pre_release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.store import Store

_ASK = "python lint/scripts/"


def by_hand(store: Store, version: str) -> Iterator[str]:
    """A line for each thing to do after a release came into a store."""
    new = Catalogue(StoredDefinitions(store, version))
    before = store.releases[: store.releases.index(version)]
    stable = [v for v in before if not is_pre_release(v)] or list(before)
    if stable:
        old = Catalogue(StoredDefinitions(store, stable[-1]))
        yield from (f"catalogue/renames.py: a row for {what}" for what in lost(old, new))
        if new.overlay.get("graph_rules") != old.overlay.get("graph_rules"):
            yield (
                f"graph validation is other code than in {stable[-1]}: read it, compare, then add "
                f"{new.overlay.get('graph_rules')} to catalogue/model.py and catalogue/data/README.md"
            )
    yield f"{_ASK}compare_release.py {version}: its own validation and ours"
    yield f"{_ASK}record_web_ui.py: what its web UI makes of workflows (needs a Chromium)"
    yield f"{_ASK}record_families.py: what its server makes of model families"
    yield f"{_ASK}gen_releases.py, gen_stubs.py and gen_docs.py, where they were not run; then the tests"
    if not is_pre_release(version):
        yield "words that count or name the newest release: README.md, docs/, catalogue/data/README.md"


def lost(old: Catalogue, new: Catalogue) -> Iterator[str]:
    """What a release no longer has, and the table of successors says nothing of."""
    for node_type in sorted(old.node_types):
        before, after = old.node(node_type), new.node(node_type)
        if before is None:
            continue
        if after is None:
            if successor(node_type, new) is None and gone(node_type) is None:
                yield f"the node {node_type}, which is gone"
            continue
        for group in ("inputs", "outputs"):
            for name in getattr(before, group):
                if name not in getattr(after, group) and not [*field_steps(node_type, group, name, new)]:
                    yield f"the {group[:-1]} {name} of {node_type}, which is gone"
