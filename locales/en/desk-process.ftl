# The desk: appeals, counter-notices and disputes.

# What their lists have in common
desk-list-none = Nothing waits
desk-list-due = Due
desk-list-party = Party
desk-list-received = Received
desk-list-holder = Who has it
desk-list-nobody = nobody
desk-list-next = The next page
desk-list-heading = { $party }: { $sort }
desk-list-court = A court or authority in { $country }
desk-list-notifier = A notifier
desk-list-notifier-altered = A notifier whose name cannot be read, since the notice was altered in the database
desk-list-picture = a picture
desk-list-video = a video
desk-list-sound = sound
desk-list-text = a document
desk-list-archive = an archive
desk-list-file = a file
desk-list-file-altered = a file of which the sort cannot be read, since it was altered in the database
desk-list-target = Target { $position } of its claim

# Appeals
desk-appeals-title = Appeals
desk-appeals-lead = Decided by somebody who had no part in the decision, with reasons, never by software.
desk-appeals-none-text = Appeals of uploaders and of claimants stand here, by the time that is left.
desk-appeals-waiting = Appeals that wait
desk-appeals-law = Law
desk-appeals-of = Who appeals
desk-appeal-side = { $side ->
    [account] person of an account
    [sender] sender of notices
    [claimant] claimant
   *[uploader] uploader
}
desk-appeal-page = An appeal
desk-appeal-title = { $side ->
    [account] An appeal of the person of an account
    [sender] An appeal of the sender of notices
    [claimant] An appeal of the claimant
   *[uploader] An appeal of the uploader
}
desk-appeal-granted = Granted
desk-appeal-refused = Refused
desk-appeal-withdrawn = Taken back
desk-appeal-moot = What it was about had ended otherwise
desk-appeal-grounds = Why the decision is said to be wrong
desk-appeal-received = Received { $time }.
desk-appeal-decision = The decision
desk-appeal-decided = { $finding }; { $action }
desk-appeal-decided-under = { $finding }; { $action }, under { $ground }
desk-appeal-direct = { $time }, by the rights holder under direct access
desk-appeal-claim = { $link }: what was claimed, and the evidence to open
desk-appeal-measure = What was decided
desk-appeal-until = { $time }, until { $until }
desk-appeal-whom = { $link }: what it rests on, and what came before
desk-appeal-whom-link = Whom it is against
desk-appeal-verdict = What is decided
desk-appeal-if-granted = If it is granted
desk-appeal-finding = What is found
desk-appeal-action = What is done
desk-appeal-ground = Under which law or rule
desk-appeal-reasons = Reasons
desk-appeal-decide = Decide the appeal
desk-appeal-other = You decided about this before: an appeal is decided by somebody else.
desk-appeal-grant = It is granted
desk-appeal-grant-measure = What was decided is lifted at once.
desk-appeal-grant-uploader = What the decision restricts ends at once, even while an action of the claimant stops a counter-notice.
desk-appeal-grant-claimant = What you choose below is decided in its place.
desk-appeal-refuse = It is refused
desk-appeal-refuse-hint = The decision stands.
desk-appeal-readers-claimant = The claimant reads them; if the appeal is granted, so does the uploader, as the statement of reasons. Name no person and no file: they are kept with the case.
desk-appeal-readers-uploader = The uploader reads them; if the appeal is granted, so does the claimant. Name no person and no file: they are kept with the case.
desk-appeal-readers = Whoever appealed reads them. They are encrypted at rest; what is about a person is erased with that person. It goes by mail, too: name no other person and no file.
desk-appeal-say-found = Say what is found.
desk-appeal-say-done = Say what is done.
desk-appeal-taken = The appeal is in your hands: nobody else decides it meanwhile.
desk-appeal-released = The appeal is free again.
desk-appeal-done = The appeal is decided, and whoever appealed is told why.

# Counter-notices
desk-counters-title = Counter-notices
desk-counters-lead = What each asks for returns by itself on the eleventh business day. Check that it is complete; whether it is true is not ours to judge.
desk-counters-none-text = Counter-notices stand here from their receipt until the material has returned, or a court keeps it removed.
desk-counters-waiting = Counter-notices that wait
desk-counters-returns = Returns
desk-counters-complete = Complete?
desk-counters-stopped = an action stops it
desk-counters-is-complete = complete
desk-counters-unchecked = to be checked
desk-counter-title = A counter-notice
desk-counter-stopped = an action keeps it from returning
desk-counter-returns = returns { $time }
desk-counter-returned = The material returned
desk-counter-incomplete = It was incomplete
desk-counter-withdrawn = The uploader took it back
desk-counter-moot = What it was about had ended otherwise
desk-counter-restrained = A court decided for the claimant
desk-counter-claim = Claim
desk-counter-breach = In breach of the law after
desk-counter-checked = Checked
desk-counter-lacked = What it lacked
desk-counter-action = Action
desk-counter-action-text = { $forum }, { $reference }, begun { $day }
desk-dispute-record-end = Record how it ended
desk-counter-says = What it says
desk-counter-material = The material
desk-counter-name = Name
desk-counter-address = Address
desk-counter-telephone = Telephone
desk-counter-district = Federal judicial district
desk-counter-abroad = outside of the United States
desk-counter-signed = Signed
desk-counter-verdict = Is it complete?
desk-counter-missing = What is missing
desk-counter-missing-hint = In words for the uploader: only what the law asks for. It goes by mail, too: name no other person and no file.
desk-counter-say-so = Record the check
desk-counter-complete = It is complete
desk-counter-complete-hint = Every element of the law is there. Whether it is true is not ours to judge.
desk-counter-lacks = Something is missing
desk-counter-lacks-hint = It ends; the uploader is told what is missing, and can send another.
desk-counter-taken = The counter-notice is in your hands: nobody else checks it meanwhile.
desk-counter-released = The counter-notice is free again.
desk-counter-done-complete = It is complete: the material returns on its day.
desk-counter-done-incomplete = It has ended, and the uploader is told what is missing.

# Disputes
desk-disputes-title = Disputes
desk-disputes-lead = What is fought out elsewhere. Nothing is purged while one is open. A dispute is recorded from the claim’s page.
desk-disputes-none = Nothing is open
desk-disputes-none-text = Actions after counter-notices, lawsuits and disputes before certified bodies stand here until they have ended.
desk-disputes-open = Open disputes
desk-disputes-before = Before
desk-disputes-number = Number there
desk-disputes-told = Told
desk-disputes-do = To be done
desk-disputes-begun = begun on { $day }
desk-dispute-action = Action in court, after a counter-notice
desk-dispute-board = Copyright Claims Board, after a counter-notice
desk-dispute-body = Out-of-court dispute settlement
desk-dispute-lawsuit = Lawsuit
desk-dispute-title = Record a dispute
desk-dispute-target = Target { $position }
desk-dispute-lead = One of the parties told of it. Nothing that it is about is purged while it is open.
desk-dispute-whom = Before whom
desk-dispute-forum = Name of the court or body
desk-dispute-reference = Its number there
desk-dispute-begun = The day on which it began
desk-dispute-record = Record it
desk-dispute-kind-body = A certified out-of-court body
desk-dispute-kind-body-hint = Regulation (EU) 2022/2065, Article 21
desk-dispute-kind-court = A court
desk-dispute-kind-court-hint = Any lawsuit about the decision or the file
desk-dispute-kind-action = A court, to restrain the uploader
desk-dispute-kind-board = The Copyright Claims Board
desk-dispute-kind-answer-hint = The claimant’s answer to a counter-notice, told by letter or mail
desk-dispute-recorded = The dispute is recorded: nothing is purged while it is open.
desk-dispute-end-page = How a dispute ended
desk-dispute-end-title = How it ended
desk-dispute-end-lead = { $forum }, { $reference }, about { $link }
desk-dispute-end-target = target { $position } of a claim
desk-dispute-outcome = For whom
desk-dispute-note = What shows it
desk-dispute-note-hint = The judgment or decision, its date, and who sent it. What is recorded takes effect at once.
desk-dispute-for-uploader = For the uploader
desk-dispute-for-uploader-hint = What the decision restricts is given back at once.
desk-dispute-for-claimant = For the claimant
desk-dispute-for-claimant-hint = It stays as it is.
desk-dispute-no-result = Without a decision
desk-dispute-no-result-hint = Dropped or settled: what it had stopped goes on.
desk-dispute-say-how = Say how it ended.
desk-dispute-ended = How it ended is recorded.

# Overturning
overturning-link = Overturn it…
overturning-title = Overturn a decision
overturning-lead = Of your own motion: neither side has asked for it, though a complaint may have led you here. Both sides read why, and whoever it harms can appeal against it before somebody who decided neither.
overturning-stands-nothing = It restricts nothing now.
overturning-give-back = Give it back
overturning-give-back-hint = What the decision restricts ends at once
overturning-reasons-hint = Both sides read them. Where something is restricted, they become the statement of reasons. Name no person and no file: they are kept with the case.
overturning-see = See what it would touch
overturning-confirm = Confirm the overturning
overturning-confirm-lead = Nothing is decided yet. It takes effect with the next press, in the place of the first decision.
overturning-gives-back = What the decision restricts ends: the same links work again, unless something else holds the file. Both sides are told, with the reasons.
overturning-decide = Overturn the decision
overturning-done = The decision is overturned, and both sides are told why.
