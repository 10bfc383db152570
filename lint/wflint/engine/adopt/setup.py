"""What is proposed for a repository, from what was found in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.engine.adopt.addition import Addition, ByHand
from wflint.engine.adopt.ci import GITHUB, GITLAB, github, gitlab, service
from wflint.engine.adopt.configure import configuration, values
from wflint.engine.adopt.debts import Debts, debts
from wflint.engine.adopt.hooks import HOOKS, hooks
from wflint.engine.adopt.repository import Repository, repository
from wflint.engine.adopt.survey import Contents, baseline_in, survey
from wflint.engine.adopt.target import Proposal, propose
from wflint.engine.configuration import Wanted
from wflint.engine.settings import Configured, SettingsFinder
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.engine.packs_needed import PackNeeds


class Wish(NamedTuple):
    """What a command line wants. ``target`` None proposes one; ``ci`` is auto, github, gitlab or none."""

    target: str | None = None
    ci: str = "auto"
    hooks: bool = True
    baseline: bool = True


class Publisher(NamedTuple):
    """Where wflint comes from: its address, its version, and the templates by service."""

    project: str
    version: str
    templates: Mapping[str, str]


class Setup(NamedTuple):
    """What was found, what is to be written, what somebody has to add, and what is there already.

    ``proposal`` is None where a configuration is there or the target was given; ``needs`` None where no file
    uses nodes of packs; ``debts`` None where a baseline is there, or none is wanted.
    """

    repository: Repository
    survey: Contents
    wanted: Wanted
    proposal: Proposal | None
    needs: PackNeeds | None
    debts: Debts | None
    service: str | None
    changes: list[Addition]
    by_hand: list[ByHand]
    kept: list[str]


def make_setup(
    folder: str, wish: Wish, publisher: Publisher, progress: Callable[[int, int], None] | None = None
) -> Setup:
    """Look at the repository that a folder is in. Nothing is written.

    Raises ConfigError and TargetError for a configuration that is there and cannot be used.
    """
    found = repository(folder)
    top = _shown(found.top)
    finder = SettingsFinder()
    seen = survey(top, lambda path: finder.for_file(path).leaves_out(path) is not None)
    images = bool(seen.images)
    changes: list[Addition] = []
    by_hand: list[ByHand] = []
    kept: list[str] = []

    def take(made: Addition | ByHand | None, name: str, what: str) -> None:
        if isinstance(made, Addition) and (why := _leads_out(found.top, made.name)) is not None:
            made = ByHand(made.name, made.after.decode("utf-8", "replace"), why)
        if made is None:
            kept.append(f"{name} {what}")
        elif isinstance(made, Addition):
            changes.append(made)
        else:
            by_hand.append(made)

    governing = finder.for_file(os.path.join(top, "any.json")).source
    proposal = None
    if governing is not None and os.path.realpath(os.path.dirname(os.path.abspath(governing))) == found.top:
        wanted, configured = Wanted(), Configured()
        kept.append(f"{os.path.basename(governing)} configures wflint")
    else:
        if wish.target is None:
            proposal = propose([*seen.files, *seen.images], seen.stated)
        target = wish.target if proposal is None else proposal.release
        models = seen.models[0] if len(seen.models) == 1 else None
        wanted = Wanted(target, models=models, packs=tuple(seen.packs), catalogues=tuple(seen.catalogues))
        configured = Configured(isolated=True)
        manual = f"{publisher.project}/blob/main/docs/configuration.md"
        take(configuration(found.top, values(wanted, top), manual), "", "")
    owed = None
    if wish.baseline and baseline_in(top) is not None:
        kept.append(f"{os.path.basename(str(baseline_in(top)))} is the baseline")
    elif wish.baseline:
        paths = _governed(seen, finder, found.top, images)
        owed = debts(found.top, paths, wanted, configured, progress)
        owed = owed._replace(elsewhere=len(_candidates(seen, images)) - len(paths))
        if owed.change is not None:
            take(owed.change, "", "")
    if wish.hooks:
        ids = ["wflint", "wflint-images"] if images else ["wflint"]
        if found.is_git or os.path.lexists(os.path.join(top, HOOKS)):
            take(hooks(top, publisher.project, publisher.version, ids), HOOKS, "runs wflint")
    chosen = service(found) if wish.ci == "auto" else wish.ci
    if chosen == GITHUB:
        take(
            github(top, publisher.templates[GITHUB], found.branch, images), ".github/workflows", "runs wflint"
        )
    elif chosen == GITLAB:
        take(gitlab(top, publisher.templates[GITLAB], images), ".gitlab-ci.yml", "runs wflint")
    needs = _needs(seen, top, wanted, images)
    return Setup(found, seen, wanted, proposal, needs, owed, chosen, changes, by_hand, kept)


def _shown(top: str) -> str:
    """The top as seen from where wflint runs, if that is not far."""
    try:
        shown = os.path.relpath(top)
    except ValueError:  # another drive on Windows
        return top
    return top if shown.count(os.pardir) > 1 else shown


def _leads_out(top: str, name: str) -> str | None:
    """Why a file is not written: a link of the repository leads it elsewhere."""
    path = os.path.join(top, *name.split("/"))
    real = os.path.realpath(path)
    if real.startswith(os.path.join(top, "")):
        return None
    return "a symbolic link leads out of the repository"


def _governed(seen: Contents, finder: SettingsFinder, top: str, images: bool) -> list[str]:
    """The files that the configuration at the top will govern: others have one of their own."""
    found = []
    for path in _candidates(seen, images):
        source = finder.for_file(path).source
        own = None if source is None else os.path.realpath(os.path.dirname(os.path.abspath(source)))
        if own is None or own == top or not own.startswith(os.path.join(top, "")):
            found.append(path)
    return found


def _candidates(seen: Contents, images: bool) -> list[str]:
    return [*seen.candidates, *(seen.candidate_pictures if images else ())]


def _needs(seen: Contents, top: str, wanted: Wanted, images: bool) -> PackNeeds | None:
    """Which packs the files need, where any uses a node that no release has."""
    from wflint.catalogue.history import node_presence

    types = {name for file in [*seen.files, *seen.images] for name in file.needs}
    if all(node_presence(name) is not None for name in types):
        return None
    from wflint.engine.packs_needed import PacksRequest, find_needs

    return find_needs(PacksRequest((top,), wanted._replace(named=True), images))
