"""What InvokeAI's server says of connections and of values."""
