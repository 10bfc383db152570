from typing import Any, ClassVar, Literal, Optional

from pydantic import PrivateAttr

from invokeai.invocation_api import (
    BaseInvocation,
    Classification,
    ImageField,
    Input,
    InputField,
    LatentsField,
    ModelIdentifierField,
    StringOutput,
    UIComponent,
    UIType,
    invocation,
)


@invocation(
    "wf_kinds", title="Kinds", version="1.0.0", use_cache=False, classification=Classification.Internal
)
class KindsInvocation(BaseInvocation):
    LIMIT: ClassVar[int] = 3
    _kept: int = PrivateAttr(default=1)

    latents: LatentsField = InputField(input=Input.Connection)
    maybe_latents: Optional[LatentsField] = InputField(default=None, input=Input.Connection)
    direct: int = InputField(default=1, input=Input.Direct)
    direct_needed: int = InputField(input=Input.Direct)
    either: int = InputField(default=1, input=Input.Any)
    hidden: str = InputField(default="", ui_hidden=True, ui_order=3)
    prompt: str = InputField(default="", ui_component=UIComponent.Textarea)
    anything: Any = InputField(default=None, ui_type=UIType.Any)
    scheduler: str = InputField(default="euler", ui_type=UIType.Scheduler)
    model: ModelIdentifierField = InputField(ui_type=UIType.SDXLMainModel)
    images: list[ImageField] = InputField(default=[], ui_type=UIType.ImageCollection)
    items: list[Any] = InputField(default=[], ui_type=UIType._Collection)

    @property
    def doubled(self) -> int:
        return self.direct * 2

    def invoke(self, context) -> StringOutput:
        raise NotImplementedError
