"""Get an InvokeAI release's OpenAPI document and class facts without torch, a GPU or a server.

The release's wheel is installed alone into a throwaway environment, beside those of its requirements
that are light, as they were when the wheel was built; the heavy ones are faked by an import hook
(``fake_packages``). Needs ``uv`` and the package index: which one, and how it is reached, is what the user
configured for uv and pip. Both run in the throwaway folder, so that no file of a repository says where
packages come from.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import zipfile
from datetime import date, timedelta
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import TYPE_CHECKING, Any, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from wflint.children import program, run_child

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[str], None]

# Distributions that are not installed -> the modules that are faked in their place.
HEAVY: dict[str, tuple[str, ...]] = {
    "accelerate": ("accelerate",),
    "albumentations": ("albumentations",),
    "basicsr": ("basicsr",),
    "bitsandbytes": ("bitsandbytes",),
    "clip-anytorch": ("clip",),
    "compel": ("compel",),
    "controlnet-aux": ("controlnet_aux",),
    "datasets": ("datasets",),
    "diffusers": ("diffusers",),
    "facexlib": ("facexlib",),
    "gfpgan": ("gfpgan",),
    "imageio": ("imageio", "imageio_ffmpeg"),
    "invisible-watermark": ("imwatermark",),
    "matplotlib": ("matplotlib",),
    "mediapipe": ("mediapipe",),
    "mistral-common": ("mistral_common",),
    "numba": ("numba",),
    "onnx": ("onnx",),
    "onnxruntime": ("onnxruntime",),
    "opencv-contrib-python": ("cv2",),
    "opencv-python": ("cv2",),
    "optimum-quanto": ("optimum",),
    "peft": ("peft",),
    "pypatchmatch": ("patchmatch",),
    "pytorch-lightning": ("pytorch_lightning",),
    "realesrgan": ("realesrgan",),
    "scikit-image": ("skimage",),
    "scikit-learn": ("sklearn",),
    "scipy": ("scipy",),
    "sentencepiece": ("sentencepiece",),
    "spandrel": ("spandrel",),
    "test-tube": ("test_tube",),
    "timm": ("timm",),
    "torch": ("torch",),
    "torchmetrics": ("torchmetrics",),
    "torchsde": ("torchsde",),
    "torchvision": ("torchvision",),
    "transformers": ("transformers",),
    "umap-learn": ("umap",),
}
# Heavy packages in pure Python, some of whose constants InvokeAI uses for defaults: their source is read.
READ_FOR_CONSTANTS = ("diffusers",)
# Light packages that come with the heavy ones and that InvokeAI imports without naming them.
BROUGHT_ALONG = (
    *("filelock", "fsspec", "huggingface-hub", "importlib-metadata", "jinja2", "networkx", "numpy"),
    *("packaging", "pillow", "psutil", "pyyaml", "regex", "requests", "safetensors", "tqdm"),
)
# Where the code that validates graphs is: up to 3.2, from 3.3, and in 7.0.
_GRAPH_MODULES = (
    "invokeai/app/services/graph.py",
    "invokeai/app/services/shared/graph.py",
    "invokeai/app/services/shared/graph_validation.py",
    "invokeai/app/services/shared/graph_models.py",
)
# No wflint there: this folder is a package of its own, last on the path since its neighbour is a types.py.
_DONE = "installed"  # a file that marks a finished environment
_INSPECT = (
    f"import sys; sys.path.append({str(Path(__file__).parents[1])!r}); "
    "from light_route.inspect_release import main; main(*sys.argv[1:])"
)


# Not for uv, which would take them for the environment to work in; wflint's own are nobody else's.
_NOT_FOR_UV = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")
_OURS = "WFLINT_"
# pip is run by uv: where only uv was told which index is the one, that is pip's too.
_INDEX = "PIP_INDEX_URL"
_INDEX_OF_UV = ("UV_DEFAULT_INDEX", "UV_INDEX_URL")


class LightRouteError(RuntimeError):
    """The release could not be imported this way; the message says why."""


def _quiet(_step: str) -> None:
    pass


def take(
    version: str,
    python: str | None = None,
    newest: str | None = None,
    *,
    within: Path | None = None,
    progress: Progress = _quiet,
) -> dict[str, Any]:
    """The release's ``openapi`` document, ``classes`` facts and ``graph_sources``, the
    texts of the modules that validate graphs.

    ``python`` is the interpreter to use, by path or version (default: the one that release wants);
    ``newest`` the day up to which other packages are considered (default: two days after the build);
    ``within`` the folder for what is thrown away; ``progress`` gets what is done next.
    Raises LightRouteError when the wheel, a light requirement or a module is missing, and when pydantic
    would drop a default from the schema.
    """
    with tempfile.TemporaryDirectory(prefix="wflint-", dir=within, ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        installed = install(version, folder, python, newest, progress)
        progress("importing it")
        found = inspect(installed.interpreter, folder, installed.sources)
        missing = set(found.pop("missing"))
        wanted = {canonicalize_name(r.name) for r in _requirements(installed.wheel)}
        if lost := {m for m in missing if canonicalize_name(m) in wanted}:
            raise LightRouteError(f"modules of required packages are missing: {', '.join(sorted(lost))}")
        with zipfile.ZipFile(installed.wheel) as archive:
            found["graph_sources"] = _graph_sources(archive)
        return found


class Installed(NamedTuple):
    """A release in an environment of its own, without its heavy packages."""

    wheel: Path
    interpreter: Path
    sources: Path  # of heavy packages whose constants are read


def install(
    version: str,
    folder: Path,
    python: str | None = None,
    newest: str | None = None,
    progress: Progress = _quiet,
) -> Installed:
    """Make the environment in an empty folder; the arguments and errors are those of ``take``."""
    wanted_python = "3.11" if int(version.split(".", maxsplit=1)[0]) < 7 else "3.12"
    progress("downloading its wheel")
    wheel = _download(version, wanted_python, folder)
    environment = folder / "env"
    progress("installing it without torch")
    _make(environment, python or wanted_python)
    _install(environment, "--no-deps", str(wheel))
    newest = newest or _built(wheel)
    pinned = _resolve(wheel, wanted_python, newest, folder)
    _install(environment, "--exclude-newer", newest, "--constraint", str(pinned), *_light(wheel))
    sources = folder / "sources"
    _unpack_sources(environment, pinned, sources)
    (folder / _DONE).touch()
    return Installed(wheel, _python_of(environment), sources)


def _make(environment: Path, python: str) -> None:
    try:
        run_uv(environment.parent, "venv", "--quiet", "--no-project", "--python", python, str(environment))
    except LightRouteError as error:
        raise LightRouteError(f"{error}\nerror: uv neither finds nor gets a Python {python}") from None


def installed_in(folder: Path) -> Installed | None:
    """What ``install`` made in a folder earlier; None where it did not come to its end."""
    wheel = next(folder.glob("*.whl"), None)
    done = folder / _DONE
    if wheel is None or not done.exists():
        return None
    return Installed(wheel, _python_of(folder / "env"), folder / "sources")


def faked_modules() -> list[str]:
    """The modules that stand for the heavy packages."""
    return sorted({root for group in HEAVY.values() for root in group})


def _download(version: str, python: str, folder: Path) -> Path:
    run_uv(
        folder,
        *("tool", "run", "--quiet", "pip", "download", "--quiet", "--no-deps", "--no-input"),
        *(
            "--python-version",
            python,
            "--only-binary",
            ":all:",
            "--dest",
            str(folder),
            f"invokeai=={version}",
        ),
    )
    wheel = next(folder.glob("*.whl"), None)
    if wheel is None:
        raise LightRouteError("pip downloaded no wheel")
    return wheel


def _built(wheel: Path) -> str:
    """A few days after the wheel was built: what its requirements meant then."""
    with zipfile.ZipFile(wheel) as archive:
        newest = max(info.date_time for info in archive.infolist())
    return (date(*newest[:3]) + timedelta(days=2)).isoformat()


def _requirements(wheel: Path) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()
    lines = re.findall(r"^Requires-Dist: (.*)$", metadata, re.MULTILINE)
    requirements = [Requirement(line) for line in lines]
    return [r for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]


def _resolve(wheel: Path, python: str, newest: str, folder: Path) -> Path:
    """The versions that a full installation would have got, heavy packages included: a constraints file.

    The heavy ones hold others back (transformers: huggingface-hub).
    """
    wanted, pinned = folder / "requirements.in", folder / "constraints.txt"
    wanted.write_text("\n".join(map(str, _requirements(wheel))), encoding="utf-8")
    run_uv(
        folder,
        *("pip", "compile", "--quiet", "--no-annotate", "--no-header", "--python-version", python),
        *("--exclude-newer", newest, "--output-file", str(pinned), str(wanted)),
    )
    return pinned


def _light(wheel: Path) -> list[str]:
    light = [r for r in _requirements(wheel) if canonicalize_name(r.name) not in HEAVY]
    for requirement in light:
        requirement.marker = None
    return [*map(str, light), *BROUGHT_ALONG]


def _python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _install(environment: Path, *arguments: str) -> None:
    python = str(_python_of(environment))
    run_uv(environment.parent, "pip", "install", "--quiet", "--python", python, *arguments)


def _unpack_sources(environment: Path, pinned: Path, sources: Path) -> None:
    for line in pinned.read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition(" ;")[0].partition("==")
        if name in READ_FOR_CONSTANTS:
            _install(environment, "--no-deps", "--target", str(sources), f"{name}=={version.strip()}")


def inspect(interpreter: Path, folder: Path, sources: Path) -> dict[str, Any]:
    """What ``inspect_release`` finds in an environment; ``folder`` is for its files.

    Raises LightRouteError with the end of its traceback.
    """
    output, root = folder / "found.json", folder / "root"
    root.mkdir()
    ours = {name for name in os.environ if name.startswith(_OURS)}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    variables = {**kept, "INVOKEAI_ROOT": str(root), "CUDA_VISIBLE_DEVICES": ""}
    command = [str(interpreter), "-c", _INSPECT, str(output), str(sources), *faked_modules()]
    code, said = run_child(command, env=variables, cwd=root, stdout=DEVNULL, stderr=PIPE)
    if code != 0 or not output.exists():
        lines = said.strip().splitlines()
        raise LightRouteError("\n".join(lines[-12:]) or f"exit status {code}")
    found: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return found


def _graph_sources(archive: zipfile.ZipFile) -> list[str]:
    found = [archive.read(name).decode() for name in _GRAPH_MODULES if name in archive.namelist()]
    if not found:
        raise LightRouteError("this wheel has no graph.py")
    return found


def run_uv(folder: Path, *arguments: str, stdout: int = DEVNULL) -> str:
    """Run uv in a folder; gives what it wrote on standard output where that is a pipe.

    Raises LightRouteError with what it said.
    """
    uv = program("uv")
    if uv is None:
        raise LightRouteError("uv is not on the PATH; it makes the environment (`pip install uv`)")
    variables = {
        name: value
        for name, value in os.environ.items()
        if name not in _NOT_FOR_UV and not name.startswith(_OURS)
    }
    told = next((variables[name] for name in _INDEX_OF_UV if variables.get(name)), None)
    if told is not None:
        variables.setdefault(_INDEX, re.sub(r"^[\w.-]+=", "", told))  # it may have a name
    errors = folder / "said.txt"
    with errors.open("wb") as stderr:
        code, said = run_child([uv, *arguments], stdout=stdout, stderr=stderr, cwd=folder, env=variables)
    if code != 0:
        complaint = errors.read_text("utf-8", errors="replace").strip()
        raise LightRouteError(f"uv {arguments[0]}: {complaint[-2000:]}")
    return said
