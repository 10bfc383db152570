"""What becomes of models, latents and conditioning that meet."""
