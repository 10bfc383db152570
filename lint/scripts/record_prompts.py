"""Records what compel makes of some hundred prompts, for tests without InvokeAI.

    WFLINT_INVOKEAI_6_14_2=path/to/python python lint/scripts/record_prompts.py

writes fixtures/prompts/compel.json: the prompts of tests/differential/prompt_texts.py, the first of them that
compel is done with soon, and its answers. Beside it a1111.json: prompts of Automatic1111, what wflint makes
of them, and what compel hears then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "lint")]

from tests.differential.a1111_prompts import made  # noqa: E402
from tests.differential.oracle import Oracle, invokeai_python  # noqa: E402
from tests.differential.prompt_answers import is_slow, shortened  # noqa: E402
from tests.differential.prompt_texts import SENTENCES, prompt  # noqa: E402

from wflint.models.prompts.a1111 import to_compel  # noqa: E402

RELEASE = "6.14.2"
PROMPTS = 400
TRANSLATED = 300
TO = ROOT / "fixtures" / "prompts" / "compel.json"
VERSION = "import importlib.metadata as m; print(m.version('compel'))"


def main() -> None:
    """Ask for each prompt and write all answers, one a line."""
    python = invokeai_python(RELEASE)
    version = subprocess.run([python, "-c", VERSION], capture_output=True, text=True, check=True).stdout
    oracle = Oracle(python, "prompt_oracle.py")
    texts = [*SENTENCES, *(prompt(seed) for seed in range(-1, -2 * PROMPTS, -1))]
    quick = [text for text in texts if not is_slow(text)][:PROMPTS]
    rows = [json.dumps([text, shortened(oracle.ask(text))]) for text in quick]
    TO.parent.mkdir(exist_ok=True)
    head = json.dumps({"invokeai": RELEASE, "compel": version.strip()})[:-1]
    _write(TO, head, rows)
    translated = {seed: to_compel(made(seed).text) for seed in range(-1, -TRANSLATED, -1)}
    rows = [
        json.dumps([seed, new, shortened(oracle.ask(new))])
        for seed, new in translated.items()
        if new is not None and not is_slow(new)
    ]
    _write(TO.with_name("a1111.json"), head, rows)
    oracle.close()


def _write(path: Path, head: str, rows: list[str]) -> None:
    path.write_text(f'{head}, "answers": [\n' + ",\n".join(rows) + "\n]}\n", "utf-8", newline="\n")


if __name__ == "__main__":
    main()
