"""The generations of the web UI, one module each: what loading, readiness and the request mean in them."""
