"""The ``policy`` table of a configuration: what a repository allows, and what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.rules.options import Key, NamePatterns, Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Fail = Callable[[str, str | None], Exception]

MOST: Final = 1_000  # patterns in one list
NAMES: Final = ("nodes", "packs", "models", "bases")
LIMITS: Final = ("steps", "size", "pixels", "batch")
TEXTS: Final = ("name", "author", "description", "version", "contact", "tags", "notes")
LARGEST: Final = 10**12


def policy_keys() -> dict[str, Key]:
    """The keys of the table, and of the tables in it (``nodes.allow``)."""
    return {
        "nodes": Key(
            "names", "Types of nodes; in patterns a star stands for anything.", '{ forbid = ["*_api"] }'
        ),
        "packs": Key("names", "Packs of community nodes.", '{ allow = ["adapters-linked-nodes"] }'),
        "models": Key("names", "Models, by name, hash or key.", '{ allow = ["FLUX.1 schnell*"] }'),
        "bases": Key("names", "Base models, as InvokeAI writes them.", '{ allow = ["sdxl", "flux"] }'),
        "limits": Key(
            "limits",
            "Most steps, pixels of the longer side (size), pixels in all, runs of one enqueue (batch).",
            "{ steps = 60, size = 2048, pixels = 4_200_000, batch = 32 }",
        ),
        "require": Key(
            "require",
            "Types of nodes that must have labels or notes, and texts of the workflow that must be there.",
            '{ labels = ["*_model_loader"], texts = ["description"] }',
        ),
        "help": Key("text", "What to do about a breach, instead of what wflint says.", '"ask in #workflows"'),
    }


def read_policy(data: Any, fail: Fail) -> Policy:
    """The policy in the table. ``fail`` makes the error for a message and the key that it is about."""
    table = _table(data, "policy", tuple(policy_keys()), fail)
    found: dict[str, Any] = {}
    for name in NAMES:
        if name in table:
            inner = _table(table[name], f"policy.{name}", ("allow", "forbid"), fail)
            lists = {key: _patterns(value, f"policy.{name}.{key}", fail) for key, value in inner.items()}
            if not lists:
                raise fail(f"policy.{name} says nothing; give allow or forbid", name)
            found[name] = NamePatterns(**lists)
    for name, value in _table(table.get("limits", {}), "policy.limits", LIMITS, fail).items():
        if type(value) is not int or not 0 < value <= LARGEST:
            raise fail(f"policy.limits.{name} must be a whole number above 0", name)
        found[name] = value
    required = _table(table.get("require", {}), "policy.require", ("labels", "notes", "texts"), fail)
    for name, value in required.items():
        found[name] = _patterns(value, f"policy.require.{name}", fail)
        for text in found[name] if name == "texts" else ():
            if text not in TEXTS:
                raise fail(
                    f'policy.require.texts: unknown text "{text}"; known are {", ".join(TEXTS)}', "texts"
                )
    if "help" in table:
        if type(table["help"]) is not str or not table["help"]:
            raise fail("policy.help must be a string that is not empty", "help")
        found["help"] = table["help"]
    return Policy(**found)


def show_policy(policy: Policy | None) -> dict[str, Any] | None:
    """The policy as the table that it was."""
    if policy is None:
        return None
    shown: dict[str, Any] = {}
    for name in NAMES:
        names = getattr(policy, name)
        if names is not None:
            shown[name] = {key: list(value) for key, value in names._asdict().items() if value is not None}
    for table, members in (("limits", LIMITS), ("require", ("labels", "notes", "texts"))):
        said = {name: getattr(policy, name) for name in members if getattr(policy, name)}
        if said:
            shown[table] = {n: list(value) if type(value) is tuple else value for n, value in said.items()}
    return {**shown, "help": policy.help} if policy.help else shown


def _table(data: Any, name: str, known: tuple[str, ...], fail: Fail) -> Mapping[str, Any]:
    own = name.rpartition(".")[2]
    if not isinstance(data, dict):
        raise fail(f"{name} must be a table with {', '.join(known)}", own)
    for key in data:
        if key not in known:
            from wflint.diagnostics.suggest import nearest

            near = nearest(key, known)
            hint = f'did you mean "{near[0]}"?' if near else f"known keys are {', '.join(known)}"
            raise fail(f'unknown key "{name}.{key}"; {hint}', key)
    return data


def _patterns(value: Any, name: str, fail: Fail) -> tuple[str, ...]:
    own = name.rpartition(".")[2]
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise fail(f'{name} must be a list of strings, such as ["a*"]', own)
    if len(value) > MOST:
        raise fail(f"{name} has more than {MOST:,} entries", own)
    return tuple(value)
