"""Settings of the AI vendors; `settings.py` takes them all in. Keys come from here alone."""

from nanobanana.env import Reader, load

env = Reader(load())

GEMINI_API_KEY = env.text("GEMINI_API_KEY")
GEMINI_BASE_URL = env.text(
    "GEMINI_BASE_URL", default="https://generativelanguage.googleapis.com/v1beta"
)
GEMINI_IMAGE_MODELS = env.words(
    "GEMINI_IMAGE_MODELS", default="gemini-nano-banana-2.1,gemini-3-pro-image"
)

VENDOR_KEYS = {"gemini": "GEMINI_API_KEY"}
"""The setting with the key of each vendor that AI_PROVIDERS may name."""

VENDOR_TIMEOUT = env.whole("VENDOR_TIMEOUT", default=180, least=5)
"""Seconds that a vendor may take for one answer."""
