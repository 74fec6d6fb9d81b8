# Messages to people. No text here names a file, and none holds a secret but for the code of a sign-up and the private links of who lost them.

# How a message puts a fact, and what leads to a page.
mail-fact = { $name }: { $value }
mail-link = { $label }:

mail-code = Your code to confirm this address
mail-code-signed-up = Somebody, perhaps you, signed up at { $host } with this address.
mail-code-enter = If it was you, enter this code, within a day, with the password you chose:
mail-code-form = The form for it
mail-code-not-you = If it was not you, there is nothing to do: without the code there will be no account. Give it to nobody.

mail-known = You have an account already
mail-known-asked = Somebody, perhaps you, asked for an account at { $host } with this address. It has an account already.
mail-known-sign-in = If it was you, sign in
mail-known-not-you = If it was not, nothing was changed and there is nothing to do.

mail-lost = Your private links
mail-lost-asked = Somebody, perhaps you, asked at { $host } for the private links of the notices that were confirmed as theirs by whoever reads this address.
mail-lost-whoever = Whoever has such a link can follow the notice, answer what is decided, and withdraw it. Give it to nobody.
mail-lost-notice = Notice { $number }, received on { $day }
mail-lost-older = At most the { $count } newest of your notices are in one message. There are older ones: for the links of those, write to us.
mail-lost-measure = What was decided about you on { $day }
mail-lost-not-you = If it was not you, there is nothing to do: whoever asked was not told that there is anything, links that you have go on to work, and these went to nobody else.

mail-role-given = You have a new role
mail-role-given-text = Two administrators of { $host } have confirmed your invitation: your account now has the role { $role }. You were signed out everywhere.
mail-role-given-sign-in = Sign in again
mail-role-taken = You are no administrator any more
mail-role-taken-text = Two administrators of { $host } have taken the role administrator from your account, for this reason:

mail-claim-number = Claim
mail-claim-reference = Your reference
mail-claim-received = Received
mail-claim-due = To be decided by
mail-claim-page = Follow it here
mail-claim-receipt = We have received your notice
mail-claim-receipt-text = { $count ->
    [one] We have received your notice about one file.
   *[other] We have received your notice about { $count } files.
}
mail-claim-private-link = Follow it by the private link you were shown when you sent it.
mail-claim-receipt-next = A person decides it. You will be told the decision, and how you can have it reviewed.
mail-claim-yours = Is this notice yours?
mail-claim-yours-text = Confirm that you read this address and sent the notice. It is decided whether you do or not. What you confirm counts as yours, so that notices of one sender can be looked at together; of one that you did not send, do nothing.
mail-claim-yours-page = Confirm the notice
mail-claim-yours-lost = If you lose the private link of a notice that you confirmed, have another one mailed to you

mail-more = We have received more for your notice
mail-more-text = { $count ->
    [one] We have received one more file for your notice { $claim }.
   *[other] We have received { $count } more files for your notice { $claim }.
}
mail-more-next = What it named before is due as it was.

mail-incomplete = Your notice is incomplete
mail-incomplete-text = Your notice { $claim } lacks what the law asks for:
mail-incomplete-next = Add it where you follow your notice, by { $day }. The time in which we decide stands still until then. No key is needed for a notice to be complete.
mail-unanswered = We decide on what your notice says
mail-unanswered-text = We asked you for what your notice { $claim } lacks, and no answer has come. The time in which we decide goes on now.
mail-unanswered-next = You can still complete the notice where you follow it, until it is decided. A notice that lacks what the law asks for may come to nothing.
requirement-signature = a signature
requirement-works = the work or works
requirement-location = where the material is
requirement-name = a name
requirement-address = a postal address
requirement-telephone = a telephone number
requirement-email = an e-mail address
requirement-good-faith = the statement of good faith
requirement-accurate = the statement that it is accurate
requirement-authorised = authority to act, under penalty of perjury
requirement-reasons = why it is illegal
requirement-law = the law
requirement-territory = the law’s territory

mail-decided = Your notice is decided
mail-decided-text = Your notice { $claim } is decided.
mail-decided-none = File { $position }: nothing is restricted.
mail-decided-link = File { $position }: the link is disabled.
mail-decided-file = File { $position }: it is locked, and is being deleted from every mirror.
mail-decided-more = The claim has { $count } files; the first { $shown } stand above.
mail-decided-no-software = No automated means were used.
mail-decided-compared = People decided. Software had compared what was opened with the references that you registered.
mail-decided-redress = If you disagree, you can have the decision reviewed, free of charge, until the end of { $day }, on the page of your claim.

mail-custody = A locked file could not be taken into custody
mail-custody-text = A file is locked, but no sealed copy of it could be secured in custody, so the order to its mirrors waits. It is tried again by itself. Two seniors can let the order go out without a custody copy; the file can then never be restored.
mail-custody-page = The file at the desk

mail-endpoint = We have stopped telling one of your servers
mail-endpoint-text = Your server { $host } has not taken what we tell it of your claims, or has said that it wants nothing more. We tell it nothing until you say so.
mail-endpoint-page = What it answered, and the way to go on

mail-organisation-page = It stands here
mail-verified = Your organisation is verified
mail-verified-text = The organisation { $organisation } is verified. Once the agreement is signed, its claims take the short way.
mail-reinstated = The suspension has ended
mail-reinstated-text = The organisation { $organisation } is no longer suspended: its powers are back. The reason stands on its page.
mail-suspended = Your organisation is suspended
mail-suspended-text = The organisation { $organisation } is suspended: nothing new is filed or deleted in its name. The reason stands on its page.
mail-ended = Your organisation has ended
mail-ended-text = An owner ended the organisation { $organisation } for good: nothing is claimed in its name any more. What it claimed stays as it was decided.
mail-application-refused = Your application is refused
mail-application-refused-text = The application of { $organisation } is refused. Notices under the law can still be sent by anybody. The reason stands on its page.
mail-inquiry = Your application needs an answer
mail-inquiry-text = An administrator of { $host } asks for more before deciding about the application of { $organisation }. Read the question on its page, and answer it there.
mail-principal-confirmed = A principal is confirmed
mail-principal-confirmed-text = An administrator has confirmed a principal of { $organisation }. The reason stands on its page.
mail-principal-refused = A principal is refused
mail-principal-refused-text = An administrator has refused a principal of { $organisation }. The reason stands on its page.
mail-authority-ends = An authority ends soon
mail-authority-ends-text = The authority of { $organisation } for one of its principals ends on { $day }. Name its new authority on its page, so that claims can go on.

# { $host } is asked for by either of these two, { $organisation } only by the first.
mail-invited = You are invited to act for a rights holder
mail-invited-by-holder = The rights holder { $organisation } invites you to act for it at { $host } as { $role }.
mail-invited-by-applicant = An organisation that has applied as a rights holder invites you to act for it at { $host } as { $role }.
mail-invited-accept = To accept, sign in with the account of this address, or create it first, and open the invitation.
mail-invited-page = The invitation
mail-invited-until = It is for this address only and lapses on { $until }. If you do not know the sender, do nothing.
member-owner = owner
member-agent = agent

role-reviewer = reviewer
role-senior = senior
role-administrator = administrator
role-host = host
