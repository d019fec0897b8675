"""Settings of the AI vendors; `settings.py` takes them all in. Keys come from here alone."""

from nanobanana.env import Reader, load

env = Reader(load())

OPENAI_API_KEY = env.text("OPENAI_API_KEY")
OPENAI_BASE_URL = env.text("OPENAI_BASE_URL", default="https://api.openai.com/v1")
OPENAI_IMAGE_MODELS = env.words(
    "OPENAI_IMAGE_MODELS", default="gpt-image-2.6-flare,gpt-image-2.6-sunburst"
)

GEMINI_API_KEY = env.text("GEMINI_API_KEY")
GEMINI_BASE_URL = env.text(
    "GEMINI_BASE_URL", default="https://generativelanguage.googleapis.com/v1beta"
)
GEMINI_IMAGE_MODELS = env.words(
    "GEMINI_IMAGE_MODELS", default="gemini-nano-banana-2.1,gemini-3-pro-image"
)

STABILITY_API_KEY = env.text("STABILITY_API_KEY")
STABILITY_BASE_URL = env.text("STABILITY_BASE_URL", default="https://api.stability.ai")
STABILITY_MODELS = env.words("STABILITY_MODELS", default="core,ultra,sd3")

VENDOR_TIMEOUT = env.whole("VENDOR_TIMEOUT", default=180, least=5)
"""Seconds that a vendor may take for one answer."""
