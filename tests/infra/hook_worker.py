"""Imported by a test's worker: it may reach the test's own server, and a dead one is missed soon."""

import datetime as dt

from django.conf import settings

from annotate.actions import hook_messages

settings.OUTBOUND_MAY_REACH_LOOPBACK = True
hook_messages.PATIENCE = dt.timedelta(seconds=4)
