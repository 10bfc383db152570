"""The part of a guide that is about what guides a sampler: ControlNets and IP-Adapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.builders.guide.family import FLUX
from wflint.builders.guide.words import Role
from wflint.builders.guide.writing import Out
from wflint.graph.convert.decisions import ConversionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.builders.guide.reading import Feed, Guide
    from wflint.builders.guide.writing import Writing
    from wflint.models.families.details import GuideNodes

_BEGIN = ("begin_step_percent", "start_percent", "control_guidance_start", "start_at")
_END = ("end_step_percent", "end_percent", "control_guidance_end", "end_at")
_WEIGHT = ("control_weight", "weight", "strength")
_CONTROL_NAMES = ("control_net_name", "controlnet_name", "control_model", "control_net", "model")
_IP_NAMES = ("ip_adapter_name", "ipadapter_file", "ip_adapter_model", "model")


class Guidance:
    """What a translation knows about ControlNets and IP-Adapters."""

    guide: Guide
    out: Writing
    family: GuideNodes

    def __init__(self) -> None:
        self._texts_of: dict[str, dict[bool, list[str]]] = {}

    if TYPE_CHECKING:

        def made(self, node: str, purpose: str, make: Callable[[str], str]) -> str: ...
        def leave_out(self, node: str, *known: str) -> None: ...
        def image(self, node: str, output: str = "image") -> Out: ...
        def image_feeds(self, node: str) -> list[Feed]: ...
        def loaded(self, node: str) -> str: ...
        def base_of(self, loader: str) -> str: ...
        def any_main(self, *, refiner: bool = False) -> str: ...

    def _applied(self, node: str, role: Role) -> list[str]:
        """The nodes of a role that lead into a sampler, those behind one another included."""
        found, pending = [], [node]
        while pending:
            for feed in self.guide.fed(pending.pop(0), role):
                if feed.source not in found:
                    found.append(feed.source)
                    pending.append(feed.source)
        return found

    def _controls(self, node: str, refiner: bool) -> None:
        found = self._applied(node, Role.CONTROL) or ([] if refiner else self._unwired(node, Role.CONTROL))
        outs = [Out(self.made(n, "control", self._control), "control") for n in found]
        self.out.gather(outs, node, "control")
        if outs and self.family is FLUX:
            self.out.wire(Out(self.any_main(), "vae"), node, "controlnet_vae")

    def _ip_adapters(self, node: str, refiner: bool) -> None:
        found = self._applied(node, Role.IP) or ([] if refiner else self._unwired(node, Role.IP))
        outs = [Out(self.made(n, "ip", self._ip_adapter), "ip_adapter") for n in found]
        self.out.gather(outs, node, "ip_adapter")

    def _unwired(self, node: str, role: Role) -> list[str]:
        found = self.guide.loose(role)
        for each in found:
            self.out.decide(f"nothing takes what {each} gives: it guides {node}", each)
        return found

    def _control(self, node: str) -> str:
        kind = self.family.control
        self.leave_out(
            node, *_BEGIN, *_END, *_WEIGHT, *_CONTROL_NAMES, "image", "resize_mode", "control_mode"
        )
        name = self._model_name(node, Role.CONTROL_MODEL, _CONTROL_NAMES, kind)
        model = self.out.model(name, self.family.base, "controlnet", node, kind, "control_model")
        guide = self.guide
        self.out.add(
            node,
            kind,
            control_model=model,
            control_weight=guide.number(node, *_WEIGHT),
            begin_step_percent=guide.number(node, *_BEGIN),
            end_step_percent=guide.number(node, *_END),
            resize_mode=guide.text(node, "resize_mode"),
            control_mode=guide.text(node, "control_mode"),
        )
        self._picture_for(node, Role.PREPROCESS, Role.IMAGE)
        return node

    def _ip_adapter(self, node: str) -> str:
        kind, guide = self.family.ip, self.guide
        self.leave_out(
            node, *_BEGIN, *_END, "weight", "strength", *_IP_NAMES, "image", "clip_vision_model", "method"
        )
        name = self._model_name(node, Role.IP_MODEL, _IP_NAMES, kind)
        model = self.out.model(name, self.family.base, "ip_adapter", node, kind, "ip_adapter_model")
        self.out.add(
            node,
            kind,
            ip_adapter_model=model,
            clip_vision_model=guide.text(node, "clip_vision_model") or self._clip_vision(node, name),
            weight=guide.number(node, "weight", "strength"),
            begin_step_percent=guide.number(node, *_BEGIN),
            end_step_percent=guide.number(node, *_END),
            method=guide.text(node, "method"),
        )
        self._picture_for(node, Role.IMAGE)
        return node

    def _model_name(self, node: str, loader: Role, names: tuple[str, ...], kind: str) -> str | None:
        """The model's name, from the loader that leads here or that nothing uses, or the node itself."""
        feeds = [f.source for f in self.guide.fed(node, loader)] or self.guide.loose(loader)[:1]
        for source in feeds[:1]:
            if source not in self.guide.used:
                self.guide.used.add(source)
                self.out.decide(f"{self.guide.nodes[source].type} becomes part of {kind}", source)
                self.leave_out(source, *names)
            return self.guide.text(source, *names)
        return self.guide.text(node, *names)

    def _clip_vision(self, node: str, adapter: str | None) -> str | None:
        """The image encoder: from a loader's file name, or that of the adapter."""
        sources = [f.source for f in self.guide.fed(node, Role.CLIP_VISION)] or self.guide.loose(
            Role.CLIP_VISION
        )
        names = [adapter or ""]
        for source in sources[:1]:
            self.guide.used.add(source)
            names.insert(0, self.guide.text(source, "clip_name", "clip_vision_name", "model") or "")
            self.out.decide(f"{self.guide.nodes[source].type} becomes part of {self.family.ip}", source)
        definition = self.out.catalogue.node(self.family.ip)
        field = definition.inputs.get("clip_vision_model") if definition is not None else None
        for name in names:
            plain = name.lower().replace("_", "-")
            for letter, encoder in (("h", "ViT-H"), ("g", "ViT-G"), ("bigg", "ViT-G"), ("l", "ViT-L")):
                if f"vit-{letter}" in plain and field is not None and encoder in field.type.options:
                    self.out.decide(f'"{name}" is the image encoder {encoder}', node, "clip_vision_model")
                    return encoder
        return None

    def _picture_for(self, node: str, *spare: Role) -> None:
        feeds = self.image_feeds(node)
        if feeds:
            self.out.wire(self.image(feeds[0].source, feeds[0].output), node, "image")
            return
        loose = self.guide.loose(*spare)
        if not loose:
            raise ConversionError(f"no image leads to {node}")
        self.out.decide(f"no edge brings its image: that of {loose[0]} is used", node, "image")
        self.out.wire(self.image(loose[0]), node, "image")
