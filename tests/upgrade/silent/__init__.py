"""Tests of the changes of results that no schema shows."""
