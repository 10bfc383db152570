"""Runs of documents: inputs set, models bound, sent, outputs saved."""
