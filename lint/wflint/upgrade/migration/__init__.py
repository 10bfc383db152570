"""Making a document of an older release one of a newer: what is gone gets its successor."""
