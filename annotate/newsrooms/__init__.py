"""A newsroom's own pages: what it watches, its keys, hooks, deliveries, members and reports. For its members alone."""
