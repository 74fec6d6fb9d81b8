account-title = Account
account-since = Since
account-roles = Roles
account-lay-down = lay down
account-lay-down-role = the role { $role }
account-uploader = uploader
account-number = Number
account-setup = Set up the service
account-people = People and roles
account-language = Language
account-language-text = Of the pages, and of the mail you get from now on.
account-language-choose = Use this language
account-language-chosen = You read English now.
account-tokens = Tokens for the command line
account-tokens-text = A token stores and shares files in your name, and what it deletes you can take back for a time. It cannot read the list of your files, which opens only with your password.
account-no-tokens = You have no tokens.
account-your-tokens = Your tokens
account-name = Name
account-made = Made
account-last-used = Last used
account-works-until = Works until
account-revoke = Revoke
account-never = never
account-until-revoked = you revoke it
account-make-token = Make a token
account-name-hint = Such as the machine it is for
account-lifetime = How long it works
account-30-days = 30 days
account-90-days = 90 days
account-one-year = One year
account-no-end = Until I revoke it
account-make-it = Make the token
account-lifetime-missing = Choose how long the token is to work.
account-token-revoked = The token is revoked.
account-session-ended = The session is ended.
account-sessions-ended = Every other session is ended.
account-passkeys = Passkeys
account-passkeys-text = A passkey signs what must be provable to others, such as the agreement of a rights holder.
account-passkeys-link = Your passkeys
account-signed-in = Where you are signed in
account-sessions = Your sessions
account-session-began = Signed in
account-session-ends = Ends
account-session-end = End
account-session-this = this one
account-end-others = End every other session
account-secrets = Password and recovery key
account-secrets-need-script = Changing the password or the recovery key needs JavaScript: the keys are made in this browser.
account-change-password = Change the password
account-current-password = Current password
account-new-password = New password
account-new-password-hint = At least 12 characters
account-making-keys = Making new keys…
account-change = Change it
account-replace-recovery = Replace the recovery key
account-replace-text = If the old one was lost or seen. The old one opens nothing any more.
account-making-key = Making a new key…
account-replace = Replace it
account-new-recovery = Your new recovery key
account-new-recovery-text = Write it down or print it. It is shown this once.
account-enter-current = Enter your current password.
token-title = Your new token
token-lead = Copy it now. It is shown this once; we keep only a digest.
token-use = To use it
token-use-text = Put the token into the environment or a file only you can read. It never belongs on a command line, where others on the machine can see it.
token-back = Back to the account

# Setting the service up, passkeys, invitations and roles.
setup-settled = Everything is settled. You can change it here at any time.
setup-left = { $count ->
    [one] 1 of { $all } things is left. Until then, pages that need them say so.
   *[other] { $count } of { $all } things are left. Until then, pages that need them say so.
}
setup-second = A second administrator
setup-second-text = You appoint this one alone; from then on, two administrators appoint every further one and every senior, and take the role from one. With only two, neither can be replaced once one is gone: a third is worth having.
setup-link = Send this link to one person you trust.
setup-link-text = It works once, for seven days, and is shown now only.
setup-make-link = Make an invitation link
setup-to-people = Go to people and roles
setup-agreement = The agreement with rights holders
setup-agreement-how = One administrator proposes version 1, another publishes it.
setup-agreement-done = It is published. A new version must be signed anew by everyone.
setup-to-agreements = Go to the agreements
setup-contact = A contact agent
setup-published = Published.
setup-contact-where = It stands on { $link }.
setup-contact-page = its own page
setup-contact-name = Person or office
setup-contact-for = Acting for
setup-contact-for-hint = The operator’s name, as registered
setup-contact-address = Postal address
setup-contact-telephone = Telephone
setup-contact-publish = Publish the contact agent
setup-law = The law
setup-law-done = Published. It stands in { $link }.
setup-law-policies = the policies
setup-law-country = Country of establishment
setup-law-courts = Courts that decide
setup-law-courts-hint = As pages name them, such as: The courts of Paris
setup-law-publish = Publish the law
setup-needs-administrator = Nobody can set the service up. Use the link that was printed when it started.
setup-needs-second = Publishing the agreement, granting direct access, appointing seniors and purging need two people.
setup-needs-agreement = Until it is published, rights holders cannot sign it, and so cannot file claims; they can send a notice.
setup-needs-contact = The law asks for a published person or office that receives notices.
setup-needs-points = European law asks for published points of contact for authorities and users, and for a representative of whoever is established elsewhere.
setup-needs-law = Notices and statements of reasons must say where a decision can be challenged.
setup-contact-done = The contact agent is published.
setup-law-published = The law is published.
invitation-waits = Your invitation is taken up. It takes two administrators to appoint you { $role }: another one confirms it now, and then we write to you.
invitation-administrator = You are an administrator now.
invitation-staff = You are staff now.
invitation-host = You can run a mirror now.
invitation-title = You are invited to work here
invitation-lead = An invitation gives one account a role. It works once.
invitation-needs-script = An invitation needs JavaScript: its secret stands behind the # of the link, which only your browser sees.
invitation-none = This address has no invitation in it. Open the whole link, as it was sent or printed.
invitation-signed-in = You are signed in as { $email }. That account takes the role.
invitation-account = First you need an account here. The invitation waits in this tab.
passkeys-lead = A passkey signs what must be provable to others, such as the agreement of a rights holder: anyone can check years later that it signed exactly that.
passkeys-none = You have no passkeys.
passkeys-added = Added
passkeys-add = Add a passkey
passkeys-needs-script = Passkeys need JavaScript: this device makes the key, and its secret half never leaves it.
passkeys-name-hint = Such as the device it is on
passkeys-add-it = Add the passkey
passkeys-by-number = Passkeys need a service that is reached by a name, and this one is reached by a number.
passkeys-not-added = The passkey was not added: { $why }.
passkeys-added-now = The passkey is added.
passkeys-removed = The passkey is removed. What it signed stays proven.
role-take-away = Take the role away
role-lay-down = Lay down a role
role-take-from = Take the role { $role } from { $email }
role-take-lead = You propose it, and another administrator, who is neither of you, confirms it. Until then nothing happens.
role-only-two = If you are the only two, nobody can confirm it: they lay the role down themselves, or together you appoint a third first.
role-why = Why
role-why-hint = The second person decides by it, and it is sent to whoever loses the role.
role-propose = Propose it
role-lay-down-title = Lay down your role { $role }?
role-lay-down-lead = From the next press on you can do nothing any more that it let you do. Your files and your account stay.
role-back-two = To get it back, two administrators have to appoint you again.
role-back-one = To get it back, an administrator has to invite you again.
role-lay-it-down = Lay it down
role-keep = Keep it
role-withdrawn = The role { $role } is withdrawn.
role-proposed = It is proposed. Another administrator confirms it below; until then nothing happens.
role-laid-down = You have laid down the role { $role }.
passkey-malformed =
    what the passkey gave cannot be read: { $what ->
        [id] its id
        [public-key] its public key
        [client-data] its client data
        [signature] its signature
        [too-short] its authenticator data is too short
       *[authenticator-data] its authenticator data
    }
passkey-other =
    the passkey answered for another { $what ->
        [ceremony] ceremony
        [place] place
       *[question] question
    }
passkey-unverified = the passkey did not check who was using it
passkey-algorithm = the passkey signs in a way that is not supported here
passkey-signature = the passkey’s signature does not hold
