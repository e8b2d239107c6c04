# What the studio says in its own words; all else stays as it is.

about-short = The Blue Door's calm coach for your lower back. Not for emergencies.
