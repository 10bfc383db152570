from enum import Enum
from typing import Literal

SIZES = ["small", "large"]
TABLE = {"near": 1, "far": object()}
SHAPES = Literal["round", "square"]
MORE = ["all", *SIZES]


class Colour(str, Enum):
    Red = "red"
    Blue = "blue"
