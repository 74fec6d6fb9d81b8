# Due process: counter-notices, disputes, appeals, and what happens on which day.

# Letters
letter-claim = Claim
letter-target = File
letter-claim-page = The claim
letter-private-link = Read on by the private link that you were shown when you sent your notice.
letter-private-link-else = If you get no further by that, write to our contact agent with the number of the claim
counter-notice-receipt-title = We have received your counter-notice
counter-notice-receipt = Your counter-notice was received and goes to the claimant today. The material returns on { $day }, unless the claimant first tells us of an action against you, or of a claim before the Copyright Claims Board.
counter-notice-receipt-stopped = Your counter-notice was received and goes to the claimant today. The claimant has told us of an action against you: nothing returns until that has ended.
counter-notice-copy-title = A counter-notice to your claim
counter-notice-copy = The uploader of material that was removed after your claim sent a counter-notice under 17 U.S.C. § 512(g)(3). After 10 business days, on { $day }, the material returns, unless you first tell us of an action that seeks a court order to restrain the uploader. You can until the end of { $last }.
counter-notice-copy-stopped = The uploader of material that was removed after your claim sent a counter-notice under 17 U.S.C. § 512(g)(3). You have told us of an action: the material stays removed until that has ended.
counter-notice-says = What it says
counter-notice-location = Where it was before it was removed
counter-notice-name = Name
counter-notice-address = Address
counter-notice-telephone = Telephone
counter-notice-district = Federal judicial district
counter-notice-abroad = outside of the United States
counter-notice-signature = Signed
counter-notice-action = If you take it to court
counter-notice-action-text = Tell us on the page of the claim: the court, the number of the action and the day on which it was filed. A claim before the Copyright Claims Board counts as one. What the uploader says about the material stands on that page, too.
letter-counter-notice-withdrawn-title = A counter-notice was withdrawn
letter-counter-notice-withdrawn = The uploader took the counter-notice back. Nothing returns by it.
letter-counter-notice-incomplete-title = A counter-notice was incomplete
letter-counter-notice-incomplete = The counter-notice lacks what the law asks for, so nothing returns by it. The uploader may send another, and you will get a copy of that.
letter-material-returned-title = Material has returned after a counter-notice
letter-material-returned = You told us of no action by the eleventh business day after the counter-notice, so the material has returned, as 17 U.S.C. § 512(g)(2)(C) says.
letter-material-returned-after-action = No action of yours keeps it removed any more, so the material has returned, as 17 U.S.C. § 512(g)(2)(C) says.
letter-action-received-title = We have received your notice of an action
letter-action-received = The material stays removed until the action has ended, unless the decision is reversed on appeal. Tell us how it ends.
letter-names-none-title = Your notice names no action
letter-names-none = A reviewer looked at the action that you told us of: what you told names none that keeps the material removed. It stops nothing any more.
letter-names-none-until = On { $day } the material returns. Until the end of { $last } you can tell us of an action on the page of the claim, with the court and its number there.
letter-names-none-waits = On { $day } the material returns. A reviewer has yet to look at what you told us of the end of an action, and until then no other can be told of on the page of the claim: if there is one, write to us by the end of { $last }.
letter-end-told-title = We have received how your action ended
letter-end-told-waits = A reviewer looks at it. Until then the material stays removed.
letter-end-told-over = It is recorded, and what the action had stopped goes on.
letter-end-looked-at-title = A reviewer has recorded how your action ended
letter-end-for-claimant = It is recorded that your action ended in your favour.
letter-end-for-uploader = It is recorded that your action ended in favour of the uploader. Your claim restricts the file no more.
letter-end-for-uploader-waits = It is recorded that your action ended in favour of the uploader. Another action about the file is open: until it has ended, the file stays removed.
letter-end-no-result = It is recorded that your action ended without a decision. What it had stopped goes on.
letter-end-not-found-title = Your action has not ended
letter-end-not-found = A reviewer looked at what you told us of the end of your action, and found that it has not ended. It goes on keeping the material removed.
letter-action-over-title = Your action has ended
letter-action-over = Your action has ended without a decision, so the counter-notice goes on: on { $day } the material returns. Until the end of { $last } you can tell us of another action.
letter-action-over-waits = Your action has ended without a decision, as you told us, so the counter-notice goes on: on { $day } the material returns. A reviewer has yet to look at that end, and until then no other action can be told of on the page of the claim: if there is one, write to us by the end of { $last }.
letter-contact = Write to us
letter-looked-at-again-title = Your case is before a reviewer again
letter-looked-at-again = It is recorded that a dispute about a decision on your claim ended in your favour. What was found there is not carried out by itself: somebody who did not decide before decides anew, by { $day }. Send what was decided to the case, if we do not have it.
letter-decided-again-title = It was decided anew after a dispute
letter-decided-again-granted = After the dispute it was decided otherwise than before: what the claim asks for is restricted.
letter-decided-again-refused = After the dispute it was looked at again: the decision stands.
letter-decided-again-moot = What was to be decided anew after the dispute has ended otherwise.
letter-overturned-title = A decision on your claim was overturned
letter-overturned-given-back = A senior looked at a decision on your claim again, without anybody having appealed, and overturned it. Your claim restricts nothing there any more; unless something else holds the file, it is given back.
letter-overturned-gone = A senior looked at a decision on your claim again, without anybody having appealed, and overturned it. Your claim restricts nothing there any more. Nothing is given back by that: nothing of the file is left, or whoever uploaded it had deleted it.
letter-overturned-link = A senior looked at a decision on your claim again, without anybody having appealed, and overturned it: the link is disabled. The uploader is told, and can answer.
letter-overturned-file = A senior looked at a decision on your claim again, without anybody having appealed, and overturned it: the file is locked and deleted from every mirror. The uploader is told, and can answer.
letter-overturned-deletion-title = A deletion of yours was overturned
letter-overturned-deletion = A senior looked at a deletion that you had made under direct access, and found that it does not stand. Your claim restricts nothing there any more; unless something else holds the file, it is given back. A new claim of yours on it is decided by a senior.
letter-overturned-deletion-gone = A senior looked at a deletion that you had made under direct access, and found that it does not stand. Your claim restricts nothing there any more. Nothing is given back by that: nothing of the file is left, or whoever uploaded it had deleted it. A new claim of yours on it is decided by a senior.
letter-overturned-deletion-noted = A senior looked at a deletion that you had made under direct access, and found that it does not stand. It had ended before, so that nothing changes by this. A new claim of yours on the file is decided by a senior.
letter-overturned-redress = If you disagree, you can appeal, free of charge, until the end of { $day }: somebody who had no part in either decision decides.
letter-restrained-title = The material stays removed
letter-restrained = How your action ended was recorded: the material stays removed.
letter-dispute-won-title = Material has returned after a dispute
letter-dispute-won = A dispute about a decision on your claim ended in favour of the uploader. Your claim restricts the file no more; unless nothing of it is left, it is given back.
letter-appeal-of-uploader-title = A decision on your claim was reversed
letter-appeal-of-uploader = The uploader appealed, and somebody who had not decided before found that the decision was wrong. Your claim restricts the file no more; unless something else holds it, it is given back.
appeal-receipt-title = We have received your appeal
appeal-receipt = Somebody who did not decide before looks at it, and decides by { $day }.
appeal-decided-title = Your appeal is decided
appeal-granted = Your appeal is granted: the decision was wrong, and was changed.
appeal-refused = Your appeal is refused: the decision stands.
appeal-moot = What your appeal was about had ended already: nothing is left to decide.

# Notices
notices-counter-notice = What became of your counter-notice
notices-appeal = Your appeal is decided
notices-word-counter-notice = counter-notice
notices-word-looked-at-again = decided anew
notices-word-stays-so = looked at again
notices-word-still-held = another restriction
notices-word-overturned = overturned
notices-word-appeal = appeal
notice-counter-notice-incomplete = Your counter-notice is incomplete
notice-counter-notice-incomplete-effect = Your counter-notice lacks what the law asks for, so nothing returns by it. You can send another as long as a copy is kept.
# To whoever has closed their account since.
notice-counter-notice-incomplete-closed-effect = Your counter-notice lacks what the law asks for, so nothing returns by it.
notice-counter-notice-lacks = What it lacks
notice-counter-notice-action = The claimant has gone to court
notice-counter-notice-action-effect = The claimant told us of an action that seeks to restrain you. The material stays removed until that has ended; nothing is destroyed meanwhile.
notice-counter-notice-forum = Court or body
notice-counter-notice-reference = Its number there
notice-no-action = No action stops your counter-notice
notice-no-action-effect = The claimant had told us of an action against you. A reviewer looked at what was told: it names none that keeps the material removed, so that it stops nothing any more.
notice-action-over = The claimant’s action has ended
notice-action-over-effect = The action of the claimant has ended without a decision. Your counter-notice goes on.
notice-returns-on = The material returns on
notice-looked-at-again = A case of yours is before a reviewer again
notice-looked-at-again-effect = It is recorded that a dispute about a file of yours ended in favour of the claimant. Somebody who did not decide before decides anew. Nothing is restricted by that alone; if something is, you get a statement of reasons with every way to answer.
notice-decided-by = It is decided by
notice-stays-so = A case of yours was looked at again and stays as it is
notice-stays-so-effect = After a dispute that ended in favour of the claimant it was looked at again. Nothing of yours is restricted by it.
notice-overturned = A decision about a file of yours was overturned
notice-overturned-effect = A senior member of our staff looked at the decision again, and found it wrong: it restricts nothing any more. When a file returns, you are told.
notice-overturned-gone-effect = A senior member of our staff looked at the decision again, and found it wrong: it restricts nothing any more. No file returns by that: nothing of it is left, or you had deleted it.
notice-counter-notice-restrained = A court decided for the claimant
notice-counter-notice-restrained-effect = The action that the claimant brought ended in its favour. The material stays removed.
notice-appeal-reasons = Reasons

# The page of a notice: what happens when
ahead-title = What happens on which day
ahead-nothing = If you do nothing
ahead-act = If you act
ahead-purge = On { $day } the sealed copy and our half of the key are destroyed. After that nothing can bring the file back.
ahead-purge-open = The sealed copy is kept for now. It is destroyed only after all that is listed here has ended.
ahead-window-custody = It is kept until { $day } in any case.
ahead-window-appeal = The decision can be appealed until { $day }.
ahead-window-appeal-waits = An appeal waits to be decided.
ahead-window-counter-notice = A counter-notice waits for its day, or for a court.
ahead-window-dispute = A dispute about it is open.
ahead-window-other = It is kept for now, since a law or an open case may require it.
ahead-link = The link stays disabled. The file and its other links are not touched.
ahead-counter-notice-now = Send a counter-notice today, and the file returns on { $day }, unless the claimant goes to court first.
ahead-counter-notice-now-stopped = You can send a counter-notice. The claimant has told us of an action against you, so nothing returns until that has ended.
ahead-counter-notice-now-link = Send a counter-notice today, and the link works again on { $day }, unless the claimant goes to court first.
ahead-counter-notice-received = Your counter-notice was received on { $day }, and the claimant has a copy.
ahead-counter-notice-checked = It was found complete on { $day }.
ahead-counter-notice-returns = On { $day } the material returns by itself. The law gives us until the end of { $last }.
ahead-counter-notice-stopped = The claimant told us of an action on { $day }. Nothing returns until it has ended.
ahead-counter-notice-returned = The material returned on { $day }.
ahead-counter-notice-incomplete = On { $day } it was found incomplete: { $lacks }
ahead-counter-notice-withdrawn = You took your counter-notice back on { $day }.
ahead-counter-notice-moot = What your counter-notice of { $day } was about has ended.
ahead-counter-notice-restrained = The action of the claimant ended in its favour on { $day }.
ahead-appeal-now = Appeal until { $day }. Somebody else decides within { $days } days, with reasons. It costs nothing, and closes no other way.
ahead-appeal-received = Your appeal of { $day } is decided by { $due }.
ahead-appeal-granted = On { $day } your appeal was granted.
ahead-appeal-refused = On { $day } your appeal was refused.
ahead-appeal-withdrawn = You took your appeal back on { $day }.
ahead-appeal-moot = What your appeal was about had ended by { $day }.
ahead-over = This restriction has ended. Nothing has to be done.
ahead-over-other = This restriction has ended. Another one stands.
ahead-taken-back = The court or the authority took its order back, and with it this restriction has ended. Nothing has to be done.
ahead-taken-back-other = The court or the authority took its order back, and with it this restriction has ended. Another one stands.
ahead-nothing-restricted = This decision restricts nothing of yours. Nothing has to be done.
ahead-destroyed = The sealed copy and our half of the key were destroyed. No way brings the file back.
ahead-send-counter-notice = Send a counter-notice
ahead-send-appeal = Appeal
ahead-withdraw-counter-notice = Take the counter-notice back
ahead-withdraw-appeal = Take the appeal back
ahead-what-you-sent = What you sent
ahead-counter-notice-taken-back = Your counter-notice is taken back.
ahead-appeal-taken-back = Your appeal is taken back.

# The form of a counter-notice
counter-form-title = Send a counter-notice
counter-form-lead = You say on oath that the material was removed by mistake. Unless the claimant goes to court first, it returns on { $day }.
counter-form-lead-stopped = You say on oath that the material was removed by mistake. The claimant has told us of an action against you, so nothing returns until that has ended.
counter-form-goes-to = All that you enter here goes to the claimant.
counter-form-goes-to-text = The law says so (17 U.S.C. § 512(g)(2)(B)). You may give your attorney’s address and telephone number instead of your own. A knowingly false statement makes you liable for damages (17 U.S.C. § 512(f)), and is perjury.
counter-form-about = What it is about
counter-form-link = Reported link
counter-form-claimant = Claimant
counter-form-claimant-nobody = a person or organisation that is not verified here
counter-form-material = The material
counter-form-material-hint = For example: my recording of my own concert.
counter-form-location = Where it was before it was removed
counter-form-location-hint = The reported link stands here already. Add wherever else it was. The key of a link is cut off.
counter-form-name = Your name
counter-form-address = Postal address
counter-form-address-hint = Yours, or your attorney’s.
counter-form-telephone = Telephone number
counter-form-where = Where this address is
counter-form-in-us = In the United States
counter-form-abroad = Outside of the United States
counter-form-district = Its federal judicial district
counter-form-district-hint = Needed for an address in the United States, such as: Northern District of California.
counter-form-oath = What you swear and agree to
counter-form-oath-english = These sentences are the law’s own, so they stand in English.
counter-form-signature = Your signature
counter-form-signature-hint = Type your full name. This signs the counter-notice.
counter-form-check = See what the claimant will read
counter-form-send = Send it to the claimant
counter-form-sent = Your counter-notice was received. The claimant has a copy.

# What is about to be sent, before it is
counter-confirm-title = Check your counter-notice
counter-confirm-lead = Nothing is sent or stored yet. With the next press the claimant gets a copy of all that stands here, your name and address too, and you swear what stands at the end.
counter-confirm-to = It goes to
counter-confirm-read = What the claimant will read
counter-confirm-returns = If you send it today, the material returns on { $day }, unless the claimant goes to court first.
counter-confirm-change = Go back and change it

# The form of an appeal
appeal-form-title = Appeal
appeal-form-lead = Somebody who did not decide before decides again, with reasons, within { $days } days. It costs nothing.
appeal-form-grounds = Why the decision is wrong
appeal-form-grounds-hint = Say what was overlooked or misjudged: for example that you have a licence, that the law allows this use, or that it is another work.
appeal-form-send = Send the appeal
appeal-form-sent = Your appeal was received.

# Reminders to staff
reminder-title = Deadlines are near
reminder-text = What stands below is to be done before its time is over.
reminder-danger-title = Somebody is said to be in danger
reminder-danger-text = What a notice says locks nothing by itself, and nobody but seniors opens its evidence: one of you looks at once, and decides what is to be done.
reminder-dangers = { $count ->
    [one] One notice that says that somebody is in danger
   *[other] { $count } notices that say that somebody is in danger
}
reminder-claims = { $count ->
    [one] One claim to be decided
   *[other] { $count } claims to be decided
}
reminder-paused-dangers = { $count ->
    [one] One danger that is to wait for no answer of its notifier, to be decided
   *[other] { $count } dangers that are to wait for no answers of their notifiers, to be decided
}
reminder-escalations = { $count ->
    [one] One case in seniors’ hands, of which nothing is to be decided any more, to be ended
   *[other] { $count } cases in seniors’ hands, of which nothing is to be decided any more, to be ended
}
reminder-samples = { $count ->
    [one] One deletion under direct access to be looked at
   *[other] { $count } deletions under direct access to be looked at
}
reminder-counter-notices = { $count ->
    [one] One counter-notice to be checked
   *[other] { $count } counter-notices to be checked
}
reminder-returns = { $count ->
    [one] One file that should have returned after a counter-notice, and has not
   *[other] { $count } files that should have returned after counter-notices, and have not
}
reminder-actions = { $count ->
    [one] One notice of an action to be looked at
   *[other] { $count } notices of actions to be looked at
}
reminder-action-ends = { $count ->
    [one] One end of an action, as its claimant told it, to be looked at
   *[other] { $count } ends of actions, as their claimants told them, to be looked at
}
reminder-appeals = { $count ->
    [one] One appeal to be decided
   *[other] { $count } appeals to be decided
}
reminder-complaints = { $count ->
    [one] One complaint about a blocked link or a closed account to be answered
   *[other] { $count } complaints about blocked links or closed accounts to be answered
}
reminder-effects = { $count ->
    [one] One decided order whose effect is to be confirmed to its authority
   *[other] { $count } decided orders whose effect is to be confirmed to their authorities
}
reminder-effects-late = { $count ->
    [one] One decided order whose effect should have been confirmed to its authority, and was not
   *[other] { $count } decided orders whose effect should have been confirmed to their authorities, and was not
}

# What ended, and what took its place
letter-counter-notice-moot-title = A counter-notice has ended
letter-counter-notice-moot = What the counter-notice was about has ended otherwise, so nothing returns by it.
notice-counter-notice-moot = Your counter-notice has ended
notice-counter-notice-moot-effect = What your counter-notice was about has ended otherwise, so nothing returns by it on the day that we had named. If another decision restricts the file, you have a notice of that one, and can answer it.
letter-still-held-title = Your claim restricts a file no more
letter-restricts-no-more = What your claim had restricted of it has ended.
letter-still-held = What your claim had restricted has ended. Something else holds the file still, so it is not given back yet.
letter-still-held-link = What your claim had restricted has ended. Something else disables the link still, so it does not work again yet.
letter-appeal-moot-title = What your appeal was about has ended
letter-appeal-moot = The decision that you appealed against was withdrawn, or another took its place. Nothing is left to decide.
letter-turned-away-title = A notice was not processed
letter-turned-away = We received a notice that gives this address. The processing of notices from it is suspended until { $until }, since too many were manifestly unfounded, so that notice is not processed and nothing of it is kept. A complete notice under US copyright law (17 U.S.C. § 512(c)(3)), and one that says that somebody is in danger, is received and decided all the same.
letter-turned-away-not-yours = If you did not send it, there is nothing to do: anybody can type an address. We write this at most once a day.
letter-mark-retracted-title = A mark of misuse was taken back
letter-mark-notice = Something in a notice of yours of { $day } was marked as manifestly unfounded.
letter-mark-counter-notice = A counter-notice of yours of { $day } was marked as manifestly unfounded.
letter-mark-appeal = An appeal of yours of { $day } was marked as manifestly unfounded.
letter-mark-retracted = That was taken back, and counts no longer. If something was decided against you that rested on it, you are told by a message of its own that it is lifted. The reasons:
notice-still-held = A restriction has ended, another stands
notice-still-held-effect = One restriction of a file of yours has ended. Another one stands, so the file stays locked. You have a notice of that one, too.
notice-still-held-link-effect = One restriction of a link to a file of yours has ended. Another one stands, so the link stays disabled. You have a notice of that one, too.
notice-of-what-stands = The notice of what stands
ahead-superseded = Another decision took the place of this one. You have a notice of it, which says what you can do.
ahead-window-aftermath = It is kept until { $day }, since an appeal or a dispute about it ended.

# What is wrong with a counter-notice or an appeal
counter-wrong-place = Say where the address is.
counter-wrong-material = Say what the material is.
counter-wrong-location = Say where the material was before it was removed.
counter-wrong-name = Enter your name.
counter-wrong-address = Enter a postal address: yours or your attorney’s.
counter-wrong-telephone = Enter a telephone number: yours or your attorney’s.
counter-wrong-district = Name the federal judicial district of an address in the United States; an address abroad has none.
counter-wrong-oath = The law asks you to swear this.
counter-wrong-consent-jurisdiction = The law asks for this consent to a court’s jurisdiction.
counter-wrong-consent-service = The law asks for this consent to accept service.
counter-wrong-signature = Sign by typing your name.
appeal-wrong-grounds = Say why you think that the decision is wrong.
