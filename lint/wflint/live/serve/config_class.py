"""What a release's own configuration class says of settings, asked in its environment and remembered."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.cache import cache_dir
from wflint.children import child
from wflint.live.serve.errors import SetupError
from wflint.plain import one_line
from wflint.reading import parse_json, read_bounded
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

QUESTION = Path(__file__).with_name("config_question.py")
_SECONDS = 120.0  # importing pydantic and parts of InvokeAI from a cold disk
_MOST = 4 * 2**20


@dataclass(frozen=True)
class ConfigAnswer:
    """``fields`` are the settings of the release with their descriptions; ``taken`` are values as the class
    holds them, ``refused`` the class's words on others, ``by_file`` those that no variable can give."""

    fields: Mapping[str, str]
    taken: Mapping[str, Any]
    refused: Mapping[str, str]
    by_file: frozenset[str]

    def uses(self, name: str) -> bool:
        """Whether the release has the setting and still heeds it; its description says so where not."""
        return name in self.fields and not self.fields[name].startswith("DEPRECATED")


def ask_config(release: str, python: Path, wanted: Mapping[str, Sequence[Any]]) -> ConfigAnswer:
    """What the class makes of values: for each setting the first of several that it takes.

    Names it does not have are in none of the answer's lists. An answer is kept in the cache directory, under
    the release and the question. Raises SetupError when the environment's Python cannot tell.
    """
    question = json.dumps(wanted, sort_keys=True)
    digest = hashlib.sha256(QUESTION.read_bytes() + question.encode()).hexdigest()[:16]
    file = cache_dir() / "config" / f"{release}-{digest}.json"
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        return _answer(parse_json(read_bounded(file, _MOST)))
    said = _ask(release, python, question)
    try:
        answer = _answer(json.loads(said))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SetupError(f"the configuration class of InvokeAI {release} cannot be read") from None
    with suppress(OSError):  # the answer is good without
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, said + "\n")
    return answer


def _answer(found: Any) -> ConfigAnswer:
    return ConfigAnswer(
        {str(name): str(about) for name, about in found["fields"].items()},
        dict(found["taken"]),
        {str(name): str(words) for name, words in found["refused"].items()},
        frozenset(found["by_file"]),
    )


def _ask(release: str, python: Path, question: str) -> str:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("INVOKEAI_", "PYTHON"))
    }
    try:
        with child(
            [str(python), "-I", "-B", str(QUESTION)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=environment,
        ) as process:
            said, complaints = process.communicate(question, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SetupError(f"cannot ask InvokeAI {release} for its settings: {one_line(str(error))}") from None
    lines = said.splitlines()
    if process.returncode or not lines:
        raise SetupError(f"cannot ask InvokeAI {release} for its settings:", complaints.splitlines()[-5:])
    return str(lines[-1])
