"""Whether a server has what workflows need, looked at without running them."""
