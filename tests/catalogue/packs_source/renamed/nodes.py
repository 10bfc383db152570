import typing as t
from typing import Optional as Maybe

import invokeai.invocation_api as api
from invokeai.app.invocations.baseinvocation import BaseInvocation as Node
from invokeai.app.invocations.fields import ImageField as Picture
from invokeai.app.invocations.fields import Input as Way
from invokeai.app.invocations.fields import InputField as In
from invokeai.app.invocations.primitives import ImageOutput as Pictured

register = api.invocation


@register("wf_renamed", title="Renamed", version="2.0.0")
class RenamedInvocation(Node):
    picture: Picture = In(input=Way.Connection)
    other: Maybe[Picture] = In(default=None)
    third: t.Optional[t.List[api.LatentsField]] = api.InputField(default=None, input=api.Input.Any)
    way: t.Literal["up", "down"] = In(default="up", input=api.Input.Direct)

    def invoke(self, context) -> Pictured:
        raise NotImplementedError
