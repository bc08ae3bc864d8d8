"""The answers as the schema tells them. A test holds every answer that is served against these."""
