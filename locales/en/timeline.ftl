# The timeline of a file: who, and what they did, as one sentence.

line-you = You
line-rights-holder = A rights holder
line-notifier = Somebody who gave notice
line-reviewer = A reviewer
line-senior = A senior
line-administrator = An administrator
line-mirror = A mirror
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
line-ordered = { $count ->
    [one] ordered one mirror to delete the file
   *[other] ordered { $count } mirrors to delete the file
}
line-receipt-deleted = signed a receipt: its copy is deleted
line-receipt-absent = signed a receipt: it held no copy
line-receipt-other = signed a receipt: { $result }
line-probe-gone = asked a mirror for the file, and it is gone
line-probe-other = asked a mirror for the file: { $outcome }
line-link-disabled = disabled a link to the file
line-link-enabled = enabled a link again
line-notice = gave you a notice, and told you by e-mail
line-message-settled = saw to a message that had not arrived
line-purge-ordered = ordered the purge of everything that was left
line-share-destroyed = destroyed its half of the key: nothing of the file can come back
line-other = logged { $kind }

ground-copyright = copyright
ground-court = an order of a court or authority
ground-other-law = a law other than copyright
