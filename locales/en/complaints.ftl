# Complaints of whoever has a link that is blocked, or whose account was terminated.

# What is refused. Messages begin small where they stand for themselves, and large at a field.
complaint-words-missing = Say what is wrong with the blocking
complaint-words-key = This seems to hold the key of a link, the part after the #: leave it out, so that nobody here can open the file by it
complaint-too-many = so many complaints about this link came within a day that no more are taken now. Try again tomorrow
complaint-answer-missing = Say what you found: whoever complained reads it
complaint-you-decided = you decided about this before: somebody else answers
complaint-meanwhile = this complaint was answered meanwhile
complaint-unreadable = what this complaint says was altered in the database and cannot be read any more: have a senior look again
complaint-restricts-nothing = the decision restricts nothing any more, and whoever complained is told so without you
complaint-still-restricts = the decision still restricts: it has to be overturned first
complaint-restricts-no-more = the decision restricts nothing any more: say that it was overturned
complaint-account-words-missing = Say why the account should not have been closed
complaint-account-is-open = the account is not closed any more, and whoever complained is told so without you
complaint-account-still-closed = the account is still closed: that has to be lifted first
complaint-account-open-again = the account is not closed any more: say that the decision was overturned

# What is written to whoever complained, at the address they gave.
complaint-mail-title = Your complaint about a blocked link
complaint-mail-number = Number
complaint-mail-received = Received
complaint-mail-stands =
    { $by ->
        [another] A person who did not make the decision
       *[whoever-decided] A person
    } has looked at your complaint. The decision stands, and the link stays blocked.
complaint-mail-again =
    { $by ->
        [another] A person who did not make the decision
       *[whoever-decided] A person
    } has looked at your complaint, and has had the decision put before a senior, who looks at it again. Until then the link stays blocked.
complaint-mail-stands-after-all = A senior has looked again at the decision by which the link is blocked. It stands, and the link stays blocked.
complaint-mail-overturned = A senior has looked again at the decision by which the link was blocked. What it restricted has ended. If something else restricts the file, the link stays blocked.
complaint-mail-moot = What you complained about has ended otherwise: it blocks the link no more. If something else restricts the file, the link stays blocked.
complaint-mail-gone = The file behind the link was deleted for good before your complaint was answered for good. Nothing of it can be given back.
complaint-mail-account-title = Your complaint about a closed account
complaint-mail-account-stands =
    { $by ->
        [another] A person who did not make the decision
       *[whoever-decided] A person
    } has looked at your complaint. The decision stands: the account stays closed, and what it shared stays out of reach.
complaint-mail-account-again =
    { $by ->
        [another] A person who did not make the decision
       *[whoever-decided] A person
    } has looked at your complaint, and has had the decision put before a senior, who looks at it again. Until then the account stays closed.
complaint-mail-account-stands-after-all = A senior has looked again at the decision by which the account was closed. It stands: the account stays closed, and what it shared stays out of reach.
complaint-mail-account-overturned = A senior has looked again at the decision by which the account was closed. The account is open again. Whether the link opens something is for whoever has the account to say: what was deleted meanwhile they can bring back for a time.
complaint-mail-account-moot = What you complained about has ended otherwise: the account is not closed any more. Whether the link opens something is for whoever has the account to say.
complaint-mail-found = What was found
complaint-mail-ways = Whoever uploaded the file and whoever sent the notice have ways of their own to have the decision reviewed, here and before others, and were told of them. If you know who sent you the link, they can tell you whether that is under way.
complaint-mail-account-ways = Whoever has the account has ways of their own to have the decision reviewed, here and before others, and was told of them.
complaint-mail-once-more = You get this because a complaint sent at { $host } named this address for the answer. There will be one more message, with what came of it; then the address is no longer kept with the complaint.
complaint-mail-last = You get this because a complaint sent at { $host } named this address for the answer. It is the last message about it, and the address is no longer kept with the complaint.

# What stands on the case of a decision that is to be looked at again
complaint-note = Target { $position } is to be looked at again after a complaint of somebody with a blocked link. What was answered: { $page }

# The form, and its receipt
complaint-title = Complain about a blocked link
complaint-lead = Say what is wrong with the blocking. A person reads it and answers within { $days } days: one who did not make the decision, unless nobody else is there.
complaint-not-an-appeal = If the file is yours, this is not the way: { $notices } say how you have the decision reviewed, with rights that a complaint does not have.
complaint-words = What is wrong with it
complaint-words-hint = For example that the file is something else than was said, or that whoever shared it may do so. Neither whoever uploaded the file nor whoever had it blocked is shown what you write. Do not paste the part of the link after the #: whoever has it can open the file.
complaint-email = Your e-mail address
complaint-email-hint = For the answer and nothing else. No party to the case is shown it. Once you are answered for good it is no longer kept with the complaint. The message with the answer, and the address on it, is kept for 14 days after it was sent, or until staff have seen to one that came back.
complaint-account-title = Complain about a closed account
complaint-account-lead = Say why the account should not have been closed. A person reads it and answers within { $days } days: one who did not make the decision, unless nobody else is there.
complaint-account-not-an-appeal = If the account is yours, this is not the way: { $notices } say how you have the decision reviewed, with rights that a complaint does not have.
complaint-account-words = Why it should not have been closed
complaint-account-words-hint = For example that you need what was shared with you, and where it comes from. Whoever has the account is not shown what you write. Do not paste the part of the link after the #: whoever has it can open the file.
complaint-send = Send the complaint
complaint-received-title = Complaint received
complaint-received-lead = A person reads it, one who did not make the decision unless nobody else is there: { $due }.
complaint-answer = Answer
complaint-answer-mail = Goes to the e-mail address you gave.
complaint-answer-none = You gave no e-mail address: what you wrote is looked at all the same, and nobody can tell you what came of it.

# The desk
desk-nav-complaints = Complaints
desk-complaints-title = Complaints about blocked links and closed accounts
desk-complaints-lead = From people with a link that is blocked, or whose account was closed, and who have no appeal. Somebody who had no part in the decision answers each, unless nobody else is there; no party reads any of them.
desk-complaints-for-seniors = Decisions to be looked at again after a complaint
desk-complaints-unanswered = Complaints that wait for an answer
desk-complaints-seniors-wait = { $count ->
    [one] One complaint waits for a senior to look at the decision again
   *[other] { $count } complaints wait for a senior to look at the decision again
}
desk-complaints-none-unanswered = Nothing waits for an answer
desk-complaints-none-text = Each complaint of somebody whose link does not open, because it is blocked or its account was closed, is listed here from when you can answer it, what is due first at the top.
desk-complaints-waiting = Complaints that wait
desk-complaints-about = The claim behind it
desk-complaints-accounts = About closed accounts
desk-complaints-link = The link
desk-complaint-title = A complaint about a blocked link
desk-complaint-account-title = A complaint about a closed account
desk-complaint-words = What is said to be wrong
desk-complaint-erased = It is erased, since its time is over. That it came, and how it ended, stays.
desk-complaint-received = Received { $time }, about the link { $link }.
desk-complaint-waits = Not answered
desk-complaint-stands = The decision stands
desk-complaint-stands-hint = The complaint ends with your answer.
desk-complaint-close-stands-hint = You looked at it again and come to the same.
desk-complaint-again = A senior looks at it again
desk-complaint-again-hint = It stands on the seniors’ list, and as a note with the case. Until then nothing changes.
desk-complaint-account-again-hint = It stands on the seniors’ list. Until then nothing changes.
desk-complaint-overturned = The decision was overturned
desk-complaint-overturned-hint = What it restricted is given back already: record that here.
desk-complaint-account-overturned-hint = It is lifted already, on the page of whom it is against: record that here.
desk-complaint-moot = What it was about had ended
desk-complaint-reversed = The decision restricts nothing any more: see { $link } for what was decided in its place.
desk-complaint-lifted = The measure was lifted meanwhile: { $link }.
desk-complaint-verdict = What is answered
desk-complaint-found = What you found
desk-complaint-mailed = Your answer goes by mail to the address that was left with the complaint, as you write it.
desk-complaint-mailed-nowhere = No address was left with the complaint: your answer goes nowhere, and whoever complained does not read it.
desk-complaint-language = Whoever complained reads { $language }.
desk-complaint-readers = Nobody confirmed the address: say nothing of the parties, of an order or of what is in the file.
desk-complaint-readers-none = It stands on this page, for staff.
desk-complaint-answer = Answer
desk-complaint-answered = What was answered
desk-complaint-closed = What came of looking again
desk-complaint-choose = Say whether the decision stands.
desk-complaint-done = The complaint is answered.
desk-complaint-taken = The complaint is in your hands: nobody else answers it meanwhile.
desk-complaint-released = The complaint is free again.
desk-complaint-other = You decided about this before: somebody else answers.
desk-complaint-senior = A senior says what came of looking again.
