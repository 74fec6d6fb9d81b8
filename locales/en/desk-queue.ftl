# The desk: what stands around its pages, the queue, and what is decided together, given away, confirmed and looked at again.

desk-nav = Desk
desk-nav-escalations = Escalations
desk-nav-waits = waiting
desk-nav-urgent = waiting, urgent
desk-nav-counter-notices = Counter-notices
desk-nav-appeals = Appeals
desk-nav-orders = Orders
desk-nav-disputes = Disputes
desk-nav-mail = Mail
desk-nav-rights-holders = Rights holders
desk-nav-agreements = Agreements
desk-nav-people = People

# What people on the staff are called.
people-you = you
people-erased = erased person
people-somebody = somebody

# In whose hands it is.
hands-yours = It is in your hands.
hands-theirs = { $name } has it in hand.
hands-give-back = Give it back
hands-take = Take it in hand
hands-evidence-take = Take this in hand to open the evidence there.
hands-evidence-opens = While this is in your hands, you open the evidence there; each opening is logged.

# Finding a claim, and the keys.
desk-find = Find a claim
desk-find-placeholder = Number, name or link
desk-find-go = Find
desk-keys = Keys
desk-keys-enter = Enter
desk-keys-escape = Esc
desk-keys-next = the next, the one before
desk-keys-open = open it
desk-keys-into = go into it, to what is done first
desk-keys-choose = choose it, or not
desk-keys-find = find; { $key } leaves the field
desk-keys-take-this = take in hand what is open here
desk-keys-take = take the next claim that is free
desk-keys-back = go back, to change it
desk-keys-sheet = this sheet; { $key } closes it
desk-keys-are-off = Keys are turned off in this browser.
desk-keys-close = Close
desk-keys-off = Turn keys off
desk-keys-on = Turn keys on

# The laws, the queues, where a claim stands and what is proven, in few words.
desk-law-us-dmca = US DMCA
desk-law-eu-dsa = EU DSA
desk-law-other = Other law
desk-law-court = Order
desk-law-unknown = Unknown
desk-lane-authority = courts and authorities
desk-lane-flagger = trusted flaggers
desk-lane-verified = verified holders
desk-lane-standard = everyone else
desk-state-submitted = waiting
desk-state-in-review = in review
desk-state-needs-information = needs information
desk-state-decided = decided
desk-state-withdrawn = withdrawn
desk-level-located = located
desk-level-opened = opened
desk-level-matched = matched
desk-object-uploading = uploading
desk-object-available = available
desk-object-locked = locked
desk-object-purged = purged
desk-object-deleted = deleted
desk-object-discarded = discarded

# The queue
queue-nothing = Nothing waits.
queue-wait = { $count ->
    [one] { $number } claim waits
   *[other] { $number } claims wait
}
queue-wait-more = More than { $number } claims wait
queue-late = , { $number } past the deadline
queue-late-more = , more than { $number } past the deadline
queue-next = Take the next one
queue-steps = { $count ->
    [one] { $count } step waits for you
   *[other] { $count } steps wait for you
}
queue-step = { $step }, proposed by { $name } { $ago }
queue-escalated = { $count ->
    [one] { $count } case is in seniors’ hands.
   *[other] { $count } cases are in seniors’ hands.
}
queue-steps-others = { $count ->
    [one] { $count } step waits for somebody else.
   *[other] { $count } steps wait for somebody else.
}
queue-steps-nobody = { $count ->
    [one] { $count } step waits for a second person; for { $nobody } of them there is nobody yet.
   *[other] { $count } steps wait for a second person; for { $nobody } of them there is nobody yet.
}
queue-views = Views
queue-all = All
queue-shared = shared
queue-find = Find
queue-who = Who has it
queue-who-anybody = anybody
queue-who-nobody = nobody
queue-who-me = me
queue-lane-all = all
queue-law = Law
queue-law-any = any
queue-law-other = other law
queue-law-court = order of an authority
queue-state = State
queue-state-any = any
queue-due = Due
queue-due-any = whenever
queue-due-late = past the deadline
queue-due-urgent = urgent
queue-decided-by = Decided by
queue-any-reviewer = any reviewer
queue-senior-only = a senior only
queue-show = Show
queue-how = How to search
queue-hint = A claim is found by its number, by a reference or a link in it, and by who is in it. A search alone also finds what is decided. An organisation is found by the beginnings of words of its name; whoever sent a notice for none, by the whole name in it, unless that has an @ or looks like a key, a link or a number. A whole e-mail address finds what its account sent or whoever confirmed it, the notices in which it was given, and the claims on files that its account uploaded. For an address, and for a name that only notices give, a digest stands here from then on. What stands behind a # can be a key, and is never searched for.
queue-looks-like-a-key = This looks like a key, or like the part of a link behind its #. Keys are never searched for: paste the link, or its part before the #.
queue-no-address = This has an @ and is not one mail address: paste the whole address, and nothing else.
queue-view-delete = Delete the view “{ $name }”
queue-view-as = Save this as a view
queue-view-name = Name
queue-view-shared = For everybody at the desk
queue-view-save = Save the view
queue-view-saved = The view is saved: it stands above the queue.
queue-view-deleted = The view is deleted. The claims are where they were.
queue-behind = Nothing comes behind this page
queue-behind-text = What stood here was decided meanwhile.
queue-to-beginning = To the beginning
queue-not-found = Nothing is found
queue-not-found-text = Write a number or a reference from its beginning, the beginnings of words of an organisation’s name, or the whole e-mail address of a sender or an uploader. A sender without an account is found once they confirmed it.
queue-show-all = Show all
queue-none = Nothing waits for a decision
queue-none-text = Claims of rights holders and notices from anyone stand here, by the time that is left.
queue-no-fit = No claim fits this filter
queue-no-fit-text = Others wait.
queue-claims-wait = Claims that wait
queue-claims-found = Claims that were found
# As whose the mail address or the name that was searched for is found.
queue-found-sender = sent by this address
queue-found-given = this address was given, and not confirmed
queue-found-named = sent in this name
queue-found-uploader = on a file of this address
queue-column-chosen = Chosen
queue-column-choose = Choose
queue-column-party = Party
queue-column-targets = Targets
queue-column-evidence = Evidence
queue-column-received = Received
queue-column-claim = Claim
queue-choose-claim = Choose the claim of { $party }, { $claim }
queue-over = over
queue-flagger = trusted flagger
queue-order = order
queue-for-senior = for a senior
queue-opened-in-part = opened in part
queue-opened-of = { $opened } of { $targets }
queue-together = Decide the chosen ones together
queue-together-count = Decide { $count } together
queue-next-page = The next page
queue-authority = A court or authority in { $country }
queue-nothing-free = Nothing is free that you can take: what waits has been taken, or is for a senior or another reviewer.

# Deciding together
bulk-title = Decide together
bulk-none = Nothing of what was chosen can be decided.
bulk-lead = { $claims ->
    [one] One decision for every target that stays chosen: { $targets } in { $claims } claim, which are yours now. Nothing is decided before you confirm it.
   *[other] One decision for every target that stays chosen: { $targets } in { $claims } claims, which are yours now. Nothing is decided before you confirm it.
}
bulk-back = Back to the queue
bulk-finding = What was found in each
bulk-action = What is done about each
bulk-reasons-hint = They become the statement that each uploader reads. Left empty, the kept words stand. Name no person and no file: both sides read them, and they are kept with the case.
bulk-see = See what is to be confirmed
bulk-targets = { $count ->
    [one] One target
   *[other] { $count } targets
}
bulk-claims = { $count ->
    [one] one claim
   *[other] { $count } claims
}
bulk-confirm-lead = Nothing is decided yet. { $targets } in { $claims }, and nothing else: a decision is made once, and takes effect with the next press.
bulk-for-each = For each: { $ruling }
bulk-decide = { $count ->
    [one] Decide this target
   *[other] Decide these { $count } targets
}
bulk-claim-number = , claim { $claim }
bulk-not-opened = evidence not opened
bulk-found-at = Found at { $address }
bulk-found-on = Found at { $address }, on { $day }
bulk-touches = Locking and deleting it touches { $links }, { $accounts }, { $claims } and { $mirrors }.
bulk-touches-one-link = This link is disabled; the file and its other links stay.
bulk-touches-nothing = Nothing is restricted.
bulk-open-it = open it on the claim’s page
bulk-touches-links = { $count ->
    [one] { $count } link
   *[other] { $count } links
}
bulk-touches-accounts = { $count ->
    [one] { $count } account
   *[other] { $count } accounts
}
bulk-touches-claims = { $count ->
    [one] { $count } other claim
   *[other] { $count } other claims
}
bulk-touches-mirrors = { $count ->
    [0] { $count } mirrors
    [one] { $count } mirror ({ $names })
   *[other] { $count } mirrors ({ $names })
}
bulk-left-out = { $count ->
    [one] One claim is left out
   *[other] { $count } claims are left out
}
bulk-nothing-in-it = Nothing in it waits for a decision.
bulk-gone = It or a target of it is not there any more.
bulk-failed = Something failed here, and nothing of this claim was decided. Try it again.
bulk-choose-first = Choose claims in the queue first, then decide them together.
bulk-result-title = What was decided
bulk-result-none = Nothing was decided.
bulk-result-lead = { $targets } in { $claims }: { $ruling }.
bulk-result-claims = Claims that were decided
bulk-result-targets = Targets decided
bulk-result-claim = Claim { $claim }

# Workload
workload-title = Workload
workload-lead = Who has what now, and how many targets each has decided since midnight in the operator’s time zone. A claim you give to somebody else is theirs at once; the log says so.
workload-none = Nobody works the queue
workload-none-text = Administrators invite reviewers and appoint seniors.
workload-reviewers = Reviewers
workload-reviewer = Reviewer
workload-has = Has
workload-due-first = Due first
workload-decided-today = Decided today
workload-nothing = nothing
workload-together = Together
workload-yours = What you have
workload-theirs = What { $name } has
workload-first = The { $count } that are due first, of { $all }.
workload-claims-of = Claims of { $name }
workload-until = Theirs until
workload-give-to = Give it to
workload-give-claim = Give the claim { $claim } to
workload-to-queue = nobody: back to the queue
workload-give = Give it
workload-given = They have the claim now, and whoever had it cannot decide it any more.
workload-freed = The claim is free again, and whoever had it cannot decide it any more.

# What waits for a second person
steps-title = Two people
steps-heading = What waits for a second person
steps-lead = One person proposed each of these. Somebody else confirms it, or it is taken back; until then nothing happens.
steps-none = Nothing waits
steps-none-text = Direct access, a new agreement, a purge at once, an order without custody, the removal or giving up of a mirror, and who becomes a senior or administrator or stops being one are proposed by one person and stand here for another.
steps-direct-access = Direct access for a rights holder
steps-verification = Verification without proof of the domain
steps-agreement = A version of the agreement
steps-purge = A purge at once
steps-order = An order without custody
steps-senior = A new senior: { $person }
steps-administrator = A new administrator: { $person }
steps-removal = No administrator any more: { $person }
steps-mirror = The removal of a mirror: { $host }, { $country }
steps-mirror-up = The giving up of a mirror: { $host }, { $country }
steps-order-key = Another key for orders, tickets and calls
steps-log-key = Another key for the log
steps-quorum = Witnesses that must have cosigned: { $quorum }
steps-verification-advice = The organisation has not proven that it controls the domain it names. See for yourself who it is before you confirm.
steps-appointment-advice = This account took up an invitation. Ask the person themselves whether it is theirs before you appoint it: whoever holds it can be the second person in what needs two.
steps-removal-advice = From your confirmation on the account can do nothing an administrator can. Only two administrators can appoint it again.
steps-mirror-advice = It holds nothing and owes nothing, or was given up. From your confirmation on it is none of ours, and it never comes back.
steps-mirror-up-advice = Nobody reads there any more or waits for its receipts, and what it holds is written off and made elsewhere. If it answers, empty it instead.
steps-key-advice = From your confirmation on the key is made, announced and taken up by itself.
steps-quorum-advice = Without so many cosignatures no order takes effect, nor can this be changed again. See whether enough mirrors of other hosts answer.
steps-proposer-gone = its proposer lost the role
steps-nobody = nobody else can confirm it yet
steps-you = you can confirm it
steps-people = { $count ->
    [one] waits for a second person: there is one who can confirm it
   *[other] waits for a second person: there are { $count } who can confirm it
}
steps-file = File
steps-proposed = Proposed by { $name } { $ago }.
steps-grant = Grant it
steps-verify = Verify it
steps-publish = Publish it
steps-purge-it = Purge it
steps-let-go = Let the order go out
steps-appoint = Appoint them
steps-remove = Take the role away
steps-mirror-remove = Remove it
steps-mirror-give-up = Give it up
steps-key-rotate = Have it follow
steps-quorum-set = Set it
steps-take-back = Take it back
steps-turn-down = Turn it down
steps-yours = You proposed it, so somebody else confirms it.
steps-go-confirm = Confirm it, or turn it down.
steps-wait = It waits for a second person.
steps-granted = Direct access is granted.
steps-verified = The organisation is verified.
steps-published = The agreement is published: from now on this version must be signed.
steps-purged = The purge is ordered.
steps-let-gone = The order goes out without a custody copy.
steps-senior-appointed = The senior is appointed.
steps-administrator-appointed = The administrator is appointed.
steps-removed = The role is taken away.
steps-mirror-removed = The mirror is removed.
steps-mirror-given-up = The mirror is given up.
steps-key-rotated = The key is made, and follows by itself.
steps-quorum-is-set = The witnesses are set: it holds as soon as the policy of before is satisfied.
steps-taken-back = The proposal is taken back.

# Deletions under direct access that a senior looks at
samples-title = Samples
samples-lead = Deletions that rights holders made by themselves under direct access. A senior looks at those that were drawn, and says whether they stand.
samples-none = Nothing waits
samples-none-text = Every deletion that was drawn has been looked at.
samples-table = Deletions that wait for a senior
samples-holder = Rights holder
samples-deletion = Deletion
samples-made = Made
samples-of-claim = Target { $position } of claim { $claim }
samples-page = A deletion of { $organisation }
samples-kicker = Deleted under direct access
samples-target = Target
samples-target-text = { $target }: what was claimed, and the evidence to open
samples-of-its-claim = Target { $position } of its claim
samples-file = File
samples-deleted = Deleted
samples-due = To be looked at by
samples-stands = It stands
samples-overturned = It was overturned
samples-first = Open the evidence on the claim’s page first: weigh what the file is, and whether it stood in public where the holder says.
samples-question = Does the deletion stand?
samples-stands-hint = The file is what the claim says, and it was found in public.
samples-not-infringing = It does not stand: it does not infringe
samples-not-infringing-hint = The file is not what the claim says, or may be shared. The claim locks it no more; it is given back, unless something else holds it.
samples-incomplete = It does not stand: the claim does not show it
samples-incomplete-hint = It was not found in public where the rights holder says, or the claim lacks what the law asks for. The file is given back then, too.
samples-reasons-hint = If it does not stand, both sides read them. Name no person and no file: they are kept with the case.
samples-say = Give this answer
samples-choose = Choose whether the deletion stands.
samples-upheld = The deletion stands.
samples-overturned-now = The deletion is overturned: the claim locks the file no more, and those whom it concerns are told why.
samples-file-page = What became of it
samples-confirm-title = Confirm that the deletion does not stand
samples-confirm-lead = Nothing is said yet. A deletion is looked at once; it takes effect with the next press.
samples-confirm-answer = Your answer
samples-confirm-given-back = What is given back
samples-confirm-file = { $count ->
    [0] The file: whoever uploaded it opens it again. No link leads to it.
    [one] The file: whoever uploaded it opens it again, and so does its one link.
   *[other] The file: whoever uploaded it opens it again, and so do its { $count } links.
}
samples-confirm-held = { $count ->
    [one] Nothing now: another decision holds the file. It is given back once that ends.
   *[other] Nothing now: { $count } other decisions hold the file. It is given back once all of them end.
}
samples-confirm-deleted = Nothing but the choice of its owner, who had deleted the file: until the end of that deletion it can be taken back.
samples-confirm-nothing = Nothing: this deletion holds the file no more.
samples-confirm-gone = Nothing: nothing of the file is left.
samples-confirm-told = { $organisation } reads the reasons, and so does whoever uploaded the file if this deletion holds it still. A later claim of { $organisation } on this file is a senior’s to decide.
samples-confirm-overturn = Overturn it
