# Where it hurts.

back-now = <b>How is your back right now?</b> 0 is no pain, 10 is the worst you can imagine.
leg = <b>Do you feel it in a leg too?</b> Pain, tingling or numbness in the buttock, thigh, calf or foot.
leg-none = No, only the back
below-knee = <b>Does it ever go below the knee?</b>
rest-leg-pain = <b>How much does the leg hurt when you rest?</b> 0 is not at all.
yes = Yes
no = No
