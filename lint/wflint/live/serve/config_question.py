"""Asks a release's own configuration class: which settings there are, and what it makes of some values.

Run by path in InvokeAI's Python (``python -I config_question.py``). Reads a JSON object from standard input:
for each name of a setting a list of values, of which the first that the class takes counts. Writes one JSON
object as the last line of standard output:

* ``fields``: the description of each setting there is;
* ``taken``: the value of each that was taken, as the class holds it;
* ``refused``: for the others, the class's own words;
* ``by_file``: names whose value the class does not read from a variable, only from ``invokeai.yaml``.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def main() -> None:
    """Answer one question."""
    from invokeai.app.services.config.config_default import DefaultInvokeAIAppConfig, InvokeAIAppConfig
    from pydantic import ValidationError

    fields = {name: field.description or "" for name, field in InvokeAIAppConfig.model_fields.items()}
    taken: dict[str, Any] = {}
    refused: dict[str, str] = {}
    by_file: list[str] = []
    for name, values in json.load(sys.stdin).items():
        if name not in fields:
            continue
        for value in values:
            try:
                config = DefaultInvokeAIAppConfig(**{name: value})
            except ValidationError as error:
                refused.setdefault(name, "; ".join(dict.fromkeys(each["msg"] for each in error.errors())))
                continue
            refused.pop(name, None)
            taken[name] = config.model_dump(mode="json", include={name})[name]
            if not _by_variable(InvokeAIAppConfig, name, taken[name], getattr(config, name)):
                by_file.append(name)
            break
    print()
    print(json.dumps({"fields": fields, "taken": taken, "refused": refused, "by_file": by_file}))


def _by_variable(kind: Any, name: str, plain: Any, value: Any) -> bool:
    """Whether the class reads the value from a variable as wflint writes it (``root.py``)."""
    variable = f"INVOKEAI_{name.upper()}"
    os.environ[variable] = plain if isinstance(plain, str) else json.dumps(plain)
    try:
        return bool(getattr(kind(), name) == value)
    except ValueError:  # pydantic's, and that of its settings
        return False
    finally:
        del os.environ[variable]


if __name__ == "__main__":
    main()
