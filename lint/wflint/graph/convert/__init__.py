"""Conversion: workflow to request, graph to workflow, old formats to new ones."""
