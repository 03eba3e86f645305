//! Draws `assets/icon.svg` as PNG: devices that put a page beside their programs want the picture in the sizes that they show, and not all read
//! SVG. The numbers are those of the SVG, in thousandths of its 32 units.

use std::path::Path;

/// Thousandths along a side.
const SIDE: i64 = 32_000;
/// Half of the width of a line.
const HALF: i64 = 1_200;
/// The ground, `#0b5357`; the lines are white.
const GROUND: [i64; 3] = [0x0b, 0x53, 0x57];
/// Points that are looked at along the side of a pixel, so that edges are smooth.
const POINTS: i64 = 4;

/// Writes the picture with so many pixels along a side. `corner`: thousandths of the radius of its corners.
pub(crate) fn write(to: &Path, size: u32, corner: i64) -> Result<(), String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", to.display());
    let file = std::fs::File::create(to).map_err(|error| told(&error))?;
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), size, size);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| told(&error))?;
    writer
        .write_image_data(&pixels(i64::from(size), corner))
        .map_err(|error| told(&error))?;
    writer.finish().map_err(|error| told(&error))
}

/// Red, green, blue and how opaque, pixel by pixel.
fn pixels(size: i64, corner: i64) -> Vec<u8> {
    let places = (0..size).flat_map(|row| (0..size).map(move |column| (column, row)));
    places
        .flat_map(|(column, row)| {
            let (mut inside, mut white) = (0, 0);
            for point in 0..POINTS * POINTS {
                let at =
                    |pixel: i64, part: i64| ((pixel * POINTS + part) * 2 + 1) * SIDE / (size * POINTS * 2);
                let (x, y) = (at(column, point % POINTS), at(row, point / POINTS));
                if within(x, y, corner) {
                    inside += 1;
                    white += i64::from(line(x, y));
                }
            }
            let [red, green, blue] =
                GROUND.map(|ground| (255 * white + ground * (inside - white)) / inside.max(1));
            let opaque = inside * 255 / (POINTS * POINTS);
            [red, green, blue, opaque].map(|part| u8::try_from(part).unwrap_or(u8::MAX))
        })
        .collect()
}

/// The point lies on the ground.
fn within(x: i64, y: i64, corner: i64) -> bool {
    let beyond = |place: i64| (corner - place).max(place - (SIDE - corner)).max(0);
    beyond(x).pow(2) + beyond(y).pow(2) <= corner.pow(2)
}

/// The point lies on one of the lines.
fn line(x: i64, y: i64) -> bool {
    let near = |place: i64, lines: &[i64]| lines.iter().any(|line| (place - line).abs() <= HALF);
    let along = |place: i64| (4_000..=28_000).contains(&place);
    near(x, &[8_000, 16_000, 24_000]) && along(y) || near(y, &[10_000, 22_000]) && along(x)
}
