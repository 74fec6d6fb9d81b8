//! My files: the list, and one file with its links. Names are not known here: they lie in entries that the owner's own
//! key opens in the browser.

use serde::Deserialize;

use super::Samples;
use super::closed::Closed;
use super::object_case;
use super::prelude::*;
use super::timeline::Line;
use crate::accounts::Actor;
use crate::accounts::standing::Kind;
use crate::clock::Time;
use crate::ids::{LinkId, NoticeId, ObjectId};
use crate::keys::{Altered, Legible};
use crate::notices::{self, NoticeKind};
use crate::seal::format::plain_len;
use crate::takedown;
use crate::vault::links::{self, LinkTerms, OwnLink};
use crate::vault::objects::{self, Finality, OwnObject, TakenBack};
use crate::vault::{self, ObjectState};

/// What `js/drive.js` says, wherever names of files are filled in.
pub(super) const NAMES: &[&str] = &[
    "names-copied",
    "names-enter-password",
    "names-other-service",
    "names-password-link",
    "names-paste-one",
    "names-unlock-first",
    "names-one-named",
    "names-many-named",
    "names-line",
    "sealed-wrong-key",
    "sealed-metadata-malformed",
    "open-link-empty",
    "open-link-broken",
    "open-link-not-an-address",
    "open-link-scheme",
    "open-link-not-a-file",
    "open-link-id",
    "open-link-no-key",
    "open-link-key-characters",
    "open-link-key-length",
    "open-link-password-part",
    "open-link-password-version",
];

/// Files on one page of the list.
const ON_A_PAGE: u32 = 50;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/drive", get(list))
        .route("/drive/{object}", get(show))
        .route("/drive/{object}/links", post(create_link))
        .route("/drive/{object}/links/{link}/revocation", post(revoke_link))
        .route("/drive/{object}/deletion", post(delete))
        .route("/drive/{object}/deletion/undo", post(undelete))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<DrivePage>();
    samples.add::<ObjectPage>();
}

/// A file as the list shows it.
struct Row {
    object: ObjectId,
    state: ObjectState,
    /// The size of the file itself, in bytes.
    size: u64,
    at: Time,
    delete_after: Option<Time>,
    links: i64,
    /// How many of these a decision disabled.
    disabled: i64,
    /// The newest notice of what restricts it now. None where its owner is told nothing of that: one of something that has ended, or of
    /// something else, would tell them that there is more.
    notice: Option<NoticeId>,
}

impl Row {
    fn new(own: &OwnObject, notices: &[notices::Summary]) -> Self {
        let restricting = |notice: &&notices::Summary| {
            notice.object == Some(own.object)
                && match notice.kind {
                    NoticeKind::Purge => true,
                    NoticeKind::Restriction if own.state == ObjectState::Available => notice.disables,
                    NoticeKind::Restriction => notice.holds,
                    _ => false,
                }
        };
        Self {
            object: own.object,
            state: own.state,
            size: plain_len(own.sealed_size).unwrap_or(0),
            at: own.stored_at.unwrap_or(own.created_at),
            delete_after: own.delete_after,
            links: own.links,
            disabled: own.disabled,
            notice: notices.iter().find(restricting).map(|notice| notice.id),
        }
    }

    fn available(&self) -> bool {
        self.state == ObjectState::Available
    }

    fn deleted(&self) -> bool {
        self.state == ObjectState::Deleted
    }

    fn purged(&self) -> bool {
        self.state == ObjectState::Purged
    }

    /// Whether it is locked, and no notice tells of what locks it: somebody looks at it still, or an order hides that.
    fn is_untold(&self) -> bool {
        self.state == ObjectState::Locked && self.notice.is_none()
    }

    /// Whether it is there, and its links lead nowhere: none of them works, or some do not.
    fn restricts_links(&self) -> bool {
        self.available() && self.disabled > 0
    }

    /// Whether its state alone would say too much: nobody but its owner opens what is only there.
    fn has_no_way_in(&self) -> bool {
        self.restricts_links() && self.disabled == self.links
    }

    /// How the state looks, and the key of its word.
    fn badge(&self) -> (&'static str, &'static str) {
        match self.state {
            ObjectState::Available => ("good", "file-available"),
            ObjectState::Locked => ("bad", "file-locked"),
            ObjectState::Purged => ("bad", "file-purged"),
            ObjectState::Deleted => ("warn", "file-deleted"),
            ObjectState::Uploading | ObjectState::Discarded => ("plain", "file-not-stored"),
        }
    }
}

/// The files of an account.
#[derive(Template)]
#[template(path = "drive.html")]
struct DrivePage {
    layout: Layout,
    files: Vec<Row>,
    newer: Option<String>,
    older: Option<String>,
    server: String,
    /// What closes uploads and new links, if anything does.
    closed: Option<Closed>,
}

/// One file and its links.
#[derive(Template)]
#[template(path = "drive_object.html")]
struct ObjectPage {
    layout: Layout,
    file: Row,
    links: Vec<OwnLink>,
    lines: Vec<Line>,
    form: FormState,
    whens: Vec<(String, String, String)>,
    /// What closes uploads and new links, if anything does.
    closed: Option<Closed>,
}
page!(DrivePage, ObjectPage);

impl DrivePage {
    fn is_terminated(&self) -> bool {
        self.closed.as_ref().is_some_and(|closed| closed.for_good)
    }
}

impl ObjectPage {
    async fn load(
        service: &Service,
        actor: Actor,
        layout: Layout,
        object: ObjectId,
        form: FormState,
    ) -> Result<Self, Error> {
        let (own, case) = objects::get(service, actor.account, object).await?;
        let notices = notices::notices_of(service, actor.account).await?;
        let links = links::list(service, actor.account, object).await?;
        Ok(Self {
            closed: Closed::of(service, &actor, layout.language).await?,
            file: Row::new(&own, &notices),
            links,
            lines: object_case::lines(service, (object, case), layout.language).await?,
            form,
            whens: whens(layout.language, undo_days(service)),
            layout,
        })
    }

    fn is_terminated(&self) -> bool {
        self.closed.as_ref().is_some_and(|closed| closed.for_good)
    }

    fn live_links(&self) -> usize {
        if self.is_terminated() {
            return 0;
        }
        self.links.iter().filter(|link| standing(link, &self.layout.now).1 == "link-works").count()
    }
}

fn undo_days(service: &Service) -> u64 {
    service.config.limits.owner_deletion_undo.as_secs() / 86_400
}

fn whens(language: Language, days: u64) -> Vec<(String, String, String)> {
    let say = |key: &str| language.say(key).to_string();
    let later = language.say("file-later-text").with("days", days).to_string();
    vec![("later".to_owned(), say("file-later"), later), ("now".to_owned(), say("file-now"), say("file-now-text"))]
}

/// How a link stands: how it looks, and the key of its word.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands on references")]
fn standing(link: &OwnLink, now: &Time) -> (&'static str, &'static str) {
    if link.revoked_at.is_some() {
        ("plain", "link-revoked")
    } else if link.disabled {
        ("bad", "link-disabled")
    } else if link.expires_at.is_some_and(|end| end <= *now) {
        ("plain", "link-ended")
    } else if link.max_downloads.is_some_and(|most| link.downloads >= most) {
        ("plain", "link-used-up")
    } else {
        ("good", "link-works")
    }
}

fn sample_row(now: Time, state: ObjectState, n: u128) -> Row {
    Row {
        object: ObjectId(uuid::Uuid::from_u128((0x0193_5b7e_0000_7000_8000 << 48) + n)),
        state,
        size: 3_249_000,
        at: now.minus(std::time::Duration::from_hours(50)),
        delete_after: (state == ObjectState::Deleted).then(|| now.plus(std::time::Duration::from_hours(700))),
        links: 2,
        disabled: i64::try_from(n).unwrap_or_default().rem_euclid(3),
        notice: (state == ObjectState::Locked || n > 4).then_some(NoticeId(uuid::Uuid::from_u128(11))),
    }
}

impl Sample for DrivePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let there = ObjectState::Available;
        let states = [there, ObjectState::Locked, ObjectState::Deleted, ObjectState::Purged, there];
        let files =
            || -> Vec<Row> { states.into_iter().zip(1..).map(|(state, n)| sample_row(layout.now, state, n)).collect() };
        let page = |files, older, closed: Option<Kind>| Self {
            layout: layout.clone(),
            files,
            newer: None,
            older,
            server: "https://files.example".into(),
            closed: closed.map(|kind| Closed::sample(&layout, kind)),
        };
        vec![
            page(files(), Some("/drive?after=x".into()), None),
            page(Vec::new(), None, None),
            page(files(), None, Some(Kind::Termination)),
            page(Vec::new(), None, Some(Kind::Suspension)),
        ]
    }
}

impl Sample for ObjectPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let link = |seed, name: Legible<&str>, revoked: bool, disabled| OwnLink {
            link: LinkId::new(&crate::entropy::Entropy::seeded(seed)),
            name: name.map(|name| name.map(str::to_owned)),
            has_password: seed == 2,
            expires_at: (seed == 1).then(|| layout.now.plus(std::time::Duration::from_hours(300))),
            max_downloads: (seed == 1).then_some(10),
            downloads: 3,
            created_at: layout.now.minus(std::time::Duration::from_hours(40)),
            revoked_at: revoked.then_some(layout.now),
            disabled,
        };
        let links = vec![
            link(1, Ok(Some("For the printer")), false, false),
            link(2, Ok(None), true, false),
            link(3, Err(Altered), false, true),
        ];
        let page = |state, links, form, closed: Option<Kind>| Self {
            layout: layout.clone(),
            closed: closed.map(|kind| Closed::sample(&layout, kind)),
            file: sample_row(layout.now, state, 1),
            links,
            lines: vec![Line::new(layout.now, "You", "stored the file on 3 mirrors")],
            form,
            whens: whens(Language::default(), 30),
        };
        let refused = FormState::new().with("word", "no").refused("word", "Type the word delete.");
        vec![
            page(ObjectState::Available, links.clone(), refused, None),
            page(ObjectState::Locked, links.clone(), FormState::new(), None),
            page(ObjectState::Deleted, Vec::new(), FormState::new(), None),
            page(ObjectState::Available, links.clone(), FormState::new(), Some(Kind::Suspension)),
            page(ObjectState::Available, links, FormState::new(), Some(Kind::Termination)),
            page(ObjectState::Deleted, Vec::new(), FormState::new(), Some(Kind::Termination)),
        ]
    }
}

#[derive(Deserialize)]
struct Place {
    after: Option<ObjectId>,
}

async fn list(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    Query(Place { after }): Query<Place>,
) -> Result<DrivePage, Error> {
    let page = objects::list(&service, actor.account, after, ON_A_PAGE).await?;
    let notices = notices::notices_of(&service, actor.account).await?;
    Ok(DrivePage {
        closed: Closed::of(&service, &actor, layout.language).await?,
        layout,
        files: page.objects.iter().map(|own| Row::new(own, &notices)).collect(),
        newer: after.map(|_| "/drive".to_owned()),
        older: page.next.map(|next| format!("/drive?after={next}")),
        server: service.config.public_url.as_str().trim_end_matches('/').to_owned(),
    })
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    Path(object): Path<ObjectId>,
) -> Result<ObjectPage, Error> {
    ObjectPage::load(&service, actor, layout, object, FormState::new().with("when", "later")).await
}

/// The last moment of a day, in UTC: a link that ends on a day works all of it.
fn end_of_day(day: &str) -> Option<Time> {
    Time::parse_rfc3339(&format!("{}T23:59:59Z", day.trim()))
}

async fn create_link(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    Path(object): Path<ObjectId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let language = layout.language;
    let bad_day = language.say("link-bad-day");
    let expires_at = form.read_optional("expires_at", |typed| end_of_day(typed).ok_or(bad_day));
    let max_downloads = form.read_optional("max_downloads", |typed| {
        typed.trim().parse::<u32>().map_err(|_| language.say("link-bad-number"))
    });
    if let (Some(expires_at), Some(max_downloads)) = (expires_at, max_downloads) {
        let name = Some(form.value("name").trim().to_owned()).filter(|name| !name.is_empty());
        match links::create(&service, actor.account, object, LinkTerms { name, expires_at, max_downloads }, None).await
        {
            Ok(_) => {
                session::say(&session, language.say("link-is-made").to_string()).await?;
                return Ok(see_other(&format!("/drive/{object}#links")));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    let form = if form.value("when").is_empty() { form.with("when", "later") } else { form };
    Ok(again(ObjectPage::load(&service, actor, layout, object, form).await?))
}

async fn revoke_link(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    session: Session,
    Path((object, link)): Path<(ObjectId, LinkId)>,
) -> Result<Response, Error> {
    links::revoke(&service, actor.account, object, &link).await?;
    session::say(&session, language.say("link-is-revoked").to_string()).await?;
    Ok(see_other(&format!("/drive/{object}#links")))
}

async fn delete(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    Path(object): Path<ObjectId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let language = layout.language;
    let finality = form.read("when", |when| match when {
        "later" => Ok(Finality::Undoable),
        "now" => Ok(Finality::Now),
        _ => Err(language.say("file-choose-when")),
    });
    let asked = language.say("file-delete-word").to_string();
    let word = form.read("word", |word| match word.trim() {
        word if word.to_lowercase() == asked => Ok(()),
        _ => Err(language.say("file-type-word").with("word", &asked)),
    });
    let (Some(finality), Some(())) = (finality, word) else {
        return Ok(again(ObjectPage::load(&service, actor, layout, object, form).await?));
    };
    match vault::delete_object(&service, actor.account, object, finality).await {
        Ok(_) if finality == Finality::Now => {
            session::say(&session, language.say("file-deleted-now").to_string()).await?;
            Ok(see_other("/drive"))
        }
        Ok(_) => {
            session::say(&session, language.say("file-deleted-later").to_string()).await?;
            Ok(see_other(&format!("/drive/{object}")))
        }
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(ObjectPage::load(&service, actor, layout, object, form).await?))
        }
    }
}

async fn undelete(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    session: Session,
    Path(object): Path<ObjectId>,
) -> Result<Response, Error> {
    let said = match takedown::undelete(&service, actor.account, object).await? {
        TakenBack::Available => "file-back",
        TakenBack::InCustody => "file-back-from-custody",
    };
    session::say(&session, language.say(said).to_string()).await?;
    Ok(see_other(&format!("/drive/{object}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_ends_on_a_day_works_all_of_it() {
        assert_eq!(end_of_day("2027-01-31").unwrap().rfc3339(), "2027-01-31T23:59:59Z");
        assert!(end_of_day("31 January").is_none() && end_of_day("2027-02-30").is_none());
    }
}
