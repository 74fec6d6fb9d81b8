//! A decision that is being written while something else is done on its page: what was typed of it stays, and so does the evidence that is
//! open.

use super::super::super::prelude::*;
use super::super::words;
use super::ClaimPage;
use super::rulings::Fields;
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

impl ClaimPage {
    /// Whether something would be lost if the page were shown as it is at first.
    fn is_begun(&self) -> bool {
        let usual = usual_ground(&self.case, self.layout.language);
        let typed = self.targets.iter().filter(|target| target.pending()).any(|target| {
            let Fields { finding, action, ground, kept, reasons } = &target.fields;
            let has = |field: &String| !self.form.value(field).trim().is_empty();
            [finding, action, kept, reasons].into_iter().any(has) || self.form.value(ground) != usual
        });
        !self.opened.is_empty() || (self.mine() && typed)
    }
}

/// After an act beside the decision, at a place of the page: the page as it is at first, or with the decision that is begun.
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
