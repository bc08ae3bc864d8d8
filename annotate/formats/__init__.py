"""The shapes that go in and out, shared by the admin and the API: plain dictionaries made of plain columns."""
