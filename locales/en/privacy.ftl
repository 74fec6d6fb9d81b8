privacy-title = Privacy
privacy-lead = What is known here about whom, and for how long.
privacy-account = With an account
privacy-account-text = Your e-mail address, encrypted at rest. What your browser derives from your password to sign in, hashed again. Your master key, wrapped under a key that never leaves you. The sealed list of your files, which only you can open.
privacy-cookies = { $days ->
    [one] One cookie while you are signed in, and one by which this browser is known when you sign in again, so that nobody else’s wrong guesses keep you out: until a day after you last used it signed in. No other.
   *[other] One cookie while you are signed in, and one by which this browser is known when you sign in again, so that nobody else’s wrong guesses keep you out: until { $days } days after you last used it signed in. No other.
}
privacy-sign-up = Before that, while a sign-up waits for its code: the same, but instead of the address only a keyed hash of it, for a day.
privacy-file = With a file
privacy-file-text = Its sealed bytes, their size and digest, when they were stored, and on which mirrors. The service’s half of the key, encrypted at rest. Never its name or kind.
privacy-claim = With a claim or a notice
privacy-claim-text = What the sender states, encrypted at rest, and the key they show as evidence. The uploader of what is restricted reads how the notice describes the works and, where it infringes the rights that are claimed, whose they are, until the sender is erased from the notice; of any other notice no name. Staff who open evidence leave an entry in the log.
privacy-claim-agreement = Whoever signs the agreement of rights holders also leaves the network address and the browser they signed from, inside the record. Who applies as a rights holder says who speaks for it: a name, a postal address, a telephone number and an e-mail address, encrypted at rest, which administrators and its members read, with which its notices are filled in, and which its owners can correct. They go with the account of whoever wrote them last, or when the organisation ends.
privacy-claim-address = Who sends a notice without an account can confirm that the e-mail address in it is theirs: it is then kept, encrypted at rest, for as long as misuse of notices counts or can be appealed, or until they have themselves erased while nothing counts. While it is kept, the private link of a notice that they confirmed can be mailed to it again, if they lost theirs.
privacy-claim-complaint = Who complains about a blocked link leaves what they write and, if they like, an e-mail address, both encrypted at rest: the address goes with the answer, the words when the evidence of the claim goes, and once they are answered.
privacy-staff = What staff write
privacy-staff-text = What staff write about one person, such as why an account is warned or suspended, how its appeal against that is answered, or why something is held to be misuse, is encrypted at rest and erased with that person. What they write for each other on a case, such as notes, is encrypted at rest, too, and erased when nothing about the case is open any more. Why something was decided about material, or on an appeal about that, is the record of what the service did: both sides of the case read it, and the public log holds a digest of it. It is therefore kept as long as the case, and not encrypted. Staff are told to name no person in it.
privacy-log = In the public log
privacy-log-text = No person, ever. What concerns a person or a file stands in it as a commitment that only its parties can open, and that is erased when its time is over.
privacy-kept = How long it is kept
privacy-what = What
privacy-how-long = How long
privacy-days = { $days ->
    [one] A day
   *[other] { $days } days
}
privacy-days-after = { $days ->
    [one] A day after it ended
   *[other] { $days } days after it ended
}
privacy-kept-session = That you are signed in
privacy-kept-requests = Invitations, and counts of what programs asked; counts of attempts, which name nobody, two hours
privacy-kept-messages = Messages to you, encrypted at rest
privacy-kept-messages-long = Until they are sent; about a case, for 14 days after that or until staff have seen to one that came back
privacy-kept-letters = The same messages as files that the operator hands on, since no mail is sent from here
privacy-kept-letters-long = 14 days, or until staff have seen to one that came back
privacy-kept-identity = Documents that show who a rights holder is; of one that is refused, also who speaks for it
privacy-kept-identity-long = { $days ->
    [one] A day after the verdict on them, or after they were sent, for those that come after it
   *[other] { $days } days after the verdict on them, or after they were sent, for those that come after it
}
privacy-kept-evidence = Disclosed keys and other evidence of a claim
privacy-kept-evidence-long = { $days ->
    [one] Until nobody can answer the decision any more, and a day after the last answer to it was settled
   *[other] Until nobody can answer the decision any more, and { $days } days after the last answer to it was settled
}
privacy-kept-files = The sealed copy of a file that was locked
privacy-kept-files-long = { $days ->
    [one] A day at least, and until nobody can answer the decision any more
   *[other] { $days } days at least, and until nobody can answer the decision any more
}
privacy-kept-signature = The record of a signature, with network address and browser
privacy-kept-signature-long = { $days ->
    [one] As long as the agreement binds, and a day more
   *[other] As long as the agreement binds, and { $days } days more, in which something can be claimed under it
}
privacy-kept-notice = What somebody without an account states in a notice, and writes about it
privacy-kept-notice-long = Until nothing about the notice is open any more: then it is erased by itself, within a week
privacy-kept-reasons = Why something was decided about material, or on an appeal about that
privacy-kept-reasons-long = As long as the record of the case
privacy-kept-host = What you said of yourself when you asked to run a mirror
privacy-kept-host-long = If you are declined, or your mirror is refused, for { $days } days; else until you close your account, and for as long as a mirror of yours takes part; its name stands in the public log
privacy-kept-desk = What staff note for each other on a case, why they hand it to a senior and what came of that, why a file is preserved and released, encrypted at rest
privacy-kept-desk-long = Until nothing about the case, or about the file, is open any more: then it is erased by itself, within a week
privacy-kept-settled = What staff note about a message that came back, encrypted at rest
privacy-kept-settled-long = 14 days
privacy-kept-account = Everything else about you
privacy-kept-account-long = Until you close your account
privacy-preserved = What must be preserved for a court or an authority is kept until that ends. Each erasure of evidence is an entry of the log, and the pages of the case say that it was erased and when.
privacy-rights = What you can ask for
privacy-rights-text = Your account’s page has “{ $export }” and “{ $closing }”. Without an account, the page of your notice, to which its private link leads, has “{ $notice }”; if you no longer have the link of a notice that you confirmed as yours, { $link }. Of a notice that is not confirmed nothing can be handed out without its link; what names you in it goes by itself once nothing about it is open any more.
privacy-rights-stays = An erasure is done within minutes, but for what an open case, a duty or a preservation order keeps: you are shown each with its day before you confirm, and it goes by itself when that is over. What stays are facts in which you do not appear.
privacy-gone = When it is gone
privacy-gone-text = Keys for data at rest are renewed every { $days } days. An old one is destroyed { $kept } days after nothing that is alive needs it any more. That is when something erased is gone from old backups, too; but for keyed digests of e-mail addresses and names, by which these are found: they say neither, and stay in a backup as long as it is kept. Whoever has both it and our key could confirm what they guess.
privacy-not = What we do not do
privacy-not-text = No analytics, no third-party scripts, no addresses or links in logs.
