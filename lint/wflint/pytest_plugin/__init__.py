"""The pytest plugin: cases and workflows as tests. Nothing here imports more than pytest until it is used."""
