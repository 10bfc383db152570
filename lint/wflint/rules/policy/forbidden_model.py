"""A model that the policy of the repository does not allow.

What it does: compares each model that a document names with `models` of the policy: by
its name, its hash or its key. A star stands for anything. With a list of models (`--models`) it goes by what
the server has under the key.

    [tool.wflint.policy]
    models = { allow = ["FLUX.1 schnell*", "blake3:0ccf*"] }

Why it is bad: InvokeAI runs it; those who keep this repository have said which models they want, by licence
for example.

How to fix: choose another model, or change the policy with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.rules.base import Context, Rule
from wflint.rules.policy._declared import AGAINST, THEN, breach, cure
from wflint.rules.policy._models import named_models

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "PO103",
    "a model that the policy does not allow",
    workflow=AGAINST,
    graph=AGAINST,
    when="shared.plain:policy.models",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each place that names one."""
    policy = ctx.options.policy
    if policy is None:
        return
    for model in ctx.analysis(named_models):
        called = (model.name, model.hash, model.key)
        said = breach(policy.models, "models", called) if any(called) else None
        if said is not None:
            yield Finding(
                f"{ctx.names.end(model.node, model.field)} is {model.shown}: {said}",
                model.pointer,
                node=model.node,
                node_type=model.node_type,
                field=model.field,
                then=THEN,
                help=cure(ctx, "choose another model, or change policy.models"),
            )
