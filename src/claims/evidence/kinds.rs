//! What a file of evidence is: told by its bytes, whatever its name and its sender say of it.
//!
//! A file whose name or declared media type says something else than its bytes is refused: whoever opens it must get what
//! they expect. Nothing is ever unpacked or rendered here. A ZIP archive is handed out as it came, so that what it would
//! become when unpacked is no danger to the service.

use std::str;

use crate::texts;
use crate::words::words;

/// How much of a file is looked at for what tells kinds apart.
pub(super) const HEAD: usize = 8 << 10;

/// The kinds of files that evidence can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A WebP picture.
    Webp,
    /// A GIF picture.
    Gif,
    /// A PDF document.
    Pdf,
    /// Text in UTF-8, whatever it is written in.
    Text,
    /// A message as mail programs save it (RFC 5322).
    Message,
    /// An MP4 video, or sound in that container.
    Mp4,
    /// A video in the format `WebM`.
    Webm,
    /// MP3 sound.
    Mp3,
    /// M4A sound.
    M4a,
    /// WAV sound.
    Wav,
    /// Ogg sound.
    Ogg,
    /// A ZIP archive, which stays shut.
    Zip,
}

words! { Kind {
    Png = "image/png", Jpeg = "image/jpeg", Webp = "image/webp", Gif = "image/gif", Pdf = "application/pdf",
    Text = "text/plain", Message = "message/rfc822", Mp4 = "video/mp4", Webm = "video/webm", Mp3 = "audio/mpeg",
    M4a = "audio/mp4", Wav = "audio/wav", Ogg = "audio/ogg", Zip = "application/zip",
} }

impl Kind {
    const ALL: [Self; 14] = [
        Self::Png,
        Self::Jpeg,
        Self::Webp,
        Self::Gif,
        Self::Pdf,
        Self::Text,
        Self::Message,
        Self::Mp4,
        Self::Webm,
        Self::Mp3,
        Self::M4a,
        Self::Wav,
        Self::Ogg,
        Self::Zip,
    ];

    /// Its name in the keys of texts, such as `kind-png`.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Pdf => "pdf",
            Self::Text => "text",
            Self::Message => "message",
            Self::Mp4 => "mp4",
            Self::Webm => "webm",
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Wav => "wav",
            Self::Ogg => "ogg",
            Self::Zip => "zip",
        }
    }

    /// What it is called in a sentence.
    pub fn name(self) -> texts::Text {
        texts::Text::under(format!("kind-{}", self.short()))
    }

    /// As what it is shown on a page, a media type: a message as the text that it is. What stays shut is only ever saved.
    pub const fn shown_as(self) -> Option<&'static str> {
        match self {
            Self::Zip => None,
            Self::Message => Some(Self::Text.as_str()),
            kind => Some(kind.as_str()),
        }
    }

    /// How its files are named, the usual way first.
    const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Webp => &["webp"],
            Self::Gif => &["gif"],
            Self::Pdf => &["pdf"],
            Self::Text => &["txt", "text", "log", "md", "csv", "json", "xml", "html", "htm"],
            Self::Message => &["eml"],
            Self::Mp4 => &["mp4", "m4v"],
            Self::Webm => &["webm"],
            Self::Mp3 => &["mp3"],
            Self::M4a => &["m4a"],
            Self::Wav => &["wav"],
            Self::Ogg => &["ogg", "oga", "opus"],
            Self::Zip => &["zip"],
        }
    }

    /// What else it may be declared as.
    const fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["image/jpg", "image/pjpeg"],
            Self::Pdf => &["application/x-pdf"],
            Self::Text => &["application/json", "application/xml"],
            Self::Mp4 => &["video/x-m4v"],
            Self::Webm => &["audio/webm"],
            Self::Mp3 => &["audio/mp3"],
            Self::M4a => &["audio/m4a", "audio/x-m4a"],
            Self::Wav => &["audio/x-wav", "audio/wave", "audio/vnd.wave"],
            Self::Ogg => &["application/ogg", "audio/opus"],
            Self::Zip => &["application/x-zip-compressed"],
            _ => &[],
        }
    }

    fn is_declared_as(self, media_type: &str) -> bool {
        self.as_str() == media_type
            || self.aliases().contains(&media_type)
            || (self == Self::Text && media_type.starts_with("text/"))
    }

    /// Whether a file of this kind may be announced as `said`.
    fn passes_for(self, said: Self) -> bool {
        self == said
            // A message is text too, and sound comes in the container of videos.
            || matches!((self, said), (Self::Message, Self::Text) | (Self::Mp4, Self::M4a) | (Self::M4a, Self::Mp4))
    }

    /// The name under which it is saved: one that ends as its kind does, so that nothing opens it as something else.
    pub fn saved_as(self, name: &str) -> String {
        let ending = extension(name);
        match ending.as_deref() {
            // Text is saved as nothing that a browser or another program would run.
            Some(ending) if self.extensions().contains(&ending) && !matches!(ending, "html" | "htm" | "xml") => {
                name.to_owned()
            }
            _ => format!("{name}.{}", self.extensions()[0]),
        }
    }
}

fn extension(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

/// Why a file is not taken, in the words of whoever sends it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum Refused {
    /// It says that it is one thing and is another.
    Mislabelled {
        /// By its name or its declared type.
        said: texts::Text,
        /// By its bytes.
        found: texts::Text,
    },
    /// It has no bytes.
    Empty,
    /// It is nothing that can be evidence here.
    Unknown,
}

impl Refused {
    /// What whoever sends it is told.
    pub fn told(&self) -> texts::Text {
        match self {
            Self::Mislabelled { said, found } => {
                texts::Text::of("evidence-mislabelled").with("said", said.clone()).with("found", found.clone())
            }
            Self::Empty => texts::Text::of("evidence-empty"),
            Self::Unknown => texts::Text::of("evidence-unknown"),
        }
    }
}

/// Looks at a file as it passes by.
#[derive(Debug, Default)]
pub(super) struct Look {
    head: Vec<u8>,
    text: Text,
}

impl Look {
    /// Takes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let wanted = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..wanted]);
        self.text.push(bytes);
    }

    /// Whether enough has passed to know that it will be refused, so that the rest need not be sent.
    pub(super) fn is_hopeless(&self) -> bool {
        self.head.len() == HEAD && !self.text.holds() && found(&self.head).is_none()
    }

    /// What it is, if that is what `name` and `declared` say.
    pub(super) fn finish(self, name: &str, declared: &str) -> Result<Kind, Refused> {
        let kind = match found(&self.head) {
            Some(kind) => kind,
            None if self.head.is_empty() => return Err(Refused::Empty),
            None if !self.text.is_whole() => return Err(Refused::Unknown),
            None if is_message(&self.head) => Kind::Message,
            None => Kind::Text,
        };
        let mislabelled = |said: texts::Text| Err(Refused::Mislabelled { said, found: kind.name() });
        if !matches!(declared, "" | "application/octet-stream") {
            match Kind::ALL.into_iter().find(|kind| kind.is_declared_as(declared)) {
                Some(said) if kind.passes_for(said) => {}
                Some(said) => return mislabelled(said.name()),
                None => return mislabelled(declared.into()),
            }
        }
        let ending = extension(name).unwrap_or_default();
        match Kind::ALL.into_iter().find(|kind| kind.extensions().contains(&ending.as_str())) {
            Some(said) if !kind.passes_for(said) => mislabelled(said.name()),
            _ => Ok(kind),
        }
    }
}

/// What the first bytes show, where it is one of the kinds that have marks of their own.
fn found(head: &[u8]) -> Option<Kind> {
    Some(match infer::get(head)?.mime_type() {
        "image/png" => Kind::Png,
        "image/jpeg" => Kind::Jpeg,
        "image/webp" => Kind::Webp,
        "image/gif" => Kind::Gif,
        "application/pdf" => Kind::Pdf,
        "video/mp4" | "video/x-m4v" => Kind::Mp4,
        "video/webm" => Kind::Webm,
        "audio/mpeg" => Kind::Mp3,
        "audio/m4a" => Kind::M4a,
        "audio/x-wav" => Kind::Wav,
        "audio/ogg" | "audio/opus" => Kind::Ogg,
        "application/zip" => Kind::Zip,
        _ => return None,
    })
}

/// Whether text begins with the fields of a message.
fn is_message(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let fields = text.lines().take_while(|line| !line.is_empty());
    let mut known = false;
    for (number, line) in fields.enumerate() {
        if number > 0 && line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        known |= ["from", "received", "message-id", "return-path"].contains(&name.to_ascii_lowercase().as_str());
    }
    known
}

/// Whether bytes are UTF-8 without a zero byte, told as they pass by: a character may be cut in two.
#[derive(Debug)]
struct Text {
    holds: bool,
    cut: Vec<u8>,
    any: bool,
}

impl Default for Text {
    fn default() -> Self {
        Self { holds: true, cut: Vec::new(), any: false }
    }
}

impl Text {
    fn push(&mut self, mut bytes: &[u8]) {
        self.any |= !bytes.is_empty();
        self.holds &= !bytes.contains(&0);
        // A character that was cut in two is looked at byte by byte, then the rest at once.
        while self.holds && !self.cut.is_empty() {
            let Some((first, rest)) = bytes.split_first() else { return };
            self.cut.push(*first);
            bytes = rest;
            match str::from_utf8(&self.cut) {
                Ok(_) => self.cut.clear(),
                Err(error) => self.holds = error.error_len().is_none(),
            }
        }
        if let Err(error) = str::from_utf8(bytes)
            && self.holds
        {
            self.holds = error.error_len().is_none();
            self.cut = bytes[error.valid_up_to()..].to_vec();
        }
    }

    fn holds(&self) -> bool {
        self.holds
    }

    fn is_whole(&self) -> bool {
        self.any && self.holds && self.cut.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    fn look(bytes: &[u8], name: &str, declared: &str) -> Result<Kind, Refused> {
        // In two pieces and byte by byte it is the same.
        let judge = |size: usize| {
            let mut look = Look::default();
            bytes.chunks(size).for_each(|piece| look.push(piece));
            look.finish(name, declared)
        };
        let whole = judge(bytes.len().max(1));
        assert_eq!(judge(1), whole);
        whole
    }

    #[test]
    fn a_file_is_what_its_bytes_are() {
        assert_eq!(look(PNG, "shot.png", "image/png"), Ok(Kind::Png));
        assert_eq!(look(PNG, "shot", ""), Ok(Kind::Png));
        assert_eq!(look(b"%PDF-1.7\n%\xe2\xe3", "deed.pdf", "application/octet-stream"), Ok(Kind::Pdf));
        assert_eq!(look(b"PK\x03\x04\x14\0\0\0\x08\0", "all.zip", "application/x-zip-compressed"), Ok(Kind::Zip));
        assert_eq!(look("Größe: 5 €".as_bytes(), "note.txt", "text/plain"), Ok(Kind::Text));
        assert_eq!(look(b"BM is not always a bitmap", "note.md", "text/markdown"), Ok(Kind::Text));
        let message = b"Return-Path: <a@b.example>\r\nFrom: A\r\n <a@b.example>\r\n\r\nHello";
        assert_eq!(look(message, "note.eml", "message/rfc822"), Ok(Kind::Message));
        assert_eq!(look(message, "note.txt", "text/plain"), Ok(Kind::Message));
    }

    #[test]
    fn what_says_that_it_is_something_else_is_refused() {
        let refused = |bytes: &[u8], name: &str, declared: &str| look(bytes, name, declared).unwrap_err().to_string();
        let zip = b"PK\x03\x04\x14\0\0\0\x08\0";
        assert!(refused(zip, "shot.png", "image/png").contains("said to be a PNG picture, and its bytes are a ZIP"));
        assert!(refused(zip, "shot.png", "").contains("said to be a PNG picture"), "by its name alone");
        assert!(refused(zip, "shot", "image/png").contains("said to be a PNG picture"), "by its type alone");
        assert!(refused(PNG, "a", "application/x-msdownload").contains("application/x-msdownload"));
        assert!(refused(b"plain", "note.eml", "message/rfc822").contains("a mail message"));
    }

    #[test]
    fn what_is_none_of_the_kinds_is_refused() {
        let windows = [b"MZ\x90\0\x03\0\0\0".as_slice(), &[0; 64]].concat();
        for bytes in [&windows[..], b"\x7fELF\x02\x01\x01\0", b"caf\xe9", b"cut \xe2\x82", b"a\0b"] {
            assert_eq!(look(bytes, "shot.png", "image/png"), Err(Refused::Unknown), "{bytes:?}");
        }
        assert_eq!(look(b"", "note.txt", "text/plain"), Err(Refused::Empty));
        let mut look = Look::default();
        look.push(&[windows, vec![0xff; HEAD]].concat());
        assert!(look.is_hopeless());
    }

    #[test]
    fn what_is_shown_is_shown_as_what_it_is_and_an_archive_stays_shut() {
        for kind in Kind::ALL {
            let shown = match kind {
                Kind::Zip => None,
                Kind::Message => Some("text/plain"),
                kind => Some(kind.as_str()),
            };
            assert_eq!(kind.shown_as(), shown);
        }
    }

    #[test]
    fn a_saved_name_ends_as_its_kind_does() {
        assert_eq!(Kind::Png.saved_as("shot.PNG"), "shot.PNG");
        assert_eq!(Kind::Pdf.saved_as("deed.exe"), "deed.exe.pdf");
        assert_eq!(Kind::Text.saved_as("page.html"), "page.html.txt");
        assert_eq!(Kind::Zip.saved_as("all"), "all.zip");
    }
}
