//! The PNG of a scene, at twice the pixel density.
//!
//! In: a scene. Out: a PNG file as bytes (W3C PNG, third edition). Never: a date or another
//! chunk that differs between runs.

use std::io::Write;

use flate2::{Compression, Crc, write::ZlibEncoder};
use plotters::backend::BitMapBackend;

use super::metrics::Fonts;
use super::paint::{Letters, Painter};
use super::scene::Scene;
use crate::error::Error;

/// Pixels of the picture in a unit of the page.
const DENSITY: u32 = 2;
/// Painted pixels in a pixel of the picture, each way: their mean is what is kept.
const FINENESS: u32 = 2;
/// 192 pixels an inch (twice the 96 of style sheets), in pixels a metre.
const PIXELS_PER_METRE: u32 = 7559;
/// Bytes of a pixel: red, green, blue.
const CHANNELS: usize = 3;

/// # Errors
/// When the backend or the compression refuses.
pub(super) fn render_png(scene: &Scene) -> Result<Vec<u8>, Error> {
    let (width, height) = (whole(scene.width) * DENSITY, whole(scene.height) * DENSITY);
    let fine = paint(scene, width * FINENESS, height * FINENESS)?;
    let pixels = average(&fine, width as usize);
    encode(&pixels, width, height)
        .map_err(|it| Error::bug(format!("a chart was not packed: {it}")))
}

fn paint(scene: &Scene, width: u32, height: u32) -> Result<Vec<u8>, Error> {
    let mut pixels = vec![255; width as usize * height as usize * CHANNELS];
    let size = (width, height);
    let mut backend: BitMapBackend<'_> =
        BitMapBackend::with_buffer_and_format(&mut pixels, size)
            .map_err(|it| Error::bug(format!("no room for a chart: {it}")))?;
    let scale = f64::from(DENSITY * FINENESS);
    let fonts = Fonts::load()?;
    Painter { backend: &mut backend, scale, letters: Letters::OneByOne, fonts }
        .paint(scene)?;
    drop(backend);
    Ok(pixels)
}

/// Each pixel the mean of the `FINENESS`² painted ones.
fn average(fine: &[u8], width: usize) -> Vec<u8> {
    const PAIR: usize = FINENESS as usize * CHANNELS;
    let fine_row = width * PAIR;
    let mut pixels = Vec::with_capacity(fine.len() / (FINENESS * FINENESS) as usize);
    for rows in fine.chunks_exact(fine_row * FINENESS as usize) {
        let (upper, lower) = rows.split_at(fine_row);
        for (a, b) in upper.chunks_exact(PAIR).zip(lower.chunks_exact(PAIR)) {
            pixels.push(mean([a[0], a[3], b[0], b[3]]));
            pixels.push(mean([a[1], a[4], b[1], b[4]]));
            pixels.push(mean([a[2], a[5], b[2], b[5]]));
        }
    }
    pixels
}

/// The mean of four painted pixels, in one channel.
fn mean(painted: [u8; (FINENESS * FINENESS) as usize]) -> u8 {
    let [a, b, c, d] = painted.map(u16::from);
    u8::try_from((a + b + c + d + 2) / 4).unwrap_or(u8::MAX)
}

fn encode(pixels: &[u8], width: u32, height: u32) -> std::io::Result<Vec<u8>> {
    /// Eight bits a channel, RGB, deflate, adaptive filters, not interlaced.
    const KIND: [u8; 5] = [8, 2, 0, 0, 0];
    /// "The unit is the metre."
    const METRE: [u8; 1] = [1];
    let mut png = vec![0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n'];
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes()[..], &KIND].concat();
    push_chunk(&mut png, *b"IHDR", &header);
    let density = PIXELS_PER_METRE.to_be_bytes();
    push_chunk(&mut png, *b"pHYs", &[&density[..], &density[..], &METRE].concat());
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    let row_length = width as usize * CHANNELS;
    let mut above = vec![0; row_length];
    for row in pixels.chunks(row_length) {
        packed.write_all(&filtered(row, &above))?;
        above.copy_from_slice(row);
    }
    push_chunk(&mut png, *b"IDAT", &packed.finish()?);
    push_chunk(&mut png, *b"IEND", &[]);
    Ok(png)
}

/// A row as the difference with the row above (filter 2): most rows of a chart repeat it.
fn filtered(row: &[u8], above: &[u8]) -> Vec<u8> {
    const UP: u8 = 2;
    let differences = row.iter().zip(above).map(|(it, above)| it.wrapping_sub(*above));
    std::iter::once(UP).chain(differences).collect()
}

fn push_chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(data);
    png.extend_from_slice(&length.to_be_bytes());
    png.extend_from_slice(&kind);
    png.extend_from_slice(data);
    png.extend_from_slice(&crc.sum().to_be_bytes());
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of a page"
)]
fn whole(length: f64) -> u32 {
    length.ceil().clamp(1.0, 10_000.0) as u32
}
