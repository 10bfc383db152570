"""Values from text, as ``wflint build -p`` reads them."""

from __future__ import annotations

import enum
from typing import Annotated, Any, Literal, Optional

import pytest

from wflint.builders.parameters import ParameterError, check_given, parameters_of, parse_values
from wflint.builders.refs import ModelRef

MODEL = ModelRef("sdxl", "main", "Juggernaut")


class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"


def sample(
    needed: int,
    prompt: str = "a fox",
    steps: int = 30,
    strength: float = 0.5,
    tiled: bool = False,
    control: Literal["canny", "depth", 3] = "canny",
    refiner: str | None = None,
    cfg: Optional[float] = None,  # noqa: UP045  (users write it)
    prompts: list[str] = [],  # noqa: B006
    strengths: tuple[float, ...] = (0.3,),
    place: tuple[int, int] = (0, 0),
    size: Size = Size.SMALL,
    model: ModelRef = MODEL,
    adapter: ModelRef | None = None,
    either: int | str = 1,
    noted: Annotated[int, "steps"] = 1,
    untyped=7,
    own: dict[str, int] | None = None,
    later: NotImported | None = None,  # noqa: F821
) -> None: ...


PARAMETERS = parameters_of(sample)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("prompt=a = b, c", "a = b, c"),
        ("prompt=", ""),
        ("prompt=none", "none"),
        (" steps = 8", 8),
        ("steps=-1", -1),
        ("strength=1", 1.0),
        ("strength=1e-3", 0.001),
        ("tiled=yes", True),
        ("tiled=FALSE", False),
        ("control=depth", "depth"),
        ("control=3", 3),
        ("refiner=none", None),
        ("refiner=Mine", "Mine"),
        ("cfg=none", None),
        ("cfg=2.5", 2.5),
        ('prompts=["a, b", "c"]', ["a, b", "c"]),
        ("prompts=a, b", ["a", "b"]),
        ("prompts=", []),
        ("strengths=0.3,0.5", (0.3, 0.5)),
        ("strengths=[0.3, 1]", (0.3, 1.0)),
        ("place=3,4", (3, 4)),
        ("size=large", Size.LARGE),
        ("model=Other", ModelRef("sdxl", "main", "Other")),
        ("adapter=sdxl/ip_adapter/Mine", ModelRef("sdxl", "ip_adapter", "Mine")),
        ("adapter=null", None),
        ("either=5", 5),
        ("either=five", "five"),
        ("noted=4", 4),
        ("untyped=8", 8),
    ],
)
def test_a_text_is_read_as_the_annotation_says(text: str, value: Any) -> None:
    (found,) = parse_values([text], PARAMETERS).values()
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps", '"steps" is not a parameter; write key=value'),
        ("step=3", 'no parameter "step" (did you mean "steps"?); there are needed, prompt, steps, '),
        ("steps=many", 'steps: "many" is not a whole number'),
        ("steps=1.5", 'steps: "1.5" is not a whole number'),
        ("steps=" + "9" * 5000, 'steps: "' + "9" * 60 + '" is not a whole number'),
        ("strength=nan", 'strength: "nan" is not a finite number'),
        ("strength=1e999", 'strength: "1e999" is not a finite number'),
        ("tiled=maybe", 'tiled: "maybe" is not true or false'),
        (
            "control=cany",
            'control: "cany" is not a choice (did you mean "canny"?); use one of canny, depth, 3',
        ),
        ("cfg=high", 'cfg: "high" is not a number'),
        ("prompts=[1", 'prompts: "[1" is not a valid JSON array'),
        ("prompts=" + "[" * 100_000, "prompts: "),
        ("strengths=0.3,x", 'strengths: "x" is not a number'),
        ("place=1", "place: 1 values instead of 2"),
        ("size=huge", 'size: "huge" is not a choice; use one of small, large'),
        ("model=", "model: an empty text names no model"),
        ("own=1", "own: values of type dict[str, int] cannot be given as text"),
        ("later=1", "later: values of type NotImported | None cannot be given as text"),
    ],
)
def test_a_text_that_does_not_fit_is_explained(text: str, said: str) -> None:
    with pytest.raises(ParameterError) as caught:
        parse_values([text], PARAMETERS)
    assert str(caught.value).startswith(said)


def test_a_parameter_is_given_once_and_one_without_default_must_be() -> None:
    with pytest.raises(ParameterError, match="steps is given twice"):
        parse_values(["steps=1", "steps=2"], PARAMETERS)
    with pytest.raises(ParameterError, match=r"^a value is missing: -p needed=\.\.\. \(int\)$"):
        check_given({}, PARAMETERS)
    check_given({"needed": 1}, PARAMETERS)


def test_types_are_shown_as_they_are_written() -> None:
    shown = {name: parameter.type_name for name, parameter in PARAMETERS.items()}
    assert shown["control"] == "canny | depth | 3"
    assert shown["refiner"] == "str | none"
    assert shown["strengths"] == "tuple[float, ...]"
    assert shown["adapter"] == "ModelRef | none"
    assert shown["later"] == "NotImported | None"


def test_parameters_have_names() -> None:
    def many(*args: int) -> None: ...

    with pytest.raises(ParameterError, match=r"many\(\) takes \*args: 'int', but parameters need names"):
        parameters_of(many)
