"""Latents and VAEs of values whose family may be one of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.bases import GEOMETRY, VAE_CLASS

if TYPE_CHECKING:
    from wflint.models.flow.facts import Fact

Shape = tuple[int, int]


def shapes(bases: frozenset[str]) -> frozenset[Shape]:
    """The shapes that latents of these families may have; empty unless known of each."""
    found = [GEOMETRY.get(base) for base in bases]
    return frozenset() if None in found else frozenset(g.shape for g in found if g is not None)


def spaces(bases: frozenset[str]) -> frozenset[str]:
    """The latent spaces of these families; empty unless known of each."""
    found = [GEOMETRY.get(base) for base in bases]
    return frozenset() if None in found else frozenset(g.space for g in found if g is not None)


def vae_classes(vae: Fact) -> frozenset[str]:
    """The classes that a VAE may be loaded as; empty where that is not known.

    A main model of FLUX.1 (an SDNQ pipeline) brings a diffusers VAE; a separate VAE is of InvokeAI's class.
    Which of the two it is shows in the type of the model; without one it may be either.
    """
    if not vae.bases:
        return frozenset()
    found = set()
    for base in vae.bases:
        known = VAE_CLASS.get(base)
        if known is None:
            return frozenset()
        if base != "flux" or vae.model is None or vae.model.type != "main":
            found.add(known)
        if base == "flux" and (vae.model is None or vae.model.type != "vae"):
            found.add("AutoencoderKL")
    return frozenset(found)


def vae_shapes(vae: Fact) -> frozenset[Shape]:
    """The shapes of latents that a VAE takes."""
    return shapes(vae.bases)
