"""What can be known of nodes: the records that a family's file is written in.

Plain slotted classes, for every check builds them. Texts stand for sets of names (``"flux z-image"``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Bases = frozenset[str]


def set_of(text: str) -> frozenset[str]:
    """The names in a text, which are separated by blanks."""
    return frozenset(text.split())


class Part:
    """What an output of a loader is: a part of the model in the first of these inputs that has one."""

    __slots__ = ("inputs", "kind", "submodel")

    def __init__(self, kind: str, submodel: str, inputs: str = "model") -> None:
        self.kind = kind
        self.submodel = submodel
        self.inputs = tuple(inputs.split())


class PartSource:
    """One part: what it is called, the input that names it alone, InvokeAI's words when it has no source."""

    __slots__ = ("error", "field", "part")

    def __init__(self, part: str, field: str, error: str) -> None:
        self.part = part
        self.field = field
        self.error = error


class Supply:
    """What a loader must be given.

    ``main`` are the formats in which the main model lends its parts, ``lender`` is the input of the model to
    borrow from instead and ``lent`` the formats that it may have; ``refuses`` is what InvokeAI says then.
    ``lender_first``: it asks the lender before the main model. ``strict``: it looks at the lender of a single
    file even when it borrows nothing.
    """

    __slots__ = ("lender", "lender_first", "lent", "main", "refuses", "sources", "strict")

    def __init__(
        self,
        sources: tuple[PartSource, ...],
        main: str,
        lender: str = "",
        lent: str = "",
        refuses: str = "",
        *,
        lender_first: bool = False,
        strict: bool = False,
    ) -> None:
        self.sources = sources
        self.main = set_of(main)
        self.lender = lender
        self.lent = set_of(lent)
        self.refuses = refuses
        self.lender_first = lender_first
        self.strict = strict


class NodeFacts:
    """What is known of a type of node. ``bases`` are the families that use it (nodes.py fills them in)."""

    __slots__ = ("bases",)

    bases: Bases


class Loader(NodeFacts):
    """A node that gives the parts of a main model.

    ``others`` are its further model inputs: the type of model, then the bases they are for (none: any).
    ``strict``: it, or what must follow it, refuses every other base; the rest just hand out parts, and what
    uses the parts decides. ``asserts`` is what it says of a main model of another base, though nothing is
    asked of it (empty: it does not look). ``checks``: further inputs whose models it looks at though nothing
    is asked of it. ``line`` tells apart loaders of one base. ``supply``: it takes parts from several places.
    ``stand_ins``: by input, the main models whose part of that name is of the right shape, though a part
    alone belongs there. ``encoder_size`` is that of the Qwen3 whose prompts its models read. ``bases`` are
    those its ``model`` is for.
    """

    __slots__ = (
        "asserts", "checks", "encoder_size", "line", "other_types", "others", "outputs", "stand_ins",
        "strict", "supply",
    )  # fmt: skip

    def __init__(
        self,
        outputs: Mapping[str, Part],
        others: Mapping[str, str] | None = None,
        *,
        strict: bool = True,
        asserts: str = "",
        checks: str = "",
        line: str = "",
        supply: Supply | None = None,
        stand_ins: Mapping[str, str] | None = None,
        encoder_size: str = "",
    ) -> None:
        self.outputs = outputs
        self.others: dict[str, Bases] = {}
        self.other_types: dict[str, str] = {}
        for name, text in (others or {}).items():
            self.other_types[name], _, bases = text.partition(" ")
            self.others[name] = set_of(bases)
        self.strict = strict
        self.asserts = asserts
        self.checks = set_of(checks)
        self.line = line
        self.supply = supply
        self.stand_ins = {name: set_of(bases) for name, bases in (stand_ins or {}).items()}
        self.encoder_size = encoder_size


class Prompt(NodeFacts):
    """A text encoder node; its output is ``conditioning``.

    Only those for CLIPs, which share a type of edge, are looked at closely. ``inputs``: the sizes of CLIP
    (``L``, ``H``, ``G``) that each takes. ``plain``: it takes CLIPTextModels only, ``projected``: those with
    a projection only. ``line``: that of its family's loader. ``makes`` are the families of the conditioning
    by the size of the first encoder, ``""`` for any.
    """

    __slots__ = ("inputs", "line", "makes", "plain", "projected")

    def __init__(
        self, inputs: Mapping[str, str] | None = None, line: str = "", *, plain: bool = False,
        projected: bool = False,
    ) -> None:  # fmt: skip
        self.inputs = {name: frozenset(sizes) for name, sizes in (inputs or {}).items()}
        self.line = line
        self.plain = plain
        self.projected = projected
        self.makes: dict[str, Bases] = {}


_LATE = "ValueError: denoising_start should be 0 when initial latents are not provided"
_TENSORS = "RuntimeError: The size of tensor a must match the size of tensor b"


class Denoise:
    """What a denoise node does with its settings, where a setting makes no sense.

    ``steps``, ``cfg`` and ``negative`` are its inputs for those (empty: it has none). ``reversed`` is the
    error where ``denoising_start`` lies after ``denoising_end``, ``empty`` where they are equal; empty text:
    it runs and makes no step. ``rounds`` says how it makes whole steps of a range (``down``, ``nearest``;
    empty: it does not, or by a schedule of its own), ``none`` is the error where none is left. ``late``
    is the error of a start above 0 without latents. ``needs_negative``: it fails where ``cfg`` is not 1 and
    no negative conditioning is connected; else it then leaves ``cfg`` out. ``asks_negative``: so it does as
    it comes. ``cfg_off`` says from where downwards the negative conditioning is left out: at 1, or at and
    below it. ``second_cfg`` is a further input like ``cfg``. ``masked`` is the error of a mask without
    latents, ``sized`` that of latents of another size than the node's. ``distilled``: its family has a
    variant that was made for few steps. ``fresh``: it has no inputs for latents, noise or masks, and
    no part of the denoising to choose: it always begins with noise.
    """

    __slots__ = (
        "asks_negative",
        "cfg",
        "cfg_off",
        "distilled",
        "empty",
        "family",
        "fresh",
        "late",
        "masked",
        "needs_negative",
        "negative",
        "none",
        "reversed",
        "rounds",
        "second_cfg",
        "sized",
        "steps",
    )  # fmt: skip

    def __init__(
        self,
        steps: str = "steps",
        cfg: str = "cfg_scale",
        negative: str = "negative_conditioning",
        *,
        reversed: str = "",  # noqa: A002
        empty: str = "",
        rounds: str = "",
        none: str = "",
        late: str = _LATE,
        needs_negative: str = "",
        asks_negative: bool = False,
        cfg_off: str = "",
        second_cfg: str = "",
        masked: str = "AssertionError",
        sized: str = _TENSORS,
        distilled: bool = False,
        fresh: bool = False,
    ) -> None:
        self.family = ""
        self.steps = steps
        self.cfg = cfg
        self.negative = negative
        self.reversed = reversed
        self.empty = empty
        self.rounds = rounds
        self.none = none
        self.late = late
        self.needs_negative = needs_negative
        self.asks_negative = asks_negative
        self.cfg_off = cfg_off
        self.second_cfg = second_cfg
        self.masked = masked
        self.sized = sized
        self.distilled = distilled
        self.fresh = fresh


class Denoiser(NodeFacts):
    """A denoise node.

    ``main`` is the input whose model makes the picture; ``error`` what it does with models that are not of
    its ``bases``. ``parts`` maps every other input that must fit to what it carries. ``flat_too``: latents
    without a frame axis pass where its own have one. ``settings``: what it does with them. ``size`` is
    what decides the size of the picture: its ``own`` width and height, the latents or noise that it is
    ``fed``, or neither.
    """

    __slots__ = ("error", "flat_too", "main", "parts", "settings", "size")

    def __init__(
        self,
        main: str,
        error: str,
        parts: Mapping[str, str],
        settings: Denoise,
        *,
        flat_too: bool = False,
        size: str = "own",
    ) -> None:
        self.main = main
        self.error = error
        self.parts = parts
        self.settings = settings
        self.flat_too = flat_too
        self.size = size


class VaeNode(NodeFacts):
    """A node that decodes latents or encodes an image.

    ``classes`` are the VAE classes it takes (empty: whatever it is given); ``error`` what it does with
    others. ``adapts`` are further families whose VAE it takes by its own words, and of which nothing else is
    said. ``before``: what it was before 6.14. ``flat_too``: latents without a frame axis pass, their channels
    taken for frames. ``video``: it makes no picture. ``grid``: it cuts the image to its own width and height,
    in whole multiples of this (0: to multiples of 8). ``misreports``: its outputs ``width`` and ``height``
    are those of other axes (LatentsOutput.build and latents of five axes). ``bases`` are the families whose
    latents it decodes as they are meant.
    """

    __slots__ = (
        "adapts", "before", "classes", "error", "flat_too", "grid", "misreports", "video"
    )  # fmt: skip

    def __init__(
        self,
        classes: str,
        error: str,
        *,
        adapts: str = "",
        before: VaeNode | None = None,
        flat_too: bool = False,
        video: bool = False,
        grid: int = 0,
        misreports: bool = False,
    ) -> None:
        self.classes = set_of(classes)
        self.error = error
        self.adapts = set_of(adapts)
        self.before = before
        self.flat_too = flat_too
        self.video = video
        self.grid = grid
        self.misreports = misreports

    def refuses(self, classes: frozenset[str]) -> bool:
        """Whether a VAE of these classes (none: not known) makes the run fail."""
        return bool(classes and self.classes and not classes & self.classes)


class PidNode(NodeFacts):
    """A node that decodes with a PiD decoder, or enlarges an image with one.

    ``decoder`` is the family whose decoders it takes (empty: its own); ``error`` is what it says of latents
    with another number of channels. ``upscales``: it takes an image, no latents. ``bases`` are the families
    whose latents it takes.
    """

    __slots__ = ("decoder", "error", "upscales")

    def __init__(self, decoder: str = "", error: str = "", *, upscales: bool = False) -> None:
        self.decoder = decoder
        self.error = error
        self.upscales = upscales


class Adapter(NodeFacts):
    """A node that names an adapter's model and gives it to a denoise node.

    ``type`` is the model's; ``error`` is what becomes of those that are not of its ``bases``, wherever it
    shows. ``weight`` is the input of its weight (empty: it has none), ``called`` what messages call it.
    ``any_range``: it does not check that it begins before it ends.
    """

    __slots__ = ("any_range", "called", "error", "field", "kind", "output", "type", "weight")

    def __init__(
        self,
        field: str,
        output: str,
        kind: str,
        type: str,  # noqa: A002
        error: str,
        *,
        weight: str = "",
        called: str = "",
        any_range: bool = False,
    ) -> None:
        self.field = field
        self.output = output
        self.kind = kind
        self.type = type
        self.error = error
        self.weight = weight
        self.called = called
        self.any_range = any_range


class LoraNode(NodeFacts):
    """A node that adds LoRAs to what passes through it.

    ``through`` are the inputs that come out again under the same name. ``error``: what it says of LoRAs that
    are not of its ``bases``, empty when it adds them without a look. ``collection``: it takes many, else one.
    ``repeats``: one may be applied twice, by its own rules. ``by_record``: it looks at the LoRA's record,
    whatever its identifier states. ``line``: that of its family's loader.
    """

    __slots__ = ("by_record", "error", "field", "line", "repeats", "through")

    def __init__(
        self, through: str, error: str = "", *, collection: bool = False, repeats: bool = False,
        by_record: bool = False, line: str = "",
    ) -> None:  # fmt: skip
        self.field = "loras" if collection else "lora"
        self.through = tuple(through.split())
        self.error = error
        self.repeats = repeats
        self.by_record = by_record
        self.line = line
