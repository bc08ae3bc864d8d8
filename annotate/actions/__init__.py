"""The only writers. Every verb is keyword-only, takes ``by=``, validates first, writes in one transaction and
appends to the change log. It raises `ValidationError` (naming the field) or `PermissionDenied`, or does it all."""
