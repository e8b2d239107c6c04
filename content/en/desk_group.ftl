# A trainer's desk in a group, with a topic for each client.

desk-group-how =
    Your desk can also be a group with a topic for each client.
    Make a group with topics, { $bot ->
        [none] add me
       *[other] <a href="https://t.me/{ $bot }?startgroup=desk&amp;admin=manage_topics">add me</a>
    } as an administrator who may manage topics, and send /desk there.
    Everybody in that group can read what comes in about your clients.
desk-group-is = Your desk is a group. /desk off brings it back to this chat.
desk-group-on =
    This group is your desk now. What is about one client comes in a topic of theirs, made as soon as there is something; all else comes here.
    To write to a client, reply to a message of mine, or begin with &gt; in their topic. Anything else stays among you.
    Commands such as /clients work here for you alone. Everybody in this group can read what comes in, so add only people who may.
    /desk off ends it.
desk-group-off = Your desk is the private chat with me again. Nothing more comes to the group.
desk-group-none = This group is nobody's desk.
desk-group-lost = I am in the group of your desk no more. Everything comes here again.
desk-group-no-trainer = Only a trainer can have a desk here.
desk-group-taken = This group is another trainer's desk. Please use a group of your own.
desk-group-no-forum = This group has no topics. Turn them on in the settings of the group, then send /desk again.
desk-group-no-right = I may not manage topics here. Make me an administrator with that right, then send /desk again.
desk-group-not-yours = This button is for the trainer whose desk this is.
desk-group-internal = Not sent to the client. To write to them, reply to a message of mine or begin with &gt;. I say this only once here.
desk-topic-name = { $name } · C{ $number }
desk-topic-again = The topic was deleted, so I have made it again. What stood in it is gone here.
broadcast-in-private = In a group I take words only. Please send pictures, voice messages and files for all to me in our private chat.
