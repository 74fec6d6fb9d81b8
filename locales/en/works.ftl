# The works of an organisation.
works-lead = What { $organisation } holds rights in. Claims point to them.
works-register = Register a work
works-import = Import
works-export = Export as CSV
works-search = Words of the title, or an identifier
works-all = All works
works-no-fit = No work fits
works-no-fit-text = Every word must begin a word of the title or of an identifier. Search for fewer words, or for the beginnings of them.
works-none = No works yet
works-none-text = Register a work below: its title, by what right you act for it, and where.
works-title = Title
works-kind = Kind
works-right = Right
works-territory = Territory
works-references = References
works-registered = Registered
works-digests = SHA-256 of your own files
works-digests-hint = One a line, 64 digits each, with a label behind it if you like. The files stay with you: only their digests are registered, from today. On the page of the work your browser can compute them.
works-register-it = Register the work
works-title-hint = As it was published
works-identifiers = Identifiers
works-identifiers-hint = One a line: ISBN, ISRC, EIDR, DOI, ISAN or ISWC, told by its form. Anything else is kept as it is; write other: before what only looks like one.
works-by-what-right = By what right
works-principal = Principal
works-principal-hint = Only for agents: whom you act for, as you named it among your principals. Until that is confirmed the work cannot be claimed.
works-territory-hint = worldwide, or the countries
work-claim = Claim files of this work
work-identifier = Identifier
work-right-for = { $right } for { $principal }
work-references-text = SHA-256 digests of your own files. A file that somebody stored after a digest was registered can be matched with it.
work-references-all = { $count } in all, the latest first.
work-digests = Registered digests
work-label = Label
work-references-pages = Pages of references
work-latest = Latest
work-add = Add references
work-needs-script = Computing the digests here needs JavaScript. Without it, compute them on your own machine, with sha256sum for example, and paste them below.
work-drop = Drop files or folders here. They stay on your machine: your browser reads them and computes their digests.
work-files = Files
work-folder = A whole folder
work-names = Label each digest with the name of its file
work-names-hint = Without this the names stay with you.
work-read-so-far = Read so far
work-stop = Stop
work-digests-hint = One a line, 64 digits each, with a label behind it if you like.
work-label-others = Label for those without one
work-label-hint = Such as the edition or the reel
work-register-references = Register the references
work-before = What it said before
work-before-text = Claims keep the title they were filed with. This is what the work said until each correction.
work-until = Until { $time }
work-correct = Correct
work-edit = Edit
work-claims = { $count ->
    [one] A claim names this work. What it says now is kept with its date, and the claims keep the title they were filed with.
   *[other] { $count } claims name this work. What it says now is kept with its date, and the claims keep the title they were filed with.
}
work-save = Save
digest-no-worker = The script that reads files could not be loaded: load the page again.
digest-so-far = File { $file } of { $files }: { $read } of { $all } read
digest-left = , about { $time } left
digest-one = 1 digest stands below. Nothing is registered until you press the button.
digest-many = { $count } digests stand below. Nothing is registered until you press the button.
digest-stopped-one = Stopped: 1 digest stands below, of { $files }.
digest-stopped-many = Stopped: { $count } digests stand below, of { $files }.
digest-file-one = 1 file
digest-file-many = { $count } files
digest-seconds = { $count } s
digest-lost = These could not be read, look whether they are still there: { $files }.
digest-dropped = What you dropped could not be read: choose the files instead.
right-owner = Owner
right-licensee = Exclusive licensee
right-agent = Agent
right-agent-hint = You act for the owner, who has authorised you. Say below for whom.
works-registered-now = The work is registered.
work-corrected = The work is corrected.
references-added = { $count ->
    [0] No reference is new.
    [one] One reference is registered.
   *[other] { $count } references are registered.
}
references-known = { $count ->
    [one] One was registered before and keeps its date.
   *[other] { $count } were registered before and keep their dates.
}
work-kind-film = film
work-kind-music = music
work-kind-text = text
work-kind-picture = picture
work-kind-software = software
work-kind-game = game
work-kind-broadcast = broadcast
work-kind-other = other

# Importing works.
import-title = Import works
import-lead = From a CSV file: all of its lines, or none if one of them is wrong.
import-registered = { $count ->
    [one] One work is registered.
   *[other] { $number } works are registered.
}
import-there = The lines below were there already: they stay as they are.
import-see = See the works
import-lines-there = Lines that were there already
import-line = Line
import-known-by = Known by
import-line-number = Line { $line }
import-more = And { $count } more.
import-mistakes = What needs to be put right
import-column = Column
import-what-to-do = What to do
import-file = CSV file
import-file-hint = In UTF-8, with commas or semicolons, of at most 10,000 works and 10 MiB.
import-columns = The columns
import-columns-text = The first line names them, in any order. The export writes the same ones.
import-as-published = As it was published.
import-bases = owner, exclusive-licensee or agent.
import-territory = worldwide, or the countries.
import-identifiers = Such as { $example }. May be left out.
import-references = SHA-256 digests with spaces between. May be left out; labels are not carried.
import-refused = { $count ->
    [one] Nothing was imported. One thing needs to be put right: see below.
   *[other] Nothing was imported. Some things need to be put right: see below.
}
import-empty = Choose a file that is not empty.
import-done = { $count ->
    [one] { $count } work is registered.
   *[other] { $count } works are registered.
}
import-too-large = The file is larger than { $limit } MiB: split it.
