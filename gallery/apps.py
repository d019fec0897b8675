from django.apps import AppConfig


class GalleryConfig(AppConfig):
    name = "gallery"

    def ready(self) -> None:
        from files.claims import register_claims
        from gallery import receivers  # noqa: F401  # connects on import
        from gallery.claims import GalleryClaims

        register_claims(GalleryClaims())
