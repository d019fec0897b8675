from django.apps import AppConfig


class GenerationConfig(AppConfig):
    name = "generation"

    def ready(self) -> None:
        from django.core.checks import register

        from files.claims import register_claims
        from generation import receivers  # noqa: F401  # connects on import
        from generation.checks import check_local_model
        from generation.claims import generation_claims

        register_claims(generation_claims)
        register(check_local_model)
