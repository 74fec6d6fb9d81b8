# Files of evidence, on the pages of their cases.
evidence-none = No files were brought.
evidence-a-file = A file
evidence-facts = { $kind } · { $size } · SHA-256 { $digest } · brought { $time }
evidence-openings = { $count ->
    [one] Opened once
   *[other] Opened { $count } times
}
evidence-opened-at = { $who }, { $time }
evidence-open = Open
evidence-save = Save
evidence-take-back = Take back
evidence-take-claim = Take the claim to open it.
evidence-add = Add a file
evidence-add-hint = A picture, a PDF, plain text, a mail message (.eml), video, sound or a ZIP archive. It is sealed as it arrives.
evidence-send = Send the file
line-member = A member
line-somebody = Somebody
evidence-title = Evidence
evidence-of-claimant = What the claimant sent
evidence-documents = Documents
evidence-lead = Screenshots, documents, mail: what shows that you are right. Only you and whoever decides the claim can open it, and each opening is logged.
evidence-application-lead = Extracts from registers, powers of attorney: what shows who the organisation is and who speaks for it. Only members and administrators can open them, each opening is logged, and they are erased some weeks after the verdict; what is sent after it, some weeks after it was sent.
evidence-principal-lead = The power of attorney, the mandate or the contract that shows the authority. Only members and administrators can open it, each opening is logged, and it is erased once the verdict is some weeks old.
evidence-order = The order’s document
evidence-order-lead = The order as it came, and whatever came with it. Only whoever decides it can open it, and each opening is logged.
evidence-the-notice = The notice
evidence-the-organisation = The organisation
evidence-choose = Choose a file.
evidence-with-claim = The file is sealed, and with the claim.
evidence-with-application = The document is sealed, and with your application.
evidence-taken-back = The file is taken back.

# What a file is: in a list, and in a sentence.
what-png = PNG picture
what-jpeg = JPEG picture
what-webp = WebP picture
what-gif = GIF picture
what-pdf = PDF document
what-text = text
what-message = mail message
what-mp4 = MP4 video
what-webm = WebM video
what-mp3 = MP3 sound
what-m4a = M4A sound
what-wav = WAV sound
what-ogg = Ogg sound
what-zip = ZIP archive
kind-png = a PNG picture
kind-jpeg = a JPEG picture
kind-webp = a WebP picture
kind-gif = a GIF picture
kind-pdf = a PDF document
kind-text = text
kind-message = a mail message
kind-mp4 = an MP4 video
kind-webm = a WebM video
kind-mp3 = MP3 sound
kind-m4a = M4A sound
kind-wav = WAV sound
kind-ogg = Ogg sound
kind-zip = a ZIP archive
