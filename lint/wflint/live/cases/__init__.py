"""Cases: what a workflow has to show on a real server, written beside it in ``<name>.test.toml``."""
