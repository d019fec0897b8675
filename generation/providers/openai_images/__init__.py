"""OpenAI's Images API, and everything that speaks it: LocalAI, gateways, ourselves."""

from generation.providers.openai_images.provider import OpenAIProvider

__all__ = ("OpenAIProvider",)
