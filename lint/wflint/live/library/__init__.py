"""The workflows that a server keeps (InvokeAI's workflow library) as files of a folder, and back."""
