# For whoever runs a mirror or wants to, what administrators see of them, and where mirrors stand, for everybody.

host-title = Your mirrors
host-lead = Whoever runs a mirror keeps copies of sealed files in their country, which nobody can read there, and obeys what stands in the public log and nothing else.
host-mirrors = Mirrors
host-health = How it stands
host-asked = Asked last what it is to obey
host-need-not-ask = need not: it runs in the service’s own process
host-never = never so far
host-reached = Reached last
host-not-looked = not looked at so far
host-not-reached = It does not answer.
host-clock = Its clock
host-clock-ahead = { $count ->
    [one] It is wrong, a minute ahead. Until it is set right, the mirror serves nobody.
   *[other] It is wrong, { $count } minutes ahead. Until it is set right, the mirror serves nobody.
}
host-clock-behind = { $count ->
    [one] It is wrong, a minute behind. Until it is set right, the mirror serves nobody.
   *[other] It is wrong, { $count } minutes behind. Until it is set right, the mirror serves nobody.
}
host-version = Version of Writ
host-free = Free
host-full = It has no room left: it gets nothing more until some of it is free again. Give it more with the command “writ mirror change”, if you can.
host-held = Holds
host-held-files = { $count ->
    [one] in { $count } file
   *[other] in { $count } files
}
host-received = Bytes in, ever
host-sent = Bytes out to readers
host-lost = Copies found gone or wrong
host-counted = What it holds and took is counted by the service’s own books, last { $time }. What it sent it counts itself, and never to whom.
host-orders = Orders
host-orders-all = Orders to it
host-orders-receipted = With its receipt
host-orders-pending = On their way
host-orders-refused = Refused
host-owed = Orders without a receipt
host-order = Order
host-order-state = State
host-order-issued = Issued
host-order-tried = Tried
host-order-refused = refused
host-order-pending = on its way
host-order-attempts = { $count ->
    [one] once
   *[other] { $count } times
}
host-next-applied = Keep it running, with “writ mirror serve”: an administrator asks you in another way whether this key is yours, and admits the mirror if it answers at its address. From then on files are placed on it.
host-next-empty = It is empty: two administrators remove it now. Keep it running until then.
host-next-failed = It never gets files again. Keep it running until it is removed: what nobody else holds is asked of it still, and so is every receipt that it owes. To go on, apply for another mirror.
host-next-removed = It was removed, and nothing of it is needed any more. Stop it, and delete its folder; its name and key stay in the log.
host-next-refused = It was refused, and takes no part. Stop it and delete its folder. To try again, apply anew.
host-commands = For another address or other room, stop it and run “writ mirror change”; an administrator admits that. To drop a copy for a reason in the law of its country, run “writ mirror refuse”.
host-change-waits = You asked that it be reached at { $address } and have room for { $size }. An administrator decides that.
host-leave-title = Leave with it
host-leave-text = Nothing more is placed on it from then on, for good. Keep it running: it is read from and ordered until it holds nothing and owes nothing, and two administrators remove it then.
host-leave = Leave
host-left = Nothing more is placed on the mirror. Keep it running until it is removed.
host-applications = Applications
host-application-waiting = waits for an administrator
host-application-approved = approved
host-application-declined = declined
host-application-withdrawn = taken back
host-accepted = Terms accepted
host-accepted-version = version { $version },
host-declined-because = Why not
host-refused-because = Why the mirror was refused
host-token-now = This is the join token of your mirror.
host-token-once = It works once, for seven days, and is shown now only. It goes into a file that nobody else can read: the whole command stands below.
host-token-command = Put it into a file named “invitation”, and run this there, with the address and the folder of your mirror in place of those that stand in it.
host-token-text = A mirror joins by a token, which is shown once. The mirror has to bear the name and stand in the country that were approved.
host-token-next = Then serve the mirror with “writ mirror serve --data /srv/mirror”, or the folder that you named. It stands on this page once it has joined, and an administrator admits it.
host-token-before = You made a token that works until { $time }. If you make another, that one works no more.
host-token-make = Make a join token
host-withdraw = Take it back
host-withdrew = The application is taken back, and what it said of you is gone.
host-apply-title = Apply to run a mirror
host-apply-text = You need a machine that runs all the time, with an address and a certificate of its own. An administrator looks at the application and lets you have one mirror join. For another mirror, apply again under the same name.
host-name = Name of the host
host-name-hint = It stands in the public log for ever once a mirror is admitted under it. Choose one under which you want to be named.
host-apply-country = Country in which the bytes lie
host-apply-country-hint = Where the machine or the bucket stands, and not where you live
host-apply-room = Room
host-apply-room-hint = For instance 500GiB or 8TiB, at least { $least }
host-apply-contact = How the host is reached
host-apply-contact-hint = Administrators read it, and nobody else. It lies sealed.
host-accept = I have read the terms for hosts, and accept them.
host-apply = Apply
host-applied = The application waits for an administrator. You are written to once it is decided.
host-terms-title = Terms for hosts
host-terms-first = The text that comes with the software

hosts-waiting = Who asks to run a mirror
hosts-to-join = Approved, not joined yet
hosts-decided-lately = Decided in the last { $days } days
hosts-application = Application of a host
hosts-applied-on = sent on { $day }
hosts-account = Account
hosts-decided = Decided
hosts-approve-title = Let one mirror of theirs join
hosts-approve-text = Find out first, in another way, that they are who they say and that the bytes will lie in that country: copies of a file lie with different hosts in different countries, and that holds only if these are true. The mirror is admitted by an act of its own once it has joined.
hosts-approve = Approve
hosts-approved = The application is approved. Its host can have a mirror join now.
hosts-decline-title = Decline
hosts-decline-hint = The host reads it.
hosts-decline = Decline
hosts-declined = The application is declined.

mail-host-approved = You can have your mirror join
mail-host-approved-text = An administrator has approved your application to run a mirror. Make a join token on your page: the whole command by which your mirror joins stands there with it.
mail-host-declined = Your application to run a mirror was declined
mail-host-declined-text = Why is said on your page.
mail-host-page = Your mirrors
mail-host-applied = Somebody asks to run a mirror
mail-host-applied-text = The application waits for an administrator. Its page says who it is and what they offer; no letter does.
mail-host-application = The application

mail-mirror-failing = A mirror is failing
mail-mirror-failing-text = It gets no more files until it is better. What it holds is read as before.
mail-mirror-failed = A mirror has failed
mail-mirror-failed-text = No reader is sent to it any more, and what it held is brought to others. It is to be kept running: what nobody else holds is asked of it still, and so is every receipt that it owes.
mail-mirror-better = A mirror is fit again
mail-mirror-better-text = What spoke against it has passed, and keeps no files from it any more.
mail-replica-refused = A copy was dropped under the law where it lay
mail-replica-refused-text = The host of a mirror dropped at least one copy for a reason in the law of its country. Each such copy is kept in another country instead, and counts against the mirror only where it drops many. Of others on the same day nothing more is written.
mail-mirror-joined = A mirror waits to be admitted
mail-mirror-joined-text = It has joined, and no file is placed on it before an administrator admits it. Its page says whose it is: ask them in another way whether country, address and key are theirs.
mail-mirror-change = A mirror asks for a change
mail-mirror-change-text = Its host wants it to be reached at another address, or to have other room. Nothing changes before an administrator admits that. If it asks for something else meanwhile, nothing more is written.
mail-mirror-change-admitted = The change to your mirror is admitted
mail-mirror-change-admitted-text = From now on the mirror is reached where you asked, and has the room that you asked for.
mail-mirror-change-refused = The change to your mirror was turned down
mail-mirror-change-refused-text = The service reaches the mirror where it did, and counts on the room that it had. You can ask for something else with “writ mirror change”.
mail-mirror-admitted = Your mirror is admitted
mail-mirror-admitted-text = From now on files are placed on it. Keep it running: readers are sent to it.
mail-mirror-refused = Your mirror was refused
mail-mirror-refused-text = It takes no part. Stop it and delete its folder. To try again, apply anew.
mail-mirror-paused = Your mirror gets no more files for now
mail-mirror-paused-text = An administrator has set to 0 how much is placed on it. What it holds stays there and is read as before: keep it running. You are written when it gets files again.
mail-mirror-resumed = Your mirror gets files again
mail-mirror-resumed-text = An administrator has had files placed on it again, as its room allows. There is nothing to do about it.
mail-mirror-more = Your mirror gets more files than before
mail-mirror-more-text = An administrator has raised the factor by which its room is weighed as files are placed. What it holds stays there. There is nothing to do about it.
mail-mirror-fewer = Your mirror gets fewer files than before
mail-mirror-fewer-text = An administrator has lowered the factor by which its room is weighed as files are placed. What it holds stays there: keep it running.
mail-mirror-stopped = Nothing more is placed on your mirror
mail-mirror-stopped-text = An administrator decided so, for good. Keep it running until it is removed: what it holds is copied to others, and it is read from and ordered meanwhile.
mail-mirror-evacuated = Your mirror is being emptied
mail-mirror-evacuated-text = Nothing more is placed on it. What it holds is copied to others and then ordered away from it. Keep it running until it is removed: it is read from meanwhile, and gives a receipt for each order.
mail-mirror-emptied = A mirror is empty
mail-mirror-emptied-text = Nothing lies on it any more, and it owes no receipt. Two administrators can remove it now; until then it is to be kept running.
mail-mirror-giving-up = Giving up a mirror waits for a second person
mail-mirror-giving-up-text = An administrator proposed it. Nothing happens before another confirms it: then no reader is sent to it any more, nobody waits for its receipts, and what it holds is made elsewhere.
mail-mirror-given-up = Your mirror was given up
mail-mirror-given-up-text = Two administrators decided so. No reader is sent to it any more, nobody waits for its receipts, and what it held is made elsewhere.
mail-mirror-removal = The removal of a mirror waits for a second person
mail-mirror-removal-text = An administrator proposed it. Nothing happens before another confirms it: then it is none of ours, and it never comes back.
mail-mirror-removed = Your mirror was removed
mail-mirror-removed-text = Two administrators decided so, and nothing of it is needed any more. Stop it, and delete its folder; its name and key stay in the log.
mail-mirror-which = It is the mirror of { $host } ({ $country }).
mail-mirror-why = Why is said on its page, and in no letter.
mail-mirror-closed = You have closed your account, so no page says more of it. You can write to us, and give its number: { $number }
mail-mirror-page = The mirror

world-title = Where copies are kept
world-lead = Each file lies with different hosts in at least two countries, sealed, so that no disaster and no court of one country takes it away.
world-none = No mirror takes part yet
world-none-text = Until mirrors in two countries are admitted, no file can be stored.
world-sum = { $mirrors } of { $hosts }, in { $countries }.
world-mirrors = { $count ->
    [one] { $count } mirror
   *[other] { $count } mirrors
}
world-hosts = { $count ->
    [one] { $count } host
   *[other] { $count } hosts
}
world-countries = { $count ->
    [one] { $count } country
   *[other] { $count } countries
}
world-map = Map of the countries with mirrors
world-caption = Countries with mirrors are filled, and marked by a dot. The table says the same, and more. Drawn from Natural Earth, which is in the public domain.
world-table = Mirrors by country
world-country = Country
world-column-mirrors = Mirrors
world-column-hosts = Hosts
world-column-bytes = Sealed bytes
world-bytes = at least { $size }
world-bytes-few = not said
world-rule = That a mirror was admitted stands in the public log. How much lies on it is said roughly, and not at all where so few files lie that it would tell of single ones. A host with mirrors in several countries counts in each, and once in all.
world-run = Run a mirror
world-run-text = Whoever has a machine or a bucket, and an account here, can apply to keep copies in their country.
world-run-link = Apply as a host
