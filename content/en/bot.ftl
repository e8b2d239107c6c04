# What people see of the bot before they write to it. about: at most 512 characters; about-short: 120.

about =
    A coach for your lower back. It asks a few questions, lets you test your own hips and upper back, and guides a short session in the evening. It does not replace a doctor, and it is not for emergencies.
about-short = A calm coach for your lower back. Not for emergencies.
command-today = What is next
command-floss = Floss the nerve now
command-workout = For training days
command-pain = Note how strong the pain is
command-plan = Your plan, and why
command-progress = How it goes
command-test = Test again, when it is due
command-ask = Write to your trainer
command-settings = Bedtime, getting up, city
command-pause = Take a break
command-stop = Stop the programme
command-privacy = What is kept about you
command-export = A copy of all of it
command-forget = Delete all of it
command-help = Help, and emergency numbers
