//! What the desk searches for: the number of a claim, the sender's reference, the party, a link, a file or its root, or the mail
//! address of whoever sent it or uploaded a file of it. A party is found by the beginnings of words of an organisation's name, or by the whole
//! name in a notice that none sent.
//!
//! A link that is pasted whole carries its key behind the `#`. The key is cut off here, where the text comes in, so that
//! what is searched for can stand in an address, in a saved view and on a page; what looks like a key by itself is refused. A mail
//! address is cut off like a key: from where it comes in its keyed digest stands for it, by which accounts and correspondents are
//! found, and the notices in which it was given. So does that of a name that a notice gives ([`of_name`]), unless an organisation's name or a
//! reference begins so: these stand as they were typed, and what gives the name is found beside them.

use std::cmp::Reverse;
use std::fmt;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use uuid::Uuid;

use super::store::{self, Asked, Meant, Row};
use super::{Error, FoundAs, reading};
use crate::accounts::{Actor, Email};
use crate::claims::filing::ClaimState;
use crate::claims::{senders, works};
use crate::db::Tx;
use crate::ids::{ClaimId, LinkId, ObjectId, OrganisationId};
use crate::service::Service;
use crate::texts::Text;

/// The longest search, in characters.
const LONGEST: usize = 200;
/// Parties of which claims are shown, by name: whoever means another one writes more of it.
const PARTIES: i64 = 20;
/// A key has this many characters of base64url.
const KEY: usize = 43;
/// The states in which a claim waits.
const OPEN: [Option<ClaimState>; 3] =
    [Some(ClaimState::Submitted), Some(ClaimState::InReview), Some(ClaimState::NeedsInformation)];
/// Claims of some hours, among which one is found of which the two ends were copied.
const NUMBERS: i64 = 5_000;

/// What stands before the digest of a mail address.
const ADDRESS: &str = "@";
/// The same as some keyboards write it.
const WIDE: [char; 2] = ['＠', '﹫'];
/// What stands before the digest of a name, of 64 characters.
const NAME: &str = "~";

/// What is searched for, without any key or mail address; nor does it have a name that nothing but a notice gives, once [`of_name`] was asked.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Search(String);

/// Why something is not searched for. It is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", Text::from(*self))]
pub enum Unsearchable {
    /// It could be a secret.
    Key,
    /// It has an `@` and is no mail address, or is more than one: as it stands it would be kept in an address or a view.
    Address,
}

impl From<Unsearchable> for Text {
    fn from(why: Unsearchable) -> Self {
        match why {
            Unsearchable::Key => Self::of("queue-looks-like-a-key"),
            Unsearchable::Address => Self::of("queue-no-address"),
        }
    }
}

impl Search {
    /// Reads what was typed or pasted as [`Search::parse`] does; of a mail address its digest, also as mail programs copy one:
    /// `Nora <nora@mail.example>`, `mailto:nora@mail.example`.
    ///
    /// # Errors
    /// [`Unsearchable`], which does not repeat it.
    pub fn read(service: &Service, text: &str) -> Result<Self, Unsearchable> {
        let text = &text.replace(WIDE, ADDRESS);
        if digest(ADDRESS, text).is_some() || link(text).is_some() || !text.contains(ADDRESS) {
            return Self::parse(text);
        }
        let around =
            |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | ',' | ';' | ':');
        let mut addresses = text.split(around).filter(|word| word.contains('@'));
        match (addresses.next().map(|word| Email::parse(word.trim_end_matches('.'))), addresses.next()) {
            (Some(Ok(email)), None) if !text.contains(['/', '#']) => {
                Ok(Self(format!("{ADDRESS}{}", HEXLOWER.encode(&email.lookup(service)))))
            }
            _ => Err(Unsearchable::Address),
        }
    }

    /// Reads what was typed or pasted: of a link, its id; of anything else, what stands before a `#`. A mail address is none of it, but by
    /// its digest.
    ///
    /// # Errors
    /// [`Unsearchable`], which does not repeat it.
    pub fn parse(text: &str) -> Result<Self, Unsearchable> {
        if let Some(id) = link(text) {
            return Ok(Self(id));
        }
        let before = text.split('#').next().unwrap_or_default();
        let plain: String = before.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
        let plain = plain.trim();
        let runs = plain.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
        let is_hex = |run: &str| run.bytes().all(|byte| byte.is_ascii_hexdigit());
        if runs.into_iter().any(|run| run.len() >= KEY && !is_hex(run)) {
            return Err(Unsearchable::Key);
        }
        if digest(ADDRESS, plain).is_none() && (plain.contains(ADDRESS) || plain.contains(WIDE)) {
            return Err(Unsearchable::Address);
        }
        Ok(Self(plain.to_owned()))
    }

    /// What is searched for; a link's id where a link was pasted.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is searched for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The id of a link that a text has in it, also as it stands within another address: it has 22 characters.
fn link(text: &str) -> Option<String> {
    let id = |behind: &str| Some(behind.chars().take(22).collect::<String>()).filter(|id| id.parse::<LinkId>().is_ok());
    text.split("/f/").skip(1).find_map(id)
}

/// The keyed digest of a mail address or of a name that a text is, by what stands before it.
fn digest(before: &str, text: &str) -> Option<Vec<u8>> {
    HEXLOWER.decode(text.strip_prefix(before)?.as_bytes()).ok().filter(|digest| digest.len() == 32)
}

/// A text with a form of its own, which means nothing else.
enum Formed {
    /// The number of a claim, or of a file.
    Number(Uuid),
    /// The id of a link.
    Link(LinkId),
    /// The root of a file.
    Root(Vec<u8>),
    /// The digest of a mail address, as [`Search::read`] writes it.
    Address(Vec<u8>),
    /// The digest of a name, as [`of_name`] writes it.
    Name(Vec<u8>),
}

/// What a text is by its form.
fn formed(text: &str) -> Option<Formed> {
    if let Ok(id) = text.parse::<ObjectId>() {
        return Some(Formed::Number(id.0));
    }
    if let Ok(link) = text.parse::<LinkId>() {
        return Some(Formed::Link(link));
    }
    if let Some(of_address) = digest(ADDRESS, text) {
        return Some(Formed::Address(of_address));
    }
    if let Some(of_name) = digest(NAME, text) {
        return Some(Formed::Name(of_name));
    }
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok().filter(|root| root.len() == 32).map(Formed::Root)
}

/// By what a text finds the notices that give it as a name, and such a notice is found: the digest of what a search for the whole of it leaves of
/// it. None of what a search refuses, nor of what has a form of its own: anybody can give such a name.
pub(in crate::claims) fn name_lookup(service: &Service, text: &str) -> Option<[u8; 32]> {
    let Search(searched) = Search::parse(text).ok()?;
    if formed(&searched).is_some() { None } else { senders::name_lookup(service, &searched) }
}

/// What stands for a text that is the name in a notice: its keyed digest, by which that is found. None if no notice gives it that the reader may
/// see; and none if an organisation's name or a reference begins so, or it can be a claim's number, a link or a root: such a text stays as it was
/// typed, so that nobody hides what others are found by who gives it as their name.
pub async fn of_name(service: &Service, actor: &Actor, text: &str) -> Result<Option<Search>, Error> {
    if !actor.roles.reviewer() {
        return Ok(None);
    }
    let Some(lookup) = name_lookup(service, text) else { return Ok(None) };
    let (mut tx, party) = reading::begin(service, actor).await?;
    tx.plan_each_time().await?;
    let is_name = store::is_named(&mut tx, party, &lookup).await?
        && !store::is_reference(&mut tx, party, text).await?
        && number(&mut tx, text).await?.is_none()
        && parties(&mut tx, text, 1).await?.is_empty();
    Ok(is_name.then(|| Search(format!("{NAME}{}", HEXLOWER.encode(&lookup)))))
}

/// Whether anything has the name or the mail address still that a text is the digest of; so it is said of any other text.
pub(super) async fn leads_to_somebody(tx: &mut Tx, service: &Service, text: &str) -> Result<bool, Error> {
    Ok(match formed(text) {
        Some(Formed::Name(digest)) => store::is_named(tx, None, &digest).await?,
        Some(Formed::Address(digest)) => {
            store::is_addressed(tx, &digest, &senders::given_lookup(service, &digest)).await?
        }
        Some(Formed::Number(_) | Formed::Link(_) | Formed::Root(_)) | None => true,
    })
}

/// A reference or a party's name is not for logs.
impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "Search(nothing)" } else { "Search(…)" })
    }
}

/// The newest claims before one that are meant and fit, at most `asked.rows`; `open` finds only what waits.
pub(super) async fn found(
    tx: &mut Tx,
    service: &Service,
    search: &Search,
    asked: &Asked,
    before: ClaimId,
    open: bool,
) -> Result<Vec<Row>, Error> {
    let mut found: Vec<Row> = Vec::new();
    for meant in meanings(tx, service, &search.0, asked, open).await? {
        let rows = store::found(tx, &meant, asked, before, open).await?;
        found.extend(rows.into_iter().map(|row| Row { found_as: meant.found_as().into_iter().collect(), ..row }));
    }
    // Each claim once, with all that it was found as.
    found.sort_by_key(|row| Reverse(row.id));
    found.dedup_by(|again, row| {
        let same = again.id == row.id;
        if same {
            row.found_as.append(&mut again.found_as);
        }
        same
    });
    found.truncate(usize::try_from(asked.rows).unwrap_or(0));
    // Whose the address is has confirmed it.
    for row in found.iter_mut().filter(|row| row.found_as.contains(&FoundAs::Sender)) {
        row.found_as.retain(|found_as| *found_as != FoundAs::Given);
    }
    Ok(found)
}

/// What the text can mean. What has a form of its own means nothing else.
async fn meanings(tx: &mut Tx, service: &Service, text: &str, asked: &Asked, open: bool) -> Result<Vec<Meant>, Error> {
    match formed(text) {
        Some(Formed::Number(id)) => return Ok(vec![Meant::Number(ClaimId(id), ClaimId(id)), Meant::Object(id)]),
        // A reference can be as long as a link's id.
        Some(Formed::Link(link)) => return Ok(vec![Meant::Link(link.into()), Meant::Reference(text.to_owned())]),
        Some(Formed::Root(root)) => return Ok(vec![Meant::Root(root)]),
        Some(Formed::Address(digest)) => {
            return Ok(store::of_address(tx, &digest, &senders::given_lookup(service, &digest)).await?);
        }
        Some(Formed::Name(digest)) => return Ok(vec![Meant::Named(digest)]),
        None => {}
    }
    let mut meanings = vec![Meant::Reference(text.to_owned())];
    meanings.extend(name_lookup(service, text).map(|lookup| Meant::Named(lookup.to_vec())));
    meanings.extend(number(tx, text).await?);
    // An organisation has many claims, and few that wait.
    let states: &[Option<ClaimState>] = match (asked.state, open) {
        (Some(state), _) => &[Some(state)],
        (None, true) => &OPEN,
        (None, false) => &[None],
    };
    for party in parties(tx, text, PARTIES).await? {
        meanings.extend(states.iter().map(|state| Meant::Party(party, *state)));
    }
    Ok(meanings)
}

/// Organisations of which the name has words that begin so, by name.
async fn parties(tx: &mut Tx, text: &str, rows: i64) -> Result<Vec<OrganisationId>, Error> {
    let words = works::search_words(text);
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    if word(0).is_empty() {
        return Ok(Vec::new());
    }
    Ok(store::organisations_named(tx, [word(0), word(1), word(2)], rows).await?)
}

/// The number of a claim from its beginning, or as pages shorten it: `01935b…0001`.
async fn number(tx: &mut Tx, text: &str) -> Result<Option<Meant>, Error> {
    let (beginning, end) = text.split_once('…').or(text.split_once("...")).unwrap_or((text, ""));
    let digits = |part: &str| part.replace('-', "").to_ascii_lowercase();
    let (beginning, end) = (digits(beginning), digits(end));
    let hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !(6..=32).contains(&beginning.len()) || !hex(&beginning) || !hex(&end) {
        return Ok(None);
    }
    let filled = |with: &str| Uuid::try_parse(&(beginning.clone() + &with.repeat(32 - beginning.len()))).map(ClaimId);
    let (Ok(from), Ok(to)) = (filled("0"), filled("f")) else { return Ok(None) };
    if end.is_empty() {
        return Ok(Some(Meant::Number(from, to)));
    }
    let mut fits = store::numbers(tx, from, to, NUMBERS).await?;
    fits.retain(|id| id.0.as_simple().to_string().ends_with(&end));
    Ok(fits.first().zip(fits.last()).map(|(first, last)| Meant::Number(*first, *last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "Qk1zc2VjcmV0bGlua2lkMA";
    const SECRET: &str = "BAECAwQFBgcICQoLDA0ODwAREhMUFRYXGBkaGxwdHh8";

    #[test]
    fn no_key_comes_through() {
        for pasted in [
            format!("https://files.example/f/{LINK}#{SECRET}"),
            format!("http://localhost:8080/f/{LINK}/#{SECRET}"),
            format!("/f/{LINK}#{SECRET}"),
            format!("https://files.example/f/{LINK}%23{SECRET}"),
            format!("https://files.example/f/{LINK}#pw1.AAAA.BBBB"),
            format!("https://mail.example/?url=https://files.example/f/{LINK}#{SECRET}"),
            format!("{LINK}#{SECRET}"),
            format!(" {LINK} "),
        ] {
            let search = Search::parse(&pasted).unwrap();
            assert_eq!(search.as_str(), LINK, "{pasted}");
            assert!(!format!("{search:?}").contains(LINK));
        }
        for secret in [SECRET.to_owned(), format!("{LINK} {SECRET}"), format!("key:{SECRET}"), SECRET.repeat(2)] {
            let refused = Search::parse(&secret).unwrap_err();
            assert!(!refused.to_string().contains(SECRET));
        }
        for address in ["nora@mail.example", "x/f/y nora@mail.example", "nora＠mail.example", "nora﹫mail.example"] {
            assert_eq!(Search::parse(address), Err(Unsearchable::Address), "{address}");
        }
        let both = Search::parse(&format!("x/f/y nora@mail.example https://files.example/f/{LINK}")).unwrap();
        assert_eq!(both.as_str(), LINK, "the link, and nothing of the rest");
        let digest = format!("@{}", "0a".repeat(32));
        assert_eq!(Search::parse(&digest).unwrap().as_str(), digest);
        let name = format!("~{}", "0a".repeat(32));
        assert_eq!(Search::parse(&name).unwrap().as_str(), name);
        assert_eq!(Search::parse("@0a"), Err(Unsearchable::Address), "no digest is so short");
        assert!(formed("Ada Example").is_none() && formed("~0a").is_none());
        for form in [LINK, &name, &digest, &"AB".repeat(32), "01935b00-0000-7000-8000-000000000001"] {
            assert!(formed(form).is_some(), "{form}");
        }
        assert!(Search::parse(&format!("#{SECRET}")).unwrap().is_empty());
        assert_eq!(Search::parse("PO 12#3").unwrap().as_str(), "PO 12");
        let root = "ab".repeat(32);
        assert_eq!(Search::parse(&root).unwrap().as_str(), root);
        assert_eq!(Search::parse(&"ä".repeat(500)).unwrap().as_str().chars().count(), LONGEST);
    }
}
