"""Random choices of models for InvokeAI's loaders: right families, any format, variant and gap."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

Json = dict[str, Any]

FILES = ["checkpoint", "gguf_quantized"]
KLEIN = ["klein_4b", "klein_4b_base", "klein_9b", "klein_9b_base"]
WAN = ["t2v_a14b", "i2v_a14b", "ti2v_5b"]
QWEN3 = ["qwen3_4b", "qwen3_8b", "qwen3_06b"]
# By loader: base, formats and variants of its main model.
MAINS: dict[str, tuple[str, list[str], list[str]]] = {
    "flux_model_loader": (
        "flux",
        ["diffusers", *FILES, "bnb_quantized_nf4b", "sdnq_quantized"],
        ["dev", "schnell"],
    ),
    "flux2_klein_model_loader": ("flux2", ["diffusers", *FILES, "sdnq_quantized"], KLEIN),
    "flux2_dev_model_loader": ("flux2", ["diffusers", *FILES], [*KLEIN[:1], "dev", "dev", "dev"]),
    "z_image_model_loader": ("z-image", ["diffusers", *FILES, "sdnq_quantized"], ["turbo", "zbase"]),
    "qwen_image_model_loader": ("qwen-image", ["diffusers", *FILES], ["generate", "edit"]),
    "krea2_model_loader": ("krea-2", ["diffusers", *FILES], ["krea2_turbo", "krea2_base"]),
    "wan_model_loader": ("wan", ["diffusers", *FILES], WAN),
}
# By loader and input: base, type, formats and variants of the models that it is for.
OTHERS: dict[str, dict[str, tuple[str, str, list[str], list[str]]]] = {
    "flux_model_loader": {
        "t5_encoder_model": ("any", "t5_encoder", ["t5_encoder"], []),
        "clip_embed_model": ("any", "clip_embed", ["diffusers"], ["large"]),
        "vae_model": ("flux", "vae", ["checkpoint"], []),
    },
    "flux2_klein_model_loader": {
        "vae_model": ("flux2", "vae", ["checkpoint", "diffusers"], []),
        "qwen3_encoder_model": ("any", "qwen3_encoder", ["qwen3_encoder", "gguf_quantized"], QWEN3),
        "qwen3_source_model": ("flux2", "main", ["diffusers", *FILES], [*KLEIN, "dev"]),
    },
    "flux2_dev_model_loader": {
        "vae_model": ("flux2", "vae", ["checkpoint"], []),
        "mistral_encoder_model": ("any", "mistral_encoder", ["mistral_encoder"], ["mistral3_24b"]),
        "mistral_source_model": ("flux2", "main", ["diffusers", *FILES], [*KLEIN[:1], "dev"]),
    },
    "z_image_model_loader": {
        "vae_model": ("flux", "vae", ["checkpoint"], []),
        "qwen3_encoder_model": ("any", "qwen3_encoder", ["qwen3_encoder"], ["qwen3_4b"]),
        "qwen3_source_model": ("z-image", "main", ["diffusers", *FILES], ["turbo"]),
    },
    "qwen_image_model_loader": {
        "vae_model": ("qwen-image", "vae", ["checkpoint"], []),
        "qwen_vl_encoder_model": ("any", "qwen_vl_encoder", ["qwen_vl_encoder"], []),
        "component_source": ("qwen-image", "main", ["diffusers", *FILES], ["generate"]),
    },
    "krea2_model_loader": {
        "vae_model": ("qwen-image", "vae", ["checkpoint"], []),
        "qwen3_vl_encoder_model": ("any", "qwen3_vl_encoder", ["qwen3_vl_encoder"], []),
    },
    "wan_model_loader": {
        "transformer_low_noise_model": ("wan", "main", [*FILES, "diffusers"], WAN),
        "vae_model": ("wan", "vae", ["checkpoint", "diffusers"], []),
        "wan_t5_encoder_model": ("any", "wan_t5_encoder", ["wan_t5_encoder"], []),
        "component_source": ("wan", "main", ["diffusers", *FILES], WAN),
    },
}
LORAS: dict[str, tuple[str, str, list[str]]] = {
    "flux2_klein_model_loader": ("flux2_klein_lora_loader", "flux2", [*KLEIN, "dev", ""]),
    "flux2_dev_model_loader": ("flux2_dev_lora_loader", "flux2", ["klein_4b", "dev", ""]),
    "wan_model_loader": ("wan_lora_loader", "wan", ["a14b", "5b", ""]),
}
# Nodes that take a PiD decoder, and the families of the decoders that there are.
PID = ["flux", "flux2", "sd3", "sdxl", "qwen_image", "z_image"]
PID_BASES = ["flux", "flux2", "sd-3", "sdxl", "qwen-image"]


class Case(NamedTuple):
    """The server's models, the nodes that InvokeAI runs, in order, and the graph that wflint is given."""

    models: list[Json]
    nodes: list[Json]
    edges: list[tuple[str, str, str, str]]
    graph: Json


class Maker:
    """Makes cases from one source of random numbers, for the loaders that the release has."""

    def __init__(self, seed: int, loaders: list[str]) -> None:
        self._random = random.Random(seed)
        self._loaders = loaders
        self._models: list[Json] = []

    def _model(self, base: str, kind: str, formats: list[str], variants: list[str]) -> Json:
        """A record of a new model; the answer is the identifier for it."""
        pick = self._random.choice
        number = len(self._models)
        record: Json = {
            "key": f"key-{number}",
            "name": f"model {number}",
            "base": base,
            "type": kind,
            "format": pick(formats),
        }
        if variants and (variant := pick(variants)):
            record["variant"] = variant
        if record["format"] == "sdnq_quantized":
            record["pipeline"] = True
        if base == "wan" and kind == "main" and record["format"] in FILES:
            single = record["variant"] == "ti2v_5b"
            record["expert"] = "none" if single else pick(["high", "low", "none"])
        if base == "wan" and kind == "vae":
            record["latent_channels"] = pick([16, 48])
        self._models.append(record)
        return {"hash": f"blake3:{number}", **{m: record[m] for m in ("key", "name", "base", "type")}}

    def case(self) -> Case:
        chance, pick = self._random.random, self._random.choice
        self._models = []
        if chance() < 0.08:
            return self._pid()
        kind = pick(self._loaders)
        base, formats, variants = MAINS[kind]
        loader: Json = {"id": "loader", "type": kind, "model": self._model(base, "main", formats, variants)}
        for field, (other, other_type, other_formats, other_variants) in OTHERS[kind].items():
            if chance() < 0.55:
                loader[field] = self._model(other, other_type, other_formats, other_variants)
        if kind == "wan_model_loader" and chance() < 0.05:
            loader["transformer_low_noise_model"] = loader["model"]
        nodes, edges = [loader], []
        last = "loader"
        if kind in LORAS and chance() < 0.5:
            node_type, lora_base, lora_variants = LORAS[kind]
            lora = self._model(lora_base, "lora", ["lycoris"], lora_variants)
            nodes.append({"id": "lora", "type": node_type, "lora": lora})
            edges.append(("loader", "transformer", "lora", "transformer"))
            last = "lora"
        graph = {node["id"]: node for node in nodes}
        wires = list(edges)
        if kind == "wan_model_loader" and chance() < 0.7:
            self._denoise(last, nodes, edges, graph, wires)
        return Case(self._models, nodes, edges, _body(graph, wires))

    def _pid(self) -> Case:
        """A PiD decoder and a node that decodes with it; what else that asks for, InvokeAI never gets."""
        pick = self._random.choice
        decoder = self._model(pick(PID_BASES), "pid_decoder", ["checkpoint"], ["res2kto4k_sr4x"])
        nodes: list[Json] = [
            {"id": "loader", "type": "pid_decoder_loader", "pid_decoder_model": decoder},
            {"id": "decode", "type": f"{pick(PID)}_pid_decode", "prompt": "a fox"},
        ]
        edges = [("loader", "pid_decoder", "decode", "pid_decoder")]
        graph = {node["id"]: dict(node) for node in nodes}
        gemma = dict.fromkeys(("key", "hash", "name"), "gemma") | {"base": "any", "type": "gemma2_encoder"}
        nodes[1]["gemma2_encoder"] = {"tokenizer": gemma, "text_encoder": gemma}
        channels = {"flux2_pid_decode": 32, "sdxl_pid_decode": 4}.get(nodes[1]["type"], 16)
        nodes[1]["latents"] = {"latents_name": f"{channels}x8x8"}
        return Case(self._models, nodes, edges, _body(graph, edges))

    def _denoise(self, last: str, nodes: list[Json], edges: list[Any], graph: Json, wires: list[Any]) -> None:
        """A denoise node: InvokeAI is given what comes of the nodes before it, wflint these nodes."""
        chance, pick = self._random.random, self._random.choice
        width, height = pick([480, 512, 720]), pick([480, 512, 832])
        video = chance() < 0.5
        node: Json = {
            "id": "denoise",
            "type": "wan_video_denoise" if video else "wan_denoise",
            "width": width,
            "height": height,
            **({"num_frames": 5} if video else {}),
        }
        edge = (last, "transformer", "denoise", "transformer")
        edges.append(edge)
        wires.append(edge)
        graph["denoise"] = dict(node)
        graph["words"] = {"id": "words", "type": "wan_text_encoder", "prompt": "a fox"}
        wires.append(("loader", "wan_t5_encoder", "words", "wan_t5_encoder"))
        wires.append(("words", "conditioning", "denoise", "positive_conditioning"))
        node["positive_conditioning"] = {"conditioning_name": "words"}
        if chance() < 0.6:
            frames = 5 if video else 1
            graph["reference"] = {
                "id": "reference",
                "type": "wan_ref_image_encoder",
                "image": {"image_name": "photo.png"},
                "width": width,
                "height": height,
                "num_frames": frames,
            }
            wires.append(("loader", "vae", "reference", "vae"))
            wires.append(("reference", "ref_image", "denoise", "ref_image"))
            ti2v = self._models[0].get("variant") == "ti2v_5b"
            scale, channels = (16, 48) if ti2v else (8, 20)
            latent_frames = 1 if ti2v or not video else 2
            node["ref_image"] = {
                "condition_tensor_name": f"{channels}x{latent_frames}x{height // scale}x{width // scale}",
                "width": width,
                "height": height,
                "num_frames": frames,
            }
        nodes.append(node)


def _body(nodes: Json, edges: list[tuple[str, str, str, str]]) -> Json:
    wires = [
        {"source": {"node_id": a, "field": b}, "destination": {"node_id": c, "field": d}}
        for a, b, c, d in edges
    ]
    return {"id": "graph", "nodes": nodes, "edges": wires}
