# The log as the desk reads it: who, and what they did, as one sentence. What its parties read in the same words stands in timeline.ftl.

line-whoever = Whoever it is against
desk-line-filed = filed the claim
desk-line-entered = entered the order
desk-line-effect-by-mail = confirmed the effect to the authority, by mail
desk-line-effect-by-letter = confirmed the effect to the authority, by letter
desk-line-gag-ended = ended the gag
desk-line-escalated-locked = handed the case to a senior, and had the files locked and preserved at once
desk-line-escalated = handed the case to a senior
desk-line-sent-back = sent the case back to the queue
desk-line-escalation-ended = ended the escalation with the decision
desk-line-extended = added links to the claim
desk-line-sources = named where links were found
desk-line-amended = amended the claim
desk-line-withdrew = withdrew
desk-line-to-queue = gave the claim back to the queue
desk-line-reassigned = gave the claim to another reviewer
desk-line-opened-file = opened a file of evidence
desk-line-opened = opened the evidence of { $target }
desk-line-erased = erased what was disclosed of { $target }: its last window had closed
desk-line-erased-files = erased the files of evidence
desk-line-matching-requested = asked to have files matched with its references
desk-line-stored = stored the file
desk-line-undeleted = took the deletion back, and the file comes from custody
desk-line-restored = gave the file back
desk-line-locked = locked the file
desk-line-custody = secured a sealed copy in custody
desk-line-custody-destroyed = destroyed a sealed copy in custody
desk-line-ordered = ordered the mirrors to delete the file
desk-line-receipt = signed a receipt: { $result }
desk-line-probed = looked for the file at a mirror: { $outcome }
desk-line-link-disabled = disabled a link
desk-line-notice = gave a notice to whom it concerns
desk-line-purge-windows = ordered the purge, since every window had closed
desk-line-purge = ordered the purge, as the second of two people
desk-line-share-destroyed = destroyed the key share: nothing of the file can come back
desk-line-flagger = noted the status of trusted flagger
desk-line-member-role = changed a member’s role: { $role } now
desk-line-key = made a key for programs: { $scopes }
desk-line-direct = granted direct access, as the second of two people
desk-line-signed = signed the agreement
desk-line-mirror-admitted = admitted the mirror
desk-line-mirror-stopped = stopped placing anything on the mirror
desk-line-mirror-removed = removed the mirror, as the second of two people
desk-line-preserved = had the file preserved
desk-line-released = let the file go that was preserved

# More words of the log.
word-ordered = ordered
word-submitted = submitted
word-in-review = in review
word-needs-information = needs information
word-decided = decided
word-deleted = deleted
word-not-held = not held
word-gone = gone
word-absent = absent
word-held = held

# Why a lock was lifted.
desk-because-appeal-granted = appeal granted
desk-because-counter-notice = counter-notice
desk-because-dispute-won = dispute won
desk-because-escalation-ended = escalation ended
desk-because-overturned = overturned
desk-because-withdrawn = withdrawn
