# Anyone's notice of illegal content. What the law has one state stands in the law's own words, which are English.
report-title = Send a notice of illegal content
report-lead = Anyone can, without an account. A person decides it, and you can follow what becomes of it.
report-law = Under which law?
report-law-hint = If you are not sure, the notice of the European Union asks for the least.
report-go-on = Go on
report-holders = If you hold rights in many works, { $link }: your claims then have a queue of their own.
report-holders-link = be verified as a rights holder
report-other-law = Choose another law
report-send = Send the notice
report-keys = The keys in your links are kept sealed, as evidence of this notice only, and opened for staff who decide it; each opening is logged.
report-sent-title = Notice received
report-sent = Your notice is received
report-sent-decided = A person decides it: { $due }.
report-link = Your private link
report-link-keep = Keep it: it is shown this once.
report-link-whoever = Whoever has it can follow the notice and withdraw it.
report-follow = Follow the notice
report-number = Number
report-received = Received
report-receipt = Receipt
report-receipt-mail = Goes to your e-mail address, and so does the decision.
report-receipt-confirm = It asks you to confirm that the notice is yours: open the link in it.
report-receipt-none = You gave no e-mail address: the private link is the only answer.

# The laws a notice can be made under.
basis-us-dmca = United States: DMCA notice
basis-us-dmca-hint = Copyright, under 17 U.S.C. § 512(c)(3): with a signature, and under penalty of perjury.
basis-eu-dsa = European Union: DSA notice
basis-eu-dsa-hint = Any illegal content, under Article 16 of Regulation (EU) 2022/2065.
basis-other-law = Another law
basis-other-law-hint = A law that you name, and the territory where it holds.
report-choose-law = Choose the law that your notice is made under.

# Fields of a notice.
notice-form-links = Links
notice-form-links-hint = One a line, whole, with the key after the #. Behind the link, after a space, the public address where you found it, if you know it. Without its key a file can be located, but not opened.
notice-form-locked = A link protected by a password, with pw1 after its #, is unlocked in the browser, which needs JavaScript. Without it, send such a link up to its #.
notice-form-works = The works
notice-form-works-hint = The work that is infringed, or a representative list of several. If something is restricted, its uploader reads it.
notice-form-other-works = Other works
notice-form-other-works-hint = Those that are not among the registered works of this claim
notice-form-law = The law
notice-form-law-hint = With its article or section
notice-form-territory = Where it holds
notice-form-territory-hint = The country or countries
notice-form-reasons = Why this content is illegal
notice-form-child-abuse = It reports the sexual abuse of a child (Articles 3 to 7 of Directive 2011/93/EU)
notice-form-child-abuse-hint = Then you need not give a name or an e-mail address.
notice-form-who = Who sends it
notice-form-name = Name
notice-form-address = Postal address
notice-form-telephone = Telephone
notice-form-email = E-mail
notice-form-state = What you state
notice-form-signature = Signature
notice-form-signature-hint = Type your full name: it is your electronic signature.
notice-form-name-eu = Needed, unless you report the abuse of a child
notice-form-name-other = So that the decision can reach you
notice-form-line = Line { $line }: { $problem }
notice-form-two-on-a-line = Line { $line }: one link and one address where it was found fit on a line.
notice-form-wrong-key = The key in line { $line } does not open its file, so that file is located only, not opened.
notice-form-wrong-keys = The keys in lines { $lines } do not open their files, so these are located only, not opened.
notice-form-password = Password of the link in line { $line }
basis-court = Order of a court or an authority
# By a link that came by mail
report-confirm-title = Confirm your notice
report-confirm-lead = A notice of illegal content was sent { $day }, with your e-mail address in it.
report-confirm-why = Confirm that you sent it. It is decided whether you do or not. What you confirm counts as yours: if you lose its private link, another one can be mailed to you; if many of your notices turn out to be manifestly unfounded, you can be warned, and suspended after that; you are told why, and can appeal.
report-confirm-not-yours = If you did not send it, do nothing: nothing that others send in your name counts against you.
report-confirm = Confirm that it is mine
report-confirmed = The notice is confirmed as yours.
report-confirmed-text = Follow it by the private link that you were shown when you sent it. If you no longer have it, { $link }.
report-appeal-hint = Say what was overlooked or misjudged, notice by notice if there are several.
report-receipt-suspended = If notices from this address are suspended, this one is not kept: the address is told so by mail, and the private link opens nothing.
report-confirmed-title = Your notice is confirmed

# What is kept of who sent a notice without an account, by its private link
report-data-title = Your personal data
report-data-offer = You have no account here: by this link you get what is kept of you, and have it erased.
report-data-what = What is kept of you
report-data-lead = What is kept of you with this notice, and what you can ask for by its private link.
report-data-contents = Your notice with the links it names, which files you brought, what you wrote about it since, your address if you confirmed it, what was found of it, what we mailed to you, and the entries of the public log about it with what opens them: one ZIP of files that people and programs read (JSON), made at this moment. No copy of it stays here.
report-data-erase = Erase me
report-data-erase-text = Your name, your addresses, your telephone number and your own words are written over, in the notice and in what you sent since, and so is what we mailed to you. That a notice was sent and how it was decided stays, without you in it. It happens by itself, too, within a week of when nothing about the notice is open any more.
report-data-kept = For now this keeps you in the notice:
report-data-undecided = The notice is not decided
report-data-answers = What was decided about it can still be answered
report-data-aftermath = It was taken back, or an answer to what was decided has ended: for a time it can still be taken to a court or another body
report-data-open = An appeal, a counter-notice or a dispute about it is open
report-data-misuse = It was found to be manifestly unfounded, and that still counts
report-data-erased = You were taken out of the notice on { $day }. What stays are facts in which you do not appear.
report-data-address = The address that you confirmed is kept, sealed, for as long as misuse of notices is looked at. You can have it erased before, unless another notice has you in it or something of yours was found to be misuse.

# Who lost the private link of a notice
lost-links-title = Lost your private link?
lost-links-lead = Type the e-mail address that you gave in your notice. A link to each notice that was sent with it and without an account, and confirmed as yours by the receipt, is mailed there.
lost-links-unconfirmed = Whoever has such a link can read the notice and withdraw it, and the address in a notice can be mistyped. So links are mailed only for notices whose address was confirmed. If you have not confirmed a notice yet, open the link in its receipt first, which was mailed to the same address.
lost-links-email = E-mail
lost-links-email-hint = Just as in the notice. Nothing is mailed to any other address.
lost-links-ask = Mail me my links
lost-links-first-works = A link that you still have goes on to work, and so does one that was mailed before.
lost-links-asked-title = Look into your mail
lost-links-asked-lead = If notices were confirmed from that address, the links to them are on their way to it. Nobody who asks is told here whether there are any.
lost-links-asked-nothing = If nothing comes, you may have given another address or none, you may not have confirmed your notice, it may be older than what is kept, or several messages may have gone there within the hour. We can be reached all the same: { $contact }.
lost-links-offer = If you have lost the private link of a notice that you confirmed as yours, { $link }.
lost-links-offer-link = have another one mailed to you
