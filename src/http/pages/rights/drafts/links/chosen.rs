//! Many links changed at once: where they were found is said of them, they are looked at again, or taken out.

use super::{LinksPage, Shown, Window, progress};
use crate::claims::drafts;
use crate::claims::drafts::lines::{self, Found, Line, Outcome};
use crate::http::pages::prelude::*;
use crate::ids::DraftId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims/drafts/{draft}/links/chosen", post(change_chosen))
}

/// Where they were found, for many lines at once; or many lines out.
async fn change_chosen(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let found = drafts::draft(&service, &actor, draft).await?;
    let chosen: Vec<i64> = form.all("line").iter().filter_map(|line| line.parse().ok()).collect();
    let is_meant = |line: &&Line| match form.value("which") {
        "all" => true,
        "unplaced" => line.typed.found_at.trim().is_empty(),
        "wrong" => matches!(line.outcome, Outcome::Wrong(_)),
        _ => chosen.contains(&line.number),
    };
    let meant: Vec<i64> = found.lines.iter().filter(is_meant).map(|line| line.number).collect();
    if meant.is_empty() {
        form.refuse("which", Text::of("draft-choose-link"));
    }
    let found_on = form.read_optional("found_on", |text| drafts::day(text).ok_or(Text::of("draft-day")));
    if let Some(found_on) = found_on.filter(|_| form.is_valid()) {
        let done = match form.value("act") {
            "remove" => lines::remove(&service, &actor, draft, &meant).await.map(|()| None),
            "again" => lines::look_again(&service, &actor, draft, &meant).await.map(|()| None),
            _ => {
                let found = Found { at: form.value("found_at"), on: found_on, replace: form.chosen("replace", "yes") };
                lines::set_found(&service, &actor, draft, &meant, found).await.map(|set| Some((set, meant.len() - set)))
            }
        };
        match done {
            Ok(said) => {
                if let Some((set, kept)) = said {
                    session::say(&session, of_found(set, kept, layout.language)).await?;
                }
                lines::prove_all(&service, &actor, draft).await?;
                return Ok(see_other(&progress(draft)));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    let shown = Shown::load(&service, &actor, draft, Window::default()).await?;
    Ok(again(LinksPage::new(&service, layout, shown, form)))
}

/// What is said of links for which it was said where they were found.
fn of_found(set: usize, kept: usize, language: Language) -> String {
    let done = language.say("draft-set").with("count", set);
    match (set, kept) {
        (_, 0) => done.to_string(),
        (0, _) => language.say("draft-set-none").to_string(),
        _ => format!("{done} {}", language.say("draft-set-kept").with("count", kept)),
    }
}
