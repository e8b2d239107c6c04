"""The simulation: invented clients walk through months on a virtual clock, and every turn is judged.

`kinds.py` says who there is, `body.py` how a body changes, `person.py` what somebody does with the phone,
`life.py` how the days go, `promises.py` what must hold over months, `tally.py` what is counted. It judges the
flows and is no part of them: nothing else in `flows/` uses it.
"""
