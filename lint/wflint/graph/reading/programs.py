"""Other programs whose JSON has nodes and edges: which of them wrote a file.

Each is told by members that its documentation names, in the places where it has them. ``fixtures/foreign``
has a file of each, and says where they are documented.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

NOBODY_KNOWN = "a graph of no known program"
_LOOKED_AT = 50  # items of a list or an object

# What a file is, and the places that tell it, all of which it has. In a place ``*`` is any item of a list or
# object, ``a=b`` a member with that value, ``a^=b`` one that begins so. The first line that fits counts, so
# what is particular stands before what many programs share.
_PROGRAMS = (
    ("an Obsidian canvas", "edges.*.fromNode edges.*.toNode"),
    ("an Obsidian canvas", "nodes.*.type=text nodes.*.x nodes.*.width nodes.*.text"),
    ("a Dify workflow", "workflow.graph.nodes app.mode"),
    ("a Dify workflow", "edges.*.data.sourceType edges.*.data.targetType"),
    ("a Dify workflow", "graph.edges.*.data.sourceType"),
    ("a Flowise chatflow", "nodes.*.data.inputAnchors"),
    ("a Flowise chatflow", "nodes.*.data.outputAnchors"),
    ("a Langflow flow", "nodes.*.type=genericNode"),
    ("a Langflow flow", "data.nodes.*.type=genericNode"),
    ("a Langflow flow", "data.nodes.*.data.node.template"),
    ("an n8n workflow", "nodes.*.typeVersion connections"),
    ("an n8n workflow", "nodes.*.type^=n8n-nodes"),
    ("a Node-RED flow", "*.wires *.type"),
    ("a Node-RED flow", "*.type=tab *.label"),
    ("a Node-RED flow", "flows.*.wires"),
    ("a Node-RED flow", "nodes.*.wires"),
    ("a Unity Shader Graph", "m_SGVersion m_Nodes"),
    ("a Blender node tree", "nodes.*.bl_idname"),
    ("a NiFi flow", "flowContents.processors"),
    ("a Step Functions state machine", "StartAt States.*.Type"),
    ("an Azure Logic Apps workflow", "definition.triggers definition.actions"),
    ("an Airflow graph", "edges.*.source_id edges.*.target_id"),
    ("a dbt manifest", "metadata.dbt_schema_version"),
    ("a Prefect flow run graph", "root_node_ids nodes"),
    ("a Dagster asset graph", "assetNodes.*.assetKey"),
    ("a Drawflow diagram", "drawflow.*.data"),
    ("an Automa workflow", "drawflow.nodes"),
    ("a Rivet graph", "connections.*.outputNodeId connections.*.inputNodeId"),
    ("a Rivet project", "data.graphs data.plugins"),
    ("a Haystack pipeline", "connections.*.sender connections.*.receiver"),
    ("a Haystack pipeline", "components.*.init_parameters"),
    ("a behave-graph", "nodes.*.flows.*.nodeId"),
    ("a behave-graph", "nodes.*.parameters.*.link.nodeId"),
    ("a GoJS diagram", "nodeDataArray"),
    ("a draw.io diagram", "mxGraphModel.root"),
    ("a draw.io diagram", "mxfile.diagram"),
    ("a BPMN process", "$type^=bpmn:"),
    ("an X6 diagram", "cells.*.shape cells.*.source.cell"),
    ("a JointJS diagram", "cells.*.type cells.*.attrs"),
    ("a LogicFlow diagram", "edges.*.sourceNodeId edges.*.targetNodeId"),
    ("a graphlib graph", "edges.*.v edges.*.w"),
    ("an ELK graph", "edges.*.sources edges.*.targets"),
    ("a Mermaid graph", "vertices edges.*.start edges.*.stroke"),
    ("an Excalidraw drawing", "type=excalidraw"),
    ("a tldraw drawing", "tldrawFileFormatVersion"),
    ("a Figma file", "nodes.*.document.children"),
    ("a Figma file", "document.children schemaVersion"),
    ("a Nix lock file", "root nodes.*.locked.narHash"),
    ("a Nix lock file", "root version nodes.root.inputs"),
    ("a Cargo metadata file", "resolve.nodes workspace_members"),
    ("an Nx project graph", "graph.nodes graph.dependencies"),
    ("a Snyk dependency graph", "graph.nodes.*.pkgId"),
    ("a Snyk dependency graph", "depGraph.graph.nodes"),
    ("a Terraform state", "terraform_version resources"),
    ("an npm lock file", "lockfileVersion"),
    ("a webpack stats file", "chunks modules"),
    ("a V8 heap snapshot", "snapshot.meta.node_fields"),
    ("a glTF scene", "asset.version nodes scenes"),
    ("an Elasticsearch answer", "cluster_name nodes"),
    ("a GraphQL answer", "edges.*.node.id pageInfo"),
    ("a GraphQL answer", "data.*.edges.*.node"),
    ("a map of OpenStreetMap", "elements.*.type=node elements.*.lat"),
    ("a map in GeoJSON", "type=FeatureCollection features"),
    ("a TinkerPop graph (GraphSON)", "@type=tinker:graph"),
    ("a TinkerPop graph (GraphSON)", "edges.*._outV edges.*._inV"),
    ("a TinkerPop graph (GraphSON)", "graph.edges.*._outV graph.edges.*._inV"),
    ("a TinkerPop graph (GraphSON)", "edges.*.outV edges.*.inV"),
    ("a Neo4j export", "relationships nodes.*.labels"),
    ("a Neo4j export", "*.type=node *.labels"),
    ("a Neo4j export", "results.*.data.*.graph.relationships"),
    ("a LangGraph drawing", "nodes.*.id=__start__ edges"),
    ("a LangGraph drawing", "nodes.*.type=runnable edges"),
    ("a Kedro-Viz graph", "nodes edges pipelines layers"),
    ("a KNIME workflow", "environment.knimeVersion workflow"),
    ("a KNIME workflow", "workflow.nodes.*.factoryKey"),
    ("a Galaxy workflow", "a_galaxy_workflow"),
    ("a CWL workflow", "cwlVersion"),
    ("a Rete editor's file", "id nodes.*.inputs nodes.*.outputs nodes.*.data nodes.*.position.*"),
    ("a Rete editor's file", "id nodes.*.outputs.*.connections nodes.*.name"),
    ("a Rete editor's file", "connections.*.sourceOutput connections.*.targetInput"),
    ("a graphology graph", "nodes.*.attributes nodes.*.key"),
    ("a graphology graph", "options.type nodes.*.key edges"),
    ("a Cytoscape graph", "elements.nodes.*.data"),
    ("a Cytoscape graph", "elements.*.data.source elements.*.data.target"),
    ("a Cytoscape graph", "*.data.source *.data.target"),
    ("a Cytoscape graph", "edges.*.data.source edges.*.data.target"),
    ("a networkx graph", "directed multigraph nodes"),
    ("a networkx graph", "directed multigraph adjacency"),
    ("a graph in JSON Graph Format", "graph.nodes.*.label"),
    ("a graph in JSON Graph Format", "graph.nodes.*.metadata"),
    ("a graph in JSON Graph Format", "graph.edges.*.relation"),
    ("a graph in JSON Graph Format", "graph.nodes graph.edges.*.source"),
    ("a graph in JSON Graph Format", "graphs.*.nodes"),
    ("a vis.js network", "edges.*.from edges.*.to"),
    ("a LiteGraph graph", "last_node_id links"),
    ("a React Flow diagram", "nodes.*.position.x edges.*.source edges.*.target"),
    ("a React Flow diagram", "nodes.*.position.x edges viewport"),
    ("a React Flow diagram", "nodes edges viewport.zoom"),
    ("a sigma.js graph", "nodes.*.x nodes.*.size edges.*.source"),
    ("a d3 graph", "nodes links.*.source links.*.target"),
    (NOBODY_KNOWN, "nodes edges.*.source edges.*.target"),
)


def program_of(data: Any) -> str | None:
    """What another program's file is, such as ``a Node-RED flow``; None when no known program writes it."""
    for name, places in _PROGRAMS:
        if all(_has(data, place.split(".")) for place in places.split(" ")):
            return name
    return None


def _has(data: Any, way: list[str]) -> bool:
    """Whether there is something at the end of a way of members."""
    if not way:
        return data is not None
    step, *rest = way
    if step == "*":
        items = data.values() if type(data) is dict else data if type(data) is list else ()
        return any(_has(item, rest) for item in islice(items, _LOOKED_AT))
    if type(data) is not dict:
        return False
    member, equal, value = step.partition("=")
    if not equal:
        return step in data and _has(data[step], rest)
    if member.endswith("^"):
        found = data.get(member[:-1])
        return type(found) is str and found.startswith(value)
    return data.get(member) == value
