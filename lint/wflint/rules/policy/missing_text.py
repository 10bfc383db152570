"""A label, note or text that the policy of the repository asks for is missing.

What it does: looks for labels and notes of the nodes, by type, that `require` of the policy names, and for
the workflow's own texts: `name`, `author`, `description`, `version`, `contact`, `tags`, `notes`. Graphs have
none of these.

    [tool.wflint.policy]
    require = { labels = ["*_model_loader"], notes = ["denoise_latents"], texts = ["description"] }

Why it is bad: InvokeAI does not mind; those who keep this repository want to find it.

How to fix: write it, in InvokeAI's editor or in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding
from wflint.document import Kind
from wflint.rules.base import Context, Rule
from wflint.rules.policy._declared import AGAINST, THEN, cure, fits

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "PO106",
    "a label, note or text that the policy asks for is missing",
    workflow=AGAINST,
    kinds=frozenset({Kind.WORKFLOW}),
    when="shared.plain:policy.labels,notes,texts",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each text."""
    policy = ctx.options.policy
    if policy is None:
        return
    data: Any = ctx.document.data
    for name in policy.texts:
        if _is_blank(data.get(name)):
            yield Finding(
                f'the workflow\'s "{name}" is empty: policy.require.texts names it',
                (name,) if name in data else (),
                field=name,
                then=THEN,
                help=cure(ctx, f'write "{name}"'),
            )
    wanted: dict[tuple[str, str], bool] = {}
    for what, patterns in (("label", policy.labels), ("notes", policy.notes)):
        for node in ctx.graph.nodes.values() if patterns else ():
            if (what, node.type) not in wanted:
                wanted[what, node.type] = any(fits(pattern, node.type) for pattern in patterns)
            if wanted[what, node.type] and _is_blank(node.raw.get(what)):
                has = "no label" if what == "label" else "no notes"
                key = "labels" if what == "label" else "notes"
                yield Finding(
                    f"{ctx.describe(node)} has {has}: policy.require.{key} asks for them"
                    if what == "notes"
                    else f"{ctx.describe(node)} has {has}: policy.require.{key} asks for one",
                    node.path,
                    node=node.id,
                    node_type=node.type,
                    then=THEN,
                    help=cure(ctx, f"give the node {'a label' if what == 'label' else 'notes'}"),
                )


def _is_blank(text: Any) -> bool:
    return type(text) is not str or not text.strip()
