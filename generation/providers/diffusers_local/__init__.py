"""Stable Diffusion on this machine, by the library diffusers (requirements-local-ai.txt)."""

from generation.providers.diffusers_local.provider import DiffusersProvider

__all__ = ("DiffusersProvider",)
