# Notices to uploaders: the page, the list and the mail (Regulation (EU) 2022/2065, Article 17).

notices-title = Notices
notices-all-read = You have read all of them.
notices-unread = { $count ->
    [one] One is unread.
   *[other] { $count } are unread.
}
notices-none = No notices
notices-none-text = If a file or a link of yours is ever restricted, the reasons stand here, with every way to answer and until when. You are told by e-mail, too.
notices-notice = Notice
notices-file = File
notices-given = Given
notices-kind = Kind
notices-is-unread = unread
notices-restriction = A file or a link of yours was restricted
notices-restriction-hidden = The same restriction, as told while its order was hidden
notices-restriction-told = Whose order restricts a file or a link of yours
# Once that is over.
notices-restriction-told-over = Whose order restricted a file or a link of yours
notices-restoration = A restriction has ended
notices-purge = A file of yours was destroyed for good
notices-word-restriction = restriction
notices-word-restoration = restored
notices-word-purge = purged

notice-statement-of-reasons = Statement of reasons
notice-notice = Notice
crumb-notice = This notice
notice-link-disabled = A link of yours was disabled
notice-file-locked = A file of yours was locked
notice-restored = A restriction of your file has ended
notice-reopened = A file of yours was closed for a time
notice-purged = A file of yours was destroyed for good
notice-from-to = { $host } to { $email }
notice-file = File
notice-see-file = See the file
notice-file-unnamed = It was stored with a token ({ $command }), so its name is not in your sealed list yet: { $link }.
notice-file-name-it = name it on your files’ page
notice-file-not-listed = No longer in your list
notice-given = Given
notice-first-opened = First opened by you
notice-number = Number of this notice
notice-what = What was restricted
notice-link-disabled-effect = One link to a file of yours was disabled. The file itself and its other links stay as they are.
notice-file-locked-effect = A file of yours is locked: nobody can open it, you included. We ordered its deletion from every mirror. A sealed copy that nobody can read is kept while this can be disputed, so that it can be given back.
notice-link-disabled-over = One link to a file of yours was disabled. The file itself and its other links were not touched by it.
notice-file-locked-over = A file of yours was locked, so that nobody could open it, you included, and was to be deleted from every mirror.
notice-where = Where
notice-worldwide = worldwide
notice-how-long = How long
notice-until = until { $day }
notice-until-lifted = until it is lifted
notice-over = it is over
notice-reported-link = Reported link
notice-rights-holder = Rights holder
notice-filed-by = Filed for it by
# In a mail, of whom an agent claims for.
notice-holder-in-portal = named in the portal, not by mail
# Of a name that whoever sent the notice typed.
notice-holder-unverified = as given in the notice, by the rights holder or whoever acts for it; not verified here
notice-person-not-named = a person, who is not named
notice-no-rights-claimed = none: this is not about intellectual property
notice-works = What is claimed to be infringed
redress-used = This way was used.
redress-closed = This way is closed.
redress-over = This way is closed, as the restriction has ended.
redress-was-until = This notice named { $day } as its last day.
notice-ordered-by = Ordered by
notice-order-reference = Its number there
notice-order-redress = What the order says of redress
notice-ordered-hidden = A court or an authority ordered this. The order forbids us for now to say whose it is and what it says; you are told as soon as that ends.
notice-ordered-told = A court or an authority ordered this. When this notice was given, the order forbade us to say whose it is and what it says; since then you have been told.
notice-of-what-was-hidden = The notice that says it
# In the mail of an order that was hidden until it was taken back.
notice-order-taken-back = The court or the authority took its order back, and with that this restriction has ended. Until then the order forbade us to tell you what stands here.
notice-found = What was found
notice-ground = On what it rests
# Says of the facts above that they are not translated.
notice-own-words = What was found stands here as it was written, in the language of whoever decided.
# Why what was found falls under the ground that stands above.
explanation-infringes = What was found infringes the rights that the notice names, under the provision stated.
explanation-illegal = What was found is illegal under the provision stated.
explanation-ordered = A court or an authority ordered it, on the provision stated.
notice-software = The part of software
notice-software-none = No software found the content or took the decision.
notice-software-compared = Software compared the content; a person took the decision.
notice-software-decided = The decision followed from the rights holder’s sworn claim by rule, without a reviewer of ours.
notice-software-both = Software compared the content, and the decision followed by rule, without a reviewer.
notice-redress = What you can do
notice-redress-each = Each way stands on its own: taking one does not close the others.
redress-until = Until { $day }.
redress-counter-notice-title = Send a counter-notice
redress-counter-notice = If this was a mistake or the material was misidentified, you can send a counter-notice under 17 U.S.C. § 512(g)(3). It goes to the claimant; unless the claimant takes you to court first, the material returns on the eleventh business day after it is received. It can be sent while a copy is kept.
redress-internal-title = Appeal to us
redress-internal = You can appeal to us, free of charge. Somebody other than the person who decided will decide again, never software alone, and will give you reasons.
# From a closed account, which no page takes an appeal of.
redress-internal-written = You can write to us, free of charge. A person reads it, and can have the decision looked at again.
redress-out-of-court-title = Go to an out-of-court body
redress-out-of-court = { $tier ->
    [platform] In the European Union you can take the dispute to any certified out-of-court dispute settlement body (Regulation (EU) 2022/2065, Article 21), before or after an appeal to us. The European Commission publishes the list of these bodies: https://digital-strategy.ec.europa.eu/en/policies/dsa-out-court-dispute-settlement
   *[other] You can propose to settle the dispute before a certified out-of-court dispute settlement body in the European Union, before or after an appeal to us. No law obliges a service of this kind to that (Article 21 of Regulation (EU) 2022/2065 binds online platforms); we offer it of our own accord. The European Commission publishes the list of these bodies: https://digital-strategy.ec.europa.eu/en/policies/dsa-out-court-dispute-settlement
}
redress-ordering-court-title = Go to the court that the order is under
redress-ordering-court = You can challenge the order itself before the court or authority that issued it, or before the court that reviews its orders. How, and until when, is a matter of the law of its country.
redress-judicial-title = Go to court
redress-judicial = You can go to a court at any time. How long that is possible is a matter of the law of your country.
notice-changed = What changed
notice-of-what-ended = The notice of what was restricted
notice-restored-effect = A restriction of a file of yours has ended. When this was sent, no other one kept it closed: it can be opened under the same links again, and nothing has to be sent anew. Where a member of our staff found the decision wrong, a notice of its own says so, and why. Where an order of a court or an authority was taken back, the notice of what it restricted says so.
notice-restored-danger = The file was closed while a senior member of our staff looked whether somebody was in danger. That alone decided nothing against you and counts as no strike, and it has ended.
notice-restored-danger-effect = When this was sent, nothing else kept the file closed: it can be opened under the same links again, but for those of which another notice says that they are blocked. Nothing has to be sent anew.
notice-restored-danger-redress = If you think that it should not have been closed, you can write to us: a person reads it.
# To whoever has closed their account since.
notice-restored-closed-effect = A restriction of a file of yours has ended. You have closed your account, so the file does not come back to it: it is deleted, as your other files were, and every mirror is ordered to destroy its copy. Nothing has to be done.
notice-key = The key that was disclosed
# In the mail, which cannot follow a day that moves.
notice-key-kept = If a key of the file was disclosed to us with a claim, it is kept as sealed evidence until that claim can no longer be disputed, and then erased.
notice-key-page = The page of this notice says until which day that is.
notice-key-until = A key of the file was disclosed to us with a claim. As things stand, it is kept as sealed evidence until { $day }, when that claim can no longer be disputed, and is then erased. If it is disputed before, the day moves, and the new one stands here.
notice-key-open = A key of the file was disclosed to us with a claim. It is kept as sealed evidence until that claim can no longer be disputed, and then erased. Something that keeps it has no day yet; once it has one, the day stands here.
notice-key-none = No key of the file that was disclosed with a claim of which you were told is kept here.
notice-key-rid = Whoever disclosed a key had it already. To be rid of it, store the file again: it gets new keys and new links.
notice-destroyed = What was destroyed
notice-purged-effect = The sealed copy of a file of yours that was kept, and our half of its key, were destroyed. Nothing of the file can come back, and no copy that may lie anywhere can be opened by anybody new.
notice-happened = What happened to the file
notice-print = To keep this or show it to a lawyer, print the page: it comes out whole.
# The end of a mail to whoever has closed their account.
notice-closed = Your account is closed
notice-closed-text = You have closed your account, so nobody can sign in to it, and no page of ours takes an appeal or a counter-notice of yours any more. A file that is given back is deleted, as your other files were. You can write to us all the same, and a person reads it. Give this number, under which your case is found: { $number }
notice-mail-page = The notice is in your account
