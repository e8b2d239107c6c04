"""The simulation of delivery: the real inbox, coach, prompts, outbox and store, with whatever may go wrong.

Time is virtual (`loop`, `clocks`), Telegram and the machine are simulated (`server`, `wire`, `disk`), people
live by it (`people`, `phone`), and everything that can fail does, by seed (`faults`, `plan`, `strikes`). What
is sent and heard is held against what is true (`sending`, `turns`, `promises`). `house` is one seed from its
first day to its last, `life` one life of the coach in it; `soaking` runs many seeds. The coach itself is no
part of it and knows nothing of it.
"""
