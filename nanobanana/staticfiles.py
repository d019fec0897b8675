"""Static files under content-hashed names, `import` paths inside our modules included."""

from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_mixin: Any = HashedFilesMixin
_imports = _mixin._js_module_import_aggregation_patterns[1]


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's manifest storage that also rewrites the imports of our own ES modules.

    Django's own switch for this rewrites every script, and fails on packages' scripts that
    import what they do not ship.
    """

    patterns = (*HashedFilesMixin.patterns, ("js/*.js", _imports))
    # A third-party stylesheet that names a missing file must not stop the start.
    manifest_strict = False
