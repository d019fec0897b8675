"""Google's Gemini image models, the real "Nano Banana"."""

from generation.providers.gemini.provider import GeminiProvider

__all__ = ("GeminiProvider",)
