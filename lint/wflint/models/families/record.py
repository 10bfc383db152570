"""What can be known of a family of models: one :class:`Family` holds it all.

Texts stand for sets of names (``"flux z-image"``). What is asked for seldom (names of models, figures of
memory, what other families' parts do) is behind a function, so that a check that needs none of it makes none;
its records are in details.py, those of nodes in node_facts.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.node_facts import set_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.models.families.details import FamilyMemory, FamilyNames, GuideNodes, Meetings
    from wflint.models.families.node_facts import (
        Adapter,
        Denoiser,
        Loader,
        LoraNode,
        PidNode,
        Prompt,
        VaeNode,
    )


class Geometry:
    """The latents of a family: ``space`` is equal where one family's latents mean the same to another.

    ``channels`` and ``axes`` (4: image, 5: with a frame axis) decide whether a model takes the tensor at
    all; ``downscale`` is how many pixels one latent is wide.
    """

    __slots__ = ("axes", "channels", "downscale", "space")

    def __init__(self, space: str, channels: int, downscale: int, axes: int = 4) -> None:
        self.space = space
        self.channels = channels
        self.downscale = downscale
        self.axes = axes

    @property
    def shape(self) -> tuple[int, int]:
        """What must be equal for a tensor to pass through a layer made for it."""
        return (self.channels, self.axes)


class Picker:
    """The model types, bases and variants that an input is for; empty: any."""

    __slots__ = ("bases", "types", "variants")

    def __init__(self, types: frozenset[str], bases: frozenset[str], variants: frozenset[str]) -> None:
        self.types = types
        self.bases = bases
        self.variants = variants


class Clip:
    """What a family's first text encoder is, if it is a CLIP: its size (L is 768 wide, H 1024), and whether
    it is loaded as a CLIPTextModelWithProjection rather than a CLIPTextModel.
    """

    __slots__ = ("projected", "size")

    def __init__(self, size: str, *, projected: bool = False) -> None:
        self.size = size
        self.projected = projected


class Family:
    """All that is known of a family.

    ``base`` is InvokeAI's name for it (``BaseModelType``, backend/model_manager/taxonomy.py), ``label`` what
    people call it. ``latents``, ``vae`` (the class that its VAE is loaded as) and ``submodels`` (what a main
    model is made of, as far as nodes of other families may ask for it) are those of its models. Nodes stand
    in the family whose name they carry, by type; a family that uses another's nodes names them in
    ``borrows``, one whose models go with another's (a refiner, a VAE) that other in ``goes_with``.

    ``passes``: nodes that hand an input on, output by input. ``noise``: kinds of noise that the ``noise``
    node makes for it, with the multiple that sides must be of. ``videos``: nodes with a number of frames.
    ``closer``: nodes at which the quick look (judges/gate.py) gives up. ``variants``: what names of models
    say of their variant, the first that is in the name counts. ``trained``: the side of the pictures that it
    was trained with, where the web UI knows one. ``unet``: pixels to the smallest latent inside its UNet.
    ``pickers``: names of the web UI's model pickers (4.0 to 6.7), with the type of model.

    ``names``, ``memory``, ``meetings`` and ``guide`` are functions. ``absent`` says of every field that is
    empty why it is (a test sees to it).
    """

    __slots__ = (
        "absent", "adapters", "base", "borrows", "clip", "closer", "decoders", "denoisers", "goes_with",
        "guide", "image_encoders", "label", "latents", "loaders", "loras", "meetings", "memory", "names",
        "noise", "passes", "pickers", "pid", "prompts", "submodels", "trained", "unet", "vae", "variants",
        "videos",
    )  # fmt: skip

    def __init__(
        self,
        base: str,
        label: str,
        *,
        latents: Geometry | None = None,
        vae: str = "",
        submodels: str = "",
        clip: Clip | None = None,
        loaders: Mapping[str, Loader] | None = None,
        prompts: Mapping[str, Prompt] | None = None,
        denoisers: Mapping[str, Denoiser] | None = None,
        decoders: Mapping[str, VaeNode] | None = None,
        image_encoders: Mapping[str, VaeNode] | None = None,
        pid: Mapping[str, PidNode] | None = None,
        adapters: Mapping[str, Adapter] | None = None,
        loras: Mapping[str, LoraNode] | None = None,
        passes: Mapping[str, Mapping[str, str]] | None = None,
        noise: Mapping[str, int] | None = None,
        borrows: str = "",
        goes_with: str = "",
        videos: str = "",
        closer: str = "",
        variants: tuple[tuple[str, str], ...] = (),
        trained: int = 0,
        unet: int = 0,
        pickers: Mapping[str, str] | None = None,
        names: Callable[[], FamilyNames] | None = None,
        memory: Callable[[], FamilyMemory] | None = None,
        meetings: Callable[[], Meetings] | None = None,
        guide: Callable[[], GuideNodes] | None = None,
        absent: Mapping[str, str],
    ) -> None:
        self.base = base
        self.label = label
        self.latents = latents
        self.vae = vae
        self.submodels = set_of(submodels)
        self.clip = clip
        self.loaders = loaders or {}
        self.prompts = prompts or {}
        self.denoisers = denoisers or {}
        self.decoders = decoders or {}
        self.image_encoders = image_encoders or {}
        self.pid = pid or {}
        self.adapters = adapters or {}
        self.loras = loras or {}
        self.passes = passes or {}
        self.noise = noise or {}
        self.borrows = borrows
        self.goes_with = goes_with
        self.videos = videos
        self.closer = closer
        self.variants = variants
        self.trained = trained
        self.unet = unet
        self.pickers = pickers or {}
        self.names = names
        self.memory = memory
        self.meetings = meetings
        self.guide = guide
        self.absent = absent
