"""Which node packs files need, and whether those load in the releases that the files are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.history import node_presence
from wflint.catalogue.model import CORE_PACK
from wflint.catalogue.packs.loading import Loading, loading
from wflint.catalogue.packs.whose import names_a_pack, owner
from wflint.document import Kind
from wflint.document.load import load_bytes
from wflint.engine.admit import NO_DOCUMENT, admit
from wflint.engine.exclusion import why_excluded
from wflint.engine.files import STDIN, discover
from wflint.engine.settings import SettingsFinder
from wflint.engine.targets import TargetNotAllowedError, open_wanted
from wflint.graph.reading.read import read_document
from wflint.reading import read_document_file
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.packs.index import PackIndex
    from wflint.catalogue.packs.model import Pack, PackNode, UnreleasedNode
    from wflint.document import Document
    from wflint.engine.configuration import Wanted

REMOVED, NOT_IMPORTED = "removed", "not-imported"  # what keeps a node from being there although its pack is


class PacksRequest(NamedTuple):
    """What a command line asks for; see :class:`~wflint.engine.check_files.CheckRequest`."""

    paths: tuple[str, ...]
    wanted: Wanted
    images: bool = False
    skip_unknown: bool = False
    stdin: Callable[[], bytes] | None = None


class NeededNode(NamedTuple):
    """A node type of a pack that files use: the versions that they state, and what the pack has today.

    ``named`` are other packs that files name for it although they do not have it.
    """

    type: str
    title: str
    versions: tuple[str, ...]
    named: tuple[str, ...]
    pack_version: str | None
    problem: str | None
    files: tuple[str, ...]


class NeededPack(NamedTuple):
    """A pack that files need. ``pack`` is None for one that only the target knows, by ``name``.

    ``loads`` says for each target whether the pack loads there; one that has the pack's nodes did load it.
    """

    name: str
    pack: Pack | None
    nodes: tuple[NeededNode, ...]
    loads: dict[str, Loading]
    files: tuple[str, ...]

    @property
    def verdict(self) -> bool | None:
        """Whether it loads in all targets; None where nobody can tell of one."""
        answers = {each.loads for each in self.loads.values()}
        return False if False in answers else None if None in answers else True

    @property
    def fine(self) -> bool:
        """Whether all that is needed of it is there when it is installed."""
        return self.verdict is True and all(node.problem is None for node in self.nodes)


class OpenNode(NamedTuple):
    """A node type that ``targets`` lack and no one pack accounts for.

    ``candidates`` are several packs that have it; ``branch`` says that it was only ever on a branch of
    InvokeAI, ``releases`` the first and last release that has it. All empty: nobody knows it. ``named`` are
    the packs that the files name.
    """

    type: str
    versions: tuple[str, ...]
    named: tuple[str, ...]
    candidates: tuple[PackNode, ...]
    branch: UnreleasedNode | None
    releases: tuple[str, str] | None
    targets: tuple[str, ...]
    files: tuple[str, ...]


class PackNeeds(NamedTuple):
    """What all files need. ``problems`` are one-line texts about files that could not be read, ``excluded``
    about named ones that a configuration leaves out; those count as skipped.
    """

    targets: tuple[str, ...]
    packs: list[NeededPack]
    open: list[OpenNode]
    checked: int
    skipped: int
    problems: list[str]
    excluded: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether everything is known and loads."""
        return not self.open and all(pack.fine for pack in self.packs)


def find_needs(request: PacksRequest) -> PackNeeds:
    """The packs that the documents of a request need.

    Raises ConfigError and TargetError; a server that a configuration names for some files only, and that the
    user did not allow, is one of the problems.
    """
    finder = SettingsFinder()
    default = finder.default()
    discovery = discover(
        request.paths,
        images=request.images,
        excluded=lambda path: finder.for_file(path).leaves_out(path) is not None,
    )
    problems = [f"{path}: {reason}" for path, reason in discovery.problems]
    needs = _Gathered()
    checked, skipped = 0, len(discovery.left_out)
    refused: dict[str, TargetNotAllowedError] = {}
    places = [(path, named, "stdin" if path == STDIN else path) for path, named in discovery.files]
    excluded = []
    for path, named, place in places:
        if named and path != STDIN and (why := why_excluded(finder, path, None)) is not None:
            excluded.append(f"{path} is {why}")
            continue
        wanted = request.wanted.over(finder.for_file(place).for_file(place))
        try:
            catalogues = open_wanted(wanted)
        except TargetNotAllowedError as error:
            refused[str(error)] = error
            continue
        index = wanted.pack_index()
        needs.targets.update(dict.fromkeys(c.name for c in catalogues))
        try:
            raw = request.stdin() if path == STDIN and request.stdin else read_document_file(path)
        except OSError as error:
            problems.append(f"{path}: {error.strerror or error}")
            continue
        documents, problem = _documents(raw, path, lenient=not named or request.skip_unknown)
        if problem:
            problems.append(f"{path}: {problem}")
        elif documents:
            checked += 1
        else:
            skipped += 1
        needs.add(path, documents, catalogues, index)
    if refused and not (checked or skipped or problems):
        raise next(iter(refused.values()))
    problems += refused
    if not needs.targets and not refused:
        wanted = request.wanted.over(default.for_file("any.json"))
        wanted.pack_index()
        needs.targets.update(dict.fromkeys(c.name for c in open_wanted(wanted)))
    return needs.result(checked, skipped + len(excluded), problems)._replace(excluded=tuple(excluded))


def _documents(raw: bytes, name: str, *, lenient: bool) -> tuple[list[Document], str]:
    """The documents of a file, or what is wrong with it; neither for another program's."""
    loaded = load_bytes(raw, name)
    documents = []
    problem = ""
    for document, refused, findings in admit(loaded, raw, name, lenient=lenient):
        if refused is None:
            documents.append(document)
        elif findings or not lenient:
            problem = problem or (findings[0].message if findings else refused or NO_DOCUMENT)
    return documents, "" if documents else problem


class _Use:
    """Where a node type is used: the versions and packs that are stated, and the files."""

    __slots__ = ("files", "named", "targets", "versions")

    def __init__(self) -> None:
        self.versions: dict[str, None] = {}
        self.named: dict[str, None] = {}
        self.files: dict[str, None] = {}
        self.targets: dict[str, None] = {}

    def add(self, named: str | None, version: str | None, file: str, target: str) -> None:
        if version is not None:
            self.versions[version] = None
        if named is not None and names_a_pack(named):
            self.named[named] = None
        self.files[file] = None
        self.targets[target] = None


class _Of:
    """What is needed of one pack. ``there`` are the targets that have its nodes."""

    __slots__ = ("name", "nodes", "pack", "targets", "there", "uses")

    def __init__(self, name: str, pack: Pack | None) -> None:
        self.name = name
        self.pack = pack
        self.nodes: dict[str, PackNode | None] = {}
        self.uses: dict[str, _Use] = {}
        self.targets: dict[str, str] = {}
        self.there: set[str] = set()


class _Gathered:
    """The needs of the files seen so far."""

    def __init__(self) -> None:
        self.targets: dict[str, None] = {}
        self._packs: dict[tuple[object, ...], _Of] = {}
        self._open: dict[tuple[object, ...], tuple[tuple[PackNode, ...], _Use]] = {}
        self._branches: dict[str, UnreleasedNode | None] = {}

    def add(
        self, file: str, documents: Iterable[Document], catalogues: Iterable[Catalogue], index: PackIndex
    ) -> None:
        """Take in a file. A picture has a graph, which states nothing, beside the workflow that does."""
        stated: dict[str, dict[tuple[str | None, str | None], None]] = {}
        for document in documents:
            graph, _ = read_document(document)
            for node in graph.nodes.values():
                pack = node.raw.get("nodePack") if document.kind is Kind.WORKFLOW else None
                said = (pack if isinstance(pack, str) else None, node.version)
                stated.setdefault(node.type, {})[said] = None
        for catalogue in catalogues:
            for node_type, ways in stated.items():
                there = catalogue.node(node_type)
                if there is not None and there.pack == CORE_PACK:
                    continue
                for named, version in [way for way in ways if way != (None, None)] or ways:
                    if there is not None:
                        self._installed(there.pack, node_type, version, index, file, catalogue)
                    else:
                        self._missing(named, node_type, version, index, file, catalogue)

    def _installed(
        self,
        name: str,
        node_type: str,
        version: str | None,
        index: PackIndex,
        file: str,
        catalogue: Catalogue,
    ) -> None:
        nodes = owner(index, node_type, name, version).nodes
        node = nodes[0] if len(nodes) == 1 else None
        found = self._pack(node.pack if node else None, name)
        found.there.add(catalogue.name)
        self._use(found, node, node_type, catalogue).add(None, version, file, catalogue.name)

    def _missing(
        self,
        named: str | None,
        node_type: str,
        version: str | None,
        index: PackIndex,
        file: str,
        catalogue: Catalogue,
    ) -> None:
        whose = owner(index, node_type, named, version)
        nodes, contradicts = whose.nodes, whose.contradicts
        if named == CORE_PACK and node_presence(node_type) is not None:
            nodes = ()  # the file says itself that it is a node of another release
        if len(nodes) == 1:
            found = self._pack(nodes[0].pack, nodes[0].pack.name)
            use = self._use(found, nodes[0], node_type, catalogue)
            use.add(named if contradicts else None, version, file, catalogue.name)
            return
        key = (node_type, tuple(_identity(node.pack) for node in nodes))
        if not nodes and node_type not in self._branches:
            self._branches[node_type] = index.unreleased(node_type)
        self._open.setdefault(key, (nodes, _Use()))[1].add(named, version, file, catalogue.name)

    def _pack(self, pack: Pack | None, name: str) -> _Of:
        key = (name,) if pack is None else _identity(pack)
        return self._packs.setdefault(key, _Of(name if pack is None else pack.name, pack))

    @staticmethod
    def _use(found: _Of, node: PackNode | None, node_type: str, catalogue: Catalogue) -> _Use:
        found.nodes[node_type] = node
        found.targets[catalogue.name] = catalogue.version
        return found.uses.setdefault(node_type, _Use())

    def result(self, checked: int, skipped: int, problems: list[str]) -> PackNeeds:
        """All of it, what needs somebody's attention first."""
        packs = sorted(
            map(_needed, self._packs.values()),
            key=lambda p: (p.fine, p.verdict is not False, p.name.casefold(), p.name),
        )
        found = [
            self._left(str(key[0]), nodes, use)
            for key, (nodes, use) in sorted(self._open.items(), key=lambda item: str(item[0][0]))
        ]
        return PackNeeds(tuple(self.targets), packs, found, checked, skipped, problems)

    def _left(self, node_type: str, nodes: tuple[PackNode, ...], use: _Use) -> OpenNode:
        presence = None if nodes else node_presence(node_type)
        return OpenNode(
            node_type,
            tuple(sorted(use.versions)),
            tuple(sorted(use.named)),
            nodes,
            None if nodes else self._branches.get(node_type),
            (presence.first, presence.last) if presence is not None else None,
            tuple(use.targets),
            tuple(use.files),
        )


def _identity(pack: Pack) -> tuple[object, ...]:
    return pack.own, pack.url, pack.name


def _needed(found: _Of) -> NeededPack:
    loads = {
        name: Loading(True) if name in found.there or found.pack is None else loading(found.pack, version)
        for name, version in found.targets.items()
    }
    installed = not found.targets.keys() - found.there
    nodes = []
    files: dict[str, None] = {}
    for node_type, use in sorted(found.uses.items()):
        node = found.nodes[node_type]
        problem = None
        if node is not None and not installed:
            problem = REMOVED if node.removed else None if node.imported else NOT_IMPORTED
        nodes.append(
            NeededNode(
                node_type,
                node.title if node is not None else node_type,
                tuple(sorted(use.versions)),
                tuple(sorted(use.named)),
                node.version if node is not None else None,
                problem,
                tuple(use.files),
            )
        )
        files.update(use.files)
    return NeededPack(found.name, found.pack, tuple(nodes), loads, tuple(files))
