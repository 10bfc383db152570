"""What a model's name says about its family, for want of anything better.

When a graph runs, InvokeAI goes by the key of a model identifier alone; base and type are those that the file
was found to have when it was installed. A name is all there is in identifiers of old releases, in guides, and
in what language models write. The table is ``families/names.py``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence
from wflint.models.families.bases import NO_FAMILY_TYPES
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# Compiled when a name is looked at: many files have none that says anything.
_EXTENSION = r"\.(safetensors|ckpt|pth?|bin|gguf|sft|onnx)$"
_BETWEEN = r"[\s._\-]+"
_LONGEST = 300  # characters; longer texts are no names


class NameGuess(NamedTuple):
    """What a name says: base, model type (None: it does not say), how surely, and where that is known from.

    ``certain`` is a name under which exactly one model was published, or that follows its publisher's naming
    rule; ``likely`` is a telling word in it.
    """

    base: str
    type: str | None
    confidence: Confidence
    source: str


def normalised(name: str) -> str:
    """A name as the table has it: ``FLUX1/flux1-dev.safetensors`` -> ``flux1-dev``."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2].partition("::")[0]
    return re.sub(_BETWEEN, "-", re.sub(_EXTENSION, "", last.strip().lower())).strip("-")


def guess(name: object, model_type: str | None = None) -> NameGuess | None:
    """What a name says of the family of a model; None when it says nothing or contradicts itself.

    ``name`` may be a display name, a file name with or without folders, or a repository (``owner/name``);
    anything that is no text says nothing. ``model_type`` is the type that is already known: a name is not
    asked about models that belong to no family, such as text encoders.
    """
    if type(name) is not str or not name or len(name) > _LONGEST:
        return None
    if type(model_type) is not str:
        model_type = None
    return _guess(name, model_type)


def certain(name: str, model_type: str) -> NameGuess | None:
    """What a name says for certain, as :func:`guess` does; cheaper, for telling words are not looked for."""
    return _certain(name, model_type) if name and len(name) <= _LONGEST else None


@lru_cache(4096)
def _guess(name: str, model_type: str | None) -> NameGuess | None:
    if _no_family(name, model_type):
        return None
    return _certain(name, model_type) or _from_words(normalised(name))


@lru_cache(4096)
def _certain(name: str, model_type: str | None) -> NameGuess | None:
    if _no_family(name, model_type):
        return None
    tables, plain = _tables(), normalised(name)
    found = tables.published.get(plain)
    if found is not None:
        return found
    match = tables.schemes.fullmatch(plain)
    return tables.by_scheme[match.lastgroup] if match is not None and match.lastgroup is not None else None


def _no_family(name: str, model_type: str | None) -> bool:
    """Whether it is a model, or the name of one, that serves several families."""
    if model_type in NO_FAMILY_TYPES:
        return True
    plain = normalised(name)
    tables = _tables()
    return plain not in tables.published and tables.no_family.search(plain) is not None


def _from_words(plain: str) -> NameGuess | None:
    says: dict[str, str] = {}
    rest = plain
    words = _words()
    for pattern, base, source in words.words:
        rest, count = pattern.subn("-", rest)
        if count:
            says.setdefault(base, source)
    if len(says) != 1:
        return None
    base, source = next(iter(says.items()))
    if base == "sdxl" and "refiner" in plain:
        base = "sdxl-refiner"
    kind = next((kind for pattern, kind in words.types if pattern.search(plain)), None)
    return NameGuess(base, kind, Confidence.LIKELY, source)


class _Tables(NamedTuple):
    published: Mapping[str, NameGuess]
    schemes: re.Pattern[str]  # all of them as alternatives, each a named group
    by_scheme: Mapping[str, NameGuess]
    no_family: re.Pattern[str]


class _Words(NamedTuple):
    words: tuple[tuple[re.Pattern[str], str, str], ...]
    types: tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(1)
def _tables() -> _Tables:
    from wflint.models.families import names as known

    sure = Confidence.CERTAIN
    return _Tables(
        {name: NameGuess(p.base, p.type, sure, p.source) for p in known.PUBLISHED for name in p.names},
        re.compile("|".join(f"(?P<s{i}>{s.pattern})" for i, s in enumerate(known.SCHEMES))),
        {f"s{i}": NameGuess(s.base, s.type, sure, s.source) for i, s in enumerate(known.SCHEMES)},
        _word(known.NO_FAMILY),
    )


@lru_cache(1)
def _words() -> _Words:
    from wflint.models.families import names as known

    return _Words(
        tuple((_word(w.pattern), w.base, w.source) for w in known.WORDS),
        tuple((re.compile(pattern), kind) for pattern, kind in known.TYPES),
    )


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])")
