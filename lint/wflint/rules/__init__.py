"""The rules: one module each, grouped by area."""
