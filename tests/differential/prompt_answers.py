"""What wflint makes of a prompt, spelled as prompt_oracle.py spells what compel makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.prompts.meaning import Blended, Piece, Swapped, read

if TYPE_CHECKING:
    from wflint.models.prompts.meaning import Reading

PATIENCE = 0.4  # seconds that compel may take for a prompt that it is asked about


def reading(text: str) -> Reading:
    """What wflint makes of it."""
    found = read(text)
    assert found is not None
    return found


def answer(text: str) -> dict[str, Any]:
    """The same, as JSON; of an error its sort only, for its text is pyparsing's."""
    found = reading(text)
    if found.failure is not None:
        return {"error": found.failure.error.partition(":")[0]}
    return {
        "prompts": [_prompt(prompt) for prompt in found.prompts],
        "weights": found.weights,
        "loras": [list(lora) for lora in found.loras],
    }


def shortened(answer: dict[str, Any]) -> dict[str, Any]:
    """The oracle's answer, of an error its sort only."""
    return {"error": answer["error"].partition(":")[0]} if "error" in answer else answer


def is_slow(text: str) -> bool:
    """Whether compel would take long for it."""
    found = reading(text)
    return found.too_deep or found.seconds > PATIENCE


def _prompt(prompt: list[Piece | Swapped] | Blended) -> Any:
    if isinstance(prompt, Blended):
        return {
            "prompts": [[_piece(piece) for piece in pieces] for pieces in prompt.prompts],
            "weights": prompt.weights,
            "normal": prompt.normal,
        }
    return [_piece(piece) for piece in prompt]


def _piece(piece: Piece | Swapped) -> Any:
    if isinstance(piece, Piece):
        return [piece.text, piece.weight]
    return [[_piece(p) for p in piece.original], [_piece(p) for p in piece.edited]]
