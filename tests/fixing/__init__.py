"""Whole repositories, mended."""
