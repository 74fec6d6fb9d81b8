# What stands around every page, and the words that any page shares.

skip = Skip to the content
nav-main = Main
nav-files = Files
nav-notices = Notices
nav-unread = unread:
nav-rights = Rights
nav-desk = Desk
nav-policies = What we publish
nav-account = Account
nav-sign-out = Sign out
nav-report = Send a notice
nav-log = Log
nav-sign-in = Sign in
nav-sign-up = Sign up
nav-about = About this service
foot-agreement = Agreement
foot-log = Public log
foot-contact = Contact
foot-policies = Policies
foot-privacy = Privacy
foot-transparency = Transparency
foot-sealed = Files here are sealed before they arrive. { $host } cannot open them.

crumbs = You are here
copy = Copy
copied = Copied
copy-by-hand = Press Ctrl+C
one-moment = One moment…
optional = (optional)
choose = Choose…
log-proof = Log proof
pages = Pages
pages-newer = Newer
pages-older = Older
# Before what is wrong with a field.
problem-says = Problem:
problem-title = There is a problem
problem-others = { $count ->
    [one] And { $count } more, in the list at the top of the page.
   *[other] And { $count } more, in the list at the top of the page.
}
problem-unreachable = The service could not be reached. Check your connection and try again.
problem-answered = The service answered { $status }.
confirm-password = Your password
confirm-hint = To confirm that it is you.
confirm-needs-script = Confirming needs JavaScript: your password is turned into a proof here and is never sent.
cancel = Cancel
# In the place of what lies sealed and cannot be opened.
words-erased = Erased
words-altered = Altered in the database: it cannot be shown
