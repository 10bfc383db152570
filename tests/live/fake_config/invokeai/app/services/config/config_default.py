"""Stands in for InvokeAI's module of this name: a configuration class that reads variables as that does."""

from __future__ import annotations

import os
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class DefaultInvokeAIAppConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    host: str = Field(default="127.0.0.1", description="Address.")
    device: Literal["auto", "cpu", "cuda", "cuda:1", "mps"] = Field(default="auto", description="Device.")
    precision: Literal["auto", "float16", "float32"] = Field(default="auto", description="Precision.")
    attention_type: Literal["auto", "sliced", "torch-sdp"] = Field(default="auto", description="Attention.")
    attention_slice_size: Literal["auto", "balanced", 1, 2] = Field(default="auto", description="Slices.")
    node_cache_size: int = Field(default=512, description="Nodes.")
    max_cache_vram_gb: float | None = Field(default=None, ge=0, description="GB.")
    lazy_offload: bool = Field(default=True, description="Keep models in VRAM.")
    vram: float | None = Field(default=None, description="DEPRECATED: no longer used.")
    use_memory_db: bool = Field(default=False, description="In memory.")
    profile_prefix: str | None = Field(default=None, description="Prefix.")


class InvokeAIAppConfig(DefaultInvokeAIAppConfig):
    def __init__(self, **values: Any) -> None:
        given = {name: os.environ.get(f"INVOKEAI_{name.upper()}") for name in type(self).model_fields}
        super().__init__(**{name: value for name, value in given.items() if value}, **values)
