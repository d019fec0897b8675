"""Stability AI's v2beta REST API."""

from generation.providers.stability.provider import StabilityProvider

__all__ = ("StabilityProvider",)
