//! What a notice must contain, by the law it is made under, and nothing beyond it.
//!
//! A [`Statement`] is valid by construction: [`Statement::parse`] reads what was typed and tells every mistake at its
//! field. Material and location are the claim's targets; they are not repeated here. Nor is a key, which opens a file to whoever reads it:
//! free words are kept without the keys of links in them, and words that are signed are refused with one.
//!
//! Beside what its law asks for, a notice can say that somebody is in danger ([`Statement::danger`]): then it is a senior's from its receipt
//! ([`super::escalations`]). One under US law is about copyright, and says nothing of that.
//!
//! | basis | required | source |
//! |---|---|---|
//! | `us-dmca` | signature, works, contact (address, telephone, e-mail), good faith, accuracy, authority under penalty of perjury | 17 USC 512(c)(3)(A) |
//! | `eu-dsa` | reasons, name and e-mail (not for offences of Directive 2011/93 Arts 3–7), bona fide belief | Regulation (EU) 2022/2065 Art. 16(2) |
//! | `other-law` | the law, its territory, reasons | the law named |
//! | `court` | an order of a court or an authority: staff enter it ([`super::authorities`]), nobody files it | the order |

use std::fmt;

use serde::{Deserialize, Serialize};

use super::FieldError;
use super::escalations::Kind;
use super::form::Form;
use crate::texts::Text;

/// The law a notice is made under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// 17 USC 512(c)(3).
    UsDmca,
    /// Regulation (EU) 2022/2065, Article 16.
    EuDsa,
    /// Another law, named.
    OtherLaw,
    /// An order of a court or an authority, which staff enter.
    Court,
}

impl Basis {
    /// Every basis that a notice is made under, in the order in which forms offer them.
    pub const ALL: [Self; 3] = [Self::UsDmca, Self::EuDsa, Self::OtherLaw];

    /// Its word in the database, the log and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UsDmca => "us-dmca",
            Self::EuDsa => "eu-dsa",
            Self::OtherLaw => "other-law",
            Self::Court => "court",
        }
    }

    /// What this law asks a notice to contain, by the fields of its form; `location` is the targets. A key is never among
    /// it.
    pub const fn requirements(self) -> &'static [&'static str] {
        match self {
            Self::UsDmca => &[
                "signature",
                "works",
                "location",
                "name",
                "address",
                "telephone",
                "email",
                "good_faith",
                "accurate",
                "authorised",
            ],
            Self::EuDsa => &["reasons", "location", "name", "email", "good_faith"],
            Self::OtherLaw => &["law", "territory", "reasons", "location", "good_faith"],
            // Whoever issued an order is asked by letter; its clock is its own, and never stands still.
            Self::Court => &[],
        }
    }

    /// The basis of that word, if a notice is made under it.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.as_str() == text)
    }

    /// The basis of a claim by its word: also what nobody files.
    pub fn of_claim(text: &str) -> Option<Self> {
        Self::parse(text).or((text == Self::Court.as_str()).then_some(Self::Court))
    }
}

/// What a law asks a notice to contain, one of [`Basis::requirements`], as the key of its text.
pub fn requirement(field: &str) -> String {
    format!("requirement-{}", field.replace('_', "-"))
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A notice as typed: every field of every form, empty where the form does not have it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "one a box of the form")]
pub struct StatementInput {
    /// The works, or a representative list of them.
    pub works: String,
    /// Why the content is illegal.
    pub reasons: String,
    /// The law, for `other-law`.
    pub law: String,
    /// Its territory, for `other-law`.
    pub territory: String,
    /// Who sends it.
    pub name: String,
    /// Their postal address.
    pub address: String,
    /// Their telephone number.
    pub telephone: String,
    /// Their e-mail address.
    pub email: String,
    /// The good-faith (bona fide) belief.
    pub good_faith: bool,
    /// That it is accurate (and complete).
    pub accurate: bool,
    /// Authority to act, under penalty of perjury.
    pub authorised_under_penalty_of_perjury: bool,
    /// That it reports an offence of Directive 2011/93 Arts 3–7, for which nobody need give a name. Not for `us-dmca`.
    pub child_abuse: bool,
    /// That somebody's life or safety is threatened. Not for `us-dmca`.
    pub life_threatened: bool,
    /// The typed name that signs it.
    pub signature: String,
}

/// A complete notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Statement {
    /// 17 USC 512(c)(3)(A).
    UsDmca {
        /// (ii) The works; empty if registered works stand with the claim.
        works: String,
        /// (iv) Who complains.
        name: String,
        /// (iv) Where to reach them.
        address: String,
        /// (iv) By telephone.
        telephone: String,
        /// (iv) By e-mail.
        email: String,
        /// (v) and (vi), word for word as affirmed.
        affirmations: Vec<String>,
        /// (i) The electronic signature.
        signature: String,
    },
    /// Article 16(2).
    EuDsa {
        /// (a) Why the content is illegal.
        reasons: String,
        /// (c) Who reports, unless the law lets them be silent.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        name: Option<String>,
        /// (c) Their e-mail.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        email: Option<String>,
        /// (c) Whether it reports an offence of Directive 2011/93 Arts 3–7.
        child_abuse: bool,
        /// Whether it says that somebody's life or safety is threatened.
        #[serde(default)]
        life_threatened: bool,
        /// (d), word for word as affirmed.
        affirmations: Vec<String>,
    },
    /// Another law.
    OtherLaw {
        /// Which.
        law: String,
        /// Where it holds.
        territory: String,
        /// Why the content breaks it.
        reasons: String,
        /// Who reports, if they say.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        name: Option<String>,
        /// Their e-mail, if they say.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        email: Option<String>,
        /// Whether it reports the sexual abuse of a child.
        #[serde(default)]
        child_abuse: bool,
        /// Whether it says that somebody's life or safety is threatened.
        #[serde(default)]
        life_threatened: bool,
        /// Word for word as affirmed.
        affirmations: Vec<String>,
    },
    /// An order of a court or an authority.
    Court {
        /// Who issued it.
        authority: String,
        /// Its country, ISO 3166-1 alpha-2.
        country: String,
        /// What it is called there.
        reference: String,
        /// On what law it rests.
        law: String,
        /// Where it is to have effect.
        territory: String,
        /// What it orders, and why.
        orders: String,
        /// What it says of redress.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        redress: Option<String>,
        /// Where the confirmation of its effect goes, by mail.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        email: Option<String>,
        /// The same, by letter.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        address: Option<String>,
    },
}

/// 17 USC 512(c)(3)(A)(v), as forms show it.
pub const DMCA_GOOD_FAITH: &str = "I have a good faith belief that use of the material in the manner complained of is not authorized by \
     the copyright owner, its agent, or the law.";
/// 17 USC 512(c)(3)(A)(vi), first half.
pub const DMCA_ACCURATE: &str = "The information in this notification is accurate.";
/// 17 USC 512(c)(3)(A)(vi), second half.
pub const DMCA_AUTHORISED: &str = "Under penalty of perjury, I am authorized to act on behalf of the owner of an exclusive right that is \
     allegedly infringed.";
/// Article 16(2)(d), as forms show it; also used for other laws.
pub const DSA_BONA_FIDE: &str =
    "I have a bona fide belief that the information and allegations in this notice are accurate and complete.";

/// What is said where a statement is not ticked: each by what it states, since several can be missing.
const TICK_GOOD_FAITH: Text = Text::of("state-good-faith");
const TICK_ACCURATE: Text = Text::of("state-accurate");
const TICK_AUTHORISED: Text = Text::of("state-authorised");
const TICK_BONA_FIDE: Text = Text::of("state-bona-fide");

impl Statement {
    /// Reads a notice under `basis`, and tells its mistakes in the order of the form. `works_registered`: registered works stand
    /// with the claim, so that none need be described.
    pub fn parse(basis: Basis, input: &StatementInput, works_registered: bool) -> Result<Self, Vec<FieldError>> {
        let mut form = Form::default();
        let statement = match basis {
            Basis::UsDmca => {
                let works = if works_registered && input.works.trim().is_empty() {
                    String::new()
                } else {
                    form.signed_words("works", &input.works, Text::of("enter-works"))
                };
                let name = form.line("name", &input.name, Text::of("enter-name"));
                let address = form.text("address", &input.address, Text::of("enter-address"));
                let telephone = form.line("telephone", &input.telephone, Text::of("enter-telephone"));
                let email = form.email("email", &input.email, Text::of("enter-email"));
                form.affirmed("good_faith", input.good_faith, TICK_GOOD_FAITH);
                form.affirmed("accurate", input.accurate, TICK_ACCURATE);
                form.affirmed("authorised", input.authorised_under_penalty_of_perjury, TICK_AUTHORISED);
                let signature = form.line("signature", &input.signature, Text::of("enter-signature"));
                if !signature.is_empty() && !name.is_empty() && !is_name(&signature, &name) {
                    let message = Text::of("enter-signature-of").with("signature", signature.as_str());
                    form.mistake("signature", message.with("name", name.as_str()));
                }
                let affirmations = affirmed(&[DMCA_GOOD_FAITH, DMCA_ACCURATE, DMCA_AUTHORISED]);
                Self::UsDmca { works, name, address, telephone, email, affirmations, signature }
            }
            Basis::EuDsa => {
                let reasons = form.words("reasons", &input.reasons, Text::of("enter-reasons"));
                let (name, email) = if input.child_abuse {
                    (form.optional_line("name", &input.name), optional_email(&mut form, &input.email))
                } else {
                    (
                        Some(form.line("name", &input.name, Text::of("enter-name"))),
                        Some(form.email("email", &input.email, Text::of("enter-email"))),
                    )
                };
                form.affirmed("good_faith", input.good_faith, TICK_BONA_FIDE);
                let affirmations = affirmed(&[DSA_BONA_FIDE]);
                let StatementInput { child_abuse, life_threatened, .. } = *input;
                Self::EuDsa { reasons, name, email, child_abuse, life_threatened, affirmations }
            }
            Basis::Court => {
                form.mistake("basis", Text::of("order-by-staff"));
                return Err(form.into_mistakes());
            }
            Basis::OtherLaw => {
                let statement = Self::OtherLaw {
                    law: form.line("law", &input.law, Text::of("enter-law")),
                    territory: form.line("territory", &input.territory, Text::of("enter-law-territory")),
                    reasons: form.words("reasons", &input.reasons, Text::of("enter-law-reasons")),
                    name: form.optional_line("name", &input.name),
                    email: optional_email(&mut form, &input.email),
                    child_abuse: input.child_abuse,
                    life_threatened: input.life_threatened,
                    affirmations: affirmed(&[DSA_BONA_FIDE]),
                };
                form.affirmed("good_faith", input.good_faith, TICK_BONA_FIDE);
                statement
            }
        };
        let mistakes = form.into_mistakes();
        if mistakes.is_empty() { Ok(statement) } else { Err(mistakes) }
    }

    /// As it was typed, to be corrected. Nothing is affirmed or signed: whoever sends it again states it again.
    pub fn input(&self) -> StatementInput {
        let some = |text: &Option<String>| text.clone().unwrap_or_default();
        match self {
            Self::UsDmca { works, name, address, telephone, email, .. } => StatementInput {
                works: works.clone(),
                name: name.clone(),
                address: address.clone(),
                telephone: telephone.clone(),
                email: email.clone(),
                ..StatementInput::default()
            },
            Self::EuDsa { reasons, name, email, child_abuse, life_threatened, .. } => StatementInput {
                reasons: reasons.clone(),
                name: some(name),
                email: some(email),
                child_abuse: *child_abuse,
                life_threatened: *life_threatened,
                ..StatementInput::default()
            },
            Self::OtherLaw { law, territory, reasons, name, email, child_abuse, life_threatened, .. } => {
                StatementInput {
                    law: law.clone(),
                    territory: territory.clone(),
                    reasons: reasons.clone(),
                    name: some(name),
                    email: some(email),
                    child_abuse: *child_abuse,
                    life_threatened: *life_threatened,
                    ..StatementInput::default()
                }
            }
            // Nobody amends an order.
            Self::Court { .. } => StatementInput::default(),
        }
    }

    /// The law it is made under.
    pub const fn basis(&self) -> Basis {
        match self {
            Self::UsDmca { .. } => Basis::UsDmca,
            Self::EuDsa { .. } => Basis::EuDsa,
            Self::OtherLaw { .. } => Basis::OtherLaw,
            Self::Court { .. } => Basis::Court,
        }
    }

    /// Who is in danger, as it says, if anybody is: a child before anybody else.
    pub const fn danger(&self) -> Option<Kind> {
        match self {
            Self::EuDsa { child_abuse: true, .. } | Self::OtherLaw { child_abuse: true, .. } => Some(Kind::Child),
            Self::EuDsa { life_threatened: true, .. } | Self::OtherLaw { life_threatened: true, .. } => {
                Some(Kind::Life)
            }
            Self::UsDmca { .. } | Self::EuDsa { .. } | Self::OtherLaw { .. } | Self::Court { .. } => None,
        }
    }

    /// Where answers go by themselves, if the notifier said. What an authority is told, staff send it.
    pub fn email(&self) -> Option<&str> {
        match self {
            Self::UsDmca { email, .. } => Some(email),
            Self::EuDsa { email, .. } | Self::OtherLaw { email, .. } => email.as_deref(),
            Self::Court { .. } => None,
        }
    }

    /// Who sent it, if they said.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::UsDmca { name, .. } => Some(name),
            Self::EuDsa { name, .. } | Self::OtherLaw { name, .. } => name.as_deref(),
            Self::Court { authority, .. } => Some(authority),
        }
    }

    /// The territory it is limited to, if it is. Copyright claims ask for effect everywhere the file is.
    pub fn territory(&self) -> Option<&str> {
        match self {
            Self::OtherLaw { territory, .. } | Self::Court { territory, .. } => Some(territory),
            Self::UsDmca { .. } | Self::EuDsa { .. } => None,
        }
    }
}

/// Whether two spellings are one name: case and spaces aside.
pub(super) fn is_name(signature: &str, name: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    plain(signature) == plain(name)
}

fn optional_email(form: &mut Form, value: &str) -> Option<String> {
    if value.trim().is_empty() { None } else { Some(form.email("email", value, "")) }
}

fn affirmed(wordings: &[&str]) -> Vec<String> {
    wordings.iter().map(|wording| (*wording).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Language;

    fn fields(basis: Basis, input: &StatementInput) -> Vec<&'static str> {
        match Statement::parse(basis, input, false) {
            Ok(_) => Vec::new(),
            Err(mistakes) => mistakes.into_iter().map(|mistake| mistake.field).collect(),
        }
    }

    fn complete() -> StatementInput {
        StatementInput {
            works: "The Long Way Home (film, 2024)".into(),
            reasons: "It is a copy of our film".into(),
            law: "Copyright Act 1994 (NZ), s 29".into(),
            territory: "NZ".into(),
            name: "Ada Example".into(),
            address: "1 Example Street\nExampleton".into(),
            telephone: "+1 555 0100".into(),
            email: "ada@pictures.example".into(),
            good_faith: true,
            accurate: true,
            authorised_under_penalty_of_perjury: true,
            child_abuse: false,
            life_threatened: false,
            signature: "Ada Example".into(),
        }
    }

    #[test]
    fn each_law_asks_for_exactly_its_own_fields() {
        let nothing = StatementInput::default();
        assert_eq!(
            fields(Basis::UsDmca, &nothing),
            ["works", "name", "address", "telephone", "email", "good_faith", "accurate", "authorised", "signature"]
        );
        assert_eq!(fields(Basis::EuDsa, &nothing), ["reasons", "name", "email", "good_faith"]);
        assert_eq!(fields(Basis::OtherLaw, &nothing), ["law", "territory", "reasons", "good_faith"]);
        for basis in Basis::ALL {
            assert_eq!(fields(basis, &complete()), [""; 0], "{basis}");
        }
    }

    #[test]
    fn each_statement_that_is_missing_is_named() {
        let mistakes = Statement::parse(Basis::UsDmca, &StatementInput::default(), true).unwrap_err();
        let ticks = mistakes.iter().filter(|mistake| mistake.message.to_string().contains("tick it"));
        let said: std::collections::HashSet<_> = ticks.map(|mistake| mistake.message.to_string()).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        for basis in Basis::ALL {
            for field in basis.requirements() {
                assert!(Language::default().has(&requirement(field)), "{field}");
            }
        }
    }

    #[test]
    fn a_notice_is_signed_with_the_name_that_sends_it() {
        let signed = |signature: &str| {
            let input = StatementInput { signature: signature.into(), ..complete() };
            Statement::parse(Basis::UsDmca, &input, false)
        };
        assert!(signed("  ada   EXAMPLE ").is_ok());
        let refused = signed("X").unwrap_err();
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].message, "You signed as X, and the notice is sent by Ada Example: sign with that name");
    }

    #[test]
    fn no_key_of_a_link_is_kept_with_what_a_notice_says() {
        const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        let link = "https://writ.example/f/AAECAwQFBgcICQoLDA0ODw";
        let said = format!("It is at {link}#{KEY}, whole.");
        let input = StatementInput { reasons: said.clone(), ..complete() };
        for basis in [Basis::EuDsa, Basis::OtherLaw] {
            let json = serde_json::to_string(&Statement::parse(basis, &input, false).unwrap()).unwrap();
            assert!(json.contains(&format!("It is at {link}, whole.")) && !json.contains(KEY), "{json}");
        }
        // Where nothing else is said, nothing is.
        let input = StatementInput { reasons: KEY.into(), ..complete() };
        assert_eq!(fields(Basis::EuDsa, &input), ["reasons"]);
        // What is signed is not changed.
        let input = StatementInput { works: said, ..complete() };
        assert_eq!(fields(Basis::UsDmca, &input), ["works"]);
    }

    #[test]
    fn an_eu_notice_needs_no_signature_perjury_or_telephone() {
        let input = StatementInput {
            reasons: "Illegal".into(),
            name: "Ada".into(),
            email: "a@b.example".into(),
            good_faith: true,
            ..StatementInput::default()
        };
        let statement = Statement::parse(Basis::EuDsa, &input, false).unwrap();
        assert!(!serde_json::to_string(&statement).unwrap().contains("perjury"));
    }

    #[test]
    fn offences_against_children_are_reported_without_a_name() {
        let input = StatementInput {
            reasons: "It shows the abuse of a child".into(),
            good_faith: true,
            child_abuse: true,
            ..StatementInput::default()
        };
        let statement = Statement::parse(Basis::EuDsa, &input, false).unwrap();
        assert_eq!((statement.name(), statement.email()), (None, None));
    }

    #[test]
    fn a_notice_says_who_is_in_danger_unless_it_is_about_copyright() {
        let said = |basis, child_abuse, life_threatened| {
            let input = StatementInput { child_abuse, life_threatened, ..complete() };
            let statement = Statement::parse(basis, &input, false).unwrap();
            let again = statement.input();
            let kept = basis != Basis::UsDmca;
            assert_eq!((again.child_abuse, again.life_threatened), (kept && child_abuse, kept && life_threatened));
            statement.danger()
        };
        for basis in [Basis::EuDsa, Basis::OtherLaw] {
            assert_eq!(said(basis, false, false), None);
            assert_eq!(said(basis, false, true), Some(Kind::Life));
            assert_eq!((said(basis, true, false), said(basis, true, true)), (Some(Kind::Child), Some(Kind::Child)));
        }
        assert_eq!(said(Basis::UsDmca, true, true), None);
        // What was kept before this could be said.
        let before = r#"{"basis":"other-law","law":"x","territory":"NZ","reasons":"y","affirmations":[]}"#;
        assert_eq!(serde_json::from_str::<Statement>(before).unwrap().danger(), None);
    }

    #[test]
    fn registered_works_need_no_description_and_statements_read_back() {
        let input = StatementInput { works: String::new(), ..complete() };
        assert_eq!(fields(Basis::UsDmca, &input), ["works"]);
        for basis in Basis::ALL {
            let statement = Statement::parse(basis, &input, true).unwrap();
            let json = serde_json::to_string(&statement).unwrap();
            assert_eq!(serde_json::from_str::<Statement>(&json).unwrap(), statement);
            assert!(json.starts_with(&format!(r#"{{"basis":"{basis}""#)), "{json}");
        }
    }
}
