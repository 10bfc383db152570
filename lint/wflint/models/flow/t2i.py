"""Whether what a T2I-Adapter makes fits into a UNet: both halve sides of odd numbers, each in its own way.

InvokeAI crops the control image to whole latents of the smallest level, and pads what the adapter makes of it
by a factor that it takes from the width (t2i_adapter preparation in denoise_latents.py, and
diffusers_pipeline.py of InvokeAI 6.14.2 and 5.15.0). Compared with diffusers' own UNet and adapters.
"""

from __future__ import annotations

_SD15, _SDXL = 8, 4  # latents to the smallest level


def fits(width: int, height: int, *, xl: bool) -> bool:
    """For sides in latents; a level of one latent fits any."""
    made = _made(width, xl=xl), _made(height, xl=xl)
    wanted = _wanted(width, xl=xl), _wanted(height, xl=xl)
    if not made[0][-1] or not made[1][-1]:
        return False  # nothing is left of the control image
    for level, side in enumerate(made[0]):
        factor = width // side
        for axis, latents in enumerate((width, height)):
            if -(-latents // factor) not in (1, wanted[axis][level]):
                return False
    return True


def _made(latents: int, *, xl: bool) -> list[int]:
    """The sides of the adapter's levels."""
    smallest = latents // (_SDXL if xl else _SD15)
    return [2 * smallest, 2 * smallest, smallest] if xl else [(8 >> level) * smallest for level in range(4)]


def _wanted(latents: int, *, xl: bool) -> list[int]:
    """The sides of the UNet's levels that take them."""
    sides = [latents]
    while len(sides) < 4:
        sides.append(-(-sides[-1] // 2))
    return [sides[1], sides[1], sides[2]] if xl else sides
