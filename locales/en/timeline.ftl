# The timeline of a file: who, and what they did, as one sentence.

line-you = You
line-rights-holder = A rights holder
line-notifier = Somebody who gave notice
line-reviewer = A reviewer
line-senior = A senior
line-administrator = An administrator
line-mirror = A mirror
line-mirror-named = The mirror { $mirror }
line-service = The service
line-stored = { $count ->
    [one] stored the file on one mirror
   *[other] stored the file on { $count } mirrors
}
line-deleted = deleted the file
line-taken-back = took the deletion back
line-undeleted = took the deletion back; the file comes from custody, and the same links will open it
line-restored = gave the file back: the same links open it again
line-locked = locked the file ({ $ground })
line-lifted-still-locked = lifted one lock; another one stands
line-lifted-lost = lifted the lock; no copy was left to give back
line-lifted-deleted = lifted the lock; its owner had deleted the file
line-lifted-restoring = lifted the lock and began to give the file back
line-lifted = lifted the lock
line-custody = put a sealed copy into custody, in case the decision does not stand
line-custody-destroyed = destroyed a sealed copy in custody, which nothing needs any more
line-ordered = { $count ->
    [one] ordered one mirror to delete the file
   *[other] ordered { $count } mirrors to delete the file
}
line-receipt-deleted = signed a receipt: its copy is deleted
line-receipt-absent = signed a receipt: it held no copy
line-receipt-other = signed a receipt: { $result }
line-probe-gone = asked the mirror { $mirror } for the file, and it is gone
line-probe-other = asked the mirror { $mirror } for the file: { $outcome }
line-link-disabled = disabled a link to the file
line-link-enabled = enabled a link again
line-link-still-locked = ended one restriction of a link; the file itself stays locked
line-link-still-disabled = ended one restriction of a link; another decision disables it still
line-link-restoring = enabled a link again, which opens the file as soon as that is back
line-link-gone = ended the restriction of a link, but nothing is left for it to open
line-notice = gave you a notice, and told you by e-mail
line-message-settled = saw to a message that had not arrived
line-sharee = Somebody with a link
line-complaint-received = complained about a link that does not open
line-complaint-stands = answered a complaint about a link that does not open: the decision stands
line-complaint-again = answered a complaint about a link that does not open: a senior looks at the decision again
line-complaint-stands-after-all = looked at the decision again after a complaint: it stands
line-complaint-overturned = looked at the decision again after a complaint: it was overturned
line-complaint-moot = closed a complaint about a link that does not open, since what it was about has ended
line-purge-ordered = ordered the purge of everything that was left
line-share-destroyed = destroyed its half of the key: nothing of the file can come back
line-unnumbered = It is written; the log numbers it within moments.

ground-copyright = copyright
ground-court = an order of a court or authority
ground-other-law = a law other than copyright

# The timeline of a claim and of an organisation, as its parties read them.
line-the-uploader = The uploader
line-the-rights-holder = The rights holder
line-the-notifier = The notifier
line-target = target { $position }
line-file = file { $position }
# What a line of a claim is about, to the uploader of the file.
line-this-file = this file
line-an-owner = An owner
line-notice-owners = gave the owners a notice of it
line-applied = applied
line-verified = verified the organisation
line-refused = refused the application
line-domain-dns = proved control of its domain, in DNS
line-domain-file = proved control of its domain, in a file
line-asked = asked for more
line-answered = answered
line-reinstated = ended the suspension
line-suspended = suspended the organisation
line-ended = ended the organisation
line-contact-changed = said anew who speaks for the organisation
line-principal-named = added a principal
line-principal-confirmed = confirmed a principal
line-principal-refused = refused a principal
line-principal-withdrawn = withdrew a principal
line-flagger-set = noted the status of trusted flagger ({ $expertise })
line-flagger-removed = removed the status of trusted flagger
line-member-joined = took in a member ({ $role })
line-member-role = changed what a member may do: { $role } now
line-member-removed = removed a member
line-key-created = made a key for programs
line-key-revoked = revoked a key for programs
line-webhook-added = added a webhook
line-webhook-rotated = took a new secret for a webhook
line-webhook-removed = removed a webhook
line-signed = signed version { $version } of the agreement as { $role }
line-direct-granted = { $count ->
    [one] granted direct access: { $count } file a day
   *[other] granted direct access: { $count } files a day
}
line-direct-stripped = took direct access away
line-claimed = { $count ->
    [one] claimed { $count } file, and opened { $opened }
   *[other] claimed { $count } files, and opened { $opened }
}
line-extended = { $count ->
    [one] added { $count } file, and opened { $opened }
   *[other] added { $count } files, and opened { $opened }
}
line-sources = { $count ->
    [one] named where { $count } file stood
   *[other] named where { $count } files stood
}
line-amended = completed the notice
line-information-asked = asked for what the law still wants
line-question-ended = waited for an answer no longer
line-escalated = handed the claim to a senior
line-danger = said that somebody is in danger, by which the claim is a senior’s
line-escalation-ended = ended what a senior had in hand
line-reassigned = saw to it that somebody else decides
line-claim-withdrawn = { $count ->
    [one] withdrew the claim for { $count } file
   *[other] withdrew the claim for { $count } files
}
line-reviewed = looked at the deletion of { $file }: { $outcome }
line-matching-requested = { $count ->
    [one] asked to have { $count } file matched
   *[other] asked to have { $count } files matched
}
line-matching-ended = matched a file: { $outcome }
line-evidence-opened = opened the evidence
line-evidence-added = brought a file of evidence
line-evidence-removed = took a file of evidence back
line-evidence-erased = { $count ->
    [one] erased { $count } file of evidence
   *[other] erased { $count } files of evidence
}
line-evidence-erased-of = erased what was disclosed of { $file }
line-signature-erased = erased the record of a signature that had long ceased to bind
line-deleted-directly = deleted { $file } under direct access
line-decided = decided { $file }: { $finding }, { $outcome }
line-counter-notice = sent a counter-notice about { $file }
line-counter-notice-checked = found the counter-notice about { $file } complete
line-counter-notice-ended = ended the counter-notice about { $file }: { $outcome }
line-dispute-told = told of { $before } about { $file }
line-dispute-names-action = looked at what was told of the action about { $file }: it names one
line-dispute-names-none = looked at what was told of the action about { $file }: it names none
line-dispute-end-told = told how the action about { $file } ended: { $outcome }
line-dispute-end-checked = looked at how the action about { $file } ended: { $outcome }
line-dispute-ended = recorded how a dispute about { $file } ended: { $outcome }
line-misuse-notice = marked { $file } of the notice as manifestly unfounded
line-misuse-counter-notice = marked the counter-notice about { $file } as manifestly unfounded
line-misuse-appeal = marked an appeal as manifestly unfounded
line-misuse-appeal-about = marked the appeal about { $file } as manifestly unfounded
line-misuse-retracted = took back that an appeal was manifestly unfounded
line-misuse-retracted-about = took back that something about { $file } was manifestly unfounded
line-sender-confirmed = confirmed that the notice is theirs
line-sender-erased = erased the personal data of whoever sent it
line-order-withdrawn = recorded that the order was taken back
line-reason-changed = changed a kept reason ({ $what })
line-account-created = made the account
line-account-closed = closed the account
line-account-erased = erased the personal data of the account
line-role-granted = gave the account a role
line-role-withdrawn = withdrew a role of the account
line-passkey-added = added a passkey
line-passkey-removed = removed a passkey
line-account-review = put the account before a reviewer
line-account-reviewed = decided about the account: { $outcome }
line-measure-taken = decided a { $measure } of { $of }
line-measure-lifted = lifted a { $measure } of { $of }: { $because }
line-measure-appeal = appealed against a { $measure } of { $of }
line-measure-appeal-moot = ended an appeal, which has no object any more
line-measure-appeal-withdrawn = took an appeal back
line-measure-appeal-decided = decided an appeal against a { $measure } of { $of }: { $outcome }
line-appeal-lodged = appealed against the decision about { $file }
line-looked-at-again = put the decision about { $file } before a reviewer again, after a dispute
line-looked-at-again-moot = ended the second look at { $file }, which has no object any more
line-looked-at-again-decided = decided anew about { $file } after a dispute: { $outcome }
line-overturned-back = overturned the decision about { $file }: what it restricted is given back
line-overturned-more = overturned the decision about { $file }: more is restricted
line-appeal-moot-uploader = ended the appeal of the uploader about { $file }, which has no object any more
line-appeal-moot-claimant = ended the appeal of the claimant about { $file }, which has no object any more
line-appeal-withdrawn = took the appeal about { $file } back
line-appeal-decided-uploader = decided the appeal of the uploader about { $file }: { $outcome }
line-appeal-decided-claimant = decided the appeal of the claimant about { $file }: { $outcome }

# Words of the log, as such a line says them.
word-infringing = infringing
word-not-infringing = not infringing
word-other-illegal = illegal for another reason
word-incomplete = incomplete
word-no-action = no action
word-link-disabled = link disabled
word-removed = removed
word-upheld = upheld
word-overturned = overturned
word-matched = matched
word-matched-later = matched with a later reference
word-different = different
word-unreadable = unreadable
word-stopped = stopped
word-returned = the material returned
word-withdrawn = withdrawn
word-moot = it has no object any more
word-restrained = a court decided for the claimant
word-action = an action before a court
word-copyright-claims-board = a claim before the Copyright Claims Board
word-out-of-court = a case before an out-of-court body
word-lawsuit = a lawsuit
word-for-uploader = for the uploader
word-for-claimant = for the claimant
word-no-result = without a decision
word-names-none = it names no action
word-open = not ended
word-granted = granted
word-refused = refused
word-added = added
word-edited = edited
word-retired = retired
word-strikes-void = strikes void
word-marks-retracted = marks taken back
word-intellectual-property = intellectual property
word-owner = owner
word-agent = agent
word-warning = warning
word-suspension = suspension
word-termination = termination
word-uploads = uploads
word-notices = notices
word-complaints = appeals
word-nothing = nothing
word-appeal-granted = appeal granted
word-reconsidered = reconsidered
timeline-joint = { " " }
