"""From stored readings to stored scores: load a block of claims, make consensus and evidence, score, store."""
