"""The form: nested containers, headings, fields, and its place in the file."""

from __future__ import annotations

import pytest

from wflint import BuildError, Workflow
from wflint.builders.decompile import decompile


def test_form() -> None:
    wf = Workflow(target="6.14")
    seed, size = wf.integer(label="Seed", value=1), wf.noise(label="Noise")
    wf.form.heading("Settings")
    with wf.form.row():
        wf.expose(seed.field("value"), "Seed")
        with wf.form.column():
            wf.form.text("How large")
            wf.expose(size.field("width"), settings={"type": "integer-field-config", "component": "slider"})
    wf.form.divider()
    wf.expose(size.field("height"), linear=False, show_description=True)
    made = wf.to_workflow()
    elements = made["form"]["elements"]
    assert elements["root"]["data"]["children"] == [
        "heading-settings",
        "container-row",
        "divider",
        "node-field-noise-height",
    ]
    assert elements["container-row"]["data"] == {
        "layout": "row",
        "children": ["node-field-seed-value", "container-column"],
    }
    assert elements["container-column"]["data"]["children"] == ["text-how_large", "node-field-noise-width"]
    assert elements["node-field-noise-width"]["data"]["settings"]["component"] == "slider"
    assert elements["node-field-noise-height"]["data"]["showDescription"] is True
    assert all(e["parentId"] in elements for e in elements.values() if e["id"] != "root")
    assert [e["fieldName"] for e in made["exposedFields"]] == ["value", "width"]
    assert not [d for d in wf.check() if d.slug.startswith("form")]


def test_what_a_form_refuses() -> None:
    wf = Workflow()
    node = wf.noise()
    wf.expose(node.field("seed"))
    with pytest.raises(BuildError, match="exposed already"):
        wf.expose(node.field("seed"))
    with pytest.raises(BuildError, match="is not an input; give one"):
        wf.form.field("seed")  # type: ignore[arg-type]
    with pytest.raises(BuildError, match="row"), wf.form.container("diagonal"):  # type: ignore[arg-type]
        pass


def test_releases_before_forms() -> None:
    wf = Workflow(target="5.0.0")
    wf.expose(wf.noise().field("seed"))
    made = wf.to_workflow()
    assert "form" not in made
    assert made["meta"]["version"] == "3.0.0"
    with pytest.raises(BuildError, match="does not write"):
        Workflow(target="3.7.0").to_workflow()


def test_code_exposes_what_form_and_list_both_show() -> None:
    """And only where they differ does it say so of each."""
    wf = Workflow(target="6.14")
    noise = wf.noise()
    with wf.form.row():
        wf.expose(noise.field("width"))
        wf.expose(noise.field("height"))
    made = wf.to_workflow()
    together = decompile(made, wf.catalogue)
    assert together.count("wf.expose(") == 2
    assert "wf.form.field(" not in together
    made["exposedFields"].reverse()
    apart = decompile(made, wf.catalogue)
    assert apart.count("wf.form.field(") == 2
