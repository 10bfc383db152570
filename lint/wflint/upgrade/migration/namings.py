"""What names inputs besides nodes and edges: exposed fields, the form, batch data. All follow a migration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.graph.webui.forms import field_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.diagnostics import Pointer
    from wflint.graph.ir import BatchItem
    from wflint.upgrade.migration.copied import Copied

_EXPOSED: Final = "exposedFields"
_FORM: Final = "form"


class Namings:
    """The places that name inputs, found when somebody first asks. ``batch`` is the batch data as read."""

    def __init__(self, copied: Copied, batch: Sequence[Sequence[BatchItem]]) -> None:
        self._copied = copied
        self._batch = batch
        self._found: dict[tuple[str, str], list[Pointer]] | None = None
        self._by_node: dict[str, list[str]] = {}
        self._dead: set[Pointer] = set()

    def of(self, node_id: str, name: str) -> list[Pointer]:
        """Where an input is named."""
        return [at for at in self._all().get((node_id, name), ()) if at not in self._dead]

    def named(self, node_id: str) -> list[str]:
        """The inputs of a node that are named somewhere."""
        self._all()
        return self._by_node.get(node_id, [])

    def swept(self, node_id: str, name: str) -> int:
        """How many values the batch data have for an input; 0 for none."""
        counts = [
            len(self._copied.peek((*at, "items")) or ())
            for at in self.of(node_id, name)
            if at[0] not in (_EXPOSED, _FORM)
        ]
        return max(counts, default=0)

    def rename(self, node_id: str, name: str, new: str | None) -> None:
        """Make everything that names an input name another of the node; None takes the names out."""
        if new is None:
            self._dead.update(self.of(node_id, name))
        elif new != name:
            self._lead(node_id, name, node_id, new)

    def move(self, node_id: str, name: str, other: str, new: str) -> None:
        """Make everything that names an input name one of another node."""
        self._lead(node_id, name, other, new)

    def _lead(self, node_id: str, name: str, other: str, new: str) -> None:
        places = self.of(node_id, name)
        if not places:
            return
        for at in places:
            if at[0] == _EXPOSED:
                self._copied.own(at).update(nodeId=other, fieldName=new)
            elif at[0] == _FORM:
                shown = self._copied.own((*at, "data", "fieldIdentifier"))
                shown.update(nodeId=other, fieldName=new)
            else:
                self._copied.own(at).update(node_path=other, field_name=new)
        found = self._all()
        del found[node_id, name]
        found.setdefault((other, new), []).extend(places)
        self._by_node.setdefault(other, []).append(new)

    def _all(self) -> dict[tuple[str, str], list[Pointer]]:
        if self._found is None:
            self._found = {}
            for key, at in self._places():
                self._found.setdefault(key, []).append(at)
                self._by_node.setdefault(key[0], []).append(key[1])
        return self._found

    def _places(self) -> Iterator[tuple[tuple[str, str], Pointer]]:
        for group in self._batch:
            for item in group:
                yield (item.node, item.field), item.path
        exposed = self._copied.peek((_EXPOSED,))
        for i, entry in enumerate(exposed if type(exposed) is list else ()):
            if type(entry) is dict:
                node, field = entry.get("nodeId"), entry.get("fieldName")
                if type(node) is str and type(field) is str:
                    yield (node.strip(), field.strip()), (_EXPOSED, i)
        elements = self._copied.peek((_FORM, "elements"))
        for key, element in elements.items() if type(elements) is dict else ():
            shown = field_of(element)
            if shown is not None:
                yield shown, (_FORM, "elements", key)

    def finish(self) -> None:
        """Take out what names inputs that are gone."""
        dead, self._dead = self._dead, set()
        exposed = {at[1] for at in dead if at[0] == _EXPOSED}
        elements = {at[2] for at in dead if at[0] == _FORM}
        batch = {at for at in dead if at[0] not in (_EXPOSED, _FORM)}
        if exposed:
            held = self._copied.peek((_EXPOSED,))
            self._copied.replace((_EXPOSED,), [e for i, e in enumerate(held) if i not in exposed])
        if elements:
            self._take_from_form(elements)
        if batch:
            groups = self._copied.peek(("data",))
            kept = [
                [item for i, item in enumerate(group) if ("data", g, i) not in batch]
                if type(group) is list
                else group
                for g, group in enumerate(groups)
            ]
            left = [new for new, old in zip(kept, groups, strict=True) if new or not old]
            self._copied.replace(("data",), left)

    def _take_from_form(self, dead: set[Any]) -> None:
        at: Pointer = (_FORM, "elements")
        held = self._copied.own(at)
        for key in dead:
            held.pop(key, None)
        for key, element in list(held.items()):
            data = element.get("data") if type(element) is dict else None
            children = data.get("children") if type(data) is dict else None
            if type(children) is list:
                kept = [child for child in children if type(child) is not str or child not in dead]
                if len(kept) != len(children):
                    self._copied.own((*at, key, "data"))["children"] = kept
