"""What InvokeAI does with models that do not belong together; derived from the families' own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.details import NO_PART, NO_SUBMODEL
from wflint.models.families.known import KNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.models.families.details import Meeting

_SAID = {family.base: family.meetings() for family in KNOWN if family.meetings is not None}
# By the family of the main model.
MEETINGS: dict[str, tuple[Meeting, ...]] = {base: said.rows for base, said in _SAID.items() if said.rows}
# What a loader that hands out parts says of a model that lacks them (main_model_loader, SDXL's loaders).
LACKS_PARTS: dict[str, str] = {base: said.lacks for base, said in _SAID.items() if said.lacks}
# What InvokeAI says of a model of the wrong type: by node type, then by the model's type (or "*").
WRONG_TYPE: dict[str, Mapping[str, str]] = {
    "vae_loader": {"main": NO_SUBMODEL, "*": "AssertionError"},
    "lora_selector": NO_PART,
}
for _said in _SAID.values():
    WRONG_TYPE.update(_said.wrong_types)
