"""``wflint graph``: a workflow as a picture, with its faults marked."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from wflint.cli import completions
from wflint.cli.errors import DEBUG, OK, Failure
from wflint.cli.options import config, isolated

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Diagnostic
    from wflint.document import Document
    from wflint.engine.settings import Configured
    from wflint.picture import Mark, Scene

_BOXES = 8  # characters without a glyph that are shown

FORMATS = ("svg", "html", "mermaid", "dot", "png")
_BY_ENDING = {".svg": "svg", ".html": "html", ".htm": "html", ".mmd": "mermaid", ".dot": "dot", ".gv": "dot",
              ".png": "png"}  # fmt: skip
_ENDINGS = {"svg": ".svg", "html": ".html", "mermaid": ".mmd", "dot": ".dot", "png": ".png"}

EPILOG = """\b
Examples:
  wflint graph flow.json                            draws flow.svg
  wflint graph flow.json -o flow.html               a page to look around in: pan, zoom, search, faults
  wflint graph flow.json -o flow.png                for a chat or an issue (needs an extra)
  wflint graph --format mermaid flow.json           for a README, on standard output
  wflint graph --highlight family flow.json -o -    edges and nodes by model family

\b
Nodes stand where the file says; graphs, enqueue bodies and images without a workflow are laid out.
Faults are those that `wflint check` finds, with the same configuration.
Exit codes: 0 drawn, whatever faults there are; 2 wrong usage or a file that cannot be drawn.
"""


@click.command(epilog=EPILOG)
@click.argument("file", type=click.Path())
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="Where to write, - for standard output; the ending is the format.  [default: FILE's name with .svg]",
)
@click.option(
    "--format",
    "-f",
    "output_format",
    type=click.Choice(FORMATS),
    help="What to write; without -o to standard output.",
)
@click.option(
    "--target",
    "-t",
    metavar="T",
    shell_complete=completions.targets,
    help="The InvokeAI release.  [default: as configured, or latest]",
)
@click.option(
    "--part", metavar="NAME", help="Which of several documents in the file (workflow, graph, 0, ...)."
)
@click.option(
    "--theme", type=click.Choice(("dark", "light")), default="dark", show_default=True, help="Colours."
)
@click.option(
    "--highlight",
    type=click.Choice(("family",)),
    help="Colour edges and nodes by their model family instead of type.",
)
@click.option(
    "--width",
    metavar="PIXELS",
    type=click.IntRange(1, 16_000),
    help="How wide a PNG is.  [default: as the SVG]",
)
@click.option(
    "--font",
    "fonts",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="A font for the text of a PNG, beside those of the machine; can be repeated.",
)
@click.option("--no-check", is_flag=True, help="Mark no faults.")
@config
@isolated
def graph(
    *,
    file: str,
    output: str | None,
    output_format: str | None,
    target: str | None,
    part: str | None,
    theme: str,
    highlight: str | None,
    width: int | None,
    fonts: tuple[str, ...],
    no_check: bool,
    config_file: str | None,
    isolated: bool,
) -> int:
    """Draw a workflow as its user knows it, with the faults that are found in it.

    FILE is a workflow, an API graph, an enqueue body, an image that InvokeAI saved, or - for standard input.
    """
    from wflint.cli.options import configured
    from wflint.graph.reading.read import read_document
    from wflint.picture import scene_of

    path, output_format = _wanted(file, output, output_format)
    if output_format != "png" and (width is not None or fonts):
        raise click.UsageError("--width and --font go with a PNG")
    if output_format in ("mermaid", "dot") and highlight is not None:
        raise click.UsageError("--highlight goes with svg, html and png")
    heeded = configured(config_file, isolated)
    raw = _read(file)
    catalogue = _catalogue(file, target, heeded)
    document = _document(raw, file, part)
    marks = [] if no_check else _marks(raw, file, document, target, heeded)
    found, _ = read_document(document)
    scene = scene_of(document, found, catalogue, marks)
    write_drawn(
        _drawn(scene, output_format, theme, highlight, width, fonts), path, may_replace=output is not None
    )
    return OK


def _drawn(
    scene: Scene,
    output_format: str,
    theme: str,
    highlight: str | None,
    width: int | None,
    fonts: tuple[str, ...],
) -> str | bytes:
    from wflint import picture

    if output_format == "mermaid":
        return _mermaid(picture.to_mermaid(scene, theme=theme), len(scene.wires))
    if output_format == "dot":
        return picture.to_dot(scene, theme=theme)
    if output_format == "html":
        return picture.to_html(scene, theme=theme, highlight=highlight)
    svg = picture.to_svg(scene, theme=theme, highlight=highlight)
    return svg if output_format == "svg" else png_of(svg, width, fonts)


def _mermaid(text: str, edges: int) -> str:
    from wflint.cli.output import note
    from wflint.picture.mermaid import MOST_CHARACTERS, MOST_EDGES

    if edges > MOST_EDGES or len(text) > MOST_CHARACTERS:
        most = f"{MOST_EDGES} edges and {MOST_CHARACTERS} characters"
        note(f"GitHub draws no Mermaid of more than {most}; this has {edges} and {len(text)}")
    return text


def png_of(svg: str, width: int | None, fonts: tuple[str, ...]) -> bytes:
    """The PNG of a picture. Raises Failure without the extra; says it where a font is missing."""
    from wflint.cli.output import note
    from wflint.picture.png import NoDrawerError, to_png

    try:
        drawn = to_png(svg, width=width, fonts=fonts)
    except NoDrawerError as error:
        raise Failure(str(error)) from None
    except ValueError as error:
        raise Failure(f"the PNG cannot be drawn: {str(error).splitlines()[0][:200]}") from None
    if not drawn.lettered:
        found = "no text can be written with that font" if fonts else "no font was found on this machine"
        note(f"{found}, so the PNG has no text; install one (as DejaVu Sans), or name its file with --font")
    if drawn.boxes:
        more = len(drawn.boxes) - _BOXES
        shown = " ".join(drawn.boxes[:_BOXES]) + (f" and {more} more" if more > 0 else "")
        note(f"no font here has {shown}, so boxes stand for them; install one, or name its file with --font")
    if width is None and drawn.scale < 1:
        note(f"the PNG is at {max(drawn.scale, 0.001):.1%} of its full size; SVG and HTML have it all")
    return drawn.png


def _wanted(file: str, output: str | None, output_format: str | None) -> tuple[str | None, str]:
    """The path to write (None: standard output) and the format. Raises click.UsageError."""
    if output == "-" or (output is None and (output_format is not None or file == "-")):
        return None, output_format or "svg"
    if output is None:
        from wflint.cli.convert_files import stem

        return stem(os.path.basename(os.path.normpath(file))) + ".svg", "svg"
    ending = os.path.splitext(output)[1].lower()
    if output_format is None:
        if ending not in _BY_ENDING:
            endings = ", ".join(_ENDINGS.values())
            raise click.UsageError(f"what to write is told by the ending of -o ({endings}), or by --format")
        output_format = _BY_ENDING[ending]
    return output, output_format


def _read(file: str) -> bytes:
    from wflint.reading import read_document_file

    try:
        if file == "-":
            from wflint.cli.streams import read_stdin

            return read_stdin()
        return read_document_file(file)
    except OSError as error:
        raise Failure(f"cannot read {file}: {error.strerror or error}") from None


def _catalogue(file: str, target: str | None, heeded: Configured) -> Catalogue:
    from wflint.engine.configuration import Wanted
    from wflint.engine.settings import ConfigError, SettingsFinder
    from wflint.engine.targets import TargetError, open_wanted

    try:
        finder = SettingsFinder(heeded)
        settings = finder.default() if file == "-" else finder.for_file(file)
        return open_wanted(Wanted(target=target, named=True).over(settings.for_file(file)))[-1]
    except (ConfigError, TargetError) as error:
        raise Failure(str(error)) from None


def _document(raw: bytes, file: str, part: str | None) -> Document:
    """The one to draw: the workflow where there is one, for that is what users see."""
    from wflint.document import Kind
    from wflint.document.load import load_bytes

    loaded = load_bytes(raw, file)
    there = [d for d in loaded.documents if d.kind not in (Kind.UNKNOWN, Kind.COMFYUI)]
    if not there:
        why = loaded.findings[0].message if loaded.findings else loaded.reason
        raise Failure(f"{file}: {why or 'this is not an InvokeAI document'}")
    names = [d.part for d in there if d.part is not None]
    if part is not None:
        there = [d for d in there if d.part == part]
        if not there:
            raise Failure(
                f"{file}: no document {part!r}; there are: {', '.join(names[:12]) or 'one without a name'}"
            )
    workflows = [d for d in there if d.kind is Kind.WORKFLOW]
    chosen = workflows or there
    if len(chosen) > 1:
        raise Failure(f"{file}: which document? Name one with --part: {', '.join(names[:12])}")
    return chosen[0]


def _marks(raw: bytes, file: str, document: Document, target: str | None, heeded: Configured) -> list[Mark]:
    """The findings of `wflint check` in the document. Raises Failure."""
    from wflint.cli.output import complain
    from wflint.engine.check_files import CheckRequest, check_files
    from wflint.engine.configuration import Wanted
    from wflint.engine.inventories import InventoryError
    from wflint.engine.selection import UnknownSelectorError
    from wflint.engine.settings import ConfigError
    from wflint.engine.targets import TargetError
    from wflint.picture import Mark

    request = CheckRequest(
        (file,),
        Wanted(target=target, named=True),
        skip_unknown=True,
        jobs=1,
        stdin=lambda: raw,
        force_exclude=False,
        debug=DEBUG,
        configured=heeded,
    )
    try:
        result = check_files(request)
    except (ConfigError, TargetError, InventoryError, UnknownSelectorError) as error:
        raise Failure(str(error)) from None
    for problem in result.problems:
        complain(problem.split("\n")[0])

    def ours(found: Diagnostic) -> bool:
        return found.counts and found.part == document.part

    found = [d for d in result.report.diagnostics if ours(d)]
    found.sort(key=lambda d: -d.severity.rank)  # the worst has number 1
    return [Mark(d.pointer, d.severity.value, d.code, d.message, d.field or "") for d in found]


def write_drawn(drawn: str | bytes, path: str | None, *, may_replace: bool = True) -> None:
    """Write a picture to a file, or to standard output. Raises Failure."""
    from wflint.cli.output import note, put_bytes, write_text

    if path is None or path == "-":
        if isinstance(drawn, bytes):
            if sys.stdout.isatty():
                raise Failure("a PNG is nothing for a terminal; name a file with -o")
            put_bytes(drawn)
            return
        write_text([drawn])
        return
    from wflint.writing import write_file

    try:
        write_file(path, drawn, replace=may_replace)
    except FileExistsError:
        raise Failure(f"{path} exists already; -o {path} replaces it") from None
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror or error}") from None
    if not may_replace:
        note(f"wrote {path}")
