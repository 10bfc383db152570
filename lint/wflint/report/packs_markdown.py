"""The node packs that files need as Markdown, for a README or a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.words import elide, listed
from wflint.report.markdown import code, linked, row
from wflint.report.packs_words import files_words, node_words, open_versions, open_words, reasons, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.engine.packs_needed import NeededPack, OpenNode, PackNeeds

_ANSWERS = {True: "yes", False: "no", None: "unknown"}
_LONGEST = 100  # characters of a name or a file


def packs_markdown(needs: PackNeeds) -> Iterator[str]:
    """The lines, each with its newline. Nothing of the files' texts works as Markdown."""
    yield from ("### Node packs\n", "\n", f"{summary(needs, _name)}\n")
    if needs.packs:
        yield from ("\n", row("node pack", "loads", "nodes", "files"), "|---|---|---|---|\n")
        for pack in needs.packs:
            name = linked(elide(pack.name, _LONGEST), pack.pack.url if pack.pack else None)
            nodes = "<br>".join(node_words(node, _name) for node in pack.nodes)
            yield row(name, _loads(pack), nodes, files_words(pack.files, _name))
    if needs.open:
        yield from ("\n", row("other node", "what is known of it", "packs", "files"), "|---|---|---|---|\n")
        for node in needs.open:
            known = open_words(node, _name)
            yield row(open_versions(node, _name), known, _packs(node), files_words(node.files, _name))


def _loads(pack: NeededPack) -> str:
    if len({each.loads for each in pack.loads.values()}) == 1:
        answer = _ANSWERS[pack.verdict]
    else:
        answer = ", ".join(f"{code(target)} {_ANSWERS[each.loads]}" for target, each in pack.loads.items())
    why = "; ".join(reasons(pack, _name))
    return f"{answer}: {why}" if why else answer


def _packs(node: OpenNode) -> str:
    return listed([linked(elide(each.pack.name, _LONGEST), each.pack.url) for each in node.candidates])


def _name(text: str) -> str:
    return code(elide(text, _LONGEST))
