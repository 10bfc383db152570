"""The part of a guide that is about images: loading, preparing, encoding, decoding, masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.builders.guide.words import PREPROCESSOR_INPUTS, PREPROCESSORS, Role, fold
from wflint.builders.guide.writing import Out
from wflint.graph.convert.decisions import ConversionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.builders.guide.reading import Feed, Guide
    from wflint.builders.guide.writing import Writing
    from wflint.models.families.details import GuideNodes

PICTURES = (Role.IMAGE, Role.MASK_IMAGE, Role.BLUR_MASK, Role.PREPROCESS, Role.DECODE, Role.NATIVE)


class GuidePictures:
    """What a translation knows about images."""

    guide: Guide
    out: Writing
    family: GuideNodes

    if TYPE_CHECKING:

        def made(self, node: str, purpose: str, make: Callable[[str], str]) -> str: ...
        def leave_out(self, node: str, *known: str) -> None: ...
        def vae(self, node: str) -> Out: ...
        def sampled(self, node: str) -> Out: ...
        def loaded(self, node: str) -> str: ...

    def image_feeds(self, node: str) -> list[Feed]:
        """The edges that bring images to a node."""
        return self.guide.fed(node, *PICTURES)

    def image(self, node: str, output: str = "image") -> Out:
        """The image that a node gives. Raises ConversionError."""
        role = self.guide.roles[node]
        if role is Role.NATIVE:
            return Out(self.native(node), output)
        make = {
            Role.IMAGE: self._load,
            Role.MASK_IMAGE: self._mask,
            Role.BLUR_MASK: self._blur,
            Role.PREPROCESS: self._preprocess,
            Role.DECODE: self.decode,
        }.get(role)
        if make is None:
            raise ConversionError(f"{node} ({role}) gives no image")
        return Out(self.made(node, "image" if make != self.decode else "decode", make), "image")

    def _load(self, node: str) -> str:
        self.leave_out(node, "image", "image_name")
        return self.out.add(node, "image", image=self._picture(node))

    def _picture(self, node: str) -> dict[str, Any] | None:
        """The image's field; a file name is kept as if it were the name of an image on the server."""
        given = self.guide.value(node, "image", "image_name")
        name = given.get("image_name") if type(given) is dict else given
        if type(name) is not str or not name.strip():
            return None
        if type(given) is str:
            text = f'"{name}" stands for an image on the server: upload it, and put its name there'
            self.out.decide(text, node, "image")
        return {"image_name": name}

    def _preprocess(self, node: str) -> str:
        kinds = PREPROCESSORS[fold(self.guide.nodes[node].type)]
        kind = next((k for k in kinds if k in self.out.catalogue.node_types), kinds[0])
        definition = self.out.catalogue.node(kind)
        known = definition.inputs if definition is not None else {}
        values: dict[str, Any] = {}
        names = []
        for name, value in self.guide.nodes[node].values.items():
            input_name = PREPROCESSOR_INPUTS.get(name, name)
            if input_name in known and input_name not in ("image", "board", "metadata"):
                values[input_name] = value
                names.append(name)
        self.leave_out(node, "image", *names)
        self.out.add(node, kind, **values)
        self._feed_image(node)
        return node

    def _feed_image(self, node: str) -> None:
        feeds = self.image_feeds(node)
        loose = self.guide.loose(Role.IMAGE)
        if feeds:
            self.out.wire(self.image(feeds[0].source, feeds[0].output), node, "image")
        elif loose:
            self.out.decide(f"nothing feeds it: it takes {loose[0]}", node, "image")
            self.out.wire(self.image(loose[0]), node, "image")

    def encode(self, node: str) -> str:
        """The written encoder."""
        self.leave_out(node, "pixels", "image")
        self.out.add(node, self.family.encode)
        self._feed_image(node)
        self.out.wire(self.vae(node), node, "vae")
        return node

    def decode(self, node: str) -> str:
        """The written decoder."""
        self.leave_out(node, "samples", "latents")
        self.out.add(node, self.family.decode)
        feeds = self.guide.fed(node, Role.SAMPLER)
        samplers = (
            [f.source for f in feeds] or self.guide.loose(Role.SAMPLER) or self.guide.of(Role.SAMPLER)[-1:]
        )
        if not samplers:
            raise ConversionError(
                f"nothing feeds {node}, and there is no sampler whose latents it could decode"
            )
        if not feeds:
            self.out.decide(f"nothing feeds it: it decodes the latents of {samplers[-1]}", node, "latents")
        self.out.wire(self.sampled(samplers[-1]), node, "latents")
        self.out.wire(self.vae(node), node, "vae")
        return node

    # -- masks ---------------------------------------------------------------------------------------------

    def denoise_mask(self, node: str) -> Out:
        """The mask of a "set latent noise mask" node, as the sampler takes it."""
        return Out(self.made(node, "mask", self._denoise_mask), "denoise_mask")

    def _denoise_mask(self, node: str) -> str:
        self.leave_out(node, "mask", "samples")
        feeds = self.guide.fed(node, Role.MASK_IMAGE, Role.BLUR_MASK, Role.IMAGE, Role.NATIVE)
        sources = [f.source for f in feeds] or self.guide.loose(Role.BLUR_MASK, Role.MASK_IMAGE)
        if not sources:
            raise ConversionError(f"no mask leads to {node}")
        self.out.add(node, "create_denoise_mask")
        self.out.wire(self.image(sources[0]), node, "mask")
        self.out.wire(self.vae(node), node, "vae")
        return node

    def _mask(self, node: str) -> str:
        self.leave_out(node, "image", "image_name", "channel")
        picture = self._picture(node)
        if self.guide.text(node, "channel") == "alpha":
            loaded = self.out.add(self.out.free(f"{node}_picture"), "image", image=picture)
            self.out.add(node, "tomask")
            self.out.wire(Out(loaded, "image"), node, "image")
            self.out.decide("transparent parts are repainted, as the guide means it", node)
            return node
        loaded = self.out.add(self.out.free(f"{node}_picture"), "image", image=picture)
        self.out.add(node, "img_lerp", min=255, max=0)
        self.out.wire(Out(loaded, "image"), node, "image")
        text = "white parts of a guide's mask are repainted, and InvokeAI repaints dark ones: it is inverted"
        self.out.decide(text, node)
        return node

    def _blur(self, node: str) -> str:
        names = ("radius", "blur_radius", "amount", "blur")
        self.leave_out(node, "mask", "image", *names)
        self.out.add(node, "img_blur", radius=self.guide.number(node, *names))
        feeds = self.guide.fed(node, Role.MASK_IMAGE, Role.BLUR_MASK, Role.IMAGE, Role.NATIVE)
        sources = [f.source for f in feeds] or self.guide.loose(Role.MASK_IMAGE)
        if not sources:
            raise ConversionError(f"no mask leads to {node}")
        self.out.wire(self.image(sources[0]), node, "image")
        return node

    # -- nodes that are InvokeAI's own -----------------------------------------------------------------

    def native(self, node: str) -> str:
        """The written node of a node that is InvokeAI's own: its values and edges under their own names."""
        return self.made(node, "native", self._native)

    def _native(self, node: str) -> str:
        source = self.guide.nodes[node]
        definition = self.out.catalogue.node(source.type)
        known = definition.inputs if definition is not None else {}
        self.leave_out(node, *known)
        self.out.add(node, source.type, **{k: v for k, v in source.values.items() if k in known})
        for feed in self.guide.feeds.get(node, ()):
            if feed.field not in known:
                self.out.lose(
                    f'{source.type} has no input "{feed.field}": the edge is left out', node, feed.field
                )
                continue
            self.out.wire(self._any(feed), node, feed.field)
        return node

    def _any(self, feed: Feed) -> Out:
        """Whatever an edge into an InvokeAI node brings."""
        role = self.guide.roles[feed.source]
        if role in (Role.MAIN, Role.LORA):
            return Out(self.loaded(feed.source), feed.output)
        if role is Role.SAMPLER:
            return self.sampled(feed.source)
        if role is Role.ENCODE:
            return Out(self.made(feed.source, "encode", self.encode), "latents")
        return self.image(feed.source, feed.output)
