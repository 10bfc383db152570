"""What InvokeAI's readers of prompts make of a text: compel's language, as compel reads it."""
