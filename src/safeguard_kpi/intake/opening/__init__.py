"""A file looked at before anything opens it, and then opened: every cell as text, with its place."""
