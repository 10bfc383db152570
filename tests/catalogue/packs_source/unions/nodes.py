from typing import Any, Dict, List, Optional, Union

from invokeai.invocation_api import BaseInvocation, ImageField, InputField, IntegerOutput, LatentsField, invocation

Weights = Union[float, List[float]]


@invocation("wf_unions", title="Unions", version="1.0.0")
class UnionsInvocation(BaseInvocation):
    images: ImageField | list[ImageField] = InputField()
    weights: Weights = InputField(default=1.0)
    bounded: Union[float, list[float]] = InputField(default=1.0, ge=-1, le=2)
    both: Optional[Union[ImageField, LatentsField]] = InputField(default=None)
    three: ImageField | LatentsField | None = InputField(default=None)
    names: List[str] = InputField(default=[])
    deep: list[list[int]] = InputField(default=[])
    table: Dict[str, Any] = InputField(default_factory=dict)
    numbers: dict[str, int] = InputField(default={})
    anything: Any = InputField(default=None)
    bare: list = InputField(default_factory=list)
    gaps: list[Optional[int]] = InputField(default=[])
    pair: tuple[int, int] = InputField(default=(1, 2))

    def invoke(self, context) -> IntegerOutput:
        raise NotImplementedError
