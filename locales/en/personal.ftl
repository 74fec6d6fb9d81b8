account-data = Your data
account-data-text = You can take everything with you that is held about you, and you can leave.
export-title = Everything we hold about you
export-lead = One archive, made for you at this moment. No copy of it stays here.
export-contents = It is a ZIP of files that people and programs read (JSON): your account, where you are signed in, your files and links, the notices you got and what you answered, the claims and evidence you sent, what you signed, your memberships, who speaks for organisations of yours, when we wrote to you, and the entries of the public log about you with what opens them.
export-sealed = What only your own browser opens, such as the names of your files, is in it as it lies here: sealed. The files themselves are on your page of files.
export-others = Nothing about other people is in it, but for who speaks for an organisation of yours.
export-again = If the download breaks off, load this page again and confirm once more.
export-download = Download the archive
export-readme =
    Everything that { $host } holds about you, as of { $day }.

    Each file is a list in JSON. Times are UTC. Bytes are written in base64, digests of the log in hexadecimal.

    Where a value was altered in our database, nobody can open it any more. The word “altered” stands in its place then, with a sentence that says so, and everything else is here all the same.

    What is sealed by you can be opened by you alone: the master key in account.json with your password or your recovery key, the list in file-list.json with the master key, and the names in files.json with the keys in that list. Nobody here can do that for you.

    In log.json each entry stands as it does in the public log. Its commitments are HMACs: the opening beside an entry is the key of one, and shows that the value was what it says. What concerns other people or was erased stays shut, and so does which file a link leads to that you named without its key. What happened to a file of yours without your having been told is left out.

    In messages.json stands what was mailed to your account. Its text is there as long as we keep it: of a message about a case for fourteen days after it was sent, of any other until it is sent. Of older ones we have no more than what stands there; they are in your mailbox. A mail to an address, which shows that somebody reads it, belongs to no account and is not there.

    In evidence.json stands which files you brought to a case, and not what is in them: they belong to the case, and are opened on its page, where each opening is noted.

    What you did for this service at its desk, what belongs to an organisation (but for who speaks for it, in contacts.json, where you are its owner or were the last to say so, and in contact-copies.json, where the notices of others were filled in with what you said), why one member of staff proposed to another what takes two of them, and what other people said of you to us without your having been told is not in here. It tells of others, or is theirs.

    The content of your files is not in here: download it from your page of files.
export-readme-notice =
    Everything that { $host } holds about you with your notice, as of { $day }.

    Each file is a list in JSON. Times are UTC. Bytes are written in base64, digests of the log in hexadecimal.

    Where a value was altered in our database, nobody can open it any more. The word “altered” stands in its place then, with a sentence that says so, and everything else is here all the same.

    In log.json each entry about your notice stands as it does in the public log. Its commitments are HMACs: the opening beside an entry is the key of one, and shows that the value was what it says. What concerns other people or was erased stays shut, and so does which file a link leads to that you named without its key.

    In messages.json stands what was mailed to the address in your notice. Its text is there as long as we keep it, for fourteen days after it was sent; of older mail we have no more than what stands there. The code by which whoever reads that mailbox confirms the notice is left out: it is for them.

    In evidence.json stands which files you brought, and not what is in them: they belong to the case, and are opened on its page, where each opening is noted.

    If something was decided about you as the sender of notices, the link in the letter that told you leads to it, and to what you wrote against it.

    What other people said to us about your notice without your having been told is not in here. It tells of others, or is theirs.
closing-title = Close my account and erase my data
closing-lead = You leave for good. It cannot be taken back, not by us either.
closing-first = First
closing-first-role = You are { $role }. Lay that down before you leave.
closing-first-role-link = Lay it down
closing-first-owner = You are the only owner of { $organisation }. Make another member an owner, or end the organisation.
closing-first-owner-link = Its members
closing-first-owner-end = End it
closing-at-once = What happens at once
closing-once-sign-in = You are signed out everywhere. Your password, passkeys, tokens and the list of your files are gone.
closing-once-files = Your files are deleted: their links lead nowhere, and every mirror is ordered to delete its copy.
closing-once-memberships = You leave your organisations, and keys for programs stop working. An application of which nobody else is an owner is taken back, and its documents are erased.
closing-once-address = Your address is free: you can sign up anew with it.
closing-kept = What is kept for a time
closing-kept-nothing = Nothing: all of it is erased within minutes of the mirrors having deleted your files.
closing-kept-text = Each of these goes as soon as its time is over. Your address is kept, sealed, as long as one of them stands, so that you are told what becomes of it.
closing-locked-files = { $count ->
    [one] A file of yours is locked: what belongs to its case is kept
   *[other] { $count } files of yours are locked: what belongs to their cases is kept
}
closing-preserved = { $count ->
    [one] A file of yours must be preserved
   *[other] { $count } files of yours must be preserved
}
closing-open-claims = { $count ->
    [one] A claim that you made, or on a file of yours, is not decided
   *[other] { $count } claims that you made, or on files of yours, are not decided
}
closing-answers = What was decided in a case of yours can still be answered
closing-open-answers = { $count ->
    [one] An appeal, counter-notice or dispute in a case of yours is open
   *[other] { $count } appeals, counter-notices or disputes in cases of yours are open
}
closing-other = Something else is kept for now, since a law or an open case may require it
closing-orders = { $count ->
    [one] The deletion of a file of yours is not confirmed by every mirror
   *[other] The deletion of { $count } files of yours is not confirmed by every mirror
}
closing-until = – until { $day } at least.
closing-until-it-ends = – until that ends.
closing-kept-redress = Once you have left, no page takes an appeal or a counter-notice of yours, and a file that is given back is deleted; you can only write to us. If you want to appeal, do that first.
closing-kept-facts = What stays are facts without you in them: that a claim was made and how it was decided. Who speaks for an organisation goes, if you were the last to say so. The record of an agreement you signed for an organisation stays, sealed, as long as something can be claimed under it.
closing-privacy = What is kept here, and how long
closing-final = This is final.
closing-export-first = Download everything we hold about you first.
closing-type = Type { $word } to confirm
closing-close = Close and erase
closing-back = Back to your account
account-closed-title = Your account is closed
account-closed-lead = You are signed out, and your data is being erased.
closed-kept = This is kept for a time, as you were shown:
closed-backups = Old backups hold sealed copies until the keys they lie under have aged out, at most { $days } days after each thing is erased. From then on nobody can read them.
erased-evidence = Evidence
erased-evidence-text = What was disclosed of it was erased on { $day }, when its last window had closed.
erased-files = The files that were brought were erased on { $day }, their time being over.
erased-signature = Version { $version } was signed on { $signed }. The record of it was erased on { $day }, long after it bound anybody; the entry of the log stays.
