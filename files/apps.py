from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        from accounts.avatars import register_avatar_source
        from files import receivers  # noqa: F401  # connects on import
        from files.avatars import AvatarClaims, StoredAvatars
        from files.claims import register_claims

        register_avatar_source(StoredAvatars())
        register_claims(AvatarClaims())
