"""Changes of results at equal settings, which no schema shows: whom they concern, and how it is known."""
