"""An image API of the operator's own, by a signed webhook: docs/http-provider.md."""

from generation.providers.webhook.provider import WebhookProvider

__all__ = ("WebhookProvider",)
