"""Comparing pictures: several metrics, the worst tile, and presets that say what counts as the same."""
