"""What `wflint init` does: look at a repository, propose what sets wflint up in it, write that whole."""
