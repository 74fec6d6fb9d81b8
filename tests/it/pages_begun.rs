//! What is being written on the page of a case at the desk, through the router: nothing that was typed goes before it is sent, and nothing
//! else is decided than what was shown.

use std::time::Duration;

use http::{StatusCode, header};
use writ::accounts::Role;
use writ::claims::reasons::{self, Words};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::db;
use writ::ids::KeptReasonId;
use writ::service::Service;
use writ::texts::Language;
use writ::vault::links::{self, LinkTerms};

use crate::app::{TestService, both_engines};
use crate::claims::cast::{Cast, File, count, file, limited, target};
use crate::http::Answer;
use crate::pages_desk::{look, post, scene, staff};

const DECISIONS: &str = "SELECT COUNT(*) FROM decisions";

/// A ruling about the first target.
const RULING: [(&str, &str); 4] = [
    ("finding-1", "infringing"),
    ("action-1", "disable-link"),
    ("ground-1", "A ground of mine"),
    ("reasons-1", "What I had typed."),
];

/// Another about the second.
const SECOND: [(&str, &str); 4] = [
    ("finding-2", "infringing"),
    ("action-2", "disable-link"),
    ("ground-2", "Copyright"),
    ("reasons-2", "It is the song."),
];

/// Whether a page answered with what is wrong, in these words.
fn refused(answer: &Answer, words: &str) -> bool {
    answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(words)
}

/// A senior keeps words as a reason, in the place of another.
async fn keep(service: &Service, cast: &Cast, words: &str, replaces: Option<KeptReasonId>) -> KeptReasonId {
    let words = Words { language: Language::default(), name: "A film".into(), words: words.into() };
    reasons::keep(service, &cast.senior, &[words], replaces).await.unwrap()
}

/// The hidden fields of a page, as a browser sends them.
fn hidden(body: &str) -> Vec<(String, String)> {
    let field = |input: &str| {
        let (name, rest) = input.split_once("\" value=\"")?;
        Some((name.to_owned(), rest.split_once("\">")?.0.replace('\n', "\r\n")))
    };
    body.split("<input type=\"hidden\" name=\"").skip(1).filter_map(field).collect()
}

/// Confirms what a page shows.
async fn confirm(service: &Service, path: &str, session: &str, shown: &str) -> Answer {
    let carried = hidden(shown);
    let mut fields: Vec<(&str, &str)> = carried.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("step", "confirm"));
    post(service, path, session, &fields).await
}

both_engines!(what_is_typed_beside_a_decision_stays_until_it_is_sent, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let page = format!("/desk/claims/{}", scene.claim);
    let keep = format!("{page}/assignment");
    post(service, &keep, &scene.reviewer, &[]).await;
    let fields = [
        ("note", "Claimed last week.", "Claimed last week.</textarea>"),
        ("explanation", "Which reel is it?", "Which reel is it?</textarea>"),
        ("missing", "works", "value=\"works\" checked"),
        ("words", "What I saw.", "What I saw.</textarea>"),
        ("escalation", "judgement", "value=\"judgement\" checked"),
    ];
    // Each by itself is something begun.
    for (field, typed, shown) in fields {
        let kept = post(service, &keep, &scene.reviewer, &[(field, typed)]).await;
        assert!(kept.status == StatusCode::OK && kept.body.contains(shown), "{field}: {}", kept.body);
    }
    // So it is where somebody else has the case; and its panel is open.
    let other = staff(service, &scene.cast, "ria", Role::Reviewer).await;
    let typed = [("note", "Seen."), ("escalation", "judgement"), ("words", "What I saw.")];
    let noted = post(service, &format!("{page}/notes"), &other, &typed).await;
    assert_eq!(noted.status, StatusCode::OK);
    for stays in [
        "What I saw.</textarea>",
        "value=\"judgement\" checked",
        "<details class=\"card\" open><summary>Hand it to a senior",
    ] {
        assert!(noted.body.contains(stays), "{stays}: {}", noted.body);
    }
});

both_engines!(what_is_typed_outlasts_the_time_for_which_a_case_was_taken, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let page = format!("/desk/claims/{}", scene.claim);
    let take = format!("{page}/assignment");
    let of_form = format!("form=\"decision\" formaction=\"{take}\" formnovalidate data-key=\"t\">Take this claim");
    assert!(look(service, &page, &scene.reviewer).await.body.contains(&of_form), "it is sent with what was typed");
    post(service, &take, &scene.reviewer, &[]).await;
    service.clock.advance(Duration::from_mins(61));
    let typed: Vec<_> =
        [("explanation", "Which reel is it?"), ("note", "Claimed last week.")].into_iter().chain(RULING).collect();
    let with = |more: &[(&'static str, &'static str)]| typed.iter().chain(more).copied().collect::<Vec<_>>();
    let carried = |body: &str| {
        let hidden =
            |(name, value): &(&str, &str)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        typed.iter().filter(|(name, _)| *name != "note").all(|field| body.contains(&hidden(field)))
            && body.contains("Claimed last week.</textarea>")
            && body.contains("What you typed is kept")
    };
    let act = async |path: &str, more: &[(&'static str, &'static str)]| {
        post(service, &format!("{page}/{path}"), &scene.reviewer, &with(more)).await
    };
    for (path, more) in
        [("decision", &[][..]), ("decision", &[("step", "confirm")][..]), ("question", &[("missing", "works")][..])]
    {
        let late = act(path, more).await;
        assert!(refused(&late, "Take the claim first") && carried(&late.body), "{path} {more:?}: {}", late.body);
    }
    // Somebody else has it meanwhile.
    let other = staff(service, &scene.cast, "ria", Role::Reviewer).await;
    post(service, &take, &other, &[]).await;
    let taken = act("assignment", &[]).await;
    assert!(refused(&taken, "Somebody else has taken this claim") && carried(&taken.body), "{}", taken.body);
    post(service, &format!("{page}/release"), &other, &[]).await;
    // With the claim, it is in its fields again.
    let again = act("assignment", &[]).await;
    assert_eq!(again.status, StatusCode::OK);
    let fields = [
        "What I had typed.</textarea>",
        "value=\"A ground of mine\"",
        "value=\"infringing\" checked",
        "it?</textarea>",
    ];
    for shown in fields {
        assert!(again.body.contains(shown), "{shown}: {}", again.body);
    }
    assert!(
        !again.body.contains("What you typed is kept") && !again.body.contains("type=\"hidden\" name=\"reasons-1\"")
    );
    assert_eq!(count(service, DECISIONS).await, 0);
    // Where nothing was typed, nothing goes along.
    let plain = look(service, &page, &other).await.body;
    assert!(!plain.contains("What you typed is kept") && !plain.contains("name=\"ground-1\""), "{plain}");
});

both_engines!(evidence_is_offered_to_whom_it_opens_and_enter_opens_none, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let senior = staff(service, &scene.cast, "sam", Role::Senior).await;
    let page = format!("/desk/claims/{}", scene.claim);
    let open = format!("{page}/targets/{}/evidence", scene.target);
    let nothing = "<button form=\"decision\" disabled hidden>";
    let free = look(service, &page, &scene.reviewer).await.body;
    assert!(free.contains(nothing) && !free.contains(&open), "{free}");
    // What Enter presses is the first button of the form, and does nothing.
    let offered = look(service, &page, &senior).await.body;
    let place = |of: &str| offered.find(of).unwrap();
    assert!(place(nothing) < place(&format!("{page}/assignment")) && place(nothing) < place(&open), "{offered}");
    // Whoever tries it all the same reads why not, and what they typed stays.
    let tried = post(service, &open, &scene.reviewer, &[("words", "What I saw.")]).await;
    assert_eq!(tried.status, StatusCode::FORBIDDEN);
    for said in ["Take the claim first, or an appeal", "What I saw.</textarea>"] {
        assert!(tried.body.contains(said), "{said}: {}", tried.body);
    }
    assert!(!tried.body.contains("film.mkv") && !tried.body.contains(scene.file.file_key().encode().as_str()));
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_openings").await, 0);
    post(service, &format!("{page}/assignment"), &scene.reviewer, &[]).await;
    let mine = look(service, &page, &scene.reviewer).await.body;
    assert!(mine.contains(&open) && !mine.contains(nothing), "{mine}");
    // A senior's case is taken by seniors: the refusal stands on the page, too.
    let raised = [("escalation", "judgement"), ("words", "What I saw.")];
    post(service, &format!("{page}/escalation"), &scene.reviewer, &raised).await;
    let seniors = post(service, &format!("{page}/assignment"), &scene.reviewer, &[("note", "Mine.")]).await;
    assert!(seniors.status == StatusCode::FORBIDDEN && seniors.body.contains("Mine.</textarea>"), "{}", seniors.body);
});

both_engines!(what_is_confirmed_says_the_words_that_were_shown, |app: TestService| async move {
    const SHOWN: &str = "It is the film.\nAll of it.";
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;

    // Kept words that a senior puts another way meanwhile, and a ground that was left empty.
    let filed = file(service, &cast, vec![target(&film.url())]).await.unwrap();
    let page = format!("/desk/claims/{}", filed.claim);
    post(service, &format!("{page}/assignment"), &reviewer, &[]).await;
    let kept = keep(service, &cast, SHOWN, None).await;
    let id = kept.to_string();
    let typed = [("finding-1", "not-infringing"), ("action-1", "none"), ("ground-1", ""), ("kept-1", id.as_str())];
    let decision = format!("{page}/decision");
    let shown = post(service, &decision, &reviewer, &typed).await;
    assert!(shown.status == StatusCode::OK && shown.body.contains("All of it."), "{}", shown.body);
    keep(service, &cast, "It is another film.", Some(kept)).await;
    let confirmed = confirm(service, &decision, &reviewer, &shown.body).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.body);
    let mut tx = service.db.read().await.unwrap();
    let (ground, said) = db::one!(&mut tx, (String, String), "SELECT ground, reasons FROM decisions").unwrap();
    drop(tx);
    assert_eq!((ground.as_str(), said.as_str()), ("", SHOWN));

    // And where claims are decided together.
    let filed = file(service, &cast, vec![target(&film.url())]).await.unwrap();
    let kept = keep(service, &cast, SHOWN, None).await;
    let (id, chosen) = (kept.to_string(), format!("{}:{}", filed.claim, filed.targets[0].target));
    let typed = [
        ("step", "show"),
        ("target", chosen.as_str()),
        ("finding", "not-infringing"),
        ("action", "none"),
        ("kept", id.as_str()),
    ];
    let shown = post(service, "/desk/bulk", &reviewer, &typed).await;
    assert!(shown.status == StatusCode::OK && shown.body.contains("All of it."), "{}", shown.body);
    keep(service, &cast, "It is another film.", Some(kept)).await;
    let confirmed = confirm(service, "/desk/bulk", &reviewer, &shown.body).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.body);
    let mut tx = service.db.read().await.unwrap();
    let said = db::all!(&mut tx, (String,), "SELECT reasons FROM decisions").unwrap();
    assert!(said.len() == 2 && said.iter().all(|(said,)| said == SHOWN), "{said:?}");
});

both_engines!(a_decision_about_many_targets_outgrows_no_form, |app: TestService| async move {
    const TARGETS: usize = 10;
    let service = &limited(&app.service, |limits| limits.body_bytes = 16 << 10);
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;
    let mut targets = vec![target(&film.url())];
    while targets.len() < TARGETS {
        let link = links::create(service, film.owner.account, film.object, LinkTerms::default(), None).await.unwrap();
        targets.push(target(&film.url().replace(film.link.as_str(), link.as_str())));
    }
    let filed = file(service, &cast, targets).await.unwrap();
    let page = format!("/desk/claims/{}", filed.claim);
    let decision = format!("{page}/decision");
    post(service, &format!("{page}/assignment"), &reviewer, &[]).await;
    // One word of the list for all of them, in letters of which a browser makes six bytes each.
    let id = keep(service, &cast, &"é".repeat(500), None).await.to_string();
    let names: Vec<[String; 3]> = (1..=TARGETS)
        .map(|position| ["finding", "action", "kept"].map(|field| format!("{field}-{position}")))
        .collect();
    let typed: Vec<(&str, &str)> = names
        .iter()
        .flat_map(|[finding, action, kept]| {
            [(finding.as_str(), "not-infringing"), (action.as_str(), "none"), (kept.as_str(), id.as_str())]
        })
        .collect();
    let shown = post(service, &decision, &reviewer, &typed).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    let carried = hidden(&shown.body);
    let bytes: usize = carried.iter().map(|(_, value)| value.len() * 3).sum();
    assert!(bytes > service.config.limits.body_bytes, "what any other form may have");
    // Gone back to, it is as large, whichever button is pressed then.
    let again: Vec<(&str, &str)> = carried.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let noted: Vec<_> = again.iter().copied().chain([("note", "All of them.")]).collect();
    let noted = post(service, &format!("{page}/notes"), &reviewer, &noted).await;
    assert_eq!(noted.status, StatusCode::OK, "{}", noted.body);
    let confirmed = confirm(service, &decision, &reviewer, &shown.body).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.body);
    assert_eq!(count(service, DECISIONS).await, 10);
    // It has its bound all the same.
    let endless = "x".repeat(12 << 20);
    let refused = post(service, &decision, &reviewer, &[("note", endless.as_str())]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
});

both_engines!(a_note_goes_with_the_decision_and_what_is_begun_beside_it_stays, |app: TestService| async move {
    const NOTES: &str = "SELECT COUNT(*) FROM case_notes";
    const UNSENT: &str = "is not sent, and is lost once this is decided";
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;
    let song = File::upload(service, "song.flac").await;
    let filed = file(service, &cast, vec![target(&film.url()), target(&song.url())]).await.unwrap();
    let page = format!("/desk/claims/{}", filed.claim);
    let decision = format!("{page}/decision");
    post(service, &format!("{page}/assignment"), &reviewer, &[]).await;
    let long = "x".repeat(10_001);
    let too_long: Vec<_> = RULING.into_iter().chain([("note", long.as_str()), ("step", "confirm")]).collect();
    let wrong = post(service, &decision, &reviewer, &too_long).await;
    assert!(refused(&wrong, "id=\"note-error\""), "{}", wrong.body);
    assert_eq!((count(service, DECISIONS).await, count(service, NOTES).await), (0, 0));

    let beside = [("note", "To be noted."), ("reasons-2", "The second one."), ("words", "What I saw.")];
    let typed: Vec<_> = RULING.into_iter().chain(beside).collect();
    let shown = post(service, &decision, &reviewer, &typed).await;
    let note = "Your note, written with the decision</h2>";
    assert!(
        shown.status == StatusCode::OK && shown.body.contains(note) && !shown.body.contains(UNSENT),
        "{}",
        shown.body
    );
    let first = confirm(service, &decision, &reviewer, &shown.body).await;
    assert_eq!(first.status, StatusCode::OK);
    for stays in ["The second one.</textarea>", "What I saw.</textarea>", "It is decided."] {
        assert!(first.body.contains(stays), "{stays}: {}", first.body);
    }
    assert_eq!(first.body.matches("To be noted.").count(), 1, "it is noted, and not typed any more");
    assert_eq!((count(service, DECISIONS).await, count(service, NOTES).await), (1, 1));

    // With the last target nothing is left to hand over, and that is said.
    let typed: Vec<_> = SECOND.into_iter().chain([("words", "What I saw.")]).collect();
    let shown = post(service, &decision, &reviewer, &typed).await;
    assert!(shown.body.contains(UNSENT) && !shown.body.contains(note), "{}", shown.body);
    let last = confirm(service, &decision, &reviewer, &shown.body).await;
    assert_eq!(last.header(header::LOCATION), page);
    assert_eq!((count(service, DECISIONS).await, count(service, NOTES).await), (2, 1));
});

both_engines!(a_decision_is_confirmed_whole_or_not_at_all, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;
    let song = File::upload(service, "song.flac").await;
    let filed = file(service, &cast, vec![target(&film.url()), target(&song.url())]).await.unwrap();
    let page = format!("/desk/claims/{}", filed.claim);
    let decision = format!("{page}/decision");
    post(service, &format!("{page}/assignment"), &reviewer, &[]).await;
    let both: Vec<_> = RULING.into_iter().chain(SECOND).collect();
    let shown = post(service, &decision, &reviewer, &both).await;
    assert_eq!(shown.status, StatusCode::OK);
    let withdrawn = [filed.targets[1].target];
    let claimant = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, claimant, filed.claim, Extent::Targets(&withdrawn), "Licensed").await.unwrap();
    let half = confirm(service, &decision, &reviewer, &shown.body).await;
    assert!(
        refused(&half, "Target 2 waits no more") && half.body.contains("What I had typed.</textarea>"),
        "{}",
        half.body
    );
    assert_eq!(count(service, DECISIONS).await, 0);
    // Shown without it, it is decided.
    let shown = post(service, &decision, &reviewer, &RULING).await;
    let decided = confirm(service, &decision, &reviewer, &shown.body).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
    assert_eq!(count(service, DECISIONS).await, 1);
});

both_engines!(a_page_that_is_loaded_again_notes_nothing_twice, |app: TestService| async move {
    const NOTES: &str = "SELECT COUNT(*) FROM case_notes";
    let service = &app.service;
    let scene = scene(service).await;
    let other = staff(service, &scene.cast, "ria", Role::Reviewer).await;
    let page = format!("/desk/claims/{}", scene.claim);
    post(service, &format!("{page}/assignment"), &scene.reviewer, &[]).await;
    let note = async |session: &str, words: &str| {
        service.clock.advance(Duration::from_secs(1));
        let typed = [("note", words), ("words", "What I saw.")];
        let noted = post(service, &format!("{page}/notes"), session, &typed).await;
        assert!(
            noted.status == StatusCode::OK && noted.body.contains("The note stands with the case"),
            "{}",
            noted.body
        );
        count(service, NOTES).await
    };
    assert_eq!(note(&scene.reviewer, "Claimed last week.").await, 1);
    assert_eq!(note(&scene.reviewer, "Claimed last week.").await, 1, "it is sent once more, and is one note");
    // What somebody else says, what is said anew after something else, and what is said again later are notes of their own.
    assert_eq!(note(&other, "Claimed last week.").await, 2);
    assert_eq!(note(&scene.reviewer, "And today.").await, 3);
    assert_eq!(note(&scene.reviewer, "Claimed last week.").await, 4);
    service.clock.advance(Duration::from_mins(10));
    assert_eq!(note(&scene.reviewer, "Claimed last week.").await, 5);
});
