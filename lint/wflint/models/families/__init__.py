"""What is known of each family of models, and the tables that follow from it."""
