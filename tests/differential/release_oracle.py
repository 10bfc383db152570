"""Asks a release that was taken by the light route: its own classes, without its heavy packages.

    release_oracle.py FOLDER SOURCES FAKED_ROOT...

FOLDER is where the package ``light_route`` is. Reads one JSON request a line and answers one JSON line:

* ``{"graph": GRAPH, "batch": BATCH}``: ``{"ok": bool, "error": str | null, "missing":
  [[node, field], ...]}``, as the release's ``Batch`` says, or its ``Graph`` where it has no batches yet;
* ``{"values": [[node type, values], ...]}``: a list of ``[accepted, error or null, [missing inputs]]``;
* ``{"graphs": [GRAPH, ...]}``: a list of answers as to the first, each with ``"ignored"``: the members of
  nodes, as ``[node, member]``, that were given and that its class does not hold; and ``"unset"``: what the
  node's members are that were not given, ``{node: {member: value}}``.

Works with pydantic 1 and 2, and with every release from 3.1 on.
"""

import functools
import json
import os
import sys
import tempfile


class _Ran(Exception):  # noqa: N818
    """The node's own invoke was reached: nothing was missing."""


class _Services:
    """What ``invoke_internal`` looks up on its way; no cache."""

    node_cache_size = 0

    def __getattr__(self, _name):
        return self


def _instead_of(invoke):
    """A function that only tells that it was called; graphs read its signature."""

    def run(_self, *_arguments, **_more):
        raise _Ran

    return functools.wraps(invoke)(run)


class Release:
    """The classes of the release that is installed here."""

    def __init__(self):
        import invokeai.app.api_app  # noqa: F401  (registers every node class)
        from invokeai.app.invocations import baseinvocation

        names = ("MissingInputException", "RequiredConnectionException")
        self.absent = tuple(getattr(baseinvocation, name) for name in names)
        base = baseinvocation.BaseInvocation
        registry = getattr(baseinvocation, "InvocationRegistry", base)
        found = getattr(registry, "get_invocation_classes", None) or registry.get_invocations
        self.classes = {_type_of(cls): cls for cls in found()}
        for cls in self.classes.values():
            cls.invoke = _instead_of(cls.invoke)
        self.takes_services = "services" in base.invoke_internal.__code__.co_varnames
        try:
            from invokeai.app.services.session_queue.session_queue_common import Batch
        except ImportError:
            from invokeai.app.services.graph import Graph

            Batch = None  # noqa: N806
            self.graph = Graph
        self.batch = Batch

    def judge_graphs(self, graphs):
        return [
            {**self.judge_graph(request), **self._held(request)}
            for request in ({"graph": graph, "batch": {"graph": graph, "runs": 1}} for graph in graphs)
        ]

    def _held(self, request):
        """What becomes of the members that were given, and what the others are."""
        try:
            nodes = self._admit(request).nodes
        except Exception:
            return {"ignored": [], "unset": {}}
        ignored, unset = [], {}
        for node_id, node in nodes.items():
            given = request["graph"]["nodes"][node_id]
            held = {*_fields_of(type(node)), *(getattr(node, "__pydantic_extra__", None) or ())}
            ignored += [[node_id, name] for name in given if name not in held]
            unset[node_id] = {
                name: _plain(getattr(node, name, None)) for name in sorted(held) if name not in given
            }
        return {"ignored": ignored, "unset": unset}

    def judge_graph(self, request):
        try:
            graph = self._admit(request)
            fed = {(e.destination.node_id, e.destination.field) for e in graph.edges}
            missing = [
                [node_id, name]
                for node_id, node in graph.nodes.items()
                for name in self._missing(node, {field for n, field in fed if n == node_id})
            ]
        except Exception as exc:
            return {"ok": False, "error": f"{type(exc).__name__}: {exc}"[:600], "missing": []}
        return {"ok": True, "error": None, "missing": missing}

    def _admit(self, request):
        """The graph that the release's own validation lets through.

        3.1 and 3.2 enqueue whatever parses: there the graph's own check is asked too.
        """
        graph = self.batch(**request["batch"]).graph if self.batch else self.graph(**request["graph"])
        if not hasattr(graph, "validate_self") and not graph.is_valid():
            raise ValueError("the graph is not valid")
        return graph

    def judge_values(self, node_type, values):
        try:
            node = self.classes[node_type](**{"id": "n", "type": node_type, **values})
        except Exception as exc:
            return [False, f"{type(exc).__name__}: {exc}"[:400], []]
        return [True, None, self._missing(node, ())]

    def _missing(self, node, fed):
        """Fill in one missing input after the other until the node would run."""
        filled = {**node.__dict__, "use_cache": False, **{name: object() for name in fed}}
        found = []
        while True:
            object.__setattr__(node, "__dict__", filled)
            services = _Services()
            try:
                if self.takes_services:
                    node.invoke_internal(context=services, services=services)
                else:
                    node.invoke_internal(services)
            except _Ran:
                return found
            except self.absent as exc:
                name = str(exc).split()[-1]  # "Node l2i missing connections for field latents"
                found.append(name)
                filled = {**filled, name: object()}


def _fields_of(cls):
    return getattr(cls, "model_fields", None) or cls.__fields__


def _type_of(cls):
    return _fields_of(cls)["type"].default


def _plain(value):
    """A value as JSON says it."""
    return json.loads(json.dumps(value, default=str))


def main():
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # InvokeAI logs to standard output
    os.environ["INVOKEAI_ROOT"] = tempfile.mkdtemp(prefix="wflint-oracle-")
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    folder, sources, *roots = sys.argv[1:]
    sys.argv[:] = ["invokeai-web"]  # InvokeAI 3.x parses the command line on import
    sys.path.append(folder)
    from pathlib import Path

    from light_route.fake_packages import FakeFinder

    FakeFinder(roots, Path(sources)).install()
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    release = Release()
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in requests:
        request = json.loads(line)
        if "values" in request:
            answer = [release.judge_values(node_type, values) for node_type, values in request["values"]]
        elif "graphs" in request:
            answer = release.judge_graphs(request["graphs"])
        else:
            answer = release.judge_graph(request)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
