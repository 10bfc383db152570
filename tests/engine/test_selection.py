"""Selectors: layers, specificity, rules that are off by default."""

from __future__ import annotations

import pytest

from wflint.engine.selection import Selectors, UnknownSelectorError, matching, select_rules
from wflint.rules.registry import RegisteredRule, all_rules


@pytest.fixture
def preview(monkeypatch: pytest.MonkeyPatch) -> str:
    """The slug of a rule that is made a preview."""
    registered = all_rules()["self-loop"]
    changed = RegisteredRule(registered.slug, registered.area, registered.rule._replace(preview=True))
    monkeypatch.setitem(all_rules(), "self-loop", changed)
    return "self-loop"


@pytest.fixture
def opt_in(monkeypatch: pytest.MonkeyPatch) -> str:
    """The slug of a rule that is made opt-in."""
    registered = all_rules()["self-loop"]
    changed = RegisteredRule(registered.slug, registered.area, registered.rule._replace(default=False))
    monkeypatch.setitem(all_rules(), "self-loop", changed)
    return "self-loop"


def test_preview_rules_need_their_own_name(preview: str) -> None:
    assert preview not in select_rules([]).enabled
    assert preview not in select_rules([Selectors(("ALL",))]).enabled
    assert preview not in select_rules([Selectors(("ED",))]).enabled
    assert preview in select_rules([Selectors(("ED108",))]).enabled
    assert preview in select_rules([Selectors(extend_select=(preview,))]).enabled


def test_opt_in_rules_come_with_their_prefix(opt_in: str) -> None:
    assert opt_in not in select_rules([]).enabled
    assert opt_in in select_rules([Selectors(extend_select=("ED",))]).enabled
    assert opt_in in select_rules([Selectors(("ALL",))]).enabled


def test_later_layers_speak_over_earlier_ones() -> None:
    config = Selectors(("ED",), ("ED101",))
    assert "dangling-edge" not in select_rules([config]).enabled
    assert "dangling-edge" in select_rules([config, Selectors(("ED101",))]).enabled
    assert "dangling-edge" in select_rules([config, Selectors(extend_select=("ED",))]).enabled
    assert select_rules([config, Selectors(ignore=("ED",))]).enabled == frozenset()


def test_ignored_is_what_was_named() -> None:
    selection = select_rules([Selectors(("ED",), ("ED101",))])
    assert selection.ignored == {"dangling-edge"}
    assert select_rules([Selectors(ignore=("ED101",)), Selectors(("ED",))]).ignored == frozenset()


@pytest.mark.parametrize("selector", ["E", "ED2", "ED1011", "", "*", "dangling edge", "ED-101"])
def test_unknown_selectors(selector: str) -> None:
    with pytest.raises(UnknownSelectorError):
        matching(selector)
