//! The transparency report: a story whose figures were counted by hand, and where they are read.

mod ends;
mod outcomes;
mod rest;
mod secrecy;
mod software;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use http::{StatusCode, header};
use writ::calendar::{Calendar, Holidays};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::filing::{self, ClaimInput};
use writ::claims::flaggers::{self, NewStatus};
use writ::claims::samples;
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{queue, reports};
use writ::clock::Time;
use writ::config::{Config, Limits};
use writ::ids::DecisionId;
use writ::notices;
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::complaints::{self, Answer as Said, Typed};
use writ::process::counter_notices::{self, CounterInput};
use writ::process::disputes::{self, DisputeInput, Kind, Outcome as Ended};
use writ::process::overturning::{self, Instead};
use writ::service::Service;
use writ::texts::Language;
use writ::transparency::counting::{Form, TABLES};
use writ::transparency::{self, Figures};
use writ::{audit, work};

use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, claim_of, report, target};
use crate::http::{Answer, get, send};

const HOUR: Duration = Duration::from_hours(1);

/// The same service where it is New York, with steps so wide.
fn stepped(service: &Service, step: u32) -> Service {
    let mut config = Config::clone(&service.config);
    config.calendar = Calendar::new("America/New_York".parse().unwrap(), Holidays::UsFederal, []);
    config.limits = Limits { transparency_threshold: step, ..config.limits };
    Service { config: Arc::new(config), ..service.clone() }
}

async fn worked(service: &Service) {
    for _ in 0..3 {
        let ran = work::run_due(service).await.unwrap();
        assert!(ran.failed.is_empty(), "{:?}", ran.failed);
        audit::settle(service).await.unwrap();
        service.clock.advance(Duration::from_millis(300));
    }
}

fn turn_to(service: &Service, time: &str) {
    let time = Time::parse_rfc3339(time).unwrap();
    service.clock.advance(time.since(service.clock.now()));
}

async fn decide(service: &Service, cast: &Cast, filed: &filing::Filed, action: Action) -> DecisionId {
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let finding = if action == Action::None { Finding::NotInfringing } else { Finding::Infringing };
    let ruling = Ruling {
        target: filed.targets[0].target,
        finding,
        action,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is the whole film.".into(),
    };
    decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap().remove(0)
}

async fn claimed(service: &Service, cast: &Cast, film: &File, basis: Basis) -> filing::Filed {
    let input = ClaimInput { basis, statement: cast::notice(basis), ..claim_of(vec![target(&film.url())]) };
    filing::file(service, &cast.member, cast.organisation, &input).await.unwrap()
}

async fn deleted(service: &Service, cast: &Cast, film: &File) -> DecisionId {
    let claim = cast::file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    cast::delete(service, &cast.member, claim, "DELETE", &cast.auth).await.unwrap().remove(0)
}

async fn told(service: &Service, film: &File) -> writ::ids::NoticeId {
    let all = notices::notices_of(service, film.owner.account).await.unwrap();
    all.into_iter().find(|notice| notice.kind == notices::NoticeKind::Restriction).unwrap().id
}

fn counter_notice() -> CounterInput {
    CounterInput {
        material: "My own recording of my own concert".into(),
        location: "http://localhost:8080/f/AAAAAAAAAAAAAAAAAAAAAA".into(),
        name: "Sam Example".into(),
        address: "1 Example Street\nSan Francisco".into(),
        in_united_states: true,
        district: "Northern District of California".into(),
        telephone: "+1 415 555 0100".into(),
        mistake: true,
        jurisdiction: true,
        service_of_process: true,
        signature: "Sam Example".into(),
    }
}

async fn figures(service: &Service, period: &str) -> Figures {
    transparency::figures(service, period.parse().unwrap()).await.unwrap()
}

/// The cells of a table in which something was counted, as they are shown.
fn cells(figures: &Figures, table: &str) -> BTreeMap<(String, String), (u64, u64)> {
    let table = figures.table(table).unwrap();
    let all = table.rows.iter().flat_map(|(row, cells)| {
        table
            .columns
            .iter()
            .zip(cells)
            .map(move |(column, shown)| ((row.clone(), column.clone()), (shown.low, shown.high)))
    });
    all.filter(|(_, (_, high))| *high > 0).collect()
}

/// Exact counts, as the story has them.
fn counted(list: &[(&str, &str, u64)]) -> BTreeMap<(String, String), (u64, u64)> {
    list.iter().map(|(row, column, n)| (((*row).to_owned(), (*column).to_owned()), (*n, *n))).collect()
}

fn median(figures: &Figures, measure: &str, row: &str) -> Option<Duration> {
    let medians = figures.medians.iter().find(|medians| medians.name == measure).unwrap();
    medians.rows.iter().find(|(name, _)| name == row).map(|(_, time)| *time)
}

/// How many of how many, and how many in a hundred that is.
type Part = ((u64, u64), (u64, u64), Option<(u64, u64)>);

fn share(figures: &Figures, name: &str) -> Part {
    let share = figures.shares().into_iter().find(|share| share.name == name).unwrap();
    ((share.part.low, share.part.high), (share.of.low, share.of.high), share.percent)
}

/// What is said in the report of the second half of 2026, once all of this has happened in it.
async fn story(service: &Service) -> Vec<File> {
    let cast = Cast::direct(service).await;
    let mut films = Vec::new();
    for name in ["concert.mkv", "second.mkv", "third.mkv", "fourth.mkv", "fifth.mkv", "sixth.mkv"] {
        films.push(File::upload(service, name).await);
    }
    let status = NewStatus {
        coordinator: "Coordinator of Exampleland".into(),
        expertise: "intellectual-property".into(),
        register: "https://register.example/7".into(),
        from: "2026-11-23".into(),
        until: "2027-11-23".into(),
    };
    flaggers::set(service, &cast.first, cast.organisation, &status, "Seen").await.unwrap();

    // A verified holder's notice under US law, deleted after two hours; the uploader answers on oath, and it returns.
    let first = claimed(service, &cast, &films[0], Basis::UsDmca).await;
    service.clock.advance(2 * HOUR);
    decide(service, &cast, &first, Action::LockAndDelete).await;
    worked(service).await;
    let notice = told(service, &films[0]).await;
    counter_notices::send(service, &films[0].owner, notice, &counter_notice()).await.unwrap();

    // A trusted flagger's under the DSA, deleted after one hour. The appeal is granted after five.
    let flagged = claimed(service, &cast, &films[1], Basis::EuDsa).await;
    service.clock.advance(HOUR);
    decide(service, &cast, &flagged, Action::LockAndDelete).await;
    worked(service).await;
    let notice = told(service, &films[1]).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&films[1].owner, notice), "Licensed").await.unwrap();
    service.clock.advance(5 * HOUR);
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "A licence covers it.").await.unwrap();
    worked(service).await;

    // Two of strangers, who have shown no key: nothing is done after four hours, and a link is disabled after one. Whoever
    // sent the first appeals, and is refused.
    let reported = report(Basis::EuDsa, &films[2].bare());
    let reported = reports::send(service, "198.51.100.7", None, &reported).await.unwrap();
    service.clock.advance(4 * HOUR);
    let nothing = decide(service, &cast, &reported, Action::None).await;
    let secret = reported.private_link.as_ref().unwrap().expose().to_owned();
    let text = PrivateLinkText(&secret);
    let theirs = Appellant::Notifier(Claimant::Holder(&text), reported.claim, nothing);
    let appeal = appeals::lodge(service, theirs, "It is ours").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It is not.").await.unwrap();
    let other = report(Basis::OtherLaw, &films[3].bare());
    let other = reports::send(service, "198.51.100.7", None, &other).await.unwrap();
    service.clock.advance(HOUR);
    let disabled = decide(service, &cast, &other, Action::DisableLink).await;
    // Two who have that link complain, and one is answered so far.
    let typed = |words| Typed { words, email: "", language: Language::default() };
    let complain =
        async |words| complaints::send(service, "198.51.100.8", &films[3].link, None, typed(words)).await.unwrap();
    let complaint = complain("It is our own.").await.id;
    complain("It is mine.").await;
    complaints::answer(service, &cast.other_reviewer, complaint, Said::Stands, "It is not.").await.unwrap();

    // A senior overturns both of their own motion.
    let instead = |finding, action| Instead {
        finding,
        action,
        ground: "17 U.S.C. 106".into(),
        reasons: "It was the other film.".into(),
    };
    let more = instead(Finding::Infringing, Action::DisableLink);
    overturning::overturn(service, &cast.senior, nothing, &more).await.unwrap();
    let less = instead(Finding::NotInfringing, Action::None);
    overturning::overturn(service, &cast.senior, disabled, &less).await.unwrap();

    // Two that the holder deletes itself, of which a senior finds one right and one wrong; the first is before a court.
    let right = deleted(service, &cast, &films[4]).await;
    let wrong = deleted(service, &cast, &films[5]).await;
    worked(service).await;
    samples::uphold(service, &cast.senior, right, "It is the film").await.unwrap();
    let (finding, why) = (Finding::NotInfringing, "It is a review of it");
    overturning::overturn_deletion(service, &cast.senior, wrong, finding, why).await.unwrap();
    let lawsuit = DisputeInput {
        kind: Some(Kind::Lawsuit),
        forum: "District Court".into(),
        reference: "4:26-cv-01234".into(),
        begun_on: "2026-11-20".into(),
        ..DisputeInput::default()
    };
    let lawsuit = disputes::record(service, &cast.reviewer, right, &lawsuit).await.unwrap();
    disputes::end(service, &cast.reviewer, lawsuit, Ended::ForClaimant, "Seen").await.unwrap();
    worked(service).await;
    // The eleventh business day after 23 November: Thanksgiving lies between.
    turn_to(service, "2026-12-10T12:00:00Z");
    worked(service).await;
    films
}

both_engines!(every_figure_is_what_was_counted_by_hand, |app: TestService| async move {
    let service = &stepped(&app.service, 1);
    story(service).await;
    let figures = figures(service, "2026-H2").await;
    assert_eq!((figures.from.rfc3339().as_str(), figures.over), ("2026-07-01T04:00:00Z", false));
    let expect = |table: &str, list: &[(&str, &str, u64)]| assert_eq!(cells(&figures, table), counted(list), "{table}");
    expect(
        "notices",
        &[
            // Two more are those that were deleted directly.
            ("us-dmca", "organisation", 3),
            ("eu-dsa", "trusted-flagger", 1),
            ("eu-dsa", "anyone", 1),
            ("other-law", "anyone", 1),
        ],
    );
    expect("authority-orders", &[]);
    expect("measures", &[]);
    expect("decisions", &[("opened", "lock-and-delete", 2), ("located", "none", 1), ("located", "disable-link", 1)]);
    expect(
        "decisions-by-law",
        &[
            ("us-dmca", "lock-and-delete", 1),
            ("eu-dsa", "lock-and-delete", 1),
            ("eu-dsa", "none", 1),
            ("other-law", "disable-link", 1),
        ],
    );
    expect("direct", &[("opened", "upheld", 1), ("opened", "overturned", 1)]);
    expect("own-initiative", &[]);
    expect("counter-notices", &[("all", "returned", 1)]);
    expect("appeals", &[("uploader", "granted", 1), ("notifier", "refused", 1)]);
    // Those of their own motion: what became of what was drawn is told with the deletions.
    expect("overturnings", &[("all", "given-back", 1), ("all", "restricted-more", 1)]);
    // The other had no object once a senior gave the link back.
    expect("complaints", &[("all", "stands", 1), ("all", "moot", 1)]);
    expect("disputes", &[("lawsuit", "for-claimant", 1)]);
    expect("matching", &[]);
    // Four files on three mirrors each.
    expect("mirror-orders", &[("FR", "receipted", 4), ("NL", "receipted", 4), ("NZ", "receipted", 4)]);
    // By the counter-notice, by the appeal, and by the senior.
    expect("ends", &[("restored", "done", 3)]);
    assert_eq!(median(&figures, "decision", "opened"), Some(Duration::from_mins(90)), "of one hour and two");
    assert_eq!(median(&figures, "decision", "located"), Some(Duration::from_mins(150)), "of four hours and one");
    assert_eq!(median(&figures, "appeal", "uploader"), Some(5 * HOUR));
    let deletion = median(&figures, "deletion", "opened").unwrap();
    assert!(deletion >= Duration::from_mins(90) && deletion < Duration::from_mins(91), "{deletion:?}");
    assert!(median(&figures, "receipt", "NZ").is_some_and(|time| time < Duration::from_mins(1)));
    // Told and ended at once.
    assert_eq!(median(&figures, "dispute", "lawsuit"), Some(Duration::ZERO));
    assert_eq!(share(&figures, "direct"), ((1, 1), (2, 2), Some((50, 50))));
    assert_eq!(share(&figures, "appeals"), ((1, 1), (2, 2), Some((50, 50))));
    assert_eq!(share(&figures, "matched"), ((0, 0), (0, 0), None), "software matched nothing");
    // The year is its halves added up, and the other half has nothing.
    let year = self::figures(service, "2026").await;
    assert_eq!(cells(&year, "notices"), cells(&figures, "notices"));
    assert_eq!(median(&year, "decision", "opened"), Some(Duration::from_mins(90)));
});

both_engines!(a_period_begins_and_ends_at_midnight_where_the_operator_is, |app: TestService| async move {
    let service = &stepped(&app.service, 1);
    let film = File::upload(service, "concert.mkv").await;
    let at = async |time: &str| {
        turn_to(service, time);
        reports::send(service, "198.51.100.7", None, &report(Basis::EuDsa, &film.bare())).await.unwrap();
    };
    at("2027-01-01T04:59:59Z").await;
    let before = figures(service, "2026-H2").await;
    assert!(!before.over && transparency::periods(service).await.unwrap().len() == 2);
    at("2027-01-01T05:00:00Z").await;
    at("2027-06-30T12:00:00Z").await;
    turn_to(service, "2027-07-01T03:59:59Z");
    let running = figures(service, "2027-H1").await;
    assert_eq!((running.over, cells(&running, "notices")), (false, counted(&[("eu-dsa", "anyone", 2)])));
    turn_to(service, "2027-07-01T04:15:00Z");
    for (period, notices) in [("2026-H2", 1), ("2027-H1", 2), ("2026", 1)] {
        let figures = figures(service, period).await;
        assert_eq!((figures.over, cells(&figures, "notices")), (true, counted(&[("eu-dsa", "anyone", notices)])));
    }
    let names: Vec<_> = transparency::periods(service).await.unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["2027", "2027-H2", "2027-H1", "2026", "2026-H2"]);
    for none in ["2026-H1", "2028", "2025-H2"] {
        assert!(transparency::figures(service, none.parse().unwrap()).await.is_err(), "{none}");
    }
});

both_engines!(who_asks_again_loads_nothing_until_it_is_time, |app: TestService| async move {
    let service = &stepped(&app.service, 1);
    let film = File::upload(service, "concert.mkv").await;
    let first = figures(service, "2026-H2").await;
    reports::send(service, "198.51.100.7", None, &report(Basis::EuDsa, &film.bare())).await.unwrap();
    service.clock.advance(Duration::from_secs(899));
    assert_eq!(figures(service, "2026-H2").await, first);
    service.clock.advance(Duration::from_secs(1));
    let second = figures(service, "2026-H2").await;
    assert_eq!(cells(&second, "notices"), counted(&[("eu-dsa", "anyone", 1)]));
    assert_eq!(second.computed_at, service.clock.now());
});

both_engines!(decisions_by_law_add_up_the_steps_of_what_was_proven, |app: TestService| async move {
    let service = &stepped(&app.service, 3);
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    // Under US law one that was opened and three that were located; under that of the Union two that were located.
    let opened = claimed(service, &cast, &film, Basis::UsDmca).await;
    decide(service, &cast, &opened, Action::None).await;
    let bases = [Basis::UsDmca, Basis::UsDmca, Basis::UsDmca, Basis::EuDsa, Basis::EuDsa];
    for (n, basis) in bases.into_iter().enumerate() {
        let sent = report(basis, &film.bare());
        let filed = reports::send(service, &format!("198.51.100.{n}"), None, &sent).await.unwrap();
        decide(service, &cast, &filed, Action::None).await;
    }
    let figures = figures(service, "2026-H2").await;
    let shown = |list: &[(&str, (u64, u64))]| {
        list.iter().map(|(row, bounds)| (((*row).to_owned(), "none".to_owned()), *bounds)).collect::<BTreeMap<_, _>>()
    };
    // From 3 to 5 and from 1 to 2, added up, and not the step that their sum lies in.
    let by_law = shown(&[("us-dmca", (4, 7)), ("eu-dsa", (1, 2))]);
    assert_eq!(cells(&figures, "decisions-by-law"), by_law);
    assert_eq!(cells(&figures, "decisions"), shown(&[("located", (4, 7)), ("opened", (1, 2))]));
    let total = |table: &str| figures.table(table).unwrap().total();
    assert_eq!(total("decisions-by-law"), total("decisions"));
});

// The page and its files ----------------------------------------------------------------------------------------

/// What a page shows of a count.
fn said(low: u64, high: u64, step: u64) -> String {
    match (low, high) {
        (low, high) if low == high => low.to_string(),
        (1, high) if high < step => format!("fewer than {}", high + 1),
        (low, high) => format!("{low}–{high}"),
    }
}

/// What the page says of a table.
fn section<'a>(page: &'a str, table: &str) -> &'a str {
    let section = page.split(&format!("<section class=\"section report\" id=\"{table}\">")).nth(1).unwrap();
    section.split("</section>").next().unwrap()
}

/// The figures in a section of the page, in their order.
fn shown(page: &str, table: &str) -> Vec<String> {
    let figures = section(page, table).split("<td class=\"num\">").skip(1);
    figures.map(|rest| rest.split("</td>").next().unwrap().to_owned()).collect()
}

/// The figures of a table of the JSON document in the order in which the page has them, with what they add up to.
fn expected(document: &serde_json::Value, table: &str) -> Vec<String> {
    let step = document["step"].as_u64().unwrap();
    let cells: Vec<_> = document["counts"].as_array().unwrap().iter().filter(|cell| cell["table"] == table).collect();
    let pair = |cell: &serde_json::Value| (cell["at_least"].as_u64().unwrap(), cell["at_most"].as_u64().unwrap());
    let name = |cell: &serde_json::Value, field: &str| cell[field].as_str().unwrap().to_owned();
    let add = |sum: (u64, u64), pair: (u64, u64)| (sum.0 + pair.0, sum.1 + pair.1);
    let say = |(low, high): (u64, u64)| said(low, high, step);
    let (mut rows, mut columns): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for cell in &cells {
        if !rows.contains(&name(cell, "row")) {
            rows.push(name(cell, "row"));
        }
        if !columns.contains(&name(cell, "column")) {
            columns.push(name(cell, "column"));
        }
    }
    let total = cells.iter().map(|cell| pair(cell)).fold((0, 0), add);
    if total.1 == 0 {
        return Vec::new();
    }
    let mut out = Vec::new();
    for row in &rows {
        let of_row: Vec<_> = cells.iter().filter(|cell| name(cell, "row") == *row).map(|cell| pair(cell)).collect();
        out.extend(of_row.iter().copied().map(say));
        if columns.len() > 1 && rows != ["all"] {
            out.push(say(of_row.into_iter().fold((0, 0), add)));
        }
    }
    if rows.len() > 1 {
        for column in &columns {
            let of_column = cells.iter().filter(|cell| name(cell, "column") == *column).map(|cell| pair(cell));
            out.push(say(of_column.fold((0, 0), add)));
        }
    }
    if columns.len() > 1 && (rows.len() > 1 || rows == ["all"]) {
        out.push(say(total));
    }
    out
}

async fn downloads(service: &Service, period: &str) -> [Answer; 3] {
    let ask = async |path: &str| send(service, get(&format!("{path}?period={period}"))).await;
    [ask("/transparency").await, ask("/transparency.csv").await, ask("/transparency.json").await]
}

both_engines!(downloads_say_what_the_page_says_and_nobody_is_in_any_of_them, |app: TestService| async move {
    let exact = &stepped(&app.service, 1);
    let films = story(exact).await;
    for (service, step) in [(exact, 1), (&stepped(&app.service, 5), 5)] {
        for period in ["2026-H2", "2026"] {
            let [page, csv, json] = downloads(service, period).await;
            assert_eq!([page.status, csv.status, json.status], [StatusCode::OK; 3]);
            let document = json.json();
            assert_eq!(document["step"], step);
            for table in TABLES.iter().flat_map(Form::names) {
                assert_eq!(shown(&page.body, table), expected(&document, table), "{table} of {period}");
            }
            let mut reader = csv::Reader::from_reader(csv.body.trim_start_matches('\u{feff}').as_bytes());
            let lines: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
            let counts = document["counts"].as_array().unwrap();
            let medians = document["medians"].as_array().unwrap();
            let shares = document["shares"].as_array().unwrap();
            assert_eq!(step == 5, medians.is_empty(), "of a median of too few not even the row is given");
            assert_eq!(lines.len(), counts.len() + medians.len() + 3 * shares.len());
            for (line, cell) in lines.iter().zip(counts) {
                for field in ["table", "row", "column", "unit"] {
                    assert_eq!(line[field], cell[field].as_str().unwrap());
                }
                for field in ["at_least", "at_most"] {
                    assert_eq!(line[field], cell[field].to_string());
                }
            }
            for (line, time) in lines[counts.len()..].iter().zip(medians) {
                assert_eq!(line["row"], time["row"].as_str().unwrap());
                assert_eq!(line["at_least"], time["seconds"].to_string());
            }
            for (lines, share) in lines[counts.len() + medians.len()..].chunks(3).zip(shares) {
                let said = |field: &str| share[field].as_u64().map_or(String::new(), |n| n.to_string());
                for (line, column) in lines.iter().zip(["part", "of", "percent"]) {
                    assert_eq!(line["table"], format!("share-{}", share["share"].as_str().unwrap()));
                    assert_eq!((line["row"].as_str(), line["column"].as_str()), ("all", column));
                    assert_eq!(line["at_least"], said(&format!("{column}_at_least")));
                    assert_eq!(line["at_most"], said(&format!("{column}_at_most")));
                }
                let few = step == 5 || share["share"] == "matched";
                assert_eq!(share["percent_at_most"].is_null(), few, "a share of too few is not given: {share}");
            }
            // It is said beside the table that it is of, or that it is not.
            for (table, said) in [("direct", "50 percent were wrong"), ("appeals", "50 percent were granted")] {
                let section = section(&page.body, table);
                assert_eq!(section.contains(said), step == 1, "{section}");
                assert_eq!(section.contains("is not given: it would stand for too few"), step == 5, "{section}");
            }
            for answer in [&page, &csv, &json] {
                for film in &films {
                    for word in [film.object.to_string(), film.link.to_string(), film.owner.account.to_string()] {
                        assert!(!answer.body.contains(&word));
                    }
                }
                for word in ["mkv", "Ada", "Example", "Exampleland", "Street", "District Court", "26-cv", "@", "+33"] {
                    assert!(!answer.body.contains(word), "{word} in {}", answer.body);
                }
            }
            assert!(csv.header(header::CONTENT_TYPE).starts_with("text/csv"));
            assert!(csv.header(header::CONTENT_DISPOSITION).ends_with(&format!("-{period}.csv\"")));
            assert!(json.header(header::CONTENT_TYPE).starts_with("application/json"));
        }
    }
    for wrong in ["2026-H3", "=1+1", "2025", "1e9", ""] {
        for answer in downloads(exact, wrong).await {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
        }
    }
    let french =
        http::Request::get("/transparency").header(header::ACCEPT_LANGUAGE, "fr").header(header::ACCEPT, "text/html");
    let french = send(&stepped(&app.service, 5), french.body(axum::body::Body::empty()).unwrap()).await;
    assert!(french.body.contains("moins de 5") && french.body.contains("Rapport de transparence"));
});
