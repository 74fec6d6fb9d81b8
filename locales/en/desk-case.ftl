# The desk's page of a claim or an order, the decision, and the page of a file.

case-title = Claim of { $party }
case-claim = Claim
case-nameless = A notifier who gave no name
case-yours-until = Yours until { $until }
case-theirs-until = { $name } has it until { $until }
case-keep = Keep it { $minutes } minutes more
case-take = Take this claim
case-take-order = Take this order
case-give-other = Give it to somebody else
case-give-whom = Who is to have it
case-taken = The claim is yours for { $minutes } minutes; taking it again begins them anew.
case-released = The claim is free again.
case-carried = What you typed is kept: it is in its fields again once you have taken the claim.

# In a senior's hands
case-senior = In a senior’s hands
case-with-senior = with a senior
case-senior-life = In a senior’s hands: a life is said to be threatened
case-senior-child = In a senior’s hands: a child is said to be abused
case-senior-by = { $name }, { $time }.
case-senior-waits = Only seniors take it and decide it, until one of them sends it back.
case-senior-locked = What it names is locked and preserved. Only seniors open its evidence.
case-senior-by-notice = Its notice says so itself, as anybody can: nothing is locked by that, and nobody but seniors looks at what it names. Whoever finds it to be so escalates it below, and it is locked and preserved at once; or a senior decides it, or sends it back.
case-send-back-open = Send it back to the queue…
case-send-back-why = Why it is no senior’s
case-send-back-hint = Whoever takes the case next reads it. What was locked for this is given back; what is preserved stays so until you release it on the page of the file. What was due sooner for this is due as its own law has it.
case-send-back = Send it back
case-sent-back = A senior sent it back
case-was-senior = It was a senior’s until it was decided
case-danger-confirmed = What its notice said was found to be so
case-said-ended = Said { $time }; ended by { $name } { $ended }.
case-escalated-by = Escalated by { $name } { $time }.
case-escalated-by-ended = Escalated by { $name } { $time }; ended by { $other } { $ended }.
case-only = Only { $why }.
case-escalate-open = Hand it to a senior
case-escalate-why = Why
case-escalate-life = A life is threatened
case-escalate-child = A child is abused
case-escalate-locks = Locked and preserved at once; only seniors open the evidence from now on
case-escalate-judgement = It needs a senior’s judgement
case-escalate-judgement-hint = Nothing is locked; a senior takes it on
case-escalate-saw = What you saw
case-escalate-saw-hint = Seniors read it; no party does.
case-escalate = Escalate it
case-escalated = The case is in a senior’s hands.
case-escalated-locked = The case is in a senior’s hands. What it names is locked and preserved, and nobody but seniors opens its evidence.
case-back = The case is back in the queue. What was locked for it is given back; it stays preserved.
case-back-unlocked = The case is back in the queue.

# What is claimed, or ordered
case-reaches = The order has effect in { $territory }. What is done here takes effect everywhere.
case-reaches-less = Do no more than it asks: if disabling the link is enough, disable the link.
case-ordered = What is ordered
case-claimed = What is claimed
case-signed = Signed
case-from = From
case-child-abuse = Reports an offence against a child
case-life-threatened = Says that a life or somebody’s safety is threatened
case-no-name-allowed = No name, as the law allows
case-no-name = No name given
# The e-mail address in a notice that came without an account, also in the queue.
case-address-confirmed = Address confirmed by its reader
case-address-unconfirmed = Address not confirmed
case-issued-by = Issued by
case-rests-on = It rests on
case-effect-in = Effect in
case-redress = Redress, as it says: { $redress }
case-confirmed-to = Its effect was confirmed to
case-confirm-to = Its effect is to be confirmed to
case-deadline = Deadline
case-hidden = Hidden
case-hidden-nothing = Nothing of it
case-hidden-ended = { $gag }; ended { $time }, and everybody whom the order restricted was told
case-hidden-ended-untold = { $gag }; ended { $time }; nobody was told, as the order restricted nothing then
case-hidden-until = { $gag }, until { $time }
case-hidden-open = { $gag }, until it is lifted
case-effect-confirmed = Effect confirmed
case-effect-once-decided = once it is decided
case-effect-confirm = not yet: confirm it
case-effect-withdrawn = not needed: its authority took it back
case-gag-lifted-open = The gag is lifted…
case-gag-lifted-text = Everybody whom this order restricts is told at once whose it is and what it says.
case-gag-lift = Tell the uploaders now
case-document-missing = The order’s document is missing
case-document-bring = Bring it below
case-document-until = Once the order is decided, it cannot be added any more.
case-document-late = Nobody brought it before the order was decided or taken back. It cannot be added any more: keep it elsewhere, and say in a note where.
case-document-brought = The file is sealed, and with the order.
case-works = Registered works: { $works }
case-parties = The parties
case-claimant = Claimant
case-record = { $party }: { $upheld } upheld, { $rejected } rejected, { $withdrawn } withdrawn before
case-record-latest = { $party }: of the 1,000 latest before, { $upheld } upheld, { $rejected } rejected, { $withdrawn } withdrawn
case-record-none = { $party }: no history is kept for a sender who has not confirmed an address
case-uploader = Uploader of target { $position }
case-uploader-record = { $upheld } upheld, { $rejected } rejected, { $withdrawn } withdrawn in other claims
case-uploader-record-latest = { $upheld } upheld, { $rejected } rejected, { $withdrawn } withdrawn of the 1,000 latest in other claims
case-received = Received
case-reference = Claimant’s reference
case-effect-wanted = Effect wanted
case-agreement = Agreement in force

# A target
case-link-and-file = link { $link } file { $file }
case-found-unsaid = The claimant did not say where the link was found.
case-found-only-day = The claimant did not say where the link was found, only that it was on { $day }.
case-open-evidence = Open the evidence
case-openings-logged = Each opening stands in the log.
case-opened-by = Opened by { $name } { $ago }.
case-unnamed-file = unnamed
case-archive-password = Archive’s password
case-view = Fetch and show it, blurred
case-fetch = Fetch it to listen
case-save = Download it
case-clear = Show it clearly
case-blur = Blur it again
case-view-script = Showing the file needs JavaScript: it is opened here in your browser, with the key that was disclosed.
case-view-text = It is opened in your own browser and nowhere else. A level of “opened” shows access, not infringement: weigh where it was found.
case-no-key = No key was disclosed that opens this file, or its key share is destroyed. Decide on what the notice says, or leave it.
case-match = Its content is the claimant’s reference of { $work }, registered { $time }, before the file was stored.
case-match-later-badge = later reference
case-match-later = Its content is the claimant’s reference of { $work }, but that was registered { $time }, after the file was stored: whoever has the file can make such a reference.
case-match-waits = Its content is being matched with the claimant’s references.
case-match-different = Its content is none of the claimant’s references, which is no evidence against the claim.
case-match-failed = Its content could not be matched with the claimant’s references.
case-decided = Decided: { $ruling }
case-decided-direct = , by the rights holder under direct access
case-decided-under = , under { $ground }
case-ended-badge = ended
case-ended = What it restricted is so no more.
case-reversed = Reversed on { $time } on the uploader’s appeal, by { $name }.
case-reversed-see = See the appeal
case-overturned-yours = Decided by you of your own motion, in the place of what was decided first.
case-overturned = Decided by { $name } of their own motion, in the place of what was decided first.
case-superseded = Reversed, as another decision took its place: { $ruling }
case-record-dispute = Record a dispute about it…
case-mark-misuse = Mark as manifestly unfounded…
case-marked-misuse = What was marked as manifestly unfounded
case-mark-lapsed = the mark counts no longer
case-finding = What was found
case-action = What is done
case-ground = Under which law or rule
case-ground-hint = Needed where it is found infringing, illegal otherwise or ordered. The uploader reads it.
case-kept = Begin with kept words
case-own-words = Own words
case-reasons = Reasons
case-reasons-hint = Needed for every finding: they become the statement that the uploader reads. Left empty, the kept words stand. Name no person: both sides read them, and they are kept with the case.
case-would-touch = What locking and deleting it would touch
case-target-withdrawn = withdrawn by the claimant
case-target-taken-back = taken back by its authority
case-target-waits = It waits for a decision by whoever takes the claim.
case-target-waits-senior = It waits for the decision of a senior.
case-preserved = preserved
case-preserved-until = until { $day }
case-preserved-see = Release or extend it
case-see = See what this would touch

# What the viewer of evidence says
viewer-too-large = This file has { $size }; up to { $limit } are opened here.
viewer-other-kind = Files of this kind are not shown here: download it, and open it where it can do no harm.
viewer-fetched = { $done } of { $all }
viewer-shown = Every byte was verified. It is shown below, blurred.
viewer-shown-clear = Every byte was verified. It is shown below.
viewer-to-play = Every byte was verified. It can be played below.
viewer-saved = Every byte was verified. It was handed to your browser to save.
viewer-text-of = Text of { $name }
viewer-picture = The picture { $name }
viewer-cannot-show = This browser cannot show the file, though every byte of it was verified. Download it instead.
viewer-pdf-locked = This PDF is locked with a password of its own. Download it, and open it where it can do no harm.
viewer-pdf-broken = This PDF cannot be shown here, though every byte of it was verified. Download it instead.
viewer-page-before = The page before
viewer-page-next = The next page
viewer-page-undrawn = Page { $number } of { $pages } cannot be drawn.
viewer-page = Page { $number } of { $pages }
viewer-page-of = Page { $number } of { $pages } of { $name }

# What was found and what is done
desk-finding-infringing = Infringing
desk-finding-infringing-hint = It infringes the claimant’s rights
desk-finding-not-infringing = Not infringing
desk-finding-not-infringing-hint = It does not
desk-finding-other-illegal = Illegal otherwise
desk-finding-other-illegal-hint = For another reason than the claimed one
desk-finding-incomplete = Incomplete notice
desk-finding-incomplete-hint = It lacks what the law asks for
desk-finding-ordered = Ordered
desk-finding-ordered-hint = A court or an authority orders it, and it is carried out
desk-finding-incomplete-order = Incomplete order
desk-finding-incomplete-order-hint = It lacks what the law asks for: the authority is told what
desk-action-none = Nothing
desk-action-none-hint = File and links stay as they are
desk-action-disable-link = Disable this link
desk-action-disable-link-hint = Where only its publication infringes
desk-action-disable-link-order-hint = Where the order asks for no more than that
desk-action-lock-and-delete = Lock and delete
desk-action-lock-and-delete-hint = Locked at once, deleted from every mirror
desk-ruling = { $found }; { $done }
desk-found-infringing = infringing
desk-found-not-infringing = not infringing
desk-found-other-illegal = illegal for another reason
desk-found-incomplete = the notice is incomplete
desk-found-ordered = ordered
desk-done-none = nothing is restricted
desk-done-disable-link = the link is disabled
desk-done-lock-and-delete = the file is locked and deleted from every mirror
desk-usual-ground-us-dmca = 17 U.S.C. 106 (copyright)
desk-usual-ground-eu-dsa = Articles 2 and 3 of Directive 2001/29/EC (copyright)
desk-choose-found = Choose what was found.
desk-choose-done = Choose what is done.
desk-choose-done-of = Choose what is done about target { $position }.
case-under = Under { $ground }
case-confirm-title = Confirm the decision
case-confirm-lead = Nothing is decided yet. A decision is made once; it takes effect with the next press.
case-confirm-target = Target { $position }: { $ruling }
case-confirm-link = One link is disabled: { $link }. The file and its other links stay.
case-confirm-nothing = Nothing is restricted. The claimant is told, with the reasons.
case-confirm-unopened = Nobody has opened the evidence of this target
case-confirm-note = Your note, written with the decision
case-confirm-unsent = What you wrote to the notifier or to a senior is not sent, and is lost once this is decided: go back to send it first.
case-decide = Decide
case-change = Go back and change it
case-is-decided = It is decided. What follows shows on this page as it happens.

# Asking the notifier
case-asked-title = The notifier was asked for more
case-asked = Asked { $time }. The clock stands still until they answer, until { $until } at the most.
case-unanswered = The notifier was asked for more, and had not answered by { $time }: decide on what the notice says.
case-lacks = The notice lacks something that the law asks for
case-missing = What is missing
case-missing-hint = Only what makes the notice incomplete in law. A key is never among it.
case-explanation = What to add, and how
case-ask = Ask the notifier
case-was-asked = The notifier was asked. The clock stands still until they answer.

# Notes, mail, and what happened
case-notes = Notes
case-notes-lead = What staff tell each other about this case. No party reads them, and nobody changes them.
case-note-by = { $name }, { $time }
case-note-another = Another note
case-note = Note it
case-noted = The note stands with the case.
case-mail = Mail of this case
case-mail-none = Nobody was written to about it.
mail-of-file = Mail about this file
mail-of-account = Mail about this account
mail-of-account-none = Nobody was written to about the account itself. What is written about its files and claims stands on the pages of those.
mail-of-organisation = Mail about this organisation
mail-of-organisation-none = Nobody was written to about the organisation itself. What is written about its claims stands on the pages of those.
mail-of-sender = Mail about this sender
mail-of-sender-none = They were not written to about themselves. What is written about their notices stands on the pages of those.
case-mail-to = To
case-mail-subject = Subject
case-mail-subject-gone = no longer kept
case-mail-subject-altered = altered in the database: it cannot be shown
case-mail-queued = Queued
case-mail-taken = Taken
case-mail-tries = Tries
case-mail-state = State
case-mail-not-yet = not yet
case-mail-see = See to what did not arrive
case-reload = { $link } to read what was logged meanwhile.
case-reload-link = Load the page again
case-nothing-logged = Nothing stands in the public log yet. Entries appear there within moments.

# How far a decision reaches
touch-links = Links
touch-links-lead = { $count ->
    [one] { $count } leads to it
   *[other] { $count } lead to it
}
touch-accounts = Accounts
touch-accounts-keep = { $count ->
    [one] { $count } keeps it
   *[other] { $count } keep it
}
touch-claims = Claims
touch-claims-others = Other claims
touch-claims-name = { $count ->
    [one] { $count } names it
   *[other] { $count } name it
}
touch-claim = { $law }, { $party }, { $state }
touch-mirrors = Mirrors
touch-mirrors-have = { $count ->
    [one] { $count } has a copy
   *[other] { $count } have a copy
}

# What becomes of a file
desk-board-live = This goes on by itself, and is shown as it happens.
desk-board-is = The file is
desk-board-under-purge = under purge
desk-board-lock = Lock
desk-board-lock-for = For { $ground }, since { $time }
desk-board-lifted = ; lifted { $time }
desk-board-lifted-because = ; lifted { $time } ({ $why })
desk-board-destroyed = Destroyed { $time }
desk-board-secured = Sealed copy secured { $time }
desk-board-securing = Being secured
desk-board-restoration = Restoration
desk-board-begun = Begun { $time }
desk-board-available = ; available again { $time }
desk-board-cancelled = ; cancelled by a new lock { $time }
desk-board-under-way = ; under way
desk-board-purge = Purge
desk-board-purge-ordered = Ordered { $time }
desk-board-share-destroyed = ; key share destroyed { $time }
desk-board-order = Order to the mirrors
desk-board-issued = Issued { $time }
desk-board-complete = ; complete { $time }
desk-board-order-follows = Locked. The order to the mirrors follows once a sealed copy is in custody.

# The page of a file
desk-file-title = A file
desk-file = File
desk-file-heading = What became of a file
keep-title = Preservation
keep-none = Nothing has it preserved: it is purged once every window has closed.
keep-purged = Nothing has it preserved, and its purge is ordered.
keep-released = released
keep-over = over
keep-since = since { $time }
keep-until = , until { $day }
keep-until-released = , until it is released
keep-released-at = ; released { $time }
keep-release-open = Release it…
keep-release-why = Why it may go
keep-release = Release it
keep-open = Have it preserved…
keep-open-longer = Have it preserved longer, or for another reason…
keep-until-label = Until
keep-until-hint = Empty: until a senior releases it. What holds it already stays beside this.
keep-why = Why
keep-it = Preserve it
keep-day = Enter a day, such as 2027-11-30, or leave it empty.
keep-done = The file is preserved: nothing of it is purged or erased.
keep-release-done = It is released: what waits to be purged or erased goes on.
desk-custody-failed = No custody copy could be secured
desk-custody-tried = Tried { $number } times since { $time }; last: { $error }. The order to the mirrors waits, and it is tried again by itself.
desk-custody-proposed = An order without custody is proposed, and waits for a second person.
desk-custody-two = Two people can let the order go out without a copy. { $never }
desk-custody-never = The file can then never be restored.
desk-custody-propose = Propose an order without custody
desk-custody-order-proposed = The order without custody is proposed. Somebody else confirms it below.
desk-purge = Purge at once
desk-purge-text = Custody copies and key share are destroyed: from then on nobody new can ever open this file, and nothing can be restored. It needs two people; nothing happens until the second confirms.
desk-purge-why-hint = The second person decides by it.
desk-purge-propose = Propose the purge
desk-purge-proposed = The purge is proposed. Somebody else confirms it below; until then nothing happens.
desk-purge-waits = It is proposed to purge this file at once. Nothing happens until the second person confirms it.
