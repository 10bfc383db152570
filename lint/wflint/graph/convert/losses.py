"""What the web UI loses when it loads a workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import listed
from wflint.graph.convert.decisions import Decision
from wflint.graph.convert.for_upgrades import successors
from wflint.graph.server.ports import is_dynamic_input
from wflint.graph.webui.old_values import lost_old_value
from wflint.graph.webui.profile import profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.graph.convert.opening import Opened
    from wflint.graph.ir import Edge

# What `seedMode` of a seed says, beside "fixed".
SEED_MODES: Final = {
    "random": "draws another",
    "increment": "adds one",
    "decrement": "takes one away",
}


def losses_on_loading(opened: Opened) -> list[Decision]:
    """What the UI loses when it loads a workflow: nodes it does not have, values, wires."""
    release = f"InvokeAI {opened.catalogue.version}"
    told = [
        Decision(
            "loss",
            f'{release} has no node "{node.type}": nothing of it runs, and its wires go',
            node.id,
        )
        for node in opened.unknown
    ]
    return told + losses_but_nodes(opened, ())


def node_kept(node: str, node_type: str, catalogue: Catalogue) -> Decision:
    """What is told of a node that the release lacks, and that the written file has with its wires."""
    text = f'InvokeAI {catalogue.version} has no node "{node_type}": nothing of it runs'
    instead = list(successors(node_type, catalogue))
    text += ", and the web UI drops its wires; they stay in the file"
    if instead:
        text += f" for `wflint upgrade`: {listed(instead, most=6)} stands for it now"
    return Decision("loss", text, node)


def losses_but_nodes(opened: Opened, kept: Iterable[Edge]) -> list[Decision]:
    """The other losses: values, and wires, of which a written file has those that are ``kept``."""
    told = [*_values(opened)]
    if profile(opened.catalogue).tolerant:
        told += [*_stale(opened), *_seeds(opened)]
    gone = {node.id for node in opened.unknown}
    stay = {id(wire) for wire in kept}
    told += [
        Decision(
            "loss",
            f"the wire {w.source}.{w.source_field} -> {w.target}.{w.target_field} "
            + (
                "stays in the file for `wflint upgrade`, though the web UI drops it on loading"
                if id(w) in stay
                else "is dropped, as the web UI drops it on loading"
            ),
            w.target,
            w.target_field,
        )
        for w in opened.dropped
        if w.source not in gone and w.target not in gone
    ]
    told += [
        Decision("loss", linkage_lost(w.source, w.target, opened.catalogue), w.target, w.target_field)
        for w in opened.graph.links
        if not w.flattened and w not in opened.flow.links
    ]
    return told


def linkage_lost(source: str, target: str, catalogue: Catalogue) -> str:
    """What is told of an edge of type ``loop_linkage`` that the release cannot have."""
    if catalogue.loops:
        return f"the loop linkage {source} -> {target} is left out: it needs nodes that InvokeAI has"
    return f"the loop linkage {source} -> {target} is left out: InvokeAI {catalogue.version} has no loops"


def _stale(opened: Opened) -> Iterator[Decision]:
    """Inputs that the release does not have, which the web UI of InvokeAI 7 leaves out."""
    for node in opened.graph.nodes.values():
        definition = opened.catalogue.node(node.type)
        if definition is None or definition.extra:
            continue
        made_up = node.raw.get("dynamicInputTemplates")
        for name in node.values:
            known = name in definition.inputs or is_dynamic_input(node.type, name)
            if not known and not (type(made_up) is dict and name in made_up):
                release = f"InvokeAI {opened.catalogue.version}"
                text = f'"{name}" of {node.type} is left out: {release} has no such input'
                yield Decision("loss", text, node.id, name)


def _seeds(opened: Opened) -> Iterator[Decision]:
    """Seeds that the web UI of InvokeAI 7 chooses anew for each run."""
    for node in opened.graph.nodes.values():
        instance = node.declared.get("seed")
        mode = instance.get("seedMode") if type(instance) is dict else None
        does = SEED_MODES.get(mode) if type(mode) is str else None
        if does is not None and (node.id, "seed") not in opened.flow.connected:
            text = f'"seed" of {node.type} is the number in the file; the web UI {does} for each run'
            yield Decision("decision", text, node.id, "seed")


def _values(opened: Opened) -> Iterator[Decision]:
    for node in opened.graph.nodes.values():
        extras = node.type == "core_metadata"
        for name, instance in node.declared.items():
            raw = instance.get("value") if type(instance) is dict else None
            if raw is None or name not in opened.inputs[node.id]:
                continue
            lost = lost_old_value(instance, extras) if opened.old else node.lost.get(name)
            if lost is not None:
                yield Decision("loss", _lost_text(node.type, name, raw, lost.becomes), node.id, name)


def _lost_text(node_type: str, name: str, raw: Any, becomes: Any) -> str:
    model = raw.get("model_name", raw.get("name")) if type(raw) is dict else None
    what = f'the model "{model}"' if type(model) is str else "the value"
    if becomes is None:
        return f'{what} of "{name}" of {node_type} is not kept by the web UI: set it again'
    if type(becomes) is dict and "type" in becomes:
        return (
            f'{what} of "{name}" of {node_type} is not kept: the web UI reads it as settings of a '
            "number generator; set it again"
        )
    return f'{what} of "{name}" of {node_type} changes on loading'
