"""From Python's values to those of inputs: ``inputs={"noise.seed": 7, "Image": Path("photo.png")}``."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from wflint.builders.refs import ModelRef
from wflint.graph.server.node_values import node_judge
from wflint.live.client.errors import InputError
from wflint.live.client.results import ImageResult
from wflint.live.runs.binding import BY_MAPPING, choose_model, identifier, takes_models
from wflint.live.runs.filling import Setting, Wishes, fill, types_of
from wflint.live.runs.values import batched, core, misfit, parse_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.types import TypeExpr
    from wflint.document import Document
    from wflint.live.client.client import Client
    from wflint.live.runs.inputs import Slot
    from wflint.live.runs.resources import NoResources, ServerResources

    Resources = ServerResources | NoResources
    Data = list[list[dict[str, Any]]]
    Sweep = Mapping[str | tuple[str, ...], Sequence[Any]]

_SCALARS = ("str", "int", "float", "bool", "enum")


def request_of(
    server: Client,
    document: Document,
    resources: ServerResources,
    *,
    inputs: Mapping[str, Any] | None = None,
    models: Mapping[str, Any] | None = None,
    sweep: Sweep | None = None,
    runs: int | None = None,
    data: Data | None = None,
    binding: str = BY_MAPPING,
) -> dict[str, Any]:
    """The enqueue body of a document, as ``Server.request`` says; ``binding`` as in ``Wishes``."""
    if runs is not None and (type(runs) is not int or runs < 1):
        raise InputError(f"runs takes a whole number from 1 on, not {runs!r}")
    catalogue = server.catalogue(types_of(document))
    filled = fill(document, catalogue, resources, _wishes(catalogue, inputs, models, sweep, binding))
    filled.data += data or []
    return filled.body(server, runs)


def _wishes(
    catalogue: Catalogue,
    inputs: Mapping[str, Any] | None,
    models: Mapping[str, Any] | None,
    sweep: Sweep | None,
    binding: str,
) -> Wishes:
    sets = [Setting(name, _reader(value, catalogue)) for name, value in _pairs(inputs, "inputs")]
    sets += [Setting(name, _model_reader(value)) for name, value in _pairs(models, "models")]
    groups = [_group(key, values, catalogue) for key, values in _pairs(sweep, "sweep")]
    return Wishes(tuple(sets), tuple(groups), binding=binding)


def _pairs(given: Any, what: str) -> Iterable[tuple[Any, Any]]:
    if given is None:
        return ()
    if not isinstance(given, Mapping):
        raise InputError(f"{what} takes a mapping from the names of inputs, not {type(given).__name__}")
    for key in given:
        names = key if what == "sweep" and isinstance(key, tuple) and key else (key,)
        if not all(isinstance(name, str) for name in names):
            raise InputError(f"{what} names inputs by texts, not {key!r}")
    return given.items()


def _reader(value: Any, catalogue: Catalogue) -> Callable[[Slot, Resources], Any]:
    return lambda slot, resources: input_value(value, slot, resources, catalogue)


def _model_reader(value: Any) -> Callable[[Slot, Resources], Any]:
    def read(slot: Slot, resources: Resources) -> Any:
        if not takes_models(slot.definition.type):
            raise InputError(f"{slot.name} does not take a model")
        if isinstance(value, list | tuple):
            if not _takes_list(slot.definition.type):
                raise InputError(f"{slot.name} takes one model, not a list")
            return [_model(item, slot, resources) for item in value]
        return _model(value, slot, resources)

    return read


def _takes_list(t: TypeExpr) -> bool:
    return t.kind == "list" or any(_takes_list(member) for member in t.args)


def _group(key: str | tuple[str, ...], values: Any, catalogue: Catalogue) -> tuple[Setting, ...]:
    """The inputs that vary together under one key, each with its column of the values."""
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise InputError(f"the sweep of {_shown(key)} takes a list of values, not {type(values).__name__}")
    rows = list(values)
    if not rows:
        raise InputError(f"the sweep of {_shown(key)} has no values")
    if isinstance(key, str):
        return (Setting(key, _column(rows, catalogue)),)
    for row in rows:
        if not isinstance(row, tuple | list) or len(row) != len(key):
            raise InputError(f"the sweep of {_shown(key)} takes rows of {len(key)} values, not {row!r}")
    return tuple(
        Setting(name, _column([row[place] for row in rows], catalogue)) for place, name in enumerate(key)
    )


def _column(items: list[Any], catalogue: Catalogue) -> Callable[[Slot, Resources], list[Any]]:
    return lambda slot, resources: batched(
        [input_value(item, slot, resources, catalogue) for item in items], slot
    )


def _shown(key: str | tuple[str, ...]) -> str:
    return key if isinstance(key, str) else ", ".join(key)


def input_value(value: Any, slot: Slot, resources: Resources, catalogue: Catalogue) -> Any:
    """The value of an input for one of Python's.

    Texts are what they say; where an image, model or board goes they name one, as on the command line. Paths
    and images of PIL are uploaded; an ImageResult is that image. Raises InputError when it does not fit.
    """
    made = _made(value, slot, resources)
    try:
        json.dumps(made)
    except (TypeError, ValueError, RecursionError):
        shown = type(value).__name__
        raise InputError(f"{slot.name} takes numbers, texts and JSON, not {shown}") from None
    judge = node_judge(slot.node.type, catalogue)
    if judge is not None and core(slot.definition.type).kind in _SCALARS:
        for name, fault in judge.faults({slot.field: made}):
            if name == slot.field:
                raise InputError(f"{slot.name} {fault.line}")
    return made


def _made(value: Any, slot: Slot, resources: Resources) -> Any:
    t = core(slot.definition.type)
    if isinstance(value, ModelRef):
        return _model(value, slot, resources)
    if isinstance(value, os.PathLike):
        return _of_file(os.fspath(value), slot, resources)
    if isinstance(value, ImageResult):
        return {f"{value.kind}_name": value.name}
    if _is_picture(value):
        return resources.picture(value)
    if isinstance(value, str):
        if t.kind in ("int", "float", "bool"):
            raise misfit(value, slot, t)
        named = t.kind == "ref" and not value.lstrip().startswith("{")
        return parse_value(value, slot, resources) if named else value
    if isinstance(value, list | tuple):
        if t.name == "ColorField" and len(value) in (3, 4):
            return dict(zip("rgba", (*value, 255)[:4], strict=True))
        return [_made(item, slot, resources) for item in value]
    return _number(value, slot)


def _number(value: Any, slot: Slot) -> Any:
    """Numbers of other libraries as Python's, anything else as it is."""
    t = core(slot.definition.type)
    if isinstance(value, bool) and t.kind in ("int", "float"):
        raise misfit(str(value), slot, t)
    if type(value) in (bool, int, float):
        return value
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else value


def _of_file(path: str, slot: Slot, resources: Resources) -> Any:
    t = core(slot.definition.type)
    if t.kind == "str":
        return parse_value(f"@{path}", slot, resources)
    if t.name not in ("ImageField", "VideoField"):
        raise InputError(f"{slot.name} does not take a file")
    if resources.file(path) is None:
        raise InputError(f'{slot.name}: there is no file "{path}"')
    return resources.image(path, t.name.removesuffix("Field").lower())


def _is_picture(value: Any) -> bool:
    pillow = sys.modules.get("PIL.Image")  # whoever has an image of it has imported it
    return pillow is not None and isinstance(value, pillow.Image)


def _model(value: Any, slot: Slot, resources: Resources) -> Any:
    """The identifier of the model that a name, key, reference or identifier means. Raises InputError."""
    if isinstance(value, str):
        return resources.model(value, slot)
    if isinstance(value, ModelRef):
        members = ("base", "type", "name", "key", "hash", "submodel_type")
        value = {m: getattr(value, m) for m in members if getattr(value, m) is not None}
    if not isinstance(value, Mapping):
        raise InputError(f"{slot.name} takes a model's name, ModelRef or identifier, not {value!r}")
    wanted = dict(value)
    submodel = wanted.pop("submodel_type", None)
    found = identifier(choose_model(wanted, slot, resources.models))
    return {**found, "submodel_type": submodel} if submodel else found
