"""A model of a base that the policy of the repository does not allow.

What it does: compares the base of each model that a document names with `bases` of the
policy: `sd-1`, `sdxl`, `flux` and the others, as InvokeAI writes them. Models that fit any base are let
through. With a list of models (`--models`) it goes by what the server has under the key.

    [tool.wflint.policy]
    bases = { allow = ["sdxl", "flux", "flux2"] }

Why it is bad: InvokeAI runs it; those who keep this repository have said which families they keep.

How to fix: choose a model of another family, or change the policy with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.words import quoted
from wflint.rules.base import Context, Rule
from wflint.rules.policy._declared import AGAINST, THEN, breach, cure
from wflint.rules.policy._models import named_models

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "PO104",
    "a model of a base that the policy does not allow",
    workflow=AGAINST,
    graph=AGAINST,
    when="shared.plain:policy.bases",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each place that names one."""
    policy = ctx.options.policy
    if policy is None:
        return
    for model in ctx.analysis(named_models):
        said = breach(policy.bases, "bases", (model.base,)) if model.base not in ("", "any") else None
        if said is not None:
            yield Finding(
                f"{model.shown} in {ctx.names.end(model.node, model.field)} is {quoted(model.base)}: {said}",
                model.pointer,
                node=model.node,
                node_type=model.node_type,
                field=model.field,
                then=THEN,
                help=cure(ctx, "choose a model of another base, or change policy.bases"),
            )
