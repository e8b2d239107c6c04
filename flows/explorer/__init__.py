"""The explorer: a walk through everything that may happen in the coaching, and the promises on every turn.

`walk.py` walks; `happenings.py` says what may happen, `abstraction.py` what counts as one state,
`promises.py` what must hold, `coverage.py` which transitions must be taken. It judges the flows and is no
part of them: nothing else in `flows/` uses it.
"""
