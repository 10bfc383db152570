"""The families, in the order in which messages name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.anima import ANIMA
from wflint.models.families.cogview4 import COGVIEW4
from wflint.models.families.ernie_image import ERNIE_IMAGE
from wflint.models.families.flux1 import FLUX1
from wflint.models.families.flux2 import FLUX2
from wflint.models.families.ideogram4 import IDEOGRAM4
from wflint.models.families.krea2 import KREA2
from wflint.models.families.qwen_image import QWEN_IMAGE
from wflint.models.families.sd2 import SD2
from wflint.models.families.sd3 import SD3
from wflint.models.families.sd15 import SD15
from wflint.models.families.sdxl import REFINER, SDXL
from wflint.models.families.wan import WAN
from wflint.models.families.z_image import Z_IMAGE

if TYPE_CHECKING:
    from wflint.models.families.record import Family

KNOWN: tuple[Family, ...] = (
    SD15,
    SD2,
    SD3,
    SDXL,
    REFINER,
    FLUX1,
    FLUX2,
    COGVIEW4,
    Z_IMAGE,
    QWEN_IMAGE,
    ANIMA,
    KREA2,
    ERNIE_IMAGE,
    IDEOGRAM4,
    WAN,
)
