"""What stands on other people's pages and in their readers, without a key: the card of a claim, oEmbed for it, Atom feeds.

All of it is the published record as it is now: what is withdrawn says so, what was never published does not exist.
"""
