# A claim while it is written.
draft-attention = { $count ->
    [one] { $count } link needs attention first: put it right or take it out before you send.
   *[other] { $count } links need attention first: put them right or take them out before you send.
}
draft-steps = Steps
draft-need-attention = need attention
draft-kept = The draft
draft-kept-text = Every step you send is kept, and only you see it: leave and go on later where it stood. It is sealed like the evidence of a claim. Unused, it is discarded on { $time }.
draft-discard = Discard the draft
draft-law-window = New claim: law and works
draft-new = New claim
draft-law-lead = In four steps: the law and the works, the links, what the law has you state, and a last look before it is sent. What you enter is kept as you go.
draft-closed = Claims in the verified queue are closed to you for now.
draft-see-missing = See what is missing
draft-send-notice = Send a notice under the law
draft-law = Under which law do you claim?
draft-works = Registered works
draft-works-hint = What the claim is about. A work that is not registered can be described in the third step.
draft-no-work = No work fits what you look for.
draft-no-works = None yet: { $link }.
draft-no-works-link = register a work
draft-find-works = Find other works, by title or identifier
draft-find = Find
draft-territory = Limit it to a territory
draft-territory-hint = Left empty, it asks for effect everywhere. With a limit you cannot delete the files yourself: a person decides the claim. Under another law the territory is where that law holds.
draft-to-links = Go on to the links
draft-choose-law = Choose the law that the claim is made under.
draft-links-window = { $draft }: links
draft-add-links = Add links
draft-or-file = Or a file of links
draft-or-file-hint = Text with a link a line, or CSV whose first line names its columns:
draft-no-room = No further link fits into this claim.
draft-room = { $count ->
    [one] { $number } more fits into this claim.
   *[other] { $number } more fit into this claim.
}
draft-room-present = { $count ->
    [one] { $number } more fits into this claim, which has { $present } already.
   *[other] { $number } more fit into this claim, which has { $present } already.
}
draft-add-these = Add these links
draft-many = Many links at once
draft-which = Which
draft-found-at-hint = The public address, from https:// on
draft-found-on-many = When they were found
draft-replace = Also replace what links already say
draft-replace-hint = Otherwise only those are filled in that do not say it yet.
draft-set-found = Set where they were found
draft-look-again = Look at them again
draft-take-out = Take them out
draft-password = Password of link { $number }
draft-unlock = Unlock
draft-too-many = Only { $room } more links fit into this claim, and these are { $count }.
draft-one-file = Drop one file at a time.
draft-no-links = No links yet
draft-no-links-text = Paste them above, hundreds at once if you have them. Each is looked at as it is entered, and what is wrong with one stops none of the others.
draft-totals = { $count ->
    [one] { $count } link: { $opened } opened, { $located } located
   *[other] { $count } links: { $opened } opened, { $located } located
}
draft-totals-wrong = { $count ->
    [one] , { $count } needs attention
   *[other] , { $count } need attention
}
draft-totals-waiting = , { $count } still to be looked at
draft-looked-at = Links looked at
draft-look-rest = Look at the rest now
draft-which-links = Which links
draft-edit = Edit
draft-edit-what = link { $number }
draft-found-at = found at { $address }
draft-locked = A link protected by a password is unlocked in the browser, which needs JavaScript. Without it, edit the link: leave out everything from the # on.
draft-link = Link { $number }
draft-link-hint = Whole, with the key after the #, or without it
draft-file-key = File key
draft-file-key-hint = Only if you hold the key of the file itself instead of the link’s
draft-where = Where it was found
draft-when = When it was found
draft-archive = Password of the archive
draft-archive-hint = If the file is an archive under a password
draft-save = Save and look at it
draft-statement-window = New claim: statement
draft-to-check = Go on to check and send
draft-check-window = { $draft }: check and send
draft-not-yet = It cannot be sent yet.
draft-check-totals = { $count ->
    [one] { $count } link: { $opened } opened with a key, { $located } located.
   *[other] { $count } links: { $opened } opened with a key, { $located } located.
}
draft-look-at-links = Look at them again
draft-claimed = Your organisation has claimed the files of these links already:
draft-claimed-text = { $lines }. A second claim of the same file is decided like the first.
draft-locked-already = The files of these links are locked already:
draft-locked-already-text = { $lines }. Your claim is decided all the same, and keeps them locked if the other one ends.
draft-law-and-works = Law and works
draft-under = Under
draft-change-law = Change law and works
draft-statement = Statement
draft-change-statement = Change the statement
draft-after = A receipt is sent at once. A person decides it by { $due } if you send it now. The uploader of whatever is restricted is told why, and how to answer.
draft-after-links = A receipt is sent at once. A person decides these links by { $due } if you add them now; those that the claim has already stay due as they are. The uploader of whatever is restricted is told why, and how to answer.
draft-direct = With direct access you can delete the files yourself from the claim’s page.
draft-beyond-direct = Direct access reaches a claim only when each of its links was opened with its key and found at a public address. These were not: { $lines }. File them apart, { $link }, to delete the others yourself.
draft-beyond-direct-link = or complete them first
draft-add-to-claim = Add the links to the claim
draft-signature-hint = Type { $name }, the name that sends this notice: it is the electronic signature.
draft-signature-other = If that is somebody else, { $link }.
draft-signature-other-link = change the name first
draft-file = File the claim
draft-keys = The keys in your links are kept sealed, as evidence of this claim only, and opened for staff who decide it; each opening is logged.
draft-title-links = Add links to a claim
draft-check-add = Check and add
draft-check-send = Check and send
draft-discarded = The draft is discarded.
draft-kind-wrong = Need attention
draft-kind-waiting = Not looked at
draft-to-statement = Go on to the statement
draft-waiting = Not looked at yet
draft-wrong = Needs attention
draft-wrong-password = The password is not right, so the file is located only, not opened. Try another password below.
draft-wrong-key = The key does not open this file, so it is located only, not opened.
draft-which-chosen = the links chosen above
draft-which-all = all links
draft-which-unplaced = those that do not say where they were found
draft-which-wrong = those that need attention
draft-too-large = This is more than a claim can hold, { $limit } MiB at most: nothing was taken.
draft-no-text = This is no text: save it as text or CSV in UTF-8.
draft-line-column = Line { $line }, { $column }: { $problem }
draft-more-lines = And { $count } more lines.
draft-one-at-a-time = Paste links or choose a file, one at a time
draft-choose-link = Choose at least one link.
draft-day = Write the day as 2026-11-23.
draft-set = { $count ->
    [one] Set for { $count } link.
   *[other] Set for { $count } links.
}
draft-set-none = Every one of them says it already, and stays as it was. Tick the box to replace that.
draft-set-kept = { $count } said it already, and stay as they were.
draft-enter-link = Enter at least one link.
draft-not-ready = { $count } of the links are not ready.
draft-look-first = Look at the page again before you send it.
draft-filed = Your claim is received.
draft-extended = The links are added.
draft-found-at-many = Where they were found
