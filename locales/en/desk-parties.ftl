# The desk: who holds rights and whom they act for, the agreement, the mirrors, the people who work here, and mail.

# Rights holders
desk-holders-title = Rights holders
desk-holders-state = State
desk-holders-all = All
desk-holders-none = No organisation stands here
desk-holders-none-text = Rights holders apply on their own page; an application then waits here for an administrator.
desk-holders-organisation = Organisation
desk-holders-country = Country
desk-holders-domain = Domain
desk-holders-applied = Applied
desk-holders-decided = Decided
desk-holders-undecided = not yet
desk-holder-kicker = Rights holder
desk-holder-direct = direct access
desk-holder-flagger = trusted flagger
desk-holder-proven = control proven
desk-holder-not-proven = control not proven
desk-holder-by-dns = by DNS, { $time }: { $found }
desk-holder-by-file = by a file, { $time }: { $found }
desk-holder-record = Record: { $says } { $time }
desk-holder-file = File: { $says } { $time }
desk-holder-others = Others of this domain
desk-holder-other-applied = applied { $time }
desk-holder-speaks = Speaks for it
desk-holder-members = Members
desk-holder-decision = Last decision
desk-holder-access = Direct access
desk-holder-access-text = Since { $time }; { $used } of { $all } files used in the last 24 hours
desk-holder-samples = Samples
desk-holder-samples-text = { $upheld } deletions upheld by seniors, { $overturned } overturned
desk-holder-proposed = { $what } by { $person }: { $reason }
desk-holder-proposed-access = Direct access is proposed
desk-holder-proposed-override = Verification without proof of the domain is proposed
desk-holder-waits-mine = Another administrator confirms it.
desk-holder-waits = Confirm it, or take it back.
desk-holder-about = What to do about it
desk-holder-reinstate = End the suspension
desk-holder-who = Is it who it says it is?
desk-holder-check = Check that the person answers at the address, and that the person may speak for it.
desk-holder-check-domain = It has not proven that it controls { $domain }: wait until it has, or verify it without, which takes a second administrator.
desk-holder-reason = Reason
desk-holder-reason-hint = What was checked, and what it showed. The organisation reads it.
desk-holder-strip = Take direct access away
desk-holder-propose-access = Propose direct access
desk-holder-suspend = Suspend it
desk-holder-verify = Verify it
desk-holder-propose-override = Propose to verify it without proof
desk-holder-refuse = Refuse it
desk-holder-ask-title = Ask for more
desk-holder-question = What is missing
desk-holder-question-hint = The organisation is told by mail, and reads this on its page. The application stays open.
desk-holder-ask = Ask
desk-holder-inquiries = Asked and answered
desk-holder-asked = Asked
desk-holder-answer = Answer
desk-holder-unanswered = Not answered yet.
desk-holder-acts-for = Acts for
desk-holder-to = to { $day }
desk-holder-happened = What happened
desk-holder-happened-none = Nothing stands in the public log yet.
desk-holder-verified = The organisation is verified.
desk-holder-override = Verification without proof of the domain is proposed. Another administrator confirms it.
desk-holder-is-asked = The organisation is asked, and told by mail.
desk-holder-refused = The application is refused.
desk-holder-suspended = The organisation is suspended.
desk-holder-access-proposed = Direct access is proposed. Another administrator grants it.
desk-holder-stripped = Direct access is taken away.

# Trusted flaggers
desk-flagger-title = Trusted flagger
desk-flagger-not-now = does not hold now
desk-flagger-remove = Remove the status
desk-flagger-reason = Reason
desk-flagger-remove-it = Remove it
desk-flagger-none = It has no such status. That is not the same as being verified.
desk-flagger-no-platform = Only online platforms that are neither micro nor small have trusted flaggers (Regulation (EU) 2022/2065, Article 22). This service is set up as another kind: no status is noted, and none goes ahead.
desk-flagger-note = Note the status that a coordinator awarded
desk-flagger-coordinator = Digital Services Coordinator
desk-flagger-coordinator-hint = Which awarded it, under Article 22
desk-flagger-expertise = Field of expertise
desk-flagger-register = Its entry in the register
desk-flagger-since = Since
desk-flagger-last-day = Last day
desk-flagger-reason-hint = What was checked, and what it showed.
desk-flagger-note-it = Note it
desk-flagger-noted = The status is noted.
desk-flagger-removed = The status is removed.

# Principals
desk-principal-acts = Acts for it
desk-principal-shows = Does the document show the authority?
desk-principal-check = Check that it names this principal and { $organisation }, covers what the works are claimed for, and is in force for as long as is said.
desk-principal-confirm = Confirm it
desk-principal-refuse = Refuse it
desk-principal-confirmed = The principal is confirmed.
desk-principal-refused = The principal is refused.

# The agreement
desk-agreements-page = Agreements
desk-agreements-title = The agreement with rights holders
desk-agreements-lead = One administrator proposes the texts, another publishes them. From then on they are the version that must be signed; what was published never changes.
desk-agreements-waits = A version waits to be published.
desk-agreements-proposed = Proposed by { $person } { $ago }: { $reason }
desk-agreements-read = Read it
desk-agreements-read-publish = Read it and publish it
desk-agreements-none = Nothing is published yet: rights holders cannot sign, and the verified queue and direct access stay closed.
desk-agreements-versions = Published versions
desk-agreements-version = Version
desk-agreements-published = Published
desk-agreements-digest = SHA-256, { $language }
desk-agreement-version = Version { $version }
desk-agreements-next = Propose the next version
desk-agreements-counsel = The texts below came with the software. Have your counsel review them before they are published.
desk-agreements-hint = Exactly as it will be read and signed, and the same section by section in each language: rights holders sign in whichever they choose.
desk-agreements-why = Why
desk-agreements-why-hint = The second person decides by it.
desk-agreements-propose = Propose it
desk-agreements-done = The texts are proposed. Another administrator publishes them.
desk-agreement-title = Agreement, version { $version }
desk-agreement-kicker = Agreement
desk-agreement-published = Published { $time }
desk-agreement-unpublished = proposed, not published
desk-agreement-publish = Publish it
desk-agreement-take-back = Take it back
desk-agreement-turn-down = Turn it down
desk-agreement-mine = You proposed it, so another administrator publishes it.
desk-agreement-text = Text of the agreement, { $language }

# Mirrors
mirrors-title = Mirrors
mirrors-lead = Who keeps copies, in which country, and where each mirror stands. Each admission, stop, evacuation and removal is an entry of the log.
mirrors-all = All mirrors
mirrors-none = There is no mirror
mirrors-none-text = Invite hosts in at least two countries: until then no file can be stored.
mirrors-host = Host
mirrors-state = State
mirrors-country = Country
mirrors-address = Address
mirrors-embedded = in the service’s own process
mirrors-capacity = Room
mirrors-unsaid = not said
mirrors-state-applied = waits to be admitted
mirrors-state-admitted = admitted
mirrors-state-draining = takes nothing more
mirrors-state-evacuated = is being emptied
mirrors-state-empty = empty: can be removed
mirrors-state-failed = failed
mirrors-state-given-up = given up
mirrors-state-removed = removed
mirrors-state-refused = refused
mirrors-invite = Invite a host
mirrors-invite-text = The host joins its mirror with an invitation. Nothing is placed on it before you have admitted it.
mirrors-make = Make an invitation
mirrors-invitation = Hand this to the host.
mirrors-invitation-text = It works once, for seven days, and is shown now only. It goes into a file that nobody else can read: the whole command stands below.
mirrors-invitation-command = The host runs this where the file “invitation” lies, with the address, country, name, room and folder of its own mirror.
mirrors-kicker = Mirror
mirrors-number = Number
mirrors-key = Key
mirrors-applied = Applied
mirrors-applied-with = Applied with { $size }
mirrors-admit-applied = Is this the mirror of the host who applied?
mirrors-admit-invited = Is this the mirror of the host you invited?
mirrors-admit-text = Ask the host in another way whether country, address and key are theirs: the key is shown on their machine as the mirror joins. It is admitted only if it answers at its address and holds the key.
mirrors-admit = Admit it
mirrors-own-label = We run it ourselves
mirrors-own-hint = It keeps files as the others do, and counts as no witness.
mirrors-own = Run by
mirrors-own-operator = us: it counts as no witness
mirrors-refuse = Refuse it
mirrors-refuse-title = Or refuse it
mirrors-refuse-why = Why, for its host
mirrors-refuse-invited = Its host was invited without an account, so that nobody is written to: tell them yourself.
mirrors-weight-title = Place more or less on it
mirrors-weight-text = Files are placed by the room that mirrors have, which is multiplied here by { $weight }. What it holds stays.
mirrors-weight-label = Multiplied by
mirrors-weight-hint = 0 to 100: 1 is usual, and at 0 nothing is placed on it.
mirrors-weigh = Set it
mirrors-weighed = The mirror’s room is weighed so from now on.
mirrors-paused = Nothing is placed on the mirror until you set 1 or more here again.
mirrors-stop-title = Place nothing more on it
mirrors-stop-text = This takes effect at once, and for good. What it holds is copied to others, and read there first. To place nothing on it for a time, set 0 above: that can be taken back.
mirrors-stop = Stop placement
mirrors-remove-holds = It still holds files, or owes a receipt. It can be removed once it holds nothing and owes nothing.
mirrors-remove-title = Remove it
mirrors-remove-text = A second administrator confirms it. A mirror that was removed never comes back; its host can join with another.
mirrors-remove-why = Why
mirrors-remove-why-hint = The second administrator decides by it.
mirrors-propose = Propose its removal
mirrors-standing = Standing
mirrors-standing-good = good
mirrors-standing-watched = to be looked at
mirrors-standing-failing = failing: gets nothing more
mirrors-standing-failed = failed: loses what it has
mirrors-proved = Proofs of possession in 30 days
mirrors-cosigned = Entries of the log cosigned
mirrors-scrubbed = Everything hashed again since
mirrors-refused-orders = Orders refused
mirrors-refusals = Dropped under local law
mirrors-refusals-text = The host dropped these for a reason in the law where the mirror stands. They are kept elsewhere, and count against it only where they are many of those that it took.
mirrors-reason-wrong = { $count ->
    [one] { $count } answer to a challenge was not true
   *[other] { $count } answers to challenges were not true
}
mirrors-reason-lost = { $count ->
    [one] { $count } file that it signed for was not there
   *[other] { $count } files that it signed for were not there
}
mirrors-reason-untrue = { $count ->
    [one] { $count } receipt for a deletion was not true
   *[other] { $count } receipts for deletions were not true
}
mirrors-reason-refused = { $count ->
    [one] { $count } order is refused
   *[other] { $count } orders are refused
}
mirrors-reason-missed = { $count } of a hundred looks were not answered in time
mirrors-reason-silent = { $count ->
    [one] It has not answered for an hour
   *[other] It has not answered for { $count } hours
}
mirrors-reason-overdue = { $count ->
    [one] It has owed a receipt for an hour
   *[other] It has owed a receipt for { $count } hours
}
mirrors-reason-damaged = { $count ->
    [one] { $count } file was damaged, as it told by itself
   *[other] { $count } files were damaged, as it told by itself
}
mirrors-reason-dropped = { $count } of a hundred files that it took were dropped under local law
mirrors-full = full
mirrors-asks = asks for a change
mirrors-change-title = Its host asks for a change
mirrors-change-text = Signed with the mirror’s key. It is admitted only if that mirror answers at the new address.
mirrors-change-asked = Asked
mirrors-change-admit = Admit the change
mirrors-changed = The change is admitted.
mirrors-change-refused = The change is refused.
mirrors-evacuate-title = Empty it
mirrors-evacuate-text = What it holds is copied to others and then ordered away from it. Everything stays available, and it can be removed afterwards. Nothing more is placed on it from now on.
mirrors-evacuate = Begin to empty it
mirrors-evacuated = The mirror is being emptied.
mirrors-country-title = Empty a whole country
mirrors-country-text = Every mirror there is emptied, as when a country is lost. Files stay available meanwhile.
mirrors-country-hint = Its two letters, such as NZ
mirrors-country-empty = Begin to empty them
mirrors-country-begun = { $count ->
    [0] Every mirror there is being emptied already.
    [one] One mirror is being emptied.
   *[other] { $count } mirrors are being emptied.
}
mirrors-empty-look = See what that comes to
mirrors-empty-country = Empty every mirror: { $country }
mirrors-empty-mirror = Empty the mirror of { $host }: { $country }
mirrors-empty-lead = Nothing has begun yet. This cannot be taken back: nothing more is placed there, and what lies there is copied to others and then ordered away. Every file opens meanwhile.
mirrors-empty-comes = What that comes to
mirrors-empty-copies = Copies there
mirrors-empty-free = Free on mirrors elsewhere that can take some of them
mirrors-empty-short = { $files ->
    [0] Of the files there, none will have fewer than { $copies } copies, as far as can be told.
    [one] Of the files there, about one will have fewer than { $copies } copies until other mirrors are admitted.
   *[other] Of the files there, about { $files } will have fewer than { $copies } copies until other mirrors are admitted.
}
mirrors-empty-nowhere = { $files ->
    [one] For one of them more room would not help: each mirror elsewhere that takes files shares host or country with one that has it or refused it.
   *[other] For { $files } of them more room would not help: each mirror elsewhere that takes files shares host or country with one that has them or refused them.
}
mirrors-empty-tight = There is less room elsewhere than what has to be copied takes: more files than that may have too few.
mirrors-empty-counted = Counted by what the mirrors elsewhere take now: one that is full, silent or failing takes nothing. Where one host has mirrors in several countries it is not exact.
mirrors-empty-custody = A custody store stands there, too. It is not emptied: name another in its place if it is to leave.
mirrors-empty-back = Begin nothing
mirrors-back = Back
mirrors-up-title = Give it up
mirrors-up-text = For a mirror that is dead, or in other hands. What it holds is written off and made elsewhere, and nobody waits for its receipts. A second administrator confirms it.
mirrors-up-propose = Propose to give it up
mirrors-up-proposed = Giving it up is proposed. Another administrator confirms it.
mirrors-progress = How far it is
mirrors-progress-left = Copies to bring to other mirrors
mirrors-progress-settled = Copies that lie on at least two others
mirrors-progress-leaving = Ordered away, no receipt yet
mirrors-progress-gone = Gone from it
mirrors-progress-off = Written off
mirrors-progress-why = Why some stay
mirrors-progress-why-text = Each is looked at again within minutes.
mirrors-report = What it last said
mirrors-report-free = Free
mirrors-report-version = Version
mirrors-report-order = Last order obeyed
mirrors-report-log = Log entries cosigned
mirrors-report-answered = Answered
mirrors-report-silent = It does not answer: { $why }
mirrors-where = Where everything is
mirrors-where-lead = Counted now, over every copy. Bytes are those of sealed files, once for each copy.
mirrors-where-countries = By country
mirrors-where-mirrors = By mirror
mirrors-where-none = No copy lies anywhere
mirrors-where-none-text = It fills with the first file that is stored.
mirrors-where-files = Files with too few copies
mirrors-where-enough = Every file that can be read has { $wanted } copies or more.
mirrors-where-short = { $files ->
    [one] One file has { $copies } of { $wanted } copies on mirrors that take files.
   *[other] { $files } files have { $copies } of { $wanted } copies on mirrors that take files.
}
mirrors-where-file = File
mirrors-where-unnamed = { $count ->
    [one] One more is not listed; it comes up as others get their copies.
   *[other] { $count } more are not listed; they come up as others get their copies.
}
mirrors-where-flight = On its way
mirrors-where-repairs = Files being copied since they have too few copies: { $now } now, { $again } to be tried again later.
mirrors-where-restorations = Files coming back from custody: { $now } now, { $again } to be tried again later.
mirrors-where-blobs = Copies
mirrors-where-bytes = Bytes
mirrors-where-arriving = On their way in
mirrors-where-leaving = On their way out
mirrors-where-lost = Lost
mirrors-happened = What happened
mirrors-happened-none = Nothing of it stands in the public log.
mirrors-admitted = The mirror is admitted.
mirrors-refused = The mirror is refused.
mirrors-stopped = Nothing more is placed on the mirror, for good. What it holds is copied to others.
mirrors-removal-proposed = Its removal is proposed. Another administrator confirms it.

# People and roles
desk-people-title = People and roles
desk-people-lead = Everybody who works here. Each role given or taken is an entry of the log.
desk-people-two = Two administrators appoint a senior or an administrator: one invites, and once the invitation is taken up another { $link }. Two others take the role from an administrator, in the same way. Anybody can lay down a role of their own.
desk-people-two-link = confirms who it was
desk-people-none = Nobody works here yet
desk-people-none-text = Invite the first reviewer below.
desk-people-people = People
desk-people-person = Person
desk-people-roles = Roles
desk-people-since = Since
desk-people-lay-down = lay down
desk-people-lay-down-what = your role { $role }
desk-people-propose = propose to withdraw
desk-people-withdraw = withdraw
desk-people-from = { $role } from { $email }
desk-people-invite = Invite somebody
desk-people-link = Send this link to the person you invite.
desk-people-link-text = It works once, for seven days, and is shown now only.
desk-people-role = Role
desk-people-why = Who it is for, and why
desk-people-why-hint = Needed for a senior or an administrator: the second administrator decides by it.
desk-people-make = Make an invitation link
desk-people-reviewer = Reviewer
desk-people-reviewer-hint = works the queue: judges evidence, decides, answers
desk-people-senior = Senior
desk-people-senior-hint = escalations, overturning; may do a reviewer’s work, too. Two administrators appoint a senior
desk-people-administrator = Administrator
desk-people-administrator-hint = verifies rights holders, runs mirrors, publishes the agreement. Two administrators appoint another
desk-people-host = Host
desk-people-host-hint = runs a mirror; is not staff
desk-people-choose = Choose a role.

# Mail
desk-mail-page = Mail
desk-mail-title = Mail that did not arrive
desk-mail-lead = These people were written to about a case, and the message was not taken or came back. Send it again, or reach them another way and say how.
desk-mail-none-text = Every message of a case was taken, or somebody has seen to it.
desk-mail-about = { $to }, about { $subject }
desk-mail-about-claim = a claim
desk-mail-about-file = a file
desk-mail-about-holder = a rights holder
desk-mail-about-account = an account
desk-mail-to = To
desk-mail-case = About
desk-mail-claim = Claim { $number }
desk-mail-file = File { $number }
desk-mail-holder = Rights holder { $number }
desk-mail-due-claim = The claim is due
desk-mail-due-counter-notice = The material returns
desk-mail-due-appeal = The appeal is due
desk-mail-tried = { $count ->
    [one] Queued { $time }; tried { $count } time.
   *[other] Queued { $time }; tried { $count } times.
}
desk-mail-tried-back = { $count ->
    [one] Queued { $time }, came back { $back }; tried { $count } time.
   *[other] Queued { $time }, came back { $back }; tried { $count } times.
}
desk-mail-said = What was said last: { $error }
desk-mail-again = Send it again
desk-mail-gone = Its text is kept no longer, so it cannot be sent again.
desk-mail-note = How the person was reached
desk-mail-note-hint = Or why they cannot be. It is kept for 14 days.
desk-mail-settle = Mark it as settled
desk-mail-to-notifier = Whoever sent the notice
desk-mail-to-uploader = The uploader
desk-mail-to-owner = An owner of the rights holder
desk-mail-to-invited = Somebody invited by the rights holder
desk-mail-to-authority = The authority
desk-mail-to-staff = Staff
desk-mail-to-person = The person of the account
desk-mail-to-sharee = Whoever complained about a blocked link or a closed account
desk-mail-to-somebody = Somebody
desk-mail-is-settled = settled
desk-mail-is-waiting = waiting
desk-mail-is-sent = sent
desk-mail-is-not-taken = not taken
desk-mail-is-came-back = came back
desk-mail-sent-again = The message is on its way again.
desk-mail-settled = The message is settled.

# Keys and witnesses
trust-title = Keys and witnesses
trust-lead = What mirrors and strangers know this service by. It changes only by entries of the log, and by two administrators.
trust-is-changing = A change waits until it stands under a checkpoint that satisfies the policy of before. Nothing else changes meanwhile.
trust-keys = Keys
trust-key = Key
trust-number = Number
trust-made = Made
trust-of-orders = of orders, tickets and calls
trust-of-log = of the log
trust-key-made = made, waits for every portal
trust-key-signs = signs
trust-key-ends = ends
trust-key-retired = signs no more
trust-rotate-order = Propose another key for orders, tickets and calls
trust-rotate-order-text = It is announced once every portal has its file, and follows the one that signs within an hour. Nobody notices.
trust-rotate-log = Propose another key for the log
trust-rotate-log-text = It is announced once every portal has its file. For a week checkpoints are signed by both keys, so that whoever follows the log can take up the new one.
trust-witnesses = Witnesses
trust-policy-none = No witness is asked for: the policy is “none”. Mirrors that this service runs itself never count.
trust-policy-some = Mirrors of other hosts that count: { $count }. So many of them must have cosigned before an order or a purge takes effect: { $quorum }.
trust-witnesses-text = Those that are admitted now would count from your proposal’s confirmation on, one of each host: { $count }. Leave room for some that do not answer: without so many cosignatures no order takes effect, nor can this be changed.
trust-quorum-label = How many must have cosigned
trust-quorum-hint = At most { $most }: as many as are there whichever country is lost. 0 asks for none.
trust-quorum-title = Another number of witnesses
trust-propose = Propose so many witnesses
trust-proposed = It is proposed. Another administrator confirms it.
