"""The sections of a report, one a module, each a function from what was counted to its section."""
