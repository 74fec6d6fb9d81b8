# Strikes, and what is decided against a person or an organisation itself: for them, and at the desk.

# Strikes
strike-title = Strikes
strike-page = How your account stands
strike-counts = This counts as a strike unless it is reversed. Everything decided before one notice reaches you counts once. { $strikes } strikes within { $months } months put your account before a reviewer, who can warn you, suspend uploads for a time, or end the account.
strike-never = An order of a court or an authority does not count towards measures against your account.
desk-appeals-of-measures = Against warnings, suspensions and terminations
strike-after-review = When this was decided, nobody on our staff had looked at it, so it counted as no strike. It does once somebody has, and finds that it stands. { $strikes } strikes within { $months } months put your account before a reviewer, who can warn you, suspend uploads for a time, or end the account.

# What was decided
measure-warning-uploads = Your account is warned
measure-suspension-uploads = Uploads and new links are suspended
measure-termination = Your account is terminated
measure-warning-notices = A warning about notices
measure-suspension-notices = The processing of notices is suspended
measure-warning-complaints = A warning about appeals
measure-suspension-complaints = The processing of appeals is suspended
# To staff, of the account of somebody else.
measure-warning-account = The account is warned
measure-termination-account = The account is terminated
measure-lifted-warning-uploads = The warning to your account is lifted
measure-lifted-suspension-uploads = The suspension of uploads and new links is lifted
measure-lifted-termination = The termination of your account is lifted
measure-lifted-warning-notices = The warning about notices is lifted
measure-lifted-suspension-notices = The suspension of the processing of notices is lifted
measure-lifted-warning-complaints = The warning about appeals is lifted
measure-lifted-suspension-complaints = The suspension of the processing of appeals is lifted
measure-warning-uploads-effect = Nothing changes for now. If more of your files or links are found to be illegal, uploads can be suspended, or the account be ended.
measure-suspension-uploads-effect = Until { $day } nothing can be uploaded and no new link made. You can open and save your files, your links go on working, and you can read notices and answer them.
measure-termination-effect = Nothing can be uploaded, and your links show that the account is closed. Until { $day } you can sign in, open your files and save them. Then those that are not locked are deleted; for thirty days after that an appeal that is granted brings them back. While an appeal waits nothing is deleted. You can read notices and answer them after that, too.
measure-warning-notices-effect = Notices are processed as before. If more of them are manifestly unfounded, their processing can be suspended for a time.
measure-suspension-notices-effect = Until { $day } no notices under Regulation (EU) 2022/2065 or other laws are taken, nothing is filed in the verified queue, and nothing is deleted by direct access. A complete notice under US copyright law (17 U.S.C. § 512(c)(3)), and one that says that somebody is in danger, is received on the page for notices and decided all the same. What was sent before is decided.
measure-warning-complaints-effect = Appeals are processed as before. If more of them are manifestly unfounded, their processing can be suspended for a time.
measure-suspension-complaints-effect = Until { $day } no appeals are taken, but for one against this suspension. Counter-notices are received, out-of-court bodies and courts stay open, and appeals that were sent before are decided.
# Of one that has ended or was lifted, in the words in which it was told.
measure-effect-over = This stands no more. As long as it stood, it said: “{ $effect }”
# To whoever has closed their account since.
measure-closed-effect = It was decided about your account, which you have closed. It closes nothing more to you, and nothing has to be done.
measure-ground-uploads = { $tier ->
    [platform] Our terms on repeated infringement, which the law asks us to have and to apply (17 U.S.C. § 512(i); Regulation (EU) 2022/2065, Article 23(1)).
   *[other] Our terms on repeated infringement, which the law asks us to have and to apply (17 U.S.C. § 512(i)).
}
measure-ground-notices = { $tier ->
    [platform] Regulation (EU) 2022/2065, Article 23(2): the processing of notices of those who frequently submit manifestly unfounded ones is suspended for a reasonable time, after a warning.
   *[other] Our terms on misuse: the processing of notices of those who frequently submit manifestly unfounded ones is suspended for a reasonable time, after a warning.
}
measure-ground-complaints = { $tier ->
    [platform] Regulation (EU) 2022/2065, Article 23(2): the processing of complaints of those who frequently submit manifestly unfounded ones is suspended for a reasonable time, after a warning.
   *[other] Our terms on misuse: the processing of complaints of those who frequently submit manifestly unfounded ones is suspended for a reasonable time, after a warning.
}
# Why what was found falls under the ground that stands above.
measure-explained-uploads = What was found are decisions that material which you had shared infringes rights or is illegal, none of which was reversed by then. They came one after the other, each after the notice of the one before had reached you, and so many within the time that these terms count are repeated infringement.
measure-explained-warning = What was found are decisions that something you had sent was manifestly unfounded: whoever looked at it could see so without weighing anything. A warning comes before any suspension.
measure-explained-suspension = What was found are decisions that something you had sent was manifestly unfounded: whoever looked at it could see so without weighing anything. Some of it was sent after you had been warned, and by its number, its share, its gravity and its intention, as stated above, it is frequent.
measure-software-strikes = Software counted the decisions and put the account before a reviewer; a person took this decision. What part software had in each decision behind it stands in the notice of that.
measure-software-marks = Software counted what was sent. People found what of it was manifestly unfounded, and a person took this decision.
measure-lifted-appeal = An appeal against it was granted.
measure-lifted-strikes = Too few of the strikes that it rested on are left.
measure-lifted-marks = It rested on marks of manifestly unfounded notices or appeals of which too few are left, or on a warning that was lifted.
measure-lifted-reconsidered = We looked at it again, and it is not to stand any longer.
measure-organisation = Organisation
measure-numbers = { $unfounded } of { $sent } sent in the time that is looked at were found manifestly unfounded.
measure-gravity = How grave it was
measure-intention = The intention
measure-mail-page = The notice, with every way to answer

# Notices
notices-measure = A decision about your account or an organisation of yours
notices-measure-lifted = A decision was lifted
notices-word-measure = decision
notices-word-measure-lifted = lifted
notices-no-file = no single file
notices-closed = A measure against your account stands: something is closed to you, or you were warned.
notices-strikes = { $count ->
    [one] One strike counts now; { $limit } put your account before a reviewer.
   *[other] { $count } strikes count now; { $limit } put your account before a reviewer.
}
against-title = What stands
against-in-force = This stands now.
against-over = This stands no more.

# The page of how an account stands
own-standing-title = How your account stands
own-standing-lead = { $count ->
    [0] No strike counts against your account.
    [one] One strike counts against your account; a review comes at { $limit }.
   *[other] { $count } strikes count against your account; a review comes at { $limit }.
}
own-standing-rule = A strike is what was decided before one notice reached you: however much that is, it counts once. It counts for { $months } months. { $limit } that count together put your account before a reviewer, who decides: nothing, a warning, a suspension of uploads, or the end of the account. You get the reasons, and can appeal.
own-standing-void = A strike is void at once when the restriction ends: by an appeal, a counter-notice, or because the claim was taken back. What a rights holder deleted by itself counts only after our staff have looked at it.
own-standing-none = Nothing counts now.
own-standing-strike = Strike { $number }
own-standing-counts-until = Counts from { $from } until { $until }.
own-standing-notice = Notice of { $day }
own-standing-not-yet = Not looked at by our staff yet, so it does not count
own-standing-measures = What was decided about your account
own-standing-no-measures = Nothing. Uploading, sharing, notices and appeals are open to you.
own-standing-to-notices = The reasons, and every way to answer, stand in your notices

# A link of an account that was closed
closed-title = No longer shared
closed-lead = The account that shared this file was closed after our rules were broken repeatedly. This says nothing about this file.
closed-sent-text = ask them for the file. They may have saved it.
closed-wrong = If you think that this is wrong:
closed-wrong-text = { $link }. A person reads it, one who did not make the decision unless nobody else is there. Whoever the account is of can appeal.
closed-yours = If the account is yours:
closed-yours-text = { $notices } say why, until when you can save your files, and how to appeal.

# The desk
standing-title = Standing
standing-lead = What is decided against people and organisations themselves, not against a file.
standing-waiting = Accounts that wait for a decision
standing-none = No account waits
standing-none-text = An account stands here once { $strikes } strikes against it count together.
standing-due = Due
standing-account = Account
standing-opened = Opened
standing-misuse = Manifestly unfounded
standing-misuse-text = Notices and appeals of the last { $months } months that were marked. What was rejected is not misuse by that alone.
standing-misuse-none = Nothing of anybody who is known is marked
standing-misuse-none-text = A notice, a counter-notice or an appeal is marked from the page of its claim, once it was decided. What is marked of who has not confirmed an address stands on that page alone.
standing-whose = Whose
standing-forgotten = An address that is no longer kept
standing-numbers = { $unfounded } of { $sent } ({ $share } %)
standing-account-title = Account { $number }
standing-since = There since { $day }
standing-strikes = { $count ->
    [one] One strike; a review comes at { $limit }
   *[other] { $count } strikes; a review comes at { $limit }
}
standing-strikes-text = What was decided before one notice reached the uploader counts once, for { $months } months. What ended is void.
standing-nothing = Nothing of this account was ever restricted.
standing-strike = Strike { $number }
standing-strike-counts = { $count ->
    [one] One decision of { $from }; it counts until { $until }
   *[other] { $count } decisions from { $from } on; they count until { $until }
}
standing-restricted = What was restricted
standing-decided-on = Decided
standing-reached = Notice reached the uploader
standing-not-reached = not yet
standing-counts = Counts
standing-link = A link was disabled
standing-file = A file was locked and deleted
standing-direct = by direct access
standing-counting = counts
standing-void = void: it ended
standing-unreviewed = not yet: nobody on the staff has looked
standing-called-in = not yet: a senior is asked to look, or found otherwise
standing-call-in = Have a senior look
standing-called = A senior is asked to look at the deletion.
standing-decide-title = Decide about this account
standing-what-is-decided = What is decided
standing-decide-nothing = Nothing
standing-decide-nothing-hint = These strikes do not come before anybody again, unless another joins them.
standing-decide-warning = A warning
standing-decide-warning-hint = Nothing is closed.
standing-decide-suspension = A suspension
standing-decide-suspension-hint = No uploads and no new links for a number of days. Everything else goes on.
standing-decide-termination = A termination
standing-decide-termination-hint = Links are closed at once; files can be saved for thirty days and are deleted then.
standing-decide-missing = Choose what is decided.
standing-scope-missing = Choose what it is about.
standing-needs-senior = A termination is for a senior to decide.
standing-nothing-waits = Nothing waits about this account: somebody decided, or strikes became void.
standing-days = Days
standing-days-hint = Only for a suspension.
standing-reasons = Reasons
standing-reasons-hint = Facts and circumstances, for whoever it is against: they read this in their notice and by mail. Name no other person and no file.
standing-decide = Decide
standing-decided = It is decided, and whoever it is about is told.
standing-measures = What was decided before
standing-measure-in-force = stands
standing-measure-over = over
standing-measure-lifted = lifted
standing-lift = Lift it
standing-lifted = It is lifted, and whoever it was against is told.
standing-reviews = Looked at before
standing-waits = waits for a decision
standing-review-line = { $time }: { $outcome }
standing-verdict-nothing = nothing
standing-verdict-warning = a warning
standing-verdict-suspension = a suspension
standing-verdict-termination = a termination
standing-verdict-moot = ended by itself: too few strikes were left
standing-no-marks = Nothing of theirs is marked as manifestly unfounded.
standing-what-notice = { $position ->
    [0] Notice
   *[other] Notice, target { $position }
}
standing-what-counter-notice = { $position ->
    [0] Counter-notice
   *[other] Counter-notice about target { $position }
}
standing-what-appeal = { $position ->
    [0] Appeal
   *[other] Appeal about target { $position }
}
standing-refuted = counts no longer: it was well founded after all
standing-retracted = taken back
standing-retract = Take the mark back
misuse-retract-title = Take a mark back
misuse-retract-lead = It counts no longer, and cannot be made again. What was decided on it, and would not have been without it, is lifted at once; whose it was is told.
misuse-retract-why = Why it is taken back
misuse-retract-why-hint = Whose it was reads this.
misuse-retracted = The mark is taken back.
standing-sent-marked = Sent { $sent }, marked { $marked }
standing-claim = The claim
standing-decide-misuse = Decide about misuse
standing-decide-misuse-text = Weigh how many were unfounded, out of how many, how grave it was, and what was meant by it. A suspension takes a warning first, and something marked that was sent after it.
standing-of = What it is about
standing-scope-notices = Notices
standing-scope-notices-hint = What they send as claimants. Complete notices under US copyright law are decided all the same.
standing-scope-complaints = Appeals
standing-scope-complaints-hint = Counter-notices are received all the same.
standing-misuse-warning = A warning
standing-misuse-warning-hint = Nothing is closed.
standing-misuse-suspension = A suspension
standing-misuse-suspension-hint = For a number of days.
standing-gravity-hint = What it led to, and for whom. Name no other person and no file.
standing-intention-hint = What shows it; or that it cannot be told. Name no other person and no file.

# Marking
misuse-title = Mark as manifestly unfounded
misuse-lead = Only what anybody could see to be unfounded at once. What was only rejected, mistyped or incomplete is no misuse.
misuse-what = What is marked
misuse-why = Why it was manifestly unfounded
misuse-why-hint = This is kept with the mark. Whoever decides about a warning or a suspension reads it, and so does whoever that is against.
misuse-mark = Mark it
misuse-marked = It is marked.
misuse-is-marked = marked
misuse-cannot = cannot be marked
misuse-none = Nothing here can be marked
misuse-none-else = Nothing else here can be marked
misuse-nobodys = Who sent this notice has not confirmed the address in it, which could be anybody’s. A mark of what they sent is kept with the claim, but counts against nobody and stands in no list, unless they confirm it.
misuse-none-text = What was decided to be unfounded, and refused appeals, can be.
misuse-nothing-chosen = Choose what is marked.

# Reminders
reminder-accounts = { $count ->
    [one] One account to be decided about
   *[other] { $count } accounts to be decided about
}
# What a measure rests on.
measure-marks = What it rests on
measure-mark-notice = A notice of { $day }
measure-mark-counter-notice = A counter-notice of { $day }
measure-mark-appeal = An appeal of { $day }
measure-mark-over = counts no longer
own-standing-reviewed = Your account is before a reviewer, who decides by { $day }. Until then nothing is closed to you by that.
measure-decided = What was decided
measure-suspension-notices-own-effect = Until { $day } no notices of yours under Regulation (EU) 2022/2065 or other laws are taken. A complete notice under US copyright law (17 U.S.C. § 512(c)(3)), and one that says that somebody is in danger, is received and decided all the same. What was sent before is decided.

# Confirming a suspension or a termination
standing-confirm-title = Confirm what is decided
standing-confirm-lead = Nothing is decided yet. It takes effect with the next press, and whoever it is against is told at once.
standing-confirm-touches = What it touches
standing-confirm-files = Files
standing-confirm-files-stay = { $count ->
    [0] None
    [one] One file stays as it is
   *[other] { $count } files stay as they are
}
standing-confirm-files-end = { $count ->
    [0] None
    [one] One file can be saved until { $day }, and is deleted then
   *[other] { $count } files can be saved until { $day }, and are deleted then
}
standing-confirm-locked = Locked files
standing-confirm-locked-stay = { $count ->
    [one] One stays until the windows of its decision close
   *[other] { $count } stay until the windows of their decisions close
}
standing-confirm-links = Links
standing-confirm-links-stay = { $count ->
    [0] None
    [one] One link goes on working
   *[other] { $count } links go on working
}
standing-confirm-links-end = { $count ->
    [0] None
    [one] One link is closed at once
   *[other] { $count } links are closed at once
}
standing-confirm-deleted-on = What is left is deleted on
standing-confirm-gone-on = Can be brought back until
standing-confirm-ends-on = Ends by itself on
standing-confirm-told = What they are told of it
standing-confirm-suspend = Suspend
standing-confirm-end = Terminate the account
