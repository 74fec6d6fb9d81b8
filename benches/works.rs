//! A search in the works of one organisation, and a page of them, by their time against a limit of 50 ms:
//! `cargo bench --bench works`; with `WRIT_TEST_POSTGRES` set also on PostgreSQL. `cargo bench --bench works -- 5000` fills
//! in fewer than 100,000 works.
//!
//! The works come in by the import, ten thousand a file, which is timed too. Their titles have two to six words of a
//! vocabulary that is spread as words are in languages (the n-th most common word has 1/n of the first one's share); one in
//! four has an ISBN. What is searched for: a word of a title, the beginnings of two, a common beginning, an identifier, and
//! what is not there; and pages from the first to the last.
#![expect(clippy::expect_used, reason = "a bench that cannot go on should stop loudly")]

use std::time::Instant;

use writ::claims::works::catalogue;
use writ::claims::works::import;
use writ::claims::works::sheet::LINES;
use writ::clock::Clock;
use writ::config::Config;
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::WorkId;
use writ::service::Service;

use crate::app::Engine;
use crate::cast::Cast;
use crate::support::{app, authenticator, cast};

mod support;

/// Seconds a search or a page may take.
const LIMIT: f64 = 0.05;
const ROUNDS: usize = 200;
const VOCABULARY: usize = 20_000;

#[tokio::main]
async fn main() {
    let works = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    println!("{works} works, {ROUNDS} rounds of each; the limit is {:.0} ms", LIMIT * 1e3);
    println!("{:10} {:24} {:>10} {:>9} {:>10} {:>9}", "database", "", "median", "to limit", "99 of 100", "to limit");
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if let Some((config, _folder)) = app::settings(engine).await {
            measure(engine, config, works).await;
        }
    }
}

async fn measure(engine: Engine, config: Config, works: usize) {
    let service = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await.expect("a service");
    let cast = Cast::verified(&service).await;
    let mut chance = Chance(7);
    let begun = Instant::now();
    let mut titles = Vec::with_capacity(works);
    for first in (0..works).step_by(LINES) {
        let mut file = String::from("title,kind,basis,territory,identifiers\n");
        for number in first..works.min(first + LINES) {
            let words: Vec<String> = (0..2 + chance.below(5)).map(|_| chance.word()).collect();
            // The number makes each title another one, as years and subtitles do.
            let title = format!("{} {number}", words.join(" "));
            let identifier = if number % 4 == 0 { format!("isbn:{}", isbn(number)) } else { String::new() };
            file.extend([title.as_str(), ",film,owner,FR,", &identifier, "\n"]);
            titles.push(title);
        }
        let imported = import::import(&service, &cast.member, cast.organisation, file.as_bytes()).await.expect("works");
        assert!(imported.present.is_empty(), "every work is new");
    }
    let took = begun.elapsed().as_secs_f64();
    println!("{:10} {:24} {:>7.1} s", engine.to_string(), "import, all of it", took);

    let word = |chance: &mut Chance, titles: &[String], nth: usize| {
        let title = &titles[chance.below(titles.len())];
        title.split(' ').nth(nth).unwrap_or_default().to_owned()
    };
    let mut searches: Vec<(&str, Vec<String>)> = Vec::new();
    searches.push(("a word", (0..ROUNDS).map(|_| word(&mut chance, &titles, 0)).collect()));
    let two = |chance: &mut Chance| {
        let title = &titles[chance.below(titles.len())];
        let begin = |word: &str| word.chars().take(4).collect::<String>();
        title.split(' ').take(2).map(begin).collect::<Vec<_>>().join(" ")
    };
    searches.push(("the beginnings of two", (0..ROUNDS).map(|_| two(&mut chance)).collect()));
    let letter = |chance: &mut Chance| word(chance, &titles, 0).chars().take(1).collect();
    searches.push(("one letter", (0..ROUNDS).map(|_| letter(&mut chance)).collect()));
    searches.push(("an identifier", (0..ROUNDS).map(|_| isbn(chance.below(titles.len()) / 4 * 4)).collect()));
    let unlikely = |chance: &mut Chance| format!("{} {} nowhere", chance.word(), chance.word());
    searches.push(("what is not there", (0..ROUNDS).map(|_| unlikely(&mut chance)).collect()));
    let rare = |chance: &mut Chance| format!("{} {}", chance.rare(), chance.rare());
    searches.push(("two rare words", (0..ROUNDS).map(|_| rare(&mut chance)).collect()));
    for (what, searches) in searches {
        let mut times = Vec::with_capacity(ROUNDS);
        for search in &searches {
            times.push(page(&service, &cast, search, None).await.0);
        }
        report(engine, what, times);
    }
    // From the first page to the last, at most so many of them.
    let (mut before, mut times) = (None, Vec::new());
    loop {
        let (took, older) = page(&service, &cast, "", before).await;
        times.push(took);
        before = older;
        if before.is_none() {
            break;
        }
    }
    report(engine, "a page", times);
    service.db.close().await;
}

/// Seconds that a page took, and where the next one begins.
async fn page(service: &Service, cast: &Cast, search: &str, before: Option<WorkId>) -> (f64, Option<WorkId>) {
    let begun = Instant::now();
    let page =
        catalogue::page(service, &cast.member, cast.organisation, search, before).await.expect("a page of works");
    (begun.elapsed().as_secs_f64(), page.older)
}

fn report(engine: Engine, what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let [median, worst] = [times[times.len() / 2], times[(times.len() * 99).div_ceil(100) - 1]];
    println!(
        "{:10} {what:24} {:>7.1} ms {:>8.2}x {:>7.1} ms {:>8.2}x",
        engine.to_string(),
        median * 1e3,
        median / LIMIT,
        worst * 1e3,
        worst / LIMIT
    );
}

/// The ISBN of a number below a million.
fn isbn(number: usize) -> String {
    let twelve = format!("979000{number:06}");
    let sum: u32 =
        twelve.bytes().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{twelve}{}", (10 - sum % 10) % 10)
}

/// The same chance in every run, so that runs can be compared.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    /// A word, as common as its place: the places are chosen evenly on a scale of doublings.
    fn word(&mut self) -> String {
        let doublings = VOCABULARY.ilog2() as usize;
        let range = 1 << self.below(doublings);
        spelt(range + self.below(range))
    }

    fn rare(&mut self) -> String {
        spelt(VOCABULARY / 2 + self.below(VOCABULARY / 2))
    }
}

/// A word of letters for a number, different for each, with beginnings as words have them.
fn spelt(number: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu", "za"];
    let mut mixed = number.wrapping_mul(40_503) % (1 << 16);
    let mut word = String::new();
    for _ in 0..4 {
        word.push_str(SYLLABLES[mixed % 16]);
        mixed /= 16;
    }
    word
}
