"""Files shared out among child processes, each from its bytes to its sheets."""
