# A claim as its claimant follows it, and the notice that anyone sent.
claims-title = Claims
claim-and-more = and { $count } more
claim-reference = Your reference: { $reference }
direct-title = Direct access
direct-offered = You opened every file and named where it stood in public. You can delete them from all mirrors yourself, now.
direct-delete = Delete from all mirrors…
direct-refused = Why you cannot delete it yourself
direct-person-decides = A person decides the claim.
claim-name-sources = Name where the links were found
claim-about = The claim
claim-claimed-by = Claimed by
claim-works = Works
claim-on-behalf-of = On behalf of
claim-effect = Effect
claim-sent-by = Sent by
claim-agreement = Agreement in force
claim-received-at = received { $time }
claim-add-links = Add links…
claim-correct = Correct the notice…
claim-withdraw = Withdraw…
happened-title = What happened
happened-nothing = The log writes it down within moments. Load the page again.
next-title = What happens next
next-decided-on = Decided on { $time }: { $outcome }
next-decided = Decided: { $outcome }
next-restricted = { $count ->
    [one] { $restricted } of { $count } file restricted.
   *[other] { $restricted } of { $count } files restricted.
}
next-withdrawn-on = Withdrawn on { $time }.
next-withdrawn = Withdrawn.
next-reviewer = A reviewer has it.
next-person = A person decides it.
next-lacks = The notice lacks something that the law asks for.
next-lacks-text = The time to decide stands still until it is there. A key is never what is missing.
next-lacks-until = The time to decide stands still until it is there, until { $until } at the most: then it is decided on what the notice says. A key is never what is missing.
next-complete = Complete the notice
next-securing = Locked.
next-securing-text = Nobody can open { $files } any more. A sealed copy is being secured in case the decision does not stand, and the order to the mirrors written into the log.
some-files = { $count ->
    [one] one file
   *[other] { $count } files
}
next-mirrors = The mirrors are deleting.
next-mirrors-text = { $receipts } of { $mirrors } have signed a receipt. A mirror that cannot be reached is asked again until it answers.
next-restoration = Being given back:
next-restoration-text = { $files }, to the same links.
next-windows = It is done.
next-windows-text = The uploader is told why, and how to answer: an appeal can be made until the end of { $until }. If nothing is reversed, nothing more happens.
next-windows-open = The uploader can appeal until the end of { $until }.
next-returns = A counter-notice runs.
next-returns-text = On { $day } file { $position } returns by itself, to the same links, unless you first tell us of an action that seeks to restrain the uploader. You can until the end of { $last }.
next-stopped-text = File { $position } is not given back before the action ({ $forum }, { $reference }) has ended. If that ends without a decision for you, what the counter-notice asks for goes on.
next-stopped-reported = You told us that it has ended in your favour: a reviewer looks at that.
next-dispute = A dispute is open.
next-dispute-text = What is decided about file { $position } is fought out before a court or a body. It stays as it is until that has ended, and nothing is destroyed meanwhile.
next-appeal-uploader = The uploader has appealed.
next-appeal-uploader-text = Somebody who did not decide before decides about file { $position } again, by { $day }. What is decided stands until then.
next-appeal-claimant = Your appeal waits.
next-appeal-claimant-text = Somebody who did not decide before decides about file { $position } again, by { $day }.
next-over = It is over.
next-purged = The last sealed copy and its key are destroyed: nothing of it can come back.
next-nothing-restricted-open = Nothing is restricted by this claim now.
next-nothing-restricted = Nothing is restricted by this claim. If you think that is wrong, you can appeal: the decision you were sent says how.
next-withdrawn-text = What it had restricted is given back, unless another claim holds it. Nothing more happens.
claim-which-files = Which files
board-deletion = Deletion from the mirrors
board-live = This goes on by itself. It is shown as it happens; without JavaScript, load the page again.
board-locked = Locked
board-locked-at = { $time }: nobody can open it, its uploader included
board-lifted = Lock lifted
board-given-back = Given back
board-not-given-back = not yet, or another claim holds it
board-custody = Custody in { $store }
board-custody-destroyed = destroyed { $time }
board-custody-secured = sealed copy secured { $time }, in case the decision does not stand
board-custody-waits = being secured
board-order = Order
board-receipted = { $done } of { $all } mirrors have receipted the deletion.
board-complete = Complete since { $time }.
board-awaits-order = The order to the mirrors is being signed and written into the log.
board-mirrors = Mirrors under order { $digest }
board-mirror = Mirror
board-ordered = Ordered
board-done = Done
board-receipt = Receipt
board-probe = Looked for
board-waiting = Waiting
board-proof-of = of the receipt of { $mirror }
board-copy-of = the receipt of { $mirror }
board-deleted = Deleted
board-held-no-copy = Held no copy
board-refused = Refused
board-not-reached-once = Not reached, tried once
board-not-reached = Not reached, tried { $count } times
board-gone = Gone
board-not-there = Not there
board-still-there = Still there
object-uploading = being uploaded
object-available = available
object-locked = locked
object-deleted = deleted by its owner
object-purged = purged
object-never-completed = never completed
claim-the-file = The file
claim-the-files = The files
target-link = Link
target-added = Added
target-added-due = { $time }, to be decided by { $due }
target-found-at = Found at
target-found-on = { $address }, on { $day }
target-possession = Proof of possession
target-download = Download
target-download-what = the proof of possession of { $file }
target-decided = Decided
target-decided-direct = { $time }, by you under direct access
target-finding = Finding
target-ground = Ground
target-reasons = Reasons
target-appeal = Your appeal
target-appeal-waits = Received { $day }; decided by { $due }
target-appeal-open = Appeal…
redress-until-small = Until the end of { $day }
possession-title = What a proof of possession is
possession-text = The service signed it when your key opened the file: it names the claim, the file by its root hash, and the time, but neither the key nor the link. Show it to whoever doubts that you could open the file. It is a JSON Web Token of the type { $type }; any library for these checks it, with the algorithm EdDSA and the service’s public keys at { $keys }.
claim-match = Match with your references…
action-title = Tell of an action
action-lead = It keeps the material removed until it has ended. The uploader is told the court and the number.
action-answers = It answers the counter-notice of { $day } to file { $position }, by which the material returns on { $returns }. You can tell us until the end of { $last }.
action-kind = Before whom
action-forum = Name of the court or body
action-forum-hint = For example: United States District Court, Northern District of California.
action-reference = Number of the action
action-reference-hint = For example: 4:27-cv-01234.
action-begun-on = The day on which it was filed
action-signature-hint = Type your full name. This signs the notice.
action-send = Keep the material removed
action-court = A court
action-court-hint = An action to restrain the uploader
action-board = The Copyright Claims Board
action-board-hint = A claim of infringement before it
action-told = We have your notice of an action: the material stays removed until it has ended.
appeal-lodged = Your appeal was received: somebody who did not decide before looks at it.
amendment-lead = What you send takes the place of what stands there.
amendment-lead-time = The time to decide goes on then.
amendment-missing = What is missing
amendment-complete = Complete the notice
amendment-correct = Correct the notice
amendment-over = This claim is decided or withdrawn: it cannot be corrected any more.
amendment-sent = The notice is sent again, and the time to decide goes on.
amendment-done = The notice is corrected.
answers-title = Counter-notices
answers-to = To file { $position }, received { $day }
answers-returns = The material returns on { $day }
answers-unless = , unless you first tell us of an action that seeks to restrain the uploader.
answers-tell = Tell of an action…
# { $left } is what is left of the time, and the day with which it ends.
answers-left = To tell us: { $left }
answers-stopped = Your action keeps the material removed until it has ended.
answers-stopped-text = Tell us how it ends.
answers-end = Say how it ended…
action-end-title = Say how your action ended
action-end-lead = What speaks for the uploader takes effect at once: what the action had stopped goes on. What speaks for you is looked at by a reviewer first; until then the material stays removed.
action-end-about = It is about the action before { $forum }, { $reference }.
action-end-how = How it ended
action-end-dropped = Without a decision
action-end-dropped-hint = Withdrawn, dismissed or settled: the material returns on the day of the counter-notice, at once if that has passed.
action-end-uploader = Judgment for the uploader
action-end-uploader-hint = What your claim restricts is given back at once.
action-end-claimant = Judgment for you
action-end-claimant-hint = A reviewer looks at it; the material stays removed.
action-end-on = The day on which it ended
action-end-words = What shows it
action-end-words-hint = The judgment or another document with its number, or in your own words.
action-end-send = Tell us
action-end-told = We have noted how your action ended.
answers-material = What it says of the material
answers-action = Your action
answers-action-text = { $forum }, { $reference }, begun { $begun }; told { $told }
answers-action-ended = ; ended { $ended }
answers-sworn = What its sender swore and agreed to
appeal-lead = Somebody who did not decide before decides again, with reasons. It costs nothing, and closes no other way: a certified out-of-court dispute settlement body, or a court.
appeal-decided = { $day }: { $finding }
appeal-grounds-hint = Say what was overlooked or misjudged. Evidence goes with the claim.
deletion-title = Delete from all mirrors
deletion-lead = Locked at once, and every mirror is ordered to delete. You answer for it; the uploader is told, and can answer.
deletion-touched = What it touches
deletion-links = Links that stop
deletion-accounts = Accounts that lose it
deletion-claims = Other claims for it
deletion-mirrors = Mirrors ordered
deletion-custody = Withdrawing the claim gives the file back to the same links as long as a sealed copy is kept in custody.
deletion-delete = { $count ->
    [one] Delete { $count } file
   *[other] Delete { $count } files
}
deletion-confirm = Type { $word } to confirm
deletion-refused = This claim cannot be deleted directly: { $why }
deletion-done = Locked. Every mirror is being ordered to delete.
sources-title = Where the links were found
sources-lead = The public address of the page on which a link stood. Direct access needs it, and whoever decides weighs it. Once named it stays.
sources-more = { $count } more stand here once these are named.
sources-name = Name them
sources-field = Where link { $position } was found ({ $file })
sources-none = There is no link of this claim left whose place could be named.
sources-done = It is written down where they were found.
withdrawal-title = Withdraw
withdrawal-lead = What the claim had restricted is given back to the same links, unless another claim holds it. A withdrawal cannot be taken back; a new claim can be filed.
withdrawal-extent = How much
withdrawal-files = Files
withdrawal-why = Why
withdrawal-whole = All of it
withdrawal-targets = Only the files I choose below
withdrawal-targets-hint = The rest of the claim goes on.
withdrawal-choose-file = Choose at least one file.
withdrawal-choose-extent = Choose how much you withdraw.
withdrawal-done = Withdrawn. What it had restricted is being given back.
claim-state-received = Received
claim-state-in-review = In review
claim-state-needs-information = Needs information
claim-state-decided = Decided
claim-state-withdrawn = Withdrawn
target-waits = Waits for its decision
target-securing = Locked, being secured
target-ordered = Locked, being deleted
target-looking = Deleted, being looked for
target-deleted = Deleted everywhere
target-purged = Destroyed for good
target-link-disabled = The link is disabled
target-not-restricted = Nothing was restricted
target-restoring = Being given back
target-restored = Given back
target-released = No longer held by this claim
target-withdrawn = Withdrawn
finding-infringing = It infringes your rights
finding-not-infringing = It does not infringe
finding-other-illegal = It is illegal for another reason
finding-incomplete = The notice does not contain what the law asks for
verdict-granted = Granted: the decision was changed
verdict-refused = Refused: the decision stands
verdict-withdrawn = Taken back
verdict-moot = What it was about had ended already
answers-returned = The material returned
answers-incomplete = It was incomplete: nothing returned by it
answers-withdrawn = Its sender took it back
answers-restrained = Your action ended in your favour: the material stays removed
level-located = Located
level-located-text = The link leads to a file. It was not opened with a key.
level-opened = Opened
level-opened-text = The key you gave opens this very file.
level-matched = Matched
level-matched-text = The opened file is one of your registered references.
target-all = All
target-number = Target { $position }
claim-for-files = { $count ->
    [one] A claim for one file
   *[other] A claim for { $count } files
}

# The claims of an organisation.
claims-drafts = Drafts
claims-drafts-yours = Only you see them.
claims-draft = { $count ->
    [one] { $name }, { $number } link
   *[other] { $name }, { $number } links
}
claims-draft-links = Links for a claim
claims-draft-next = next: { $step } · last changed { $time }
claims-none = No claims yet
claims-none-text = A claim names the files that infringe your works, by their links. With the key that stands in a link you prove that you can open the file.
claims-search = Your reference, words of a work’s title, or a claim’s number
claims-state = State
claims-any = Any
claims-search-it = Search
claims-all = All claims
claims-no-fit = No claim fits
claims-no-fit-text = A reference is found by how it begins, a work by the beginnings of words of its title, a claim by the whole of its number.
claims-claim = Claim
claims-due = To be decided
claims-due-short = Due
claims-files = Files
claims-received = Received
claims-number = Number
claims-reference = Your reference: { $reference }
pages-newest = Newest
draft-next-law = law and works
draft-next-links = the links
draft-next-statement = the statement
draft-next-check = a last look, then sending it
claims-some-files = { $count ->
    [one] One file
   *[other] { $count } files
}

# Matching files with references.
matching-title = Match with your references
matching-lead = What you opened is read once, and its SHA-256 is held against those of your own files in { $works }.
matching-your-works = your works
matching-strongest = A match with a reference that you registered before the file was stored is the strongest evidence there is. A later reference is told as such.
matching-no-match = No match says nothing against your claim:
matching-one-byte = one changed byte makes another digest.
matching-wiped = The content is read in memory, part by part, and wiped. Neither it nor its digest is kept.
matching-needed = A reference is needed first
matching-needed-text = Your organisation has registered no SHA-256 of its own files, so there is nothing to match with. Your browser computes them on the page of a work; the files stay with you.
matching-add-to = Add references to { $work }
matching-choose-work = Choose a work
matching-left = { $count ->
    [one] { $count } opened file is not matched yet.
   *[other] { $count } opened files are not matched yet.
}
matching-go = Read and match
matching-nothing = Nothing to match
matching-nothing-text = Only files that were opened with their key can be read, while they wait for their decision.
matching-live = This goes on by itself, also when you leave. Without JavaScript, load the page again.
matching-read-of = Read of { $file }
matching-so-far = { $read } of { $size }
matching-found-before = It is a reference of { $work }, registered { $time }, before the file was stored here.
matching-found-after = It is a reference of { $work }, registered { $time }, after the file was stored here.
matching-ended = Ended { $time }
matching-asked = Asked for { $time }
match-waits = Waits for its turn
match-being-read = Being read
match-matched = Matched
match-later = Matches a later reference
match-none = No match
match-unreadable = Could not be read
match-stopped = Stopped
matching-begun = { $count ->
    [one] { $count } file will be read and matched.
   *[other] { $count } files will be read and matched.
}
matching-too-large = { $count ->
    [one] Left out as too large, { $count } file of more than { $limit }.
   *[other] Left out as too large, { $count } files of more than { $limit }.
}
finding-ordered = A court or an authority orders it
