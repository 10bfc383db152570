"""Estimating the memory that a workflow needs, without running it (docs/resources.md)."""

from wflint.models.estimate.advice import advice
from wflint.models.estimate.compute import estimate_memory
from wflint.models.estimate.result import STAGES, Estimate, Row

__all__ = ["STAGES", "Estimate", "Row", "advice", "estimate_memory"]
