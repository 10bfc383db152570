"""What only certain variants of a family can do, and what they need for it."""
