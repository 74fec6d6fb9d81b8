//! What a counter-notice says: every element that 17 U.S.C. § 512(g)(3) asks for.

use serde::{Deserialize, Serialize};

use crate::claims::form::Form;
use crate::process::FieldError;
use crate::texts::Text;

/// § 512(g)(3)(C).
pub const MISTAKE: &str = "I swear, under penalty of perjury, that I have a good faith belief that the material was removed or disabled as a \
     result of mistake or misidentification of the material to be removed or disabled.";
/// § 512(g)(3)(D).
pub const JURISDICTION: &str = "I consent to the jurisdiction of the Federal District Court for the judicial district in which my address is located or, \
     if my address is outside of the United States, for any judicial district in which the service provider may be found.";
/// § 512(g)(3)(D).
pub const SERVICE_OF_PROCESS: &str =
    "I will accept service of process from the person who provided the notification or an agent of such person.";

/// A counter-notice as typed.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one a box of the form")]
pub struct CounterInput {
    /// What the material is.
    pub material: String,
    /// Where it appeared before it was removed.
    pub location: String,
    /// The uploader's name.
    pub name: String,
    /// A postal address; an attorney's may be used.
    pub address: String,
    /// Whether that address lies in the United States.
    pub in_united_states: bool,
    /// The federal judicial district of that address.
    pub district: String,
    /// A telephone number.
    pub telephone: String,
    /// [`MISTAKE`].
    pub mistake: bool,
    /// [`JURISDICTION`].
    pub jurisdiction: bool,
    /// [`SERVICE_OF_PROCESS`].
    pub service_of_process: bool,
    /// The typed name that signs it.
    pub signature: String,
}

/// A complete counter-notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterStatement {
    /// (B) The material.
    pub material: String,
    /// (B) Where it appeared before it was removed; links without their keys.
    pub location: String,
    /// (D) The uploader.
    pub name: String,
    /// (D) Where to serve them.
    pub address: String,
    /// (D) By telephone.
    pub telephone: String,
    /// (D) The federal judicial district of the address; none abroad.
    pub district: Option<String>,
    /// (C) and (D), word for word as affirmed.
    pub affirmations: Vec<String>,
    /// (A) The electronic signature.
    pub signature: String,
}

impl CounterStatement {
    /// Reads a counter-notice. Every mistake is told at once.
    pub fn parse(input: &CounterInput) -> Result<Self, Vec<FieldError>> {
        let mut form = Form::default();
        let material = form.words("material", &input.material, Text::of("counter-say-material"));
        let location = form.words("location", &input.location, Text::of("counter-say-location"));
        let name = form.line("name", &input.name, Text::of("enter-name"));
        let address = form.text("address", &input.address, Text::of("counter-enter-address"));
        let telephone = form.line("telephone", &input.telephone, Text::of("counter-enter-telephone"));
        let district = if input.in_united_states {
            Some(form.line("district", &input.district, Text::of("counter-enter-district")))
        } else {
            if !input.district.trim().is_empty() {
                form.mistake("district", Text::of("counter-district-us"));
            }
            None
        };
        form.affirmed("mistake", input.mistake, Text::of("counter-swear"));
        form.affirmed("jurisdiction", input.jurisdiction, Text::of("counter-consent"));
        form.affirmed("service_of_process", input.service_of_process, Text::of("counter-consent"));
        let signature = form.line("signature", &input.signature, Text::of("dispute-sign"));
        let mistakes = form.into_mistakes();
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let affirmations = [MISTAKE, JURISDICTION, SERVICE_OF_PROCESS].map(str::to_owned).to_vec();
        Ok(Self { material, location, name, address, telephone, district, affirmations, signature })
    }
}
