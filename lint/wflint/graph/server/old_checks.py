"""What the node classes of InvokeAI 3.0 to 3.3 (pydantic 1) check in Python.

Every node of 3.1 to 3.3 has an input ``workflow``, a text that must be JSON. From 3.2 on defaults are
validated too, so that a ``range`` may not start behind the end that it has by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.graph.server.literal_fault import LiteralFault
from wflint.graph.server.validators import NodeCheck
from wflint.reading import parse_json
from wflint.release import Release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue, InputDef, NodeDef

_DEFAULTS_CHECKED_SINCE: Final = Release((3, 2, 0))


def old_check(definition: NodeDef, catalogue: Catalogue, check: NodeCheck | None) -> NodeCheck | None:
    """The checks of a node; ``check`` are those that it has in later releases, too."""
    if check is not None and not catalogue.release < _DEFAULTS_CHECKED_SINCE:
        check = _with_defaults(definition, check)
    if "workflow" not in definition.inputs:
        return check
    return _with_workflow(check or NodeCheck(lambda _: True, lambda _: None))


def _with_defaults(definition: NodeDef, check: NodeCheck) -> NodeCheck:
    defaults = {n: i.default for n, i in definition.inputs.items() if i.has_default and i.default is not None}

    def judge(values: Mapping[str, Any]) -> tuple[str, str, str] | None:
        violation = check.judge({**defaults, **values})
        if violation is None or violation[0] in values:
            return violation
        name, says, _ = violation  # an input that is not there: the ones that are there do not go with it
        blamed = next(n for n in values if n in definition.inputs)
        return blamed, f'leaves "{name}" at its default, which {says}', f'set "{name}" too'

    return check._replace(quick=lambda values: check.quick({**defaults, **values}), judge=judge)


def _with_workflow(check: NodeCheck) -> NodeCheck:
    return check._replace(
        quick=lambda values: values.get("workflow") is None and check.quick(values),
        before={**check.before, "workflow": _workflow},
    )


def _workflow(value: Any, _definition: InputDef, _catalogue: Catalogue) -> Any:
    if value is None:
        return None
    try:
        if type(value) is str:
            # The spaces keep a text of zeros from being taken for UTF-16.
            parse_json(b"    " + value.encode("utf-8", "surrogatepass"))
            return value
    except ValueError:
        pass
    return LiteralFault("rule", value, None, ("must be a workflow as JSON text", 'leave "workflow" out'))
