"""What InvokeAI's web UI says of types, values, forms and batches."""
