//! A strict reader of `OpenMetrics` 1.0 as text, for the kinds of metrics that are told: whatever deviates stops the test.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

type Labels = BTreeMap<String, String>;

/// What was told.
pub struct Exposition {
    families: Vec<Family>,
}

#[derive(Default)]
struct Family {
    name: String,
    kind: String,
    unit: String,
    samples: Vec<Sample>,
}

struct Sample {
    name: String,
    labels: Labels,
    value: String,
}

impl Exposition {
    /// Reads it all.
    pub fn read(text: &str) -> Self {
        let lines = text.strip_suffix("# EOF\n").expect("it ends where it says so");
        let mut families: Vec<Family> = Vec::new();
        for line in lines.lines() {
            let Some(told) = line.strip_prefix("# ") else {
                families.last_mut().expect("a sample is of a family").take(sample(line));
                continue;
            };
            let (what, rest) = told.split_once(' ').expect(line);
            let (name, said) = rest.split_once(' ').expect(line);
            if what == "HELP" {
                assert!(said.ends_with('.') && !said.contains(['\\', '"']), "{line}");
                assert!(families.iter().all(|family| family.name != name), "{name} is told twice");
                families.push(Family { name: name.to_owned(), ..Family::default() });
                continue;
            }
            let family = families.last_mut().expect(line);
            assert!(family.name == name && family.samples.is_empty(), "{line}");
            match what {
                "TYPE" => {
                    assert!(
                        family.kind.is_empty() && ["counter", "gauge", "histogram", "info"].contains(&said),
                        "{line}"
                    );
                    said.clone_into(&mut family.kind);
                }
                "UNIT" => {
                    assert!(family.unit.is_empty() && name.ends_with(&format!("_{said}")), "{line}");
                    said.clone_into(&mut family.unit);
                }
                _ => panic!("{line}"),
            }
        }
        families.iter().for_each(Family::check);
        Self { families }
    }

    fn find(&self, name: &str, labels: &[(&str, &str)]) -> Option<&str> {
        let labels: Labels = labels.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect();
        let mut samples = self.families.iter().flat_map(|family| &family.samples);
        samples.find(|sample| sample.name == name && sample.labels == labels).map(|sample| sample.value.as_str())
    }

    /// The value of a sample that is a whole number.
    pub fn number(&self, name: &str, labels: &[(&str, &str)]) -> Option<i64> {
        self.find(name, labels).map(|value| value.parse().unwrap())
    }

    /// The value of a sample in seconds.
    pub fn age(&self, name: &str, labels: &[(&str, &str)]) -> Option<Duration> {
        self.find(name, labels).map(|value| Duration::from_secs_f64(value.parse().unwrap()))
    }

    /// What all samples of a name come to.
    pub fn sum(&self, name: &str) -> i64 {
        let samples = self.families.iter().flat_map(|family| &family.samples).filter(|sample| sample.name == name);
        samples.map(|sample| sample.value.parse::<i64>().unwrap()).sum()
    }

    /// How many samples there are.
    pub fn samples(&self) -> usize {
        self.families.iter().map(|family| family.samples.len()).sum()
    }

    /// No label has anything in it that looks like a name, an address or a number of something.
    pub fn assert_labels_are_words(&self) {
        for sample in self.families.iter().flat_map(|family| &family.samples) {
            for (label, value) in &sample.labels {
                let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/{}*.+".contains(&byte));
                let short = |word: &str| word.len() < 12 || !word.bytes().any(|byte| byte.is_ascii_digit());
                assert!(plain && value.split('/').all(short), "{label}={value} of {}", sample.name);
            }
        }
    }
}

impl Family {
    fn take(&mut self, sample: Sample) {
        let suffix = sample.name.strip_prefix(&self.name).expect("a sample has the name of its family");
        let of_kind: &[&str] = match self.kind.as_str() {
            "counter" => &["_total"],
            "histogram" => &["_bucket", "_count", "_sum"],
            "info" => &["_info"],
            _ => &[""],
        };
        assert!(of_kind.contains(&suffix), "{} in a {}", sample.name, self.kind);
        let value: f64 = sample.value.parse().expect("a value is a number");
        assert!(value.is_finite() && (value >= 0.0 || self.kind == "gauge"), "{} is {value}", sample.name);
        self.samples.push(sample);
    }

    fn check(&self) {
        assert!(!self.kind.is_empty() && !self.samples.is_empty(), "{} has no type, or nothing in it", self.name);
        let mut seen = BTreeSet::new();
        for Sample { name, labels, .. } in &self.samples {
            assert!(seen.insert((name, labels)), "{name} {labels:?} is told twice");
        }
        if self.kind == "histogram" {
            self.check_histograms();
        }
    }

    /// Each has steps that only grow, the last of which is everything and the count.
    fn check_histograms(&self) {
        let mut steps: BTreeMap<Labels, Vec<(f64, u64)>> = BTreeMap::new();
        let mut counts: BTreeMap<Labels, u64> = BTreeMap::new();
        for Sample { name, labels, value } in &self.samples {
            let mut of = labels.clone();
            if name.ends_with("_bucket") {
                let bound = of.remove("le").expect("a step has its bound").parse().unwrap();
                steps.entry(of).or_default().push((bound, value.parse().unwrap()));
            } else if name.ends_with("_count") {
                counts.insert(of, value.parse().unwrap());
            }
        }
        assert_eq!(steps.len(), counts.len());
        for (labels, count) in counts {
            let steps = &steps[&labels];
            assert!(steps.is_sorted_by(|one, next| one.0 < next.0 && one.1 <= next.1), "{labels:?}: {steps:?}");
            let (bound, all) = steps[steps.len() - 1];
            assert!(bound.is_infinite() && all == count, "{labels:?}: {all} of {count}");
        }
    }
}

/// `NAME VALUE` or `NAME{LABEL="VALUE",…} VALUE`; no label here needs a backslash.
fn sample(line: &str) -> Sample {
    let end = line.find(['{', ' ']).expect(line);
    let (name, mut rest) = line.split_at(end);
    assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{line}");
    let mut labels = Labels::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        loop {
            let (label, after) = rest.split_once("=\"").expect(line);
            let (value, after) = after.split_once('"').expect(line);
            assert!(label.bytes().all(|byte| byte.is_ascii_lowercase()) && !value.contains('\\'), "{line}");
            assert!(labels.insert(label.to_owned(), value.to_owned()).is_none(), "{line}");
            if let Some(after) = after.strip_prefix('}') {
                rest = after;
                break;
            }
            rest = after.strip_prefix(',').expect(line);
        }
    }
    let value = rest.strip_prefix(' ').expect(line);
    assert!(!value.contains(' '), "{line}");
    Sample { name: name.to_owned(), labels, value: value.to_owned() }
}
