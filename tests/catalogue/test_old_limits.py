"""Which releases before 5.0 compare a list with a limit: the edges of each range."""

from __future__ import annotations

import pytest

from wflint.catalogue.store import open_release
from wflint.graph.server.node_values import node_judge

TABLE = [
    ("controlnet", "control_weight", ["3.6.0", "3.7.0", "4.0.0", "4.2.9"], ["3.3.0", "3.4.0", "3.5.1"]),
    ("t2i_adapter", "weight", ["3.4.0", "3.5.1", "3.7.0", "4.2.9"], ["3.3.0"]),
    ("ip_adapter", "weight", ["3.4.0", "3.5.1"], ["3.3.0", "3.6.0", "4.2.9"]),
    ("denoise_latents", "cfg_scale", ["3.4.0", "3.7.0", "4.1.0"], ["3.3.0", "4.2.0", "4.2.9"]),
    ("t2l_onnx", "cfg_scale", ["3.4.0", "3.7.0"], ["3.0.2", "3.3.0"]),
]


@pytest.mark.parametrize(("node", "field", "refuse", "take"), TABLE)
def test_lists(node: str, field: str, refuse: list[str], take: list[str]) -> None:
    for release in (*refuse, *take):
        judge = node_judge(node, open_release(release))
        assert judge is not None
        faults = judge.faults({field: [1, 1.5]})
        assert [fault.reason for _, fault in faults] == (["bound"] if release in refuse else []), release
        assert judge.faults({field: 1.5}) == []
        assert judge.clean({field: 1.5})
        assert not faults or not judge.clean({field: [1, 1.5]})
