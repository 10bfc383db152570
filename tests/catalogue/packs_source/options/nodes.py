from typing import Literal, Optional, get_args

from invokeai.invocation_api import BaseInvocation, InputField, StringOutput, invocation

from . import lists
from .lists import MORE, SHAPES, SIZES, TABLE, Colour

GROWN = ["one"]
GROWN += [str(n) for n in range(2, 4)]
BITS = Literal[8, 16]


@invocation("wf_options", title="Options", version="1.0.0")
class OptionsInvocation(BaseInvocation):
    plain: Literal["a", "b"] = InputField(default="a")
    alias: SHAPES = InputField(default=get_args(SHAPES)[1])
    sizes: Literal[tuple(SIZES)] = InputField(default=SIZES[0])
    keys: Literal[tuple(TABLE.keys())] = InputField(default=list(TABLE)[1])
    spread: Literal[tuple(MORE)] = InputField(default="all")
    numbers: BITS = InputField(default=8)
    maybe: Optional[Literal["x", "y"]] = InputField(default=None)
    inside: Literal["x", None] = InputField(default=None)
    nested: Literal[SHAPES, "oval"] = InputField(default="oval")
    colour: Colour = InputField(default=Colour.Red)
    colours: Literal[Colour.Red, Colour.Blue] = InputField(default=Colour.Blue)
    values: Literal[tuple(c.value for c in Colour)] = InputField(default="red")
    attribute: lists.SHAPES = InputField(default="round")
    grown: Literal[tuple(GROWN)] = InputField(default="one")

    def invoke(self, context) -> StringOutput:
        raise NotImplementedError
