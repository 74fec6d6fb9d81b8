//! Real files for the story: a picture, a document and a piece of sound, made on the spot so that the demo
//! needs nothing but the program.

use std::f64::consts::TAU;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context;

/// A file to store: its name and its bytes.
pub struct DemoFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A picture, a document and a piece of sound.
pub fn make() -> anyhow::Result<Vec<DemoFile>> {
    Ok(vec![
        DemoFile { name: "harbour at dusk.png".into(), bytes: picture(960, 600)? },
        DemoFile { name: "manuscript.pdf".into(), bytes: document() },
        DemoFile { name: "lullaby.wav".into(), bytes: sound(8) },
    ])
}

/// The user's own files, and made ones after them where they are too few for the story, which needs one that the rights
/// holder deletes, one that a reviewer decides on, and one that nobody touches.
pub fn read(paths: &[PathBuf]) -> anyhow::Result<Vec<DemoFile>> {
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.push(DemoFile { name, bytes });
    }
    files.extend(make()?.into_iter().skip(files.len()));
    Ok(files)
}

/// A harbour at dusk: sky, sun, hills and water with the sun's path on it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "every value is clamped to a byte, and a picture is far below 2^52 pixels wide"
)]
fn picture(width: u32, height: u32) -> anyhow::Result<Vec<u8>> {
    let mut pixels = Vec::with_capacity((width * height * 3) as usize);
    for row in 0..height {
        for column in 0..width {
            let (x, y) = (f64::from(column) / f64::from(width), f64::from(row) / f64::from(height));
            let hill = 0.60 - 0.07 * (x * 5.1).sin() - 0.035 * (x * 13.7 + 1.0).sin();
            let sun = ((x - 0.64).powi(2) + ((y - 0.47) * 0.62).powi(2)).sqrt();
            let colour = if y > 0.68 {
                let ripple = (y * 420.0 + (x * 60.0 + y * 900.0).sin() * 2.0).sin() * 0.5 + 0.5;
                let path = (-((x - 0.64) / (0.05 + (y - 0.68) * 0.35)).powi(2)).exp() * ripple;
                blend([30.0, 48.0, 82.0], [255.0, 190.0, 120.0], path * 0.9)
            } else if y > hill {
                blend([44.0, 38.0, 66.0], [86.0, 60.0, 84.0], (y - hill) * 4.0)
            } else {
                let sky = blend([58.0, 66.0, 128.0], [250.0, 168.0, 112.0], (y / 0.62).powf(1.5));
                blend(sky, [255.0, 236.0, 196.0], if sun < 0.05 { 1.0 } else { (-(sun - 0.05) * 9.0).exp() * 0.7 })
            };
            pixels.extend(colour.map(|channel| channel.clamp(0.0, 255.0) as u8));
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(bytes)
}

fn blend(from: [f64; 3], to: [f64; 3], share: f64) -> [f64; 3] {
    let share = share.clamp(0.0, 1.0);
    [0, 1, 2].map(|channel| from[channel] + (to[channel] - from[channel]) * share)
}

/// One page of PDF 1.4, its cross-reference table counted as it is written.
fn document() -> Vec<u8> {
    let lines = [
        "The Harbour Light",
        "A manuscript",
        "",
        "Chapter one. The keeper wrote every ship into the book,",
        "and nobody could take a page out of it unseen.",
    ];
    let mut text = String::from("BT /F1 26 Tf 72 740 Td 34 TL\n");
    for (number, line) in lines.iter().enumerate() {
        if number == 1 {
            text.push_str("/F1 13 Tf 20 TL\n");
        }
        let _ = writeln!(text, "({line}) Tj T*");
    }
    text.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        let _ = write!(pdf, "{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let table = pdf.len();
    let _ = write!(pdf, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in &offsets {
        let _ = writeln!(pdf, "{offset:010} 00000 n ");
    }
    let _ = write!(pdf, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    pdf.into_bytes()
}

/// A small melody as 16-bit PCM at 22,050 Hz.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "samples are scaled into 16 bits; seconds are few"
)]
fn sound(seconds: u32) -> Vec<u8> {
    const RATE: u32 = 22_050;
    let notes = [392.0, 440.0, 493.88, 440.0, 392.0, 329.63, 392.0, 293.66];
    let samples = RATE * seconds;
    let mut bytes = Vec::with_capacity(44 + samples as usize * 2);
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&(36 + samples * 2).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt ");
    bytes.extend_from_slice(&16_u32.to_le_bytes());
    bytes.extend_from_slice(&1_u16.to_le_bytes());
    bytes.extend_from_slice(&1_u16.to_le_bytes());
    bytes.extend_from_slice(&RATE.to_le_bytes());
    bytes.extend_from_slice(&(RATE * 2).to_le_bytes());
    bytes.extend_from_slice(&2_u16.to_le_bytes());
    bytes.extend_from_slice(&16_u16.to_le_bytes());
    bytes.extend_from_slice(b"data");
    bytes.extend_from_slice(&(samples * 2).to_le_bytes());
    for sample in 0..samples {
        let time = f64::from(sample) / f64::from(RATE);
        let note = notes[(time as usize) % notes.len()];
        let envelope = (-(time.fract()) * 3.0).exp() * (time.fract() * 60.0).min(1.0);
        let tone = (time * note * TAU).sin() + 0.4 * (time * note * 2.0 * TAU).sin();
        bytes.extend_from_slice(&((tone * envelope * 12_000.0) as i16).to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_what_they_say() {
        let files = make().unwrap();
        let begins = |at: usize, magic: &[u8]| assert!(files[at].bytes.starts_with(magic), "{}", files[at].name);
        begins(0, b"\x89PNG\r\n\x1a\n");
        begins(1, b"%PDF-1.4");
        begins(2, b"RIFF");
        let pdf = String::from_utf8(files[1].bytes.clone()).unwrap();
        let table: usize = pdf.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        assert!(pdf[table..].starts_with("xref"));
    }

    #[test]
    fn made_files_fill_up_what_the_users_leave_missing() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("own.txt");
        std::fs::write(&own, "my own words").unwrap();
        let names = |own: &[PathBuf]| read(own).unwrap().into_iter().map(|file| file.name).collect::<Vec<_>>();
        assert_eq!(names(std::slice::from_ref(&own)), ["own.txt", "manuscript.pdf", "lullaby.wav"]);
        assert_eq!(names(&vec![own; 4]), ["own.txt"; 4]);
    }
}
