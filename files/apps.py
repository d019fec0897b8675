from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        from django.core.checks import register

        from accounts.avatars import register_avatar_source
        from accounts.storage import register_storage_meter
        from files import receivers  # noqa: F401  # connects on import
        from files.accounting.meter import StoredBytes
        from files.avatars import AvatarClaims, StoredAvatars
        from files.checks import check_signing
        from files.claims import register_claims
        from files.resumable import receivers as upload_receivers  # noqa: F401  # the same

        register_avatar_source(StoredAvatars())
        register_storage_meter(StoredBytes())
        register_claims(AvatarClaims())
        register(check_signing)
