"""A node pack for tests only: a node that changes with InvokeAI 6.0, and one that is never twice the same."""

import time
from itertools import count
from typing import Literal

from invokeai.invocation_api import (
    BaseInvocation,
    ImageOutput,
    InputField,
    InvocationContext,
    WithBoard,
    WithMetadata,
    invocation,
)
from invokeai.version import __version__
from PIL import Image

SINCE = (6, 0)
CHANGED = tuple(int(part) for part in __version__.split(".")[:2]) >= SINCE

RUNS = count()


@invocation(
    "wflint_planted", title="Planted", tags=["test"], category="test", version="1.0.0", use_cache=False
)
class PlantedInvocation(BaseInvocation, WithMetadata, WithBoard):
    """Makes an image; from InvokeAI 6.0 on another one, or later, or none."""

    what: Literal["image", "time", "verdict", "nothing"] = InputField(
        default="image", description="What changed with 6.0"
    )
    noise: int = InputField(default=0, ge=0, le=255, description="Levels that each run adds")

    def invoke(self, context: InvocationContext) -> ImageOutput:
        image = Image.linear_gradient("L").convert("RGB")
        time.sleep(0.2)
        if CHANGED and self.what == "image":
            image = image.rotate(90)
        if CHANGED and self.what == "time":
            time.sleep(4.0)  # more than a busy machine adds
        if CHANGED and self.what == "verdict":
            raise ValueError("planted: this node does not work since 6.0")
        if self.noise:
            plus = self.noise * next(RUNS)
            image = image.point([min(255, level + plus) for level in range(256)] * 3)
        return ImageOutput.build(context.images.save(image=image))
