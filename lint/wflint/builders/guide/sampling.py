"""The part of a guide that is about sampling: prompts, noise, samplers, and what guides them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.builders.guide.family import FLUX, SDXL
from wflint.builders.guide.guidance import Guidance
from wflint.builders.guide.reading import is_negative
from wflint.builders.guide.words import PLAIN_SCHEDULES, SAMPLERS, Role
from wflint.builders.guide.writing import Out

if TYPE_CHECKING:
    from wflint.builders.guide.reading import Feed

_TEXTS = ("text", "prompt", "text_positive", "positive", "value")
_SEEDS = ("seed", "noise_seed")
_MODELS = (Role.MAIN, Role.LORA, Role.IP, Role.CLIP)
_KNOWN = (
    *_SEEDS, "steps", "num_steps", "cfg", "cfg_scale", "guidance", "denoise", "sampler_name", "scheduler",
    "denoising_start", "denoising_end", "start_at_step", "end_at_step", "denoising_strength", "strength",
    "width", "height", "unet", "model", "positive", "negative", "latent_image",
)  # fmt: skip


class Sampling(Guidance):
    """What a translation knows about sampling."""

    if TYPE_CHECKING:

        def encode(self, node: str) -> str: ...
        def denoise_mask(self, node: str) -> Out: ...
        def base_of(self, loader: str) -> str: ...
        def any_main(self, *, refiner: bool = False) -> str: ...

    def sampled(self, node: str) -> Out:
        """The latents that a sampler gives. Raises ConversionError."""
        return Out(self.made(node, "sample", self._sample), "latents")

    def _sample(self, node: str) -> str:
        guide, family = self.guide, self.family
        earlier = guide.fed(node, Role.SAMPLER)
        loader = self._model_of(node, refined=bool(earlier))
        refiner = self.out.nodes[self.base_of(loader)]["type"] == "sdxl_refiner_model_loader"
        self.leave_out(node, *_KNOWN)
        latents, mask = self._latents(node)
        start, end = self._range(node, latents is not None)
        flux = family is FLUX
        values: dict[str, Any] = {
            family.steps: guide.number(node, "steps", "num_steps"),
            "denoising_start": start,
            "denoising_end": end,
            "scheduler": self._scheduler(node),
        }
        if flux:
            values |= {"guidance": self._guidance(node), "seed": guide.number(node, *_SEEDS)}
        else:
            values["cfg_scale"] = guide.number(node, "cfg", "cfg_scale")
        self.out.add(node, family.denoise, **values)
        self.out.wire(Out(loader, family.unet), node, family.unet)
        self._prompts(node, loader, refiner)
        if latents is not None:
            self.out.wire(latents, node, "latents")
        if mask is not None:
            self.out.wire(mask, node, "denoise_mask")
        if flux:
            self._flux_size(node, latents)
        else:
            self._noise(node, latents)
        self._controls(node, refiner)
        self._ip_adapters(node, refiner)
        return node

    # -- the model ---------------------------------------------------------------------------------------

    def _model_of(self, node: str, *, refined: bool) -> str:
        """The loader or LoRA whose model a sampler uses, seen through IP-Adapters."""
        found = [
            f for f in self._through(node, _MODELS, Role.IP) if self.guide.roles[f.source] is not Role.CLIP
        ]
        loras = [f for f in found if self.guide.roles[f.source] is Role.LORA]
        if found:
            return self.loaded((loras or found)[0].source)
        loose = self.guide.loose(Role.LORA)
        if loose and not refined:
            self.out.decide(f"no edge brings a model: {loose[0]} is used", node)
            return self.loaded(loose[0])
        loader = self.any_main(refiner=refined)
        self.out.decide(f"no edge brings a model: that of {loader} is used", node)
        return loader

    def _through(self, node: str, roles: tuple[Role, ...], passing: Role) -> list[Feed]:
        """The edges from nodes of some roles, those behind nodes of the ``passing`` role included."""
        found, pending, seen = [], [node], {node}
        while pending:
            for feed in self.guide.fed(pending.pop(0), *roles, passing):
                if self.guide.roles[feed.source] is not passing:
                    found.append(feed)
                elif feed.source not in seen:
                    seen.add(feed.source)
                    pending.append(feed.source)
        return found

    # -- prompts -----------------------------------------------------------------------------------------

    def _prompts(self, node: str, loader: str, refiner: bool) -> None:
        """Wire the conditioning; texts that no edge brings are found, or an empty one put in."""
        found: dict[bool, list[str]] = {False: [], True: []}
        for feed in self._through(node, (Role.TEXT,), Role.CONTROL):
            negative = is_negative((feed.field,)) or (
                not feed.field.startswith(("pos", "cond")) and self._is_negative(feed.source)
            )
            if feed.source not in found[negative]:
                found[negative].append(feed.source)
        if not found[False] and not found[True] and self.guide.fed(node, Role.SAMPLER):
            before = self.guide.fed(node, Role.SAMPLER)[0].source
            found = self._texts_of.get(before, found)
            self.out.decide(f"no edge brings prompts: those of {before} are used", node)
        for negative in (False, True):
            if not found[negative]:
                spare = [n for n in self.guide.loose(Role.TEXT) if self._is_negative(n) is negative]
                if spare:
                    found[negative] = spare[:1]
                    side = "negative" if negative else "positive"
                    self.out.decide(f"no edge brings the {side} prompt: {spare[0]} is used", node)
        self._texts_of[node] = found
        family = self.family
        for negative, field in ((False, family.positive), (True, family.negative)):
            outs = [self._prompt(text, negative, loader, refiner) for text in found[negative]]
            if not outs:
                if family is FLUX and negative:
                    continue
                outs = [self._empty_prompt(node, negative, found[False], loader, refiner)]
            self.out.gather(outs, node, field)

    def _is_negative(self, text: str) -> bool:
        if self.guide.text(text, "text_negative") and not self.guide.text(text, "text_positive"):
            return True
        return is_negative((text, self.guide.nodes[text].label))

    def _words(self, text: str, negative: bool) -> str:
        names = ("text_negative", *_TEXTS) if negative else _TEXTS
        found = self.guide.text(text, *(n for n in names if self.guide.text(text, n)))
        return found or ""

    def _prompt(self, text: str, negative: bool, loader: str, refiner: bool) -> Out:
        def make(node: str) -> str:
            if not refiner:
                style = () if self.guide.text(node, "style") else ("style",)
                self.leave_out(node, *_TEXTS, "text_negative", "guidance", "clip", *style)
            fresh = node not in self.out.nodes and not refiner
            node_id = node if fresh else self.out.free(f"{node}_refiner" if refiner else node)
            return self._write_prompt(node_id, self._words(node, negative), loader, refiner)

        purpose = f"prompt {negative} {loader if refiner else ''}"
        return Out(self.made(text, purpose, make), "conditioning")

    def _empty_prompt(
        self, node: str, negative: bool, positives: list[str], loader: str, refiner: bool
    ) -> Out:
        side = "negative" if negative else "positive"
        words = next((t for p in positives if (t := self.guide.text(p, "text_negative"))), "")
        new = self._write_prompt(self.out.free(f"{side}_prompt"), words, loader, refiner)
        self.out.decide(f"there is no {side} prompt: one is put in" + ("" if words else ", empty"), node)
        return Out(new, "conditioning")

    def _write_prompt(self, node_id: str, words: str, loader: str, refiner: bool) -> str:
        if refiner:
            self.out.add(node_id, "sdxl_refiner_compel_prompt", style=words)
            self.out.wire(Out(self.base_of(loader), "clip2"), node_id, "clip2")
            return node_id
        style = words if self.family is SDXL else None
        self.out.add(node_id, self.family.prompt, prompt=words, style=style)
        self.out.wire(Out(loader, "clip"), node_id, "clip")
        if self.family is SDXL:
            self.out.wire(Out(loader, "clip2"), node_id, "clip2")
        elif self.family is FLUX:
            self.out.wire(Out(loader, "t5_encoder"), node_id, "t5_encoder")
            self.out.wire(Out(self.base_of(loader), "max_seq_len"), node_id, "t5_max_seq_len")
        return node_id

    # -- latents, noise, range -----------------------------------------------------------------------

    def _latents(self, node: str) -> tuple[Out | None, Out | None]:
        """The latents that a sampler starts from, and the mask on them."""
        masks = [f.source for f in self.guide.fed(node, Role.SET_MASK)] or self.guide.loose(Role.SET_MASK)
        mask = self.denoise_mask(masks[0]) if masks else None
        feeds = self.guide.fed(node, Role.SAMPLER, Role.ENCODE)
        for each in masks:
            feeds += self.guide.fed(each, Role.SAMPLER, Role.ENCODE)
        if not feeds:
            loose = self.guide.loose(Role.ENCODE)
            if not loose:
                return None, mask
            self.out.decide(f"no edge brings latents: those of {loose[0]} are used", node)
            return Out(self.made(loose[0], "encode", self.encode), "latents"), mask
        source = feeds[0].source
        if self.guide.roles[source] is Role.SAMPLER:
            return self.sampled(source), mask
        return Out(self.made(source, "encode", self.encode), "latents"), mask

    def _range(self, node: str, has_latents: bool) -> tuple[Any, Any]:
        guide = self.guide
        start, end = guide.number(node, "denoising_start"), guide.number(node, "denoising_end")
        steps = guide.number(node, "steps", "num_steps")
        first, last = guide.number(node, "start_at_step"), guide.number(node, "end_at_step")
        if steps and first is not None and start is None:
            start = round(min(max(first / steps, 0), 1), 4)
            self.out.decide(f"start_at_step {first} of {steps} becomes denoising_start {start}", node)
        if steps and last is not None and end is None:
            end = round(min(max(last / steps, 0), 1), 4)
            self.out.decide(f"end_at_step {last} of {steps} becomes denoising_end {end}", node)
        strength = guide.number(node, "denoise", "denoising_strength", "strength")
        if strength is not None and start is None and 0 <= strength <= 1:
            start = round(1 - strength, 4)
            if strength < 1 and not has_latents:
                self.out.decide(f"denoise {strength} needs an image to start from: it is 1 here", node)
                start = 0
            elif strength < 1:
                self.out.decide(f"denoise {strength} becomes denoising_start {start}", node)
        return start, end

    def _noise(self, node: str, latents: Out | None) -> None:
        guide = self.guide
        feeds = [f.source for f in guide.fed(node, Role.NOISE)]
        given = feeds or guide.loose(Role.NOISE)[:1]
        seed = guide.number(node, *_SEEDS)
        if given:
            if not feeds:
                self.out.decide(f"no edge brings noise: that of {given[0]} is used", node)
            noise = self.made(given[0], "noise", lambda n: self._write_noise(n, seed, latents))
        else:
            noise = self.out.free(f"{node}_noise")
            self.out.add(noise, "noise", seed=seed)
            self._noise_size(noise, latents, None, None)
            self.out.decide("InvokeAI's samplers take their noise from a noise node: one is put in", node)
        self.out.wire(Out(noise, "noise"), node, "noise")

    def _write_noise(self, node: str, seed: Any, latents: Out | None) -> str:
        self.leave_out(node, "width", "height", *_SEEDS, "batch_size", "use_cpu")
        batch = self.guide.number(node, "batch_size")
        if batch is not None and batch != 1:
            self.out.lose(f"a batch of {batch} is one image here: set how often it runs instead", node)
        own = self.guide.number(node, *_SEEDS)
        if own is not None and seed is not None and own != seed:
            self.out.decide(f"its seed {own} counts, not the sampler's {seed}", node)
        self.out.add(node, "noise", seed=own if own is not None else seed)
        self._noise_size(node, latents, self.guide.number(node, "width"), self.guide.number(node, "height"))
        return node

    def _noise_size(self, noise: str, latents: Out | None, width: Any, height: Any) -> None:
        """Noise is as large as the latents it is added to."""
        if latents is not None:
            for side in ("width", "height"):
                self.out.wire(Out(latents.node, side), noise, side)
            return
        size = self.family.size
        self.out.nodes[noise] |= {"width": width or size, "height": height or size}
        if width is None or height is None:
            self.out.decide(f"no size is given: it is {width or size} by {height or size} pixels", noise)

    def _flux_size(self, node: str, latents: Out | None) -> None:
        if latents is not None:
            for side in ("width", "height"):
                self.out.wire(Out(latents.node, side), node, side)
            return
        empty = [f.source for f in self.guide.fed(node, Role.NOISE)] or self.guide.loose(Role.NOISE)[:1]
        for source in empty[:1]:
            self.guide.used.add(source)
            self.leave_out(source, "width", "height", "batch_size", *_SEEDS)
            for side in ("width", "height"):
                if (number := self.guide.number(source, side)) is not None:
                    self.out.nodes[node][side] = number
            seed = self.guide.number(source, *_SEEDS)
            if seed is not None:
                self.out.nodes[node].setdefault("seed", seed)
            kind = self.guide.nodes[source].type
            self.out.decide(
                f"{kind} becomes the size of {self.family.denoise}, which makes its own noise", source
            )

    def _guidance(self, node: str) -> Any:
        own = self.guide.number(node, "guidance")
        if own is not None:
            return own
        texts = self._through(node, (Role.TEXT,), Role.CONTROL)
        return next((g for f in texts if (g := self.guide.number(f.source, "guidance")) is not None), None)

    def _scheduler(self, node: str) -> str | None:
        sampler, schedule = self.guide.text(node, "sampler_name"), self.guide.text(node, "scheduler")
        definition = self.out.catalogue.node(self.family.denoise)
        field = definition.inputs.get("scheduler") if definition is not None else None
        if field is None:
            return None
        options = [o for t in (field.type, *field.type.args) for o in t.options]
        found = SAMPLERS.get(sampler or schedule or "", sampler or schedule)
        if schedule == "karras" and f"{found}_k" in options:
            found = f"{found}_k"
        elif sampler is not None and schedule is not None and schedule not in PLAIN_SCHEDULES:
            self.out.lose(f'InvokeAI has no schedule "{schedule}" for {sampler}: its plain one is used', node)
        if found not in (sampler, schedule):
            said = " and ".join(f'"{s}"' for s in (sampler, schedule) if s is not None)
            self.out.decide(f'{said} becomes the scheduler "{found}"', node, "scheduler")
        return found
