//! In whose hands an appeal, a counter-notice or a complaint is: its page says so, and a reviewer takes it there and gives it back.

use super::super::prelude::*;
use super::{Desk, People};
use crate::accounts::Actor;
use crate::process::waiting::{self, Subject};

/// Its list, and the texts of its being taken and given back.
fn said(subject: Subject) -> (&'static str, &'static str, &'static str) {
    match subject {
        Subject::Appeal(_) => ("/desk/appeals", "desk-appeal-taken", "desk-appeal-released"),
        Subject::CounterNotice(_) => ("/desk/counter-notices", "desk-counter-taken", "desk-counter-released"),
        Subject::Complaint(_) => ("/desk/complaints", "desk-complaint-taken", "desk-complaint-released"),
    }
}

/// A reviewer takes it, and stays on its page.
pub(super) async fn take<Id: Into<Subject>>(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    session: Session,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let subject = id.into();
    waiting::take(&service, &actor, subject).await?;
    let (list, taken, _) = said(subject);
    session::say(&session, language.say(taken).to_string()).await?;
    Ok(see_other(&format!("{list}/{}", subject.id())))
}

/// They give it back, and are led to what else waits.
pub(super) async fn release<Id: Into<Subject>>(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    session: Session,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let subject = id.into();
    waiting::release(&service, &actor, subject).await?;
    let (list, _, released) = said(subject);
    session::say(&session, language.say(released).to_string()).await?;
    Ok(see_other(list))
}

/// Who has it in hand, as far as that keeps the reader from it, and whether that is the reader. Whoever calls this has checked that the reader may see it.
pub(super) async fn holder(
    service: &Service,
    actor: &Actor,
    subject: Subject,
) -> Result<Option<(String, bool)>, Error> {
    let mut tx = service.db.read().await?;
    let holder = waiting::holder(&mut tx, service, actor, subject).await?;
    drop(tx);
    let Some(account) = holder else { return Ok(None) };
    let people = People::of(service, actor, vec![account]).await?;
    Ok(Some((people.name(account), account == actor.account)))
}

/// The text of when whoever judges what was decided of a target opens its evidence: while they have that in hand, which nobody else does now.
/// A senior opens it in any case.
pub(super) fn evidence_opens(layout: &Layout, holder: Option<&(String, bool)>) -> Option<&'static str> {
    if layout.roles().senior() {
        return None;
    }
    Some(if holder.is_some() { "hands-evidence-opens" } else { "hands-evidence-take" })
}
