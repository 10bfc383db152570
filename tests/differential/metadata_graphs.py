"""Random graphs of nodes that write models into metadata, and of those that look for them there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

MODELS: list[dict[str, Any]] = [
    {"key": f"key of {name}", "hash": "h", "name": name, "base": base, "type": kind}
    for name, base, kind in (
        ("a", "sd-1", "main"),
        ("b", "sdxl", "main"),
        ("c", "sd-1", "vae"),
        ("d", "sdxl", "vae"),
        ("e", "sd-1", "lora"),
        ("f", "sdxl", "lora"),
        ("g", "sd-1", "controlnet"),
        ("h", "sdxl", "t2i_adapter"),
    )
]
_IMAGE = {"image_name": "x.png"}
_CUSTOM = "* CUSTOM LABEL *"


class _Maker:
    """One graph in the making."""

    def __init__(self, rng: random.Random, gone: bool) -> None:
        self.rng = rng
        self.gone = gone
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: list[dict[str, Any]] = []

    def add(self, name: str, node_type: str, **values: Any) -> str:
        node_id = f"{name}_{len(self.nodes)}"
        self.nodes[node_id] = {"id": node_id, "type": node_type, **values}
        return node_id

    def join(self, source: str, output: str, target: str, field: str) -> None:
        self.edges.append(
            {
                "source": {"node_id": source, "field": output},
                "destination": {"node_id": target, "field": field},
            }
        )

    def of(self, kind: str) -> dict[str, Any]:
        return self.rng.choice([model for model in MODELS if model["type"] == kind])

    def feed(self, target: str, field: str) -> None:
        """Bring a model, VAE or LoRA into an input that takes anything."""
        way = self.rng.choice(("identifier", "vae", "main vae", "lora"))
        if way == "identifier":
            source = self.add("id", "model_identifier", model=self.rng.choice(MODELS))
            self.join(source, "model", target, field)
        elif way == "vae":
            self.join(self.add("vae", "vae_loader", vae_model=self.of("vae")), "vae", target, field)
        elif way == "main vae":
            self.join(self.add("main", "main_model_loader", model=self.of("main")), "vae", target, field)
        else:
            source = self.add("lora", "lora_selector", lora=self.of("lora"), weight=0.5)
            self.join(source, "lora", target, field)

    def entry(self) -> Any:
        """A literal that may name a model."""
        model = self.rng.choice(MODELS)
        return self.rng.choice(
            (
                model,
                {"name": model["name"]},
                {"model_name": model["name"]},
                {"name": "nobody", "base": "sd-1"},
                {**model, "key": "gone"} if self.gone else model,
                {"other": 1},
                "text",
                [{"model": self.of("lora"), "weight": 1}, {"lora": self.of("lora"), "weight": 0.5}],
            )
        )

    def core(self) -> str:
        values: dict[str, Any] = {"seed": 1}
        if self.rng.random() < 0.5:
            values["model"] = self.of("main")
        if self.rng.random() < 0.5:
            values["vae"] = self.of("vae")
        if self.rng.random() < 0.5:
            values["loras"] = [
                {"model": self.of("lora"), "weight": 0.5} for _ in range(self.rng.randrange(3))
            ]
        if self.rng.random() < 0.5:
            values["controlnets"] = [{"image": _IMAGE, "control_model": self.of("controlnet")}]
        if self.rng.random() < 0.5:
            values["t2iAdapters"] = [{"image": _IMAGE, "t2i_adapter_model": self.of("t2i_adapter")}]
        if self.rng.random() < 0.1:
            values["mine"] = self.of("main")
        node = self.add("core", "core_metadata", **values)
        if self.rng.random() < 0.3:
            source = self.add("id", "model_identifier", model=self.of("main"))
            self.join(source, "model", node, "model")
        return node

    def item(self) -> str:
        node = self.add("item", "metadata_item", label=self.rng.choice(("model", "vae", "loras", "mine")))
        self.fill(node)
        return node

    def fill(self, node: str) -> None:
        if self.rng.random() < 0.5:
            self.nodes[node]["value"] = self.entry()
        else:
            self.feed(node, "value")

    def metadata(self, depth: int = 0) -> str:
        """A node with an output ``metadata``."""
        way = self.rng.choice(("core", "items", "linked", "merge")) if depth < 3 else "core"
        if way == "core":
            return self.core()
        if way == "items":
            node = self.add("metadata", "metadata")
            if self.rng.random() < 0.5:
                self.join(self.item(), "item", node, "items")
            else:
                self.join(
                    self.gathered([(self.item(), "item") for _ in range(2)]), "collection", node, "items"
                )
            return node
        if way == "linked":
            label = self.rng.choice(("model", "vae", _CUSTOM))
            node = self.add("linked", "metadata_item_linked", label=label, custom_label="mine")
            self.fill(node)
            if self.rng.random() < 0.5:
                self.join(self.metadata(depth + 1), "metadata", node, "metadata")
            return node
        node = self.add("merge", "merge_metadata")
        parts = [(self.metadata(depth + 1), "metadata") for _ in range(self.rng.randint(1, 2))]
        self.join(self.gathered(parts), "collection", node, "collection")
        return node

    def gathered(self, parts: list[tuple[str, str]]) -> str:
        node = self.add("collect", "collect")
        for source, output in parts:
            self.join(source, output, node, "item")
        return node

    def consumer(self) -> None:
        kind = self.rng.choice(
            ("model", "sdxl_model", "vae", "lora_collection", "loras", "controlnets", "t2i_adapters")
        )
        values: dict[str, Any] = {}
        if kind in ("model", "sdxl_model", "vae"):
            own = kind.rpartition("_")[2]
            values = {"label": self.rng.choice((own, own, _CUSTOM)), "custom_label": "mine"}
            values["default_value"] = {"vae": self.of("vae")} if kind == "vae" else self.of("main")
        elif kind == "lora_collection":
            values = {"custom_label": self.rng.choice(("loras", " ", "mine"))}
        node = self.add(f"to_{kind}", f"metadata_to_{kind}", **values)
        if kind == "loras":
            self.join(self.add("main", "main_model_loader", model=self.of("main")), "unet", node, "unet")
        if self.rng.random() < 0.9:
            self.join(self.metadata(), "metadata", node, "metadata")


def graph(rng: random.Random, *, gone: bool) -> dict[str, Any]:
    """An API graph with one node that looks for models; others feed it. ``gone``: some keys are nobody's."""
    maker = _Maker(rng, gone)
    maker.consumer()
    return {"id": "g", "nodes": maker.nodes, "edges": maker.edges}
