from pydantic import BaseModel

from invokeai.invocation_api import BaseInvocation, ImageField, InputField


class WithStrength(BaseModel):
    strength: float = InputField(default=0.7, ge=0, le=1)


class WithSeed(BaseModel):
    seed: int = InputField(default=0, ge=0)


class AnyFilter(BaseInvocation):
    image: ImageField = InputField()
    radius: int = InputField(default=2, gt=0)
