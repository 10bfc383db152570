"""Runs of cases as one page: what was wanted, what came, and where the time and the memory went."""
