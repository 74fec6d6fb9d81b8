//! Pages: to whoever something is no business of, those of what is there are answered as those of what is not (promise 11).
//!
//! Whoever has not signed in is sent to do that wherever an account is needed, before anything is looked for. So they are asked for by somebody
//! with an account, too, who is a party to nothing; of the desk that tells only for whom it is.

use axum::Router;
use http::{StatusCode, header};
use writ::accounts;
use writ::ids::{ClaimId, DraftId, LinkId, MeasureId, NoticeId, ObjectId, PrincipalId, WorkId};
use writ::notices;

use super::model::{DAY, Life};
use crate::accounts::{cookie, sign_in};
use crate::http::{get, send_to};

/// Something that has pages of its own.
struct Kind {
    /// With `{id}` where its id stands.
    pages: &'static [&'static str],
    /// What is there of it, the newest last.
    there: Vec<String>,
    /// The id of nothing.
    nowhere: String,
}

impl Life {
    /// The pages of the newest of each kind of what is there, as many as that.
    pub(super) async fn check_pages(&mut self, most: usize) {
        let cookie = self.session_of_nobody().await;
        let portal = writ::http::router(self.service());
        for Kind { pages, there, nowhere } in self.kinds().await {
            if there.is_empty() {
                continue;
            }
            for (page, cookie) in pages.iter().flat_map(|page| [(page, ""), (page, cookie.as_str())]) {
                let expected = asked(&portal, page, &nowhere, cookie).await;
                let hidden = cookie.is_empty() || expected.0 == StatusCode::NOT_FOUND;
                assert!(hidden, "{page} of what is not there: {expected:?}");
                for id in there.iter().rev().take(most) {
                    let answer = asked(&portal, page, id, cookie).await;
                    assert_eq!(answer, expected, "promise 11: {page} of what is there");
                }
            }
        }
    }

    async fn kinds(&self) -> Vec<Kind> {
        let service = &self.app.service;
        let (clock, entropy) = (&service.clock, &service.entropy);
        let mut told = Vec::new();
        for film in &self.films {
            let all = notices::notices_of(service, film.file.owner.account).await.unwrap();
            told.extend(all.iter().map(|notice| notice.id.to_string()));
        }
        // They sort by when they were made.
        told.sort();
        let further = self.films.iter().flat_map(|film| &film.further);
        vec![
            Kind {
                pages: &[
                    "/rights/claims/{id}",
                    "/rights/claims/{id}/progress",
                    "/rights/claims/{id}/evidence",
                    "/desk/claims/{id}",
                    "/report/{id}",
                    "/report/confirmation/{id}/a-code-that-somebody-guesses",
                ],
                there: self.cases.iter().map(|case| case.claim.to_string()).collect(),
                nowhere: ClaimId::new(clock, entropy).to_string(),
            },
            Kind {
                pages: &["/drive/{id}", "/api/v1/objects/{id}", "/desk/objects/{id}"],
                there: self.films.iter().map(|film| film.file.object.to_string()).collect(),
                nowhere: ObjectId::new(clock, entropy).to_string(),
            },
            Kind {
                pages: &["/notices/{id}", "/notices/{id}/appeal"],
                there: told,
                nowhere: NoticeId::new(clock, entropy).to_string(),
            },
            Kind {
                pages: &["/rights/claims/drafts/{id}", "/rights/claims/drafts/{id}/links"],
                there: self.drafts.iter().map(|draft| draft.id.to_string()).collect(),
                nowhere: DraftId::new(clock, entropy).to_string(),
            },
            Kind {
                pages: &["/rights/works/{id}"],
                there: self.works.iter().map(ToString::to_string).collect(),
                nowhere: WorkId::new(clock, entropy).to_string(),
            },
            Kind {
                pages: &["/rights/principals/{id}"],
                there: self.authorities.iter().map(|authority| authority.id.to_string()).collect(),
                nowhere: PrincipalId::new(clock, entropy).to_string(),
            },
            Kind {
                pages: &["/report/measures/{id}/a-code-that-somebody-guesses"],
                there: self.measures.iter().map(|measure| measure.id.to_string()).collect(),
                nowhere: MeasureId::new(clock, entropy).to_string(),
            },
            Kind {
                pages: &["/f/{id}", "/api/v1/links/{id}"],
                there: further.filter(|link| link.revoked).map(|link| link.link.to_string()).collect(),
                nowhere: LinkId::new(entropy).to_string(),
            },
        ]
    }

    /// The cookie of a session of somebody with an account who is a party to nothing.
    async fn session_of_nobody(&mut self) -> String {
        let now = self.now();
        if let Some((cookie, since)) = &self.session
            && now.since(*since) < DAY
        {
            return cookie.clone();
        }
        let service = &self.app.service;
        let mut tx = service.db.read().await.unwrap();
        let email = accounts::email_of(&mut tx, service, self.nobody.account).await.unwrap().unwrap();
        drop(tx);
        let cookie = cookie(&sign_in(service, &email.to_string(), "", None).await);
        self.session = Some((cookie.clone(), now));
        cookie
    }
}

/// What a page is answered: status, where it leads, and all that it says, but for the id that was asked for and the number of the request.
async fn asked(portal: &Router, page: &str, id: &str, cookie: &str) -> (StatusCode, String, String) {
    let mut request = get(&page.replace("{id}", id));
    if !cookie.is_empty() {
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    }
    let answer = send_to(portal, request).await;
    let number = answer.header("x-request-id").to_owned();
    assert!(!number.is_empty(), "{page} has no number");
    let plain = |text: &str| text.replace(id, "…").replace(&number, "…");
    (answer.status, plain(answer.header(header::LOCATION)), plain(&answer.body))
}
