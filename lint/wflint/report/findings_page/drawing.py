"""Pictures of the files that have findings: read again, drawn with the findings marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Diagnostic
    from wflint.document import Document

MOST_PICTURES: Final = 60
MOST_NODES: Final = 300  # of one picture
MOST_BYTES: Final = 15_000_000  # of all pictures together


class Drawer:
    """Draws one file after another, against the newest of some targets.

    ``refused`` counts the documents that have no picture because there are enough.
    """

    def __init__(self, targets: Sequence[str]) -> None:
        self._targets = targets
        self._catalogue: Catalogue | None = None
        self._documents: list[Document] = []
        self._drawn = self._bytes = 0
        self.refused = 0

    def open(self, file: str) -> str | None:
        """Take up a file: its text, None where it has none or cannot be read again (standard input)."""
        from wflint.document.load import load_bytes
        from wflint.reading import read_document_file

        self._documents = []
        try:
            loaded = load_bytes(read_document_file(file), file)
        except (OSError, ValueError):
            return None
        self._documents = loaded.documents
        whole = [d.source for d in loaded.documents if not d.source.piece]
        return whole[0].text if whole else None

    def draw(self, part: str | None, marked: Sequence[Diagnostic]) -> str | None:
        """The picture of one document of the file, with these findings marked; None where there is none."""
        from wflint.document import Kind
        from wflint.graph.reading.read import read_document
        from wflint.picture import Mark, scene_of, to_svg

        document = next((d for d in self._documents if d.part == part), None)
        if document is None or document.kind in (Kind.UNKNOWN, Kind.COMFYUI):
            return None
        graph, _ = read_document(document)
        if not graph.nodes:
            return None
        if self._drawn >= MOST_PICTURES or len(graph.nodes) > MOST_NODES or self._bytes > MOST_BYTES:
            self.refused += 1
            return None
        marks = [Mark(d.pointer, d.severity.value, d.code, d.message, d.field or "") for d in marked]
        svg = to_svg(scene_of(document, graph, self._against(), marks), legend=False)
        self._drawn += 1
        self._bytes += len(svg)
        return svg

    def _against(self) -> Catalogue:
        """The catalogue of the newest target; the newest of all where that is no release (a server)."""
        if self._catalogue is None:
            from wflint.catalogue.errors import TargetError
            from wflint.catalogue.targets import open_known, resolve_target

            try:
                self._catalogue = open_known(self._targets[-1])
            except (TargetError, IndexError):
                self._catalogue = resolve_target("latest")[-1]
        return self._catalogue
