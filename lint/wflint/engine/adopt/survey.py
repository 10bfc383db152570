"""What lies in a repository: documents with the nodes they need, images, recipes, files of wflint's own."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Final

from wflint.document import Kind
from wflint.document.load import load_bytes
from wflint.endings import BASELINE, PICTURES
from wflint.engine.admit import admit
from wflint.engine.files import discover, find_named
from wflint.engine.project import leads_out
from wflint.graph.reading.read import read_document
from wflint.reading import CATALOGUE, CONFIGURATION, read_bounded, read_document_file
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MOST_PICTURES: Final = 500  # images that are looked into; a gallery has thousands, and one is enough to know
_MOST_RECIPES: Final = 1000
_MOST_VERSIONS: Final = 8  # of one node type in one file; each is compared with those of all releases
_OWN: Final = (b'"wflint_models"', b'"wflint_packs"', b'"wflint_catalogue"')
_RECIPE: Final = re.compile(rb"^[ \t]*(?:from[ \t]+wflint[ \t]+import|import[ \t]+wflint)\b", re.MULTILINE)
_TARGET: Final = (
    re.compile(  # Workflow("6.14", Workflow(target="6.14", build(target="6.14", target: str = "6.14"
        rb"""\b(?:Workflow\(\s{0,99}|target(?:[ ]?:[ ]?str)?[ ]?=[ ]?)["']([0-9][0-9a-z.]{0,30})["']"""
    )
)


class Seen(NamedTuple):
    """A file with InvokeAI documents. ``needs`` has, by node type, the versions that its workflows state."""

    path: str
    kinds: frozenset[Kind]
    needs: Mapping[str, frozenset[str]]


class Contents(NamedTuple):
    """What was found below ``top``.

    ``others`` counts JSON files of other programs, ``broken`` those that look like InvokeAI's and do not
    parse; ``looked`` are the images that were looked into, of ``pictures``. ``recipes`` are Python files that
    use wflint, ``stated`` the releases that they name. ``models``, ``packs`` and ``catalogues`` are files
    that wflint itself wrote. ``problems`` are one-line texts about what could not be read. ``candidates`` and
    ``candidate_pictures`` are all files that `wflint check` would look at.
    """

    top: str
    files: list[Seen]
    others: int
    broken: int
    images: list[Seen]
    looked: int
    pictures: int
    recipes: list[str]
    stated: list[str]
    models: list[str]
    packs: list[str]
    catalogues: list[str]
    problems: list[str]
    candidates: list[str]
    candidate_pictures: list[str]


def survey(top: str, excluded: Callable[[str], bool] | None = None) -> Contents:
    """Look at everything below a folder that ``wflint check`` would look at. Nothing is written."""
    found = discover([top], images=True, excluded=excluded)
    problems = [f"{path}: {reason}" for path, reason in found.problems]
    files: list[Seen] = []
    images: list[Seen] = []
    own: dict[bytes, list[str]] = {mark: [] for mark in _OWN}
    others = broken = looked = pictures = 0
    for path, _ in found.files:
        is_picture = path.lower().endswith(PICTURES)
        pictures += is_picture
        if is_picture and looked == MOST_PICTURES:
            continue
        looked += is_picture
        try:
            raw = read_document_file(path)
        except OSError as error:
            problems.append(f"{path}: {error.strerror or error}")
            continue
        seen, is_broken = _documents(path, raw)
        if seen is not None:
            (images if is_picture else files).append(seen)
        elif is_broken:
            broken += 1
        elif not is_picture:
            mark = next((mark for mark in _OWN if mark in raw[:4096]), None)
            if mark is not None and _is_read(path, mark):
                own[mark].append(path)
            else:
                others += 1
    recipes, stated = _recipes(top, excluded)
    models, packs, catalogues = (own[mark] for mark in _OWN)
    paths = [path for path, _ in found.files]
    return Contents(
        top=top,
        files=files,
        others=others,
        broken=broken,
        images=images,
        looked=looked,
        pictures=pictures,
        recipes=recipes,
        stated=stated,
        models=models,
        packs=packs,
        catalogues=catalogues,
        problems=problems,
        candidates=[path for path in paths if not path.lower().endswith(PICTURES)],
        candidate_pictures=[path for path in paths if path.lower().endswith(PICTURES)],
    )


def _documents(path: str, raw: bytes) -> tuple[Seen | None, bool]:
    """The documents of a file, and whether it was meant to have some and cannot be read."""
    kinds: set[Kind] = set()
    needs: dict[str, set[str]] = {}
    broken = False
    for document, refused, findings in admit(load_bytes(raw, path), raw, path, lenient=True):
        if refused is not None:
            broken = broken or bool(findings)
            continue
        kinds.add(document.kind)
        graph, _ = read_document(document)
        for node in graph.nodes.values():
            versions = needs.setdefault(node.type, set())
            if document.kind is Kind.WORKFLOW and node.version is not None and len(versions) < _MOST_VERSIONS:
                versions.add(node.version)
    if not kinds:
        return None, broken
    return Seen(path, frozenset(kinds), {name: frozenset(of) for name, of in needs.items()}), False


def _is_read(path: str, mark: bytes) -> bool:
    """Whether a file that looks like one of wflint's own is one, as a configuration will have it."""
    from pathlib import Path

    from wflint.catalogue.packs.saved import read_packs
    from wflint.catalogue.saved import read_file
    from wflint.models.inventory.lock_file import read_lock_file

    try:
        if mark == _OWN[0]:
            read_lock_file(read_bounded(path, CATALOGUE), path)
        elif mark == _OWN[1]:
            read_packs(path)
        else:
            read_file(Path(path))
    except (OSError, ValueError):
        return False
    return True


def _recipes(top: str, excluded: Callable[[str], bool] | None) -> tuple[list[str], list[str]]:
    """Python files that use wflint, and the releases that they name, each once."""
    recipes: list[str] = []
    stated: dict[str, None] = {}
    for path in _python_files(top, excluded):
        try:
            raw = read_bounded(path, CONFIGURATION)
        except OSError:
            continue
        if _RECIPE.search(raw):
            recipes.append(path)
            stated.update(dict.fromkeys(name.decode() for name in _TARGET.findall(raw)))
    return recipes, list(stated)


def _python_files(top: str, excluded: Callable[[str], bool] | None) -> Iterator[str]:
    for number, (path, is_link) in enumerate(find_named(top, (".py",), excluded)):
        if number == _MOST_RECIPES:
            return
        if not (is_link and leads_out(path, top)):
            yield path


def baseline_in(top: str) -> str | None:
    """The baseline of the repository, if it has one."""
    path = os.path.join(top, BASELINE)
    return path if os.path.lexists(path) else None


def text_of(value: str) -> str:
    """A text as TOML and YAML both write it: in quotation marks."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
