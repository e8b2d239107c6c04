# What stands in the clip of a whole session.

clip-other-side = Other side
