# The desk: orders of courts and authorities, escalations, kept reasons.

desk-queue = Queue

# Entering an order
order-title = Enter an order
order-lead = An order of a court or an authority stands in the queue by its own deadline, and is decided target by target. It is no notice: it counts against nobody’s record.
order-kind = What it asks for
order-kind-removal = Order to remove
order-kind-removal-hint = To remove something, or to make it inaccessible
order-kind-preservation = Order to preserve
order-kind-preservation-hint = Nothing of what it names is purged or erased; who can open it stays as it is
order-kind-information = Order to inform
order-kind-information-hint = To be told something that is known here
order-law = Under what law it comes
order-law-digital-services = Digital Services Act
order-law-digital-services-hint = Regulation (EU) 2022/2065, Article 9 or 10
order-law-terrorist-content = Terrorist content online
order-law-terrorist-content-hint = Regulation (EU) 2021/784: removal within one hour of receipt
order-law-court = A court’s own procedure
order-law-court-hint = Such as a court of the United States
order-law-other = Another law
order-law-other-hint = Named below
order-authority = Court or authority
order-authority-hint = Public: unless the order hides it, whoever opens the blocked link reads it. Name the court or the authority, and no person.
order-country = Its country
order-country-hint = Two letters, such as DE or US
order-reference = Its number there
order-provision = The provision on which it rests
order-provision-hint = The uploader reads it as the legal ground, unless the order forbids that.
order-orders = What it orders, and why
order-orders-hint = In its own words. Only staff read this.
order-targets = What it names
order-targets-hint = One a line: a link with or without its key, or the number of a file.
order-territory = Where it has effect
order-territory-hint = As it says, such as DE, or FR and BE. Empty means everywhere. What is done here takes effect everywhere, so a senior decides an order that is narrower.
order-times = Times
order-times-hint = By the clock of { $zone }.
order-received = Received
order-received-hint = Empty means now. The clock runs from here.
order-due = To be carried out by
order-due-hint = As it says. Only for the removal of terrorist content it may be left empty: one hour from receipt.
order-preserve-until = Preserve until
order-preserve-until-hint = Only for an order to preserve. Empty means until a senior releases it.
order-gag = What it hides
order-gag-none = Nothing
order-gag-none-hint = The uploader reads who ordered it and why
order-gag-party = Who issued it and what it says
order-gag-party-hint = The uploader is told that there is an order, and that more may not be said
order-gag-notice = All of it
order-gag-notice-hint = The uploader is told nothing until it ends. The entries of the log stand, without names.
order-gag-until = Hidden until
order-gag-until-hint = On the day after, every uploader whom it still restricts is told everything. Empty means until a senior records that it is lifted.
order-answer = Where its effect is confirmed to
order-answer-hint = Its receipt is confirmed by mail at once. When and what was done is told to whoever issued it, once all of it is decided. Give one of the two at least.
order-email = E-mail
order-address = Postal address
order-redress = What it says of redress
order-redress-hint = The uploader reads it, unless the order forbids that.
order-document = You bring the order’s document on the next page. It is kept sealed, as evidence.
order-enter = Enter the order
order-entered = The order stands in the queue. Bring its document below.
order-disclosed = The gag has ended: everybody whom the order restricts is told.

# Confirming its receipt, and its effect
order-receipt-title = Your order { $reference } was received
order-receipt-text = We confirm that your order { $reference } was received here. What was done, and when, is told to you once all of it is decided.
order-confirmation-page = Confirm the effect of an order
order-confirmation-none = The effect of this order needs no confirmation any more
order-confirmation-title = Effect given to your order { $reference }
order-confirmation-lead = What was done, and when, as whoever issued the order reads it.
order-confirmation-text = We confirm what was done on your order { $reference }:
order-confirmation-words = What was done, and when
order-confirmation-words-hint = It begins with what was decided. Links stand here without their keys.
order-confirmation-done = confirmed
order-confirmation-print = To send it as a letter, print the page: it comes out whole.
order-confirmation-early = Its effect is confirmed once all of it is decided.
order-confirmation-withdrawn = Not needed: its authority took the order back, and was told with that what came of it.
order-effect-none = nothing was restricted ({ $at })
order-effect-link = the link was disabled, everywhere ({ $at })
order-effect-file = the file was locked, and its deletion from every mirror ordered ({ $at })
order-means = How it is told
order-means-mail = By mail
order-means-mail-hint = Sent to the address that the order names
order-means-print = By letter
order-means-print-hint = You print it from the next page
order-confirm = Confirm it
order-confirmed = The effect is confirmed, and that it was stands in the log.

# Orders whose effect is to be confirmed
orders-title = Orders to be confirmed
orders-lead = All of these is decided, and whoever issued them was not told yet what was done. What is due first stands first.
orders-none = No order is to be confirmed
orders-none-text = Once all of an order is decided, it stands here until its effect is confirmed or its authority takes it back.
orders-decided = Decided
orders-confirm = Confirm its effect

# Escalations
escalations-title = In seniors’ hands
escalations-lead = What was escalated and has not ended, the longest first.
escalations-none = Nothing is escalated
escalations-none-text = What somebody at the desk hands to a senior, or whose notice says that somebody is in danger, stands here until it is decided or sent back.
escalation-life = A life is said to be threatened
escalation-child = A child is said to be abused
escalation-judgement = A senior’s judgement is asked for
escalation-by-notice = Its notice says so itself. Nothing is locked by that.
escalation-mail-title = A case was escalated
escalation-mail-life = A reviewer handed on a case in which a life is said to be threatened. What was handed on is locked and preserved, as far as it is there, and only seniors open its evidence.
escalation-mail-child = A reviewer handed on a case in which a child is said to be abused. What was handed on is locked and preserved, as far as it is there, and only seniors open its evidence.
escalation-mail-judgement = A reviewer asks for a senior’s judgement in a case.
escalation-mail-page = The case

# Kept reasons
reasons-title = Reasons
reasons-lead = Words that reviewers start from. Left as they are, the uploader reads them in their own language. A reason that is changed is retired, and another takes its place: what was decided says for ever what it said.
reasons-none = No reason is kept
reasons-none-text = Reviewers write each statement themselves.
reasons-first-start = Came with the first start
reasons-change = Change
reasons-another = Another reason
reasons-name = What it is called
reasons-words = What the statement says
reasons-words-hint = It goes by mail, too. Name no person and no file.
reasons-add = Add it
reasons-added = The reason is on the list.
reasons-replaced = The reason is changed. What was decided with the old words keeps them.
reasons-retired = The reason is off the list. What was decided with it keeps its words.
reasons-retired-title = Retired
reasons-retired-text = No form offers these. Decisions made with them say what they said.
reason-title = Change a reason
reason-lead = What you write takes the place of the old words in the list, and of none in any decision.
reason-retired-lead = It is retired: it is only shown.
reason-replace = Put it in its place
reason-retire = Take it off the list

# The reasons of the first start
reason-whole-copy = A copy of the whole work
reason-whole-copy-words = The file is a copy of the work that the notice names, offered to the public without the consent of its rights holder. No exception that would allow it is apparent.
reason-substantial-part = A substantial part of the work
reason-substantial-part-words = The file contains a substantial part of the work that the notice names, offered to the public without the consent of its rights holder. Quotation or another exception does not explain its extent.
reason-only-publication = Only its publication infringes
reason-only-publication-words = The file may be kept lawfully, but this link was published to everyone. The link is disabled; the file and its other links stay.
reason-not-the-work = Not the work that is named
reason-not-the-work-words = The file is not the work that the notice names, and contains no recognisable part of it.
reason-lawful-use = A use that the law allows
reason-lawful-use-words = The use that the file makes of the work is one that the law allows without consent, so nothing is restricted.
reason-incomplete = The notice is incomplete
reason-incomplete-words = The notice lacks what the law asks for, so it cannot be decided on its merits. A complete notice can be sent at any time.

preserved-by-order = An order of a court or an authority asks for it.
preserved-by-escalation = A case was handed to a senior.
preserved-case = See the case

# An order that its authority took back
order-withdrawal-page = Record that the order was taken back
order-withdrawal-link = Its authority took this order back
order-withdrawal-lead = Whatever rests on it ends at once: what it restricts is given back by the same links, unless something else holds it; what it preserves is preserved no longer. Uploaders and the authority are told.
order-withdrawal-gag = Something of this order is hidden. With this, everybody whom it restricts is told whose it was and what it said, and then that it has ended.
order-withdrawal-seniors = Only a senior records that this order was taken back: something of it is hidden, or only a senior decides it.
order-withdrawal-hand-over = Hand the order to a senior, and write what came, from whom and on what day.
order-withdrawal-note = Note on the page of the order what came, from whom and on what day, and tell a senior that it stands there.
order-withdrawal-to-notes = Note it on the order’s page
order-withdrawal-on = Taken back on
order-withdrawal-on-hint = The day that the document or the message gives.
order-withdrawal-told-by = Who told us
order-withdrawal-told-by-hint = Such as the registry of the court, by letter.
order-withdrawal-words = What says so
order-withdrawal-words-hint = The document with its number, or the words.
order-withdrawal-recorded = Recorded
order-withdraw = Record it, and end what rests on it
order-withdrawn = It is recorded, and what rested on the order has ended.
order-withdrawal-title = Your order { $reference } was taken back
order-withdrawal-text = We recorded that your order { $reference } was taken back. What rested on it here has ended:
order-withdrawal-mailed = This was sent to the address that the order names.
order-ended-nothing = it restricted nothing here
order-ended-back = given back by the same links
order-ended-held = not given back: something else holds it
order-ended-gone = nothing is left to give back
