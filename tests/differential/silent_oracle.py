"""Runs nodes that work without models and tells what they make: runs inside an InvokeAI environment.

Reads one JSON request a line on standard input, a node ``{"type": ..., inputs}`` with the names of pictures
where images go, and answers ``{"outputs": [...], "error": str | null}``: of each image or tensor that the
node saved its form, and its values as base64; else what it gives out.
"""

import base64
import contextlib
import io
import json
import os
import sys
import tempfile
import warnings
from types import SimpleNamespace

os.environ.setdefault("INVOKEAI_ROOT", tempfile.mkdtemp(prefix="wflint-oracle-"))
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
sys.argv = sys.argv[:1]
warnings.simplefilter("ignore")

answers, sys.stdout = sys.stdout, io.StringIO()  # InvokeAI's own output must not mix with the answers

import importlib  # noqa: E402
import pkgutil  # noqa: E402

import invokeai.app.invocations as package  # noqa: E402
import numpy  # noqa: E402
from invokeai.app.invocations.baseinvocation import BaseInvocation  # noqa: E402
from invokeai.app.services.session_queue.session_queue_common import Batch  # noqa: E402, F401
from PIL import Image, ImageDraw, ImageFilter  # noqa: E402

SIZE = (64, 48)


def _pictures():
    """A picture with colours and edges, the same with transparency, and masks of two sorts."""
    random = numpy.random.default_rng(7)
    noise = Image.fromarray(random.integers(0, 256, (12, 16, 3), dtype=numpy.uint8), "RGB")
    rgb = noise.resize(SIZE, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(rgb)
    draw.ellipse((10, 8, 40, 36), fill=(200, 40, 90), outline=(0, 0, 0))
    draw.line((0, 47, 63, 0), fill=(255, 255, 255), width=2)
    hard = Image.new("L", SIZE, 255)
    ImageDraw.Draw(hard).rectangle((16, 12, 44, 34), fill=0)
    soft = hard.filter(ImageFilter.GaussianBlur(5))
    rgba = rgb.copy()
    rgba.putalpha(soft)
    lines = Image.new("RGB", SIZE, (0, 0, 0))
    ImageDraw.Draw(lines).line((3, 3, 60, 40), fill=(255, 255, 255), width=3)
    other = rgb.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(1))
    return {"rgb": rgb, "rgba": rgba, "hard": hard, "soft": soft, "lines": lines, "other": other}


PICTURES = _pictures()


class Context:
    """As much of an invocation context as nodes without models ask for."""

    def __init__(self):
        self.saved = []
        self.images = SimpleNamespace(get_pil=self._pil, save=self._save, get_dto=self._dto, get_path=str)
        self.tensors = SimpleNamespace(save=self._save_tensor, load=self._load_tensor)
        self.util = SimpleNamespace(signal_progress=lambda *_, **__: None, is_canceled=lambda: False)
        self.logger = SimpleNamespace(**dict.fromkeys(("info", "warning", "debug", "error"), lambda *_: None))

    def _pil(self, image_name, mode=None):
        image = PICTURES[image_name].copy()
        return image.convert(mode) if mode and mode != image.mode else image

    def _dto(self, image_name):
        width, height = PICTURES[image_name].size
        return SimpleNamespace(image_name=image_name, width=width, height=height)

    def _save(self, image, *_args, **_kwargs):
        self.saved.append(_told(f"image {image.mode} {image.width}x{image.height}", image.tobytes()))
        return SimpleNamespace(image_name="rgb", width=image.width, height=image.height)

    def _save_tensor(self, tensor):
        array = tensor.detach().cpu().numpy()
        self.saved.append(_told(f"tensor {array.dtype} {array.shape}", array.tobytes()))
        return "tensor"

    def _load_tensor(self, name):
        import torch

        soft = torch.from_numpy(numpy.array(PICTURES["soft"], dtype=numpy.float32) / 255.0)
        if name == "mask":
            return (soft > 0.5).unsqueeze(0)
        generator = torch.Generator().manual_seed(len(name))
        return torch.randn((1, 4, 6, 8), generator=generator)


def _told(form, values):
    return {"form": form, "values": base64.b64encode(values).decode()}


def _classes():
    for module in pkgutil.iter_modules(package.__path__):
        with contextlib.suppress(ImportError):
            importlib.import_module(f"{package.__name__}.{module.name}")
    waiting, found = [BaseInvocation], {}
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if "type" in each.model_fields:
            found[each.model_fields["type"].default] = each
    return found


CLASSES = _classes()


def _run(node):
    context = Context()
    try:
        made = CLASSES[node["type"]](id="1", **{k: v for k, v in node.items() if k != "type"}).invoke(context)
    except Exception as error:
        return {"outputs": [], "error": f"{type(error).__name__}: {error}"[:300]}
    outputs = context.saved or [
        {"form": "values", "values": json.dumps(made.model_dump(), default=str, sort_keys=True)}
    ]
    return {"outputs": outputs, "error": None}


print(json.dumps({"ready": True}), file=answers, flush=True)
for line in sys.stdin:
    print(json.dumps(_run(json.loads(line))), file=answers, flush=True)
