"""Webhooks: the change log read for each hook, made into messages, and these sent until they are taken.

    gate.py      whether a changed score is told now, later or not: threshold and quiet period
    reading.py   what a hook has to be told of: changes it may see, of the events it asked for
    bodies.py    an event in JSON, as its newsroom may read it now
    signing.py   Standard Webhooks
    sending.py   messages that are due, several at once, each subject in order
    caring.py    dead attempts, hooks that fail for days, old rows
    tasks.py     the doorbells

Messages and their times are rows: the broker only rings.
"""
