"""The OpenAI Images API, served by us: for every client that speaks it."""
