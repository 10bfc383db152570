"""Record what the web UI of a real InvokeAI makes of workflows, in a headless browser.

    pip install playwright                      # and a Chromium
    wflint serve --release 6.14.2 --detach
    python lint/scripts/record_web_ui.py 6.14.2 http://127.0.0.1:PORT [--chromium /usr/bin/chromium]

Writes fixtures/web-ui/browser-<release>.jsonl.xz: random workflows of five releases, right and wrong, and for
each that the UI refuses it, or the graph, the batch data and the saved workflow that it makes of it. The page
is InvokeAI's own; a line at the end of its scripts makes the functions reachable, which are found by what
stands around them. Models, pictures and boards count as present.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.graph.mutations import mutated  # noqa: E402
from tests.graph.workflows import Workflows  # noqa: E402

from wflint.catalogue.store import open_release  # noqa: E402

_SEEDS = range(7000, 7100)
_MADE_FOR = ("6.14.2", "6.0.2", "5.15.0", "5.0.2", "4.2.9")
_NAME = r"([\w$]+)"
# What is looked for in the UI's scripts, and which groups are which function.
_HOOKS = [
    (
        rf"await {_NAME}\(\{{workflow:\w+,templates:{_NAME}\.get\(\),checkImageAccess",
        ("validate", "templates"),
    ),
    (
        rf"{_NAME}\.get\(\),\{{workflow:\w+,warnings:\w+\}}=await {_NAME}\(\{{workflow",
        ("templates", "validate"),
    ),
    (rf"[\w$]+={_NAME}\([\w$]+,[\w$]+\),[\w$]+={_NAME}\([\w$]+\);[\w$]+&&delete ", ("build", "save")),
    (rf"destination:`gallery`,data:await {_NAME}\(", ("batch",)),
    (rf"[\w$]+\.set\(\{{\}}\),\w+\({_NAME}\(\w+\)\)", ("loaded",)),
    (rf"\{{dispatch:\w+\}}={_NAME}\(\);try\{{[^}}]{{0,60}}getModelConfig", ("store",)),
]
_READY = """() => {
  const ui = window.wflintUi
  return ui && ui.build && ui.templates && ui.store && Object.keys(ui.templates.get()).length > 100
}"""
_RUN = """async (workflows) => {
  const ui = window.wflintUi, templates = ui.templates.get(), found = []
  const yes = async () => true, no = async () => { throw Error("there is none") }
  for (const text of workflows) {
    const workflow = JSON.parse(text), answer = {}
    try {
      const pictures = {checkImageAccess: yes, checkVideoAccess: yes, checkBoardAccess: yes}
      const checks = {...pictures, checkModelAccess: yes}
      const read = await ui.validate({workflow, templates, getWorkflow: no, ...checks})
      delete read.workflow.id
      const store = ui.store()
      store.dispatch(ui.loaded(read.workflow))
      const state = store.getState(), graph = ui.build(state, templates)
      answer.graph = {nodes: graph.nodes, edges: graph.edges}
      answer.saved = ui.save(state.nodes.present || state.nodes)
      if (ui.batch) {
        try { answer.data = await ui.batch(state, store.dispatch) } catch (e) { answer.data = null }
      }
    } catch (e) { answer.refused = true }
    found.push(JSON.stringify(answer))
  }
  return found
}"""


def workflows(release: str) -> list[dict[str, Any]]:
    """The workflows that are shown to the UI of a release: those made for it and for older ones."""
    found = []
    for made_for in _MADE_FOR[_MADE_FOR.index(release) :]:
        catalogue = open_release(made_for)
        for seed in _SEEDS:
            try:
                workflow = Workflows(catalogue, seed).workflow()
            except AssertionError:  # a batch, in a release that has none
                continue
            if release < "6.13":
                workflow["meta"]["version"] = "3.0.0"
                if any(n["type"] == "connector" for n in workflow["nodes"]):
                    continue
            if re.search(r'"base": "(?!sd-1)', json.dumps(workflow)):
                continue  # a base that the release may not know: the UI then keeps no model
            found += [workflow, mutated(workflow, seed), mutated(workflow, seed + 1)]
    return found


def hooked(script: str) -> str:
    """A script of the UI's that also gives its functions away."""
    members = []
    for pattern, names in _HOOKS:
        match = re.search(pattern, script)
        if match:
            members += [f"{name}:{match[i]}" for i, name in enumerate(names, 1)]
    if not members:
        return script
    at = script.rindex("export{")
    line = f";window.wflintUi=Object.assign(window.wflintUi||{{}},{{{','.join(members)}}});"
    return script[:at] + line + script[at:]


def answers(url: str, chromium: str, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the UI at an address makes of workflows."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()

        def serve(route: Any) -> None:
            response = route.fetch()
            route.fulfill(response=response, body=hooked(response.text()))

        page.route(re.compile(r"assets/(App|index)-.*\.js"), serve)
        page.goto(url)
        page.wait_for_function(_READY, timeout=120_000)
        found: list[dict[str, Any]] = []
        for start in range(0, len(asked), 50):
            texts = [json.dumps(w) for w in asked[start : start + 50]]
            found += [json.loads(text) for text in page.evaluate(_RUN, texts)]
        browser.close()
    return found


def main() -> None:
    """Ask the UI and write down what it answered."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("release")
    parser.add_argument("url")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    args = parser.parse_args()
    asked = workflows(args.release)
    found = answers(args.url, args.chromium, asked)
    path = ROOT / "fixtures" / "web-ui" / f"browser-{args.release}.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8", preset=9) as file:
        for workflow, answer in zip(asked, found, strict=True):
            file.write(json.dumps({"workflow": workflow, **answer}, sort_keys=True) + "\n")
    refused = sum("refused" in a for a in found)
    print(
        f"{path.name}: {len(found)} workflows, {refused} refused by the UI, {path.stat().st_size // 1000} kB"
    )


if __name__ == "__main__":
    main()
