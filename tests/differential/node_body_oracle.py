"""Runs the bodies of model-free nodes from the source of any release, beside packages of another one.

Needs Python with numpy, Pillow and OpenCV, not InvokeAI itself. Reads one JSON request a line:
``{"source": path, "class": name, "values": {...}, "images": {name: path}}``; answers with ``{"output": {...},
"saved": path or null}``: what ``invoke`` returned, member by member, and the picture that it saved. What the
module imports is taken from what is installed; names that cannot be had are stand-ins that hold their
arguments, as the outputs are.
"""

import ast
import json
import os
import sys
import tempfile
from types import SimpleNamespace

import cv2
import numpy
from PIL import Image, ImageChops, ImageFilter, ImageOps


class _Anything(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return cls()


class Held(SimpleNamespace, metaclass=_Anything):
    """An output or a field: what it was made with."""

    @classmethod
    def build(cls, image_dto):
        return cls(
            image=Held(image_name=image_dto.image_name), width=image_dto.width, height=image_dto.height
        )

    def __getattr__(self, name):
        return Held()


class Names(dict):
    """The module's names; unknown ones are stand-ins."""

    def __missing__(self, name):
        if hasattr(__builtins__, name):
            return getattr(__builtins__, name)
        return Held


class Images:
    """What a node asks of the images, of 3.x and later."""

    def __init__(self, paths):
        self.paths = paths
        self.saved = None

    def get_pil(self, name, mode=None):
        picture = Image.open(self.paths[name])
        picture.load()
        return picture.convert(mode) if mode and mode != picture.mode else picture

    def get_pil_image(self, name):
        return self.get_pil(name)

    def get_dto(self, name):
        return self._dto(name, self.get_pil(name))

    def create(self, image, **_more):
        return self.save(image)

    def save(self, image, *_more, **_named):
        self.saved = image
        return self._dto("saved", image)

    def _dto(self, name, picture):
        size = {"width": picture.width, "height": picture.height}
        return SimpleNamespace(image_name=name, is_intermediate=None, **size)


def body_of(path, name):
    """The class without bases and decorators: its functions and constants, in the module's own names."""
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    names = Names(
        cv2=cv2, numpy=numpy, np=numpy, Image=Image, ImageChops=ImageChops, ImageFilter=ImageFilter,
        ImageOps=ImageOps, pil_to_np=numpy.array, np_to_pil=Image.fromarray, HWC3=lambda rgb: rgb,
    )  # fmt: skip
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.FunctionDef):
            _drop_annotations(node)
            try:
                exec(compile(ast.Module([node], []), path, "exec"), names)
            except Exception:
                continue  # of a name that is not there
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = node
    wanted = found[name]
    lines = [wanted]
    for base in wanted.bases:
        if isinstance(base, ast.Name) and base.id in found:
            lines.insert(0, found[base.id])
    members = {}
    for one in lines:
        for member in one.body:
            if isinstance(member, ast.FunctionDef):
                _drop_annotations(member)
                member.decorator_list = []
                exec(compile(ast.Module([member], []), path, "exec"), names)
                members[member.name] = names[member.name]
    return type(name, (), members)


def _drop_annotations(node):
    for one in ast.walk(node):
        if isinstance(one, ast.arg):
            one.annotation = None
        if isinstance(one, ast.FunctionDef):
            one.returns = None


def run(request, folder):
    node = body_of(request["source"], request["class"])()
    for name, value in request["values"].items():
        setattr(node, name, Held(**value) if isinstance(value, dict) else value)
    for name in ("id", "is_intermediate", "workflow", "metadata", "board"):
        node.__dict__.setdefault(name, None)
    images = Images(request["images"])
    context = SimpleNamespace(images=images, services=SimpleNamespace(images=images, logger=None))
    context.graph_execution_state_id = context.workflow = None
    output = node.invoke(context)
    saved = None
    if images.saved is not None:
        saved = os.path.join(folder, f"{len(os.listdir(folder))}.png")
        images.saved.save(saved)
    return {"output": json.loads(json.dumps(vars(output), default=vars)), "saved": saved}


def main():
    folder = tempfile.mkdtemp(prefix="wflint-oracle-")
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        try:
            answer = run(json.loads(line), folder)
        except Exception as exc:
            answer = {"error": f"{type(exc).__name__}: {exc}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
