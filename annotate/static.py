"""Static files in production: named by their content, compressed, cached for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites `import … from "./x.js"`, or a page would load a module twice, once of them an old one."""

    support_js_module_import_aggregation = True
