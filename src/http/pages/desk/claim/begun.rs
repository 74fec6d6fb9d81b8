//! What is being written on the page of a claim while something else is done there: what was typed and not sent stays, and so does the
//! evidence that is open. That holds also for whoever does not have the claim, or no longer: what has no field then goes along hidden, and
//! is in its fields again once they take it.

use super::super::super::prelude::*;
use super::super::words;
use super::rulings::Fields;
use super::{ClaimPage, Target};
use crate::accounts::Actor;
use crate::claims::cases::CaseView;
use crate::claims::statement::Statement;
use crate::ids::ClaimId;

/// The law or rule that a decision starts with.
pub(super) fn usual_ground(case: &CaseView, language: Language) -> String {
    match &case.statement {
        Statement::Court { law, .. } => law.clone(),
        _ => words::usual_ground(case).map(|key| language.say(key).to_string()).unwrap_or_default(),
    }
}

/// The fields of a question to the notifier.
const QUESTION: [&str; 2] = ["missing", "explanation"];
/// The fields of what hands the case to a senior.
const ESCALATION: [&str; 2] = ["escalation", "words"];

impl ClaimPage {
    /// Whether something is typed in one of these fields.
    fn has(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| self.form.all(field).iter().any(|value| !value.trim().is_empty()))
    }

    /// Whether a question to the notifier is being written.
    pub(super) fn asks(&self) -> bool {
        self.has(&QUESTION)
    }

    /// Whether it is being written why a senior is to have the case.
    pub(super) fn escalates(&self) -> bool {
        self.has(&ESCALATION)
    }

    /// What was typed of the ruling about a target, field by field: nothing where all is as the form begins.
    fn typed_of<'a>(&'a self, target: &'a Target) -> Vec<(&'a str, &'a str)> {
        let usual = usual_ground(&self.case, self.layout.language);
        let Fields { finding, action, ground, kept, reasons } = &target.fields;
        let mut typed = Vec::new();
        for field in [finding, action, ground, kept, reasons] {
            let value = self.form.value(field);
            let begun = if field == ground { value != usual } else { !value.trim().is_empty() };
            if begun {
                typed.push((field.as_str(), value));
            }
        }
        typed
    }

    /// What was typed and has no field while the claim is not the viewer's.
    pub(super) fn carried(&self) -> Vec<(&str, &str)> {
        if self.mine() || !self.open() {
            return Vec::new();
        }
        let question = self.form.typed().filter(|(field, value)| QUESTION.contains(field) && !value.trim().is_empty());
        let pending = self.targets.iter().filter(|target| target.pending());
        pending.flat_map(|target| self.typed_of(target)).chain(question).collect()
    }

    /// Whether something would be lost if the page were shown as it is at first.
    fn is_begun(&self) -> bool {
        let mut pending = self.targets.iter().filter(|target| target.pending());
        !self.opened.is_empty()
            || self.has(&["note"])
            || (self.open() && self.asks())
            || (self.may_escalate() && self.escalates())
            || pending.any(|target| !self.typed_of(target).is_empty())
    }
}

/// After an act, at a place of the page: the page as it is at first, or with what is begun.
pub(super) async fn done(
    service: &Service,
    actor: &Actor,
    layout: Layout,
    session: &Session,
    (claim, place): (ClaimId, &str),
    form: FormState,
    said: String,
) -> Result<Response, Error> {
    let mut page = ClaimPage::load(service, actor, layout, claim, Some(form)).await?;
    if page.is_begun() {
        page.layout.flash = Some(said);
        return Ok(page.answer());
    }
    session::say(session, said).await?;
    Ok(see_other(&format!("/desk/claims/{claim}{place}")))
}
