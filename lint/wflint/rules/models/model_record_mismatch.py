"""A model key that stands for another model than the file says.

What it does: compares the name, base, type and hash beside each model key with what the server has under
that key, according to the list of models that `--models`, or `models` in the configuration, names. Equal
hashes count as the same model, whatever its name. Without such a list the rule finds nothing.

Why it is bad: only the key counts on a server: the run silently uses the server's model. The image is
another one, or, if the base or the type differs, the model does not fit.

How to fix: choose the model again in the web UI, or write the identifier of the right model there (`wflint
models list` shows them). If the list is out of date, pull it again. `--unsafe-fixes` writes
the key of the model that the file says, where the list has it, else what the list says of the key.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Severity, Stage
from wflint.diagnostics.words import article, quoted
from wflint.models.families.bases import label, type_label
from wflint.models.flow.reference import text
from wflint.rules.base import Context, Rule, silent
from wflint.rules.models._identifiers import asked_models

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.diagnostics.fix import Fix
    from wflint.models.inventory.inventory import Inventory, ModelRecord
    from wflint.rules.models._identifiers import Asked

_OTHER_KIND = silent(Stage.RUN, Severity.ERROR)
_OTHER_MODEL = silent(Stage.RUN, Severity.WARNING)
RULE = Rule(
    "MD108",
    "a model key stands for another model than the file says",
    _OTHER_MODEL,
    _OTHER_MODEL,
    when="shared.plain:inventory",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an identifier, at the identifier."""
    inventory = ctx.options.inventory
    if inventory is None:
        return
    for asked in ctx.analysis(asked_models):
        record = inventory.get(asked.identifier["key"])
        said = asked.identifier
        if record is None or (members := _differing(said, record)) is None:
            continue
        kinds = bool({"base", "type"} & set(members))
        mine, other = _shown(said, kinds=kinds), _record_words(record, kinds=kinds)
        if text(said.get("name")) == text(record.name):  # it needs no saying twice
            kind = _words("", text(record.base), text(record.type), kinds=True)
            other = article(kind) if kinds else "another model of that name"
        place = ctx.names.input(asked.node, asked.definition.name)
        yield Finding(
            f"{place} says {mine}, but its key is that of {other}",
            asked.pointer,
            node=asked.node.id,
            node_type=asked.node.type,
            field=asked.definition.name,
            outcome=_OTHER_KIND if kinds else _OTHER_MODEL,
            help="choose the model again, or write the key of the right one",
            then="InvokeAI goes by the key alone, and silently uses that model",
            detail=f"other {' and '.join(members)} in {inventory.name}",
            fix=partial(_fix, asked, inventory, record),
        )


def _fix(asked: Asked, inventory: Inventory, record: ModelRecord) -> Fix | None:
    """The model that the file says, if it is there; else the one that runs today, called by its name."""
    from wflint.diagnostics.fix import Safety
    from wflint.rules.models._fixes import as_listed

    meant = inventory.same_model(asked.identifier)
    return as_listed(asked.identifier, asked.pointer, meant or record, Safety.UNSAFE)


def _differing(said: Mapping[str, Any], record: ModelRecord) -> list[str] | None:
    """The members that differ and matter; None when the identifier means the record.

    A hash decides where both are of one algorithm (``blake3:...``); InvokeAI's ``random`` says nothing.
    """
    same = _same_hash(said.get("hash"), record.hash)
    if same:
        return None
    members = [m for m in ("base", "type", "name") if _states(said, m) and said[m] != getattr(record, m)]
    if not members and same is False:
        members = ["hash"]
    return members or None


def _states(said: Mapping[str, Any], member: str) -> bool:
    return type(said.get(member)) is str and bool(said[member])


def _same_hash(one: Any, other: str | None) -> bool | None:
    """Whether two hashes are of the same files; None when they cannot tell."""
    if type(one) is not str or not one or not other:
        return None
    if one == other:
        return True
    left, right = one.partition(":"), other.partition(":")
    return False if left[1] and left[0] == right[0] and left[0] != "random" else None


def _shown(said: Mapping[str, Any], *, kinds: bool) -> str:
    name, base, kind = (text(said.get(m)) for m in ("name", "base", "type"))
    return _words(name, base, kind, kinds=kinds)


def _record_words(record: ModelRecord, *, kinds: bool) -> str:
    return _words(text(record.name), text(record.base), text(record.type), kinds=kinds)


def _words(name: str, base: str, kind: str, *, kinds: bool) -> str:
    """``"Photon"``, with base and type before it where those differ."""
    if not kinds and name:
        return quoted(name)
    parts = [label(base) if base else "", type_label(kind) if kind else "model", quoted(name) if name else ""]
    return " ".join(part for part in parts if part)
