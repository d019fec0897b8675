"""Personal API keys: long-lived, for scripts, OpenAI clients and assistants."""
