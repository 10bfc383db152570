"""What nodes give whose outputs follow from their inputs alone, before anything runs."""
