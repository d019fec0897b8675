"""Static files under content-hashed names, `import` paths inside our modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's manifest storage that also rewrites ES module imports."""

    support_js_module_import_aggregation = True
    # A third-party stylesheet that names a missing file must not stop the start.
    manifest_strict = False
