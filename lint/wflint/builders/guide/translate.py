"""Pulling a graph out of a guide: from what is saved back to the models, node by node.

A guide's edges tell what feeds what, in the words of another program; here the role of the node at the
other end decides what an edge brings. What a step needs and no edge brings is taken from the one node that
can only be meant, or put in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.builders.guide.family import FLUX, MODEL_NAMES, SDXL, family_of, is_refiner
from wflint.builders.guide.pictures import GuidePictures
from wflint.builders.guide.sampling import Sampling
from wflint.builders.guide.words import Role
from wflint.builders.guide.writing import Out, Writing
from wflint.graph.convert.decisions import ConversionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.builders.guide.reading import Guide
    from wflint.catalogue.model import Catalogue

_BOARD_ID = 36  # letters of a board's id (a UUID)


class Translation(GuidePictures, Sampling):
    """One guide on its way to a graph."""

    def __init__(self, guide: Guide, catalogue: Catalogue) -> None:
        self.guide = guide
        self.out = Writing(catalogue, guide.nodes)
        self.family, why = family_of(guide)
        if why is not None:
            self.out.decisions.append(why)
        super().__init__()
        self._made: dict[tuple[str, str], str] = {}
        self._making: set[tuple[str, str]] = set()

    def graph(self) -> dict[str, Any]:
        """The whole graph. Raises ConversionError."""
        guide = self.guide
        saves = guide.of(Role.SAVE)
        for save in saves:
            self.made(save, "save", self._save)
        for sampler in guide.of(Role.SAMPLER):
            if sampler not in guide.used:
                decoder = self._decoder_for(sampler)
                self.out.nodes[decoder]["is_intermediate"] = False
        for node in guide.of(Role.NATIVE):
            if node not in guide.used and node not in guide.leads and guide.feeds.get(node):
                self.native(node)
        if not self.out.nodes:
            raise ConversionError("there is no sampler and no image in it: nothing to make a graph of")
        for node in guide.nodes:
            if node not in guide.used:
                kind = guide.nodes[node].type
                self.out.decide(f"{kind} ({guide.roles[node]}) is left out: nothing uses it", node)
        return {"id": "guide", "nodes": self.out.nodes, "edges": self.out.edges}

    # -- the frame -------------------------------------------------------------------------------------

    def made(self, node: str, purpose: str, make: Callable[[str], str]) -> str:
        """The written node for a node of the guide and a purpose, made once. Raises ConversionError."""
        key = (node, purpose)
        if key not in self._made:
            if key in self._making:
                raise ConversionError(f"the nodes form a cycle at {node}")
            self._making.add(key)
            self.guide.used.add(node)
            self._made[key] = make(node)
            written = self.out.nodes.get(self._made[key])
            kind = self.guide.nodes[node].type
            if written is not None and written["type"] != kind and written["id"] == node:
                self.out.decide(f"{kind} becomes {written['type']}", node)
        return self._made[key]

    def leave_out(self, node: str, *known: str) -> None:
        """Report the values of a node for which InvokeAI has no place."""
        kind = self.guide.nodes[node].type
        for name, value in self.guide.nodes[node].values.items():
            if name not in known and value is not None:
                self.out.decide(
                    f'"{name}" of {kind} is left out: InvokeAI has no such setting here', node, name
                )

    # -- models ------------------------------------------------------------------------------------------

    def main(self, node: str) -> str:
        """The written loader of a main model."""
        return self.made(node, "main", self._main)

    def _main(self, node: str) -> str:
        name = self.guide.text(node, *MODEL_NAMES)
        refiner = self.family is SDXL and is_refiner(self.guide, node)
        kind = "sdxl_refiner_model_loader" if refiner else self.family.loader
        base = "sdxl-refiner" if refiner else self.family.base
        self.leave_out(node, *MODEL_NAMES)
        values: dict[str, Any] = {"model": self.out.model(name, base, "main", node, kind, "model")}
        if self.family is FLUX:
            values |= self._flux_parts(node, kind)
        return self.out.add(node, kind, **values)

    def _flux_parts(self, node: str, kind: str) -> dict[str, Any]:
        """The text encoders and the VAE, which FLUX's loader loads too."""
        clips = [n for n in self.guide.of(Role.CLIP) if n not in self.guide.used]
        names = [
            str(v) for n in clips for k, v in self.guide.nodes[n].values.items() if k.startswith("clip_name")
        ]
        t5 = next((n for n in names if "t5" in n.lower()), None)
        clip = next((n for n in names if n != t5), None)
        vaes = [n for n in self.guide.of(Role.VAE) if n not in self.guide.used]
        vae = self.guide.text(vaes[0], "vae_name", "vae_model") if vaes else None
        for other in (*clips, *vaes[:1]):
            self.guide.used.add(other)
            self.out.decide(f"{self.guide.nodes[other].type} becomes part of {kind}", other)
        return {
            "t5_encoder_model": self.out.model(t5, "any", "t5_encoder", node, kind, "t5_encoder_model"),
            "clip_embed_model": self.out.model(clip, "any", "clip_embed", node, kind, "clip_embed_model"),
            "vae_model": self.out.model(vae, "flux", "vae", node, kind, "vae_model"),
        }

    def any_main(self, *, refiner: bool = False) -> str:
        """The loader to use where no edge names one. Raises ConversionError."""
        mains = self.guide.of(Role.MAIN)
        found = [n for n in mains if is_refiner(self.guide, n) is refiner] or mains
        if found:
            return self.main(found[0])
        made = self._made.get(("", "main"))
        if made is None:
            made = self.out.free("model")
            kind = self.family.loader
            values: dict[str, Any] = {
                "model": self.out.model(None, self.family.base, "main", made, kind, "model")
            }
            if self.family is FLUX:
                values |= self._flux_parts(made, kind)
            self._made["", "main"] = self.out.add(made, kind, **values)
            self.out.decide(f"no node loads a model: {kind} is put in", made)
        return made

    def loaded(self, node: str) -> str:
        """The written loader (or LoRA) of a node that feeds a model or text encoder."""
        if self.guide.roles[node] is Role.LORA:
            return self.made(node, "lora", self._lora)
        return self.main(node)

    def base_of(self, loader: str) -> str:
        """The written main loader behind a loader and its LoRAs."""
        while self.out.nodes[loader]["type"] == self.family.lora:
            loader = next(
                e["source"]["node_id"]
                for e in self.out.edges
                if e["destination"] == {"node_id": loader, "field": self.family.unet}
            )
        return loader

    def _lora(self, node: str) -> str:
        kind = self.family.lora
        feeds = self.guide.fed(node, Role.LORA, Role.MAIN)
        before = self.loaded(feeds[0].source) if feeds else self.any_main()
        names = ("lora", "lora_name")
        weights = ("weight", "strength_model", "strength", "lora_weight")
        self.leave_out(node, *names, *weights)
        lora = self.out.model(self.guide.text(node, *names), self.family.base, "lora", node, kind, "lora")
        self.out.add(node, kind, lora=lora, weight=self.guide.number(node, *weights))
        passed = [self.family.unet, "clip"]
        passed += ["clip2"] if self.family is SDXL else ["t5_encoder"] if self.family is FLUX else []
        for field in passed:
            self.out.wire(Out(before, field), node, field)
        return node

    def vae(self, node: str) -> Out:
        """The VAE for a decoder or encoder: as wired, else a loader that nothing uses, else the model's."""
        feeds = self.guide.fed(node, Role.VAE, Role.MAIN)
        sources = [f.source for f in feeds if self.guide.roles[f.source] is Role.VAE]
        if not feeds:
            sources = self.guide.loose(Role.VAE) or self.guide.of(Role.VAE)[:1]
        if sources and self.family is not FLUX:
            return Out(self.made(sources[0], "vae", self._vae), "vae")
        if sources or not feeds:
            return Out(self.any_main(), "vae")
        return Out(self.main(feeds[0].source), "vae")

    def _vae(self, node: str) -> str:
        names = ("vae_model", "vae_name", "vae", "name")
        self.leave_out(node, *names)
        name = self.guide.text(node, *names)
        model = self.out.model(name, self.family.base, "vae", node, "vae_loader", "vae_model")
        return self.out.add(node, "vae_loader", vae_model=model)

    # -- what is saved ---------------------------------------------------------------------------------

    def _save(self, node: str) -> str:
        board = self.guide.value(node, "board")
        board_id = board.get("board_id") if type(board) is dict else None
        if type(board_id) is not str or len(board_id) != _BOARD_ID:
            if board is not None:
                self.out.decide(
                    '"board" is left out: boards are known by their ids on one server', node, "board"
                )
            board = None
        self.leave_out(node, "board", "image", "images")
        found = self.out.add(node, "save_image", board=board)
        sources = self.image_feeds(node)
        if sources:
            self.out.wire(self.image(sources[0].source, sources[0].output), node, "image")
        else:
            self.out.wire(Out(self._last_decoder(node), "image"), node, "image")
        return found

    def _last_decoder(self, save: str) -> str:
        """The decoder for a saved image that nothing feeds."""
        loose = self.guide.loose(Role.DECODE)
        if loose:
            self.out.decide(f"nothing feeds it: it saves what {loose[-1]} decodes", save, "image")
            return self.made(loose[-1], "decode", self.decode)
        samplers = self.guide.loose(Role.SAMPLER)
        if not samplers:
            raise ConversionError(f"nothing feeds {save}, and there is no sampler whose image it could save")
        return self._decoder_for(samplers[-1])

    def _decoder_for(self, sampler: str) -> str:
        """A decoder for a sampler: one that nothing feeds, or a new one."""
        guide = self.guide
        for decoder in guide.loose(Role.DECODE):
            if not guide.fed(decoder, Role.SAMPLER):
                return self.made(decoder, "decode", self.decode)
        latents = self.sampled(sampler)
        new = self.out.add(self.out.free("decode"), self.family.decode)
        self.out.decide(f"nothing decodes the latents of {sampler}: {self.family.decode} is put in", sampler)
        self.out.wire(latents, new, "latents")
        self.out.wire(Out(self.any_main(), "vae"), new, "vae")
        return new
