//! Programs that a bench runs and times, the file that they carry, and whether it came back as it went.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use writ::entropy::Entropy;

const MIB: usize = 1 << 20;

/// Whether there is a program of that name, or at that path.
pub fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Runs a command to its end, which must be good.
pub fn run(command: &mut Command) {
    let output = command.stdout(Stdio::null()).stderr(Stdio::piped()).output().expect("a command that starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The same, with what it prints.
pub fn output(command: &mut Command) -> String {
    let output = command.output().expect("a command that starts");
    assert!(output.status.success(), "{}", command.get_program().display());
    String::from_utf8(output.stdout).expect("text")
}

/// Seconds of `work`, on a disk that was quiet before.
///
/// A virtual machine that has given memory back fetches it from its host page by page, which takes longer than anything
/// measured here, and hits whoever comes to it first. So memory for three copies and more is fetched, and freed, before.
pub fn timed(mebibytes: usize, work: impl FnOnce()) -> f64 {
    run(&mut Command::new("sync"));
    drop(std::hint::black_box(vec![1_u8; 4 * mebibytes * MIB]));
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64()
}

/// Writes a file that nothing can make smaller.
pub fn write_file(path: &Path, mebibytes: usize) {
    let (chance, mut out) = (Entropy::seeded(1), File::create(path).expect("a file"));
    let mut piece = vec![0; MIB];
    for _ in 0..mebibytes {
        chance.fill(&mut piece);
        out.write_all(&piece).expect("room for the file");
    }
}

/// Whether two files have the same bytes.
pub fn are_same(left: &Path, right: &Path) -> bool {
    let [mut left, mut right] = [left, right].map(|path| File::open(path).expect("a file"));
    let (mut one, mut other) = (vec![0; MIB], vec![0; MIB]);
    loop {
        let read = left.read(&mut one).expect("a file that reads");
        if read == 0 {
            return right.read(&mut other).expect("a file that reads") == 0;
        }
        if right.read_exact(&mut other[..read]).is_err() || one[..read] != other[..read] {
            return false;
        }
    }
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
