"""Settings that rules read, and what a key of the configuration is.

A setting is written in three files: the option of the command line (``cli/check_options.py``), its record
with the key that the configuration has for it (here for what rules read, ``engine/configuration.py`` for the
rest), and where it is used. The reader of configurations, their JSON Schema, their manual page and
``wflint config`` go by the keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.catalogue.packs.index import PackIndex
    from wflint.models.inventory.inventory import Inventory


class Key(NamedTuple):
    """A key of the configuration.

    ``form`` says what its value is: ``text``, ``target``, ``file``, ``files``, ``output`` (a file that is
    written, or empty), ``globs``, ``rules``, ``texts``, ``memory``, ``flag``, ``choice`` (of ``choices``), or
    the name of a table. ``example`` is a value as TOML writes it.
    """

    form: str
    about: str
    example: str = ""
    default: Any = None
    choices: tuple[str, ...] = ()


class NamePatterns(NamedTuple):
    """Patterns of names: those that are allowed (None: all), and those that are not."""

    allow: tuple[str, ...] | None = None
    forbid: tuple[str, ...] = ()


class Policy(NamedTuple):
    """What a repository declares about its documents; None and empty: nothing.

    ``steps``, ``size`` (the longer side in pixels), ``pixels`` and ``batch`` (runs of one enqueue) are
    limits. ``labels`` and ``notes`` are patterns of the types of nodes that must have one, ``texts`` the
    members of a workflow that must not be empty. ``help`` is what reports tell of what to do.
    """

    nodes: NamePatterns | None = None
    packs: NamePatterns | None = None
    models: NamePatterns | None = None
    bases: NamePatterns | None = None
    steps: int | None = None
    size: int | None = None
    pixels: int | None = None
    batch: int | None = None
    labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    help: str = ""

    def over(self, lower: Policy | None) -> Policy:
        """What holds where this policy speaks over another: member by member."""
        if lower is None:
            return self
        return lower._replace(**{name: value for name, value in self._asdict().items() if value})


NO_POLICY = Policy()


class RuleOptions(NamedTuple):
    """Settings that rules may read. Grows with the rules that need them; None: nobody said.

    ``inventory`` is what models the server has on which the document shall run (the engine opens the file
    that is configured), ``vram`` its memory on the graphics card in bytes, ``packs`` the index of node packs
    where a repository adds to it (None: the one of wflint). ``policy`` is what the repository declares.
    """

    inventory: Inventory | None = None
    vram: int | None = None
    packs: PackIndex | None = None
    policy: Policy | None = None

    def over(self, lower: RuleOptions) -> RuleOptions:
        """These options, and those of a place that speaks less loud where they say nothing."""
        said = {name: value for name, value in self._asdict().items() if value is not None}
        if self.policy is not None:
            said["policy"] = self.policy.over(lower.policy)
        return lower._replace(**said) if said else lower


def rule_keys() -> dict[str, Key]:
    """The keys of the configuration behind the options, by the names of the fields."""
    return {
        "vram": Key("memory", "Memory of the graphics card, as a budget: a number is one of GB.", '"8GB"'),
        "policy": Key(
            "policy",
            "What the repository allows, and what it asks for.",
            '{ nodes = { forbid = ["*_api_*"] }, limits = { steps = 60 }, help = "ask in #workflows" }',
        ),
    }
