//! Opening a link. The page never sees the fragment with the key: a module of ours looks, derives the file's key and
//! opens it in the reader's browser. What can be said without the key is said here, with its status.

use http::{HeaderValue, StatusCode, header};
use url::Url;

use super::Samples;
use super::prelude::*;
use crate::claims::{self, authorities};
use crate::http::security::OpensObjects;
use crate::ids::LinkId;
use crate::process::complaints;
use crate::vault::{self, Restriction, downloads};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/f/{link}", get(show))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<OpenPage>();
    samples.add::<BlockedPage>();
    samples.add::<ClosedPage>();
}

/// The ground of what is blocked by order of a court or an authority.
const COURT: &str = "court";

/// What `js/open.js` says.
const SAID: &[&str] = &[
    "blocked-authority-unsaid",
    "blocked-copyright",
    "blocked-court",
    "blocked-court-lead",
    "blocked-not-published",
    "blocked-other-law",
    "open-cancelled",
    "open-cannot-show",
    "open-enter-password",
    "open-first-of",
    "open-handed-over",
    "open-hours",
    "open-in-memory",
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
    "open-minutes",
    "open-nothing-counted",
    "open-of",
    "open-of-left",
    "open-other-service",
    "open-picture",
    "open-saved",
    "open-seconds",
    "open-shown",
    "open-text-of",
    "open-too-large",
    "open-unknown-kind",
    "open-why-damaged",
    "open-why-missing",
    "sealed-damaged",
    "sealed-truncated",
    "sealed-wrong-key",
    "sealed-metadata-malformed",
    "sealed-mirrors-damaged",
    "sealed-mirrors-silent",
    "open-why-password",
    "open-why-wrong",
    "open-wrong-password",
];

/// A file to open. The same for every link that leads somewhere, with a password or without.
#[derive(Template)]
#[template(path = "open.html")]
struct OpenPage {
    layout: Layout,
    link: LinkId,
}

/// A link that the law blocks.
#[derive(Template)]
#[template(path = "open_blocked.html")]
struct BlockedPage {
    layout: Layout,
    link: LinkId,
    /// Whether its reader can complain: not where nothing of the file is left.
    complaint: bool,
    ground: String,
    organisation: Option<String>,
    /// The court or the authority whose order it is, where nothing hides that.
    authority: Option<String>,
}

/// A link of an account that was terminated, about which its reader can complain. It identifies nobody, and says nothing of the file.
#[derive(Template)]
#[template(path = "open_closed.html")]
struct ClosedPage {
    layout: Layout,
    link: LinkId,
}
page!(OpenPage, BlockedPage, ClosedPage);

impl Sample for ClosedPage {
    fn samples() -> Vec<Self> {
        let link = LinkId::new(&crate::entropy::Entropy::seeded(1));
        vec![Self { layout: Layout::sample_for_strangers(), link }]
    }
}

impl Sample for OpenPage {
    fn samples() -> Vec<Self> {
        let link = LinkId::new(&crate::entropy::Entropy::seeded(1));
        vec![
            Self { layout: Layout::sample_for_strangers(), link: link.clone() },
            Self { layout: Layout::sample(), link },
        ]
    }
}

impl Sample for BlockedPage {
    fn samples() -> Vec<Self> {
        let page = |ground: &str, organisation: Option<&str>| Self {
            layout: Layout::sample_for_strangers(),
            link: LinkId::new(&crate::entropy::Entropy::seeded(1)),
            complaint: organisation.is_some(),
            ground: ground.to_owned(),
            organisation: organisation.map(str::to_owned),
            authority: None,
        };
        vec![
            page("copyright", Some("Example Pictures")),
            page("other-law", None),
            page(COURT, None),
            Self { authority: Some("Landgericht Hamburg (DE)".into()), ..page(COURT, None) },
        ]
    }
}

async fn show(State(service): State<Service>, layout: Layout, Path(link): Path<LinkId>) -> Result<Response, Error> {
    match downloads::look(&service, &link, None).await {
        // Whether a link has a password stands in its fragment; without it a stranger sees one page for both.
        Ok(_) | Err(vault::Error::PasswordMissing) => {}
        Err(vault::Error::Restricted(Restriction { ground, organisation })) => {
            let complaint = match complaints::about(&service, &link, None).await {
                Ok(_) => true,
                Err(claims::Error::NotFound) => false,
                Err(error) => return Err(error.into()),
            };
            let authority = if ground == COURT { authorities::named(&service, &link).await? } else { None };
            return Ok(blocked(&service, BlockedPage { layout, link, complaint, ground, organisation, authority }));
        }
        Err(vault::Error::AccountClosed) => {
            return Ok((StatusCode::GONE, ClosedPage { layout, link }).into_response());
        }
        Err(error) => return Err(error.into()),
    }
    let opens = OpensObjects { origins: origins(&service, &link).await? };
    Ok((opens, OpenPage { layout, link }).into_response())
}

/// The origins of the link's mirrors beyond our own.
async fn origins(service: &Service, link: &LinkId) -> Result<Vec<String>, Error> {
    let own = service.config.public_url.origin();
    let addresses = downloads::addresses(service, link).await?;
    let mut origins: Vec<String> = addresses
        .iter()
        .filter_map(|address| Url::parse(address).ok())
        .map(|address| address.origin())
        .filter(|origin| *origin != own)
        .map(|origin| origin.ascii_serialization())
        .collect();
    origins.sort_unstable();
    origins.dedup();
    Ok(origins)
}

fn blocked(service: &Service, page: BlockedPage) -> Response {
    let mut response = (StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, page).into_response();
    // RFC 7725: who implements the block, which is us, whoever asked for it.
    if let Ok(by) = HeaderValue::from_str(&format!("<{}>; rel=\"blocked-by\"", service.config.public_url)) {
        response.headers_mut().insert(header::LINK, by);
    }
    response
}
