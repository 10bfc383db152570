"""What a case file may say, as pydantic models. Imported only when a case is read."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from wflint.live.cases.budgets import BYTES, SECONDS, Budget, parse_budget
from wflint.live.images.presets import Limits

Preset = Literal["exact", "tight", "perceptual", "structure"]
Scalar = str | int | float | bool
MOST_SWEEPS = 16  # of one case; with two values each they make 65,536 cases


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"this is not a valid regular expression: {error}") from None
    return text


def _releases(text: str) -> str:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(text if re.match(r"\s*[<>=!~]", text) else f"=={text}.*")
    except InvalidSpecifier:
        raise ValueError('releases are written like ">=5.12,<7" or "6.14"') from None
    return text


def _limits(value: dict[str, float]) -> dict[str, float]:
    from wflint.diagnostics.suggest import did_you_mean

    for name, limit in value.items():
        if name not in Limits._fields:
            near = did_you_mean(name, Limits._fields)
            raise ValueError(f'no metric "{name}"{near}; there are {", ".join(Limits._fields)}')
        if isinstance(limit, float) and math.isnan(limit):
            raise ValueError(f"{name} is not a number: nothing is ever more than that")
    return value


def _preset(name: str) -> str:
    from wflint.diagnostics.suggest import did_you_mean
    from wflint.live.serve.presets import PRESETS

    if name not in PRESETS:
        raise ValueError(f'no preset "{name}"{did_you_mean(name, PRESETS)}; there are {", ".join(PRESETS)}')
    return name


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _wanted(value: object) -> object:
    return value if isinstance(value, dict) else {"equals": value}


def _golden(value: object) -> object:
    return {"preset": value} if isinstance(value, str) else value


Seconds = Annotated[Budget, BeforeValidator(lambda value: parse_budget(value, SECONDS))]
Bytes = Annotated[Budget, BeforeValidator(lambda value: parse_budget(value, BYTES))]
Size = Annotated[tuple[int, int], Field(description="width and height")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, frozen=True)


class ModelChoice(_Table):
    """The installed model to bind: what is given has to match exactly one."""

    name: str | None = None
    base: str | None = None
    type: str | None = None
    key: str | None = None
    hash: str | None = None

    @model_validator(mode="after")
    def _something(self) -> ModelChoice:
        if not self.model_dump(exclude_none=True):
            raise ValueError("a model is chosen by name, base, type, key or hash")
        return self


class Golden(_Table):
    """The picture that has to come out. ``mask`` is a picture whose dark part is not compared."""

    preset: Preset = "tight"
    limits: Annotated[
        dict[str, float], BeforeValidator(lambda v: _limits(v) if isinstance(v, dict) else v)
    ] = {}
    mask: str | None = None
    per_device: bool = False


class Outputs(_Table):
    """The pictures in the gallery. ``count`` is for one run with all its batch items. ``board`` is the
    name of the board that they are on, empty where it is to be none."""

    count: Annotated[int, Field(ge=0)] | None = None
    size: Annotated[Size | None, BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)] = None
    mode: str | None = None
    allow: Annotated[
        frozenset[Literal["black", "blank", "nan"]],
        BeforeValidator(
            lambda v: frozenset(v) if isinstance(v, list) and all(isinstance(i, str) for i in v) else v
        ),
    ] = frozenset()
    board: str | None = None


class Intermediate(_Table):
    """A picture of a node on the way."""

    node: str
    count: Annotated[int, Field(ge=0)] | None = None
    size: Annotated[Size | None, BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)] = None
    same_size: bool = True
    mode: str | None = None
    allow: Annotated[
        frozenset[Literal["black", "blank", "nan"]],
        BeforeValidator(
            lambda v: frozenset(v) if isinstance(v, list) and all(isinstance(i, str) for i in v) else v
        ),
    ] = frozenset()
    golden: Annotated[Golden | None, BeforeValidator(_golden)] = None


class Expected(_Table):
    """What a value of a node, or of an image's metadata, has to be; all that is given has to hold.

    ``within`` is how far from ``near`` it may be. ``contains`` is a part of a text, or one of a list.
    ``length`` is of a list or text. ``missing`` asks for no value at all (or null). ``each`` has the value of
    every run of an iterated node in turn, ``runs`` their number.
    """

    equals: Any = None
    near: Any = None
    within: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    min: Annotated[float, Field(allow_inf_nan=False)] | None = None
    max: Annotated[float, Field(allow_inf_nan=False)] | None = None
    matches: Annotated[str, BeforeValidator(lambda v: _pattern(v) if isinstance(v, str) else v)] | None = None
    contains: Any = None
    length: Annotated[int, Field(ge=0)] | None = None
    missing: bool | None = None
    each: list[Any] | None = None
    runs: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _sound(self) -> Expected:
        given = self.model_dump(exclude_none=True)
        if not given:
            raise ValueError("a value needs something that it has to be: equals, min, matches ...")
        if (self.near is None) != (self.within is None):
            raise ValueError("near and within go together: { near = 0.5, within = 0.01 }")
        if self.missing and len(given) > 1:
            raise ValueError("missing goes with nothing else: what is not there has no value")
        return self


class AdapterEffect(_Table):
    """Something without which the picture has to differ: a node, or other values of inputs."""

    of: str | None = None
    set: dict[str, Any] = {}
    beyond: Preset = "tight"

    @model_validator(mode="after")
    def _one(self) -> AdapterEffect:
        if (self.of is None) == (not self.set):
            raise ValueError('an effect has either "of" (a node) or "set" (inputs)')
        return self


class Times(_Table):
    """Budgets of seconds. ``total`` is from the start to the end of a run, ``queue`` the wait before."""

    total: Seconds | None = None
    queue: Seconds | None = None
    node: dict[str, Seconds] = {}
    type: dict[str, Seconds] = {}


class Time(_Table):
    """``cold``: the model cache was emptied before; ``warm``: the workflow ran before. Medians of repeats."""

    cold: Times | None = None
    warm: Times | None = None
    cold_repeats: Annotated[int, Field(ge=1, le=1000)] = 1


class Memory(_Table):
    """Budgets of bytes: how much more memory the server has in a run than idle with an emptied model cache
    (``growth``), and the most that it has in all (``peak``)."""

    ram_growth: Bytes | None = None
    ram_peak: Bytes | None = None
    vram_growth: Bytes | None = None
    vram_peak: Bytes | None = None

    @model_validator(mode="before")
    @classmethod
    def _which(cls, value: object) -> object:
        for name in ("ram", "vram"):
            if isinstance(value, dict) and name in value:
                raise ValueError(
                    f'"{name}" does not say which: write {name}_growth (over the idle server with an emptied '
                    f"model cache) or {name}_peak (all that the server has)"
                )
        return value

    def budgets(self) -> list[tuple[str, Budget | None]]:
        """Each by its name, None where there is no budget."""
        return [(name, getattr(self, name)) for name in type(self).model_fields]


class Log(_Table):
    """``fail`` are patterns that must not occur in the server's log, ``need`` are some that must."""

    fail: list[Annotated[str, BeforeValidator(lambda v: _pattern(v) if isinstance(v, str) else v)]] = []
    need: list[Annotated[str, BeforeValidator(lambda v: _pattern(v) if isinstance(v, str) else v)]] = []
    ignore: list[Annotated[str, BeforeValidator(lambda v: _pattern(v) if isinstance(v, str) else v)]] = []


class Sweep(_Table):
    """Values that make several cases of one. Those of one table go together, the first with the first."""

    inputs: dict[str, list[Any]] = {}
    models: dict[str, list[Annotated[ModelChoice, BeforeValidator(_named)]]] = {}
    name: str | None = None


class ExpectedFailure(_Table):
    """A run that has to fail: ``fails`` is in what the server says, ``lint`` are rules that say it too."""

    fails: Annotated[
        str, BeforeValidator(lambda v: _pattern(v) if isinstance(v, str) else v), Field(min_length=1)
    ]
    lint: list[str] = []


class ServerNeeds(_Table):
    """How the server was started (``wflint serve --preset``); on others the case is skipped."""

    preset: Annotated[str, BeforeValidator(lambda v: _preset(v) if isinstance(v, str) else v)] | None = None


class CaseTable(_Table):
    """One case."""

    workflow: str | None = None
    description: str = ""
    tags: list[str] = []
    releases: Annotated[str, BeforeValidator(lambda v: _releases(v) if isinstance(v, str) else v)] | None = (
        None
    )
    devices: list[Literal["cpu", "cuda", "mps"]] = []
    server: ServerNeeds = ServerNeeds()
    repeats: Annotated[int, Field(ge=1, le=1000)] = 1
    timeout: Annotated[float, Field(gt=0)] = 600.0
    reproducible: bool = True
    wait: Annotated[float, Field(gt=0)] = 3600.0
    node_cache: bool = False
    lint: bool = True
    control_images: Literal["check", "ignore"] = "check"
    inputs: dict[str, Any] = {}
    models: dict[str, Annotated[ModelChoice, BeforeValidator(_named)]] = {}
    uploads: dict[str, str] = {}
    without: list[str] = []
    outputs: Outputs = Outputs()
    intermediate: list[Intermediate] = []
    values: dict[str, Annotated[Expected, BeforeValidator(_wanted)]] = {}
    executed: dict[str, Annotated[int, Field(ge=0)]] = {}
    golden: Annotated[Golden | None, BeforeValidator(_golden)] = None
    effect: list[AdapterEffect] = []
    time: Time = Time()
    memory: Memory = Memory()
    log: Log = Log()
    sweep: Annotated[list[Sweep], Field(max_length=MOST_SWEEPS)] = []
    expect: ExpectedFailure | None = None
    metadata: dict[str, Annotated[Expected, BeforeValidator(_wanted)]] = {}

    @model_validator(mode="after")
    def _enough(self) -> CaseTable:
        for name, times, repeats in (
            ("warm", self.time.warm, self.repeats),
            ("cold", self.time.cold, self.time.cold_repeats),
        ):
            if times is None or repeats >= 3:
                continue
            if any(
                b.relative is not None
                for b in (times.total, times.queue, *times.node.values(), *times.type.values())
                if b
            ):
                key = "repeats" if name == "warm" else "time.cold_repeats"
                raise ValueError(
                    f"a {name} budget relative to the baseline needs the noise of {key} = 3 or more"
                )
        relative = any(b and b.relative is not None for _, b in self.memory.budgets())
        if relative and self.repeats < 3:
            raise ValueError("a memory budget relative to the baseline needs repeats = 3 or more")
        return self
