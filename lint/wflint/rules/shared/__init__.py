"""What rules of several areas look at: computed once for a document."""
