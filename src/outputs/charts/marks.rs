//! The marks of series: shapes of equal weight with a thin white rim.
//!
//! In: a shape, a position, a size, an ink. Out: marks on a scene. Never: meaning.

use super::palette::{PAPER, Shape};
use super::real;
use super::scene::{At, Ink, Mark, Scene};

/// White around a mark, so that crossing lines do not run into it.
const RIM: f64 = 1.4;

/// Draws the marks of a run, their rims first.
pub(super) fn draw_marks(
    scene: &mut Scene,
    shape: Shape,
    run: &[At],
    radius: f64,
    ink: Ink,
) {
    for (rim, ink) in [(RIM, PAPER), (0.0, ink)] {
        for at in run {
            fill(scene, shape, *at, radius, rim, ink);
        }
    }
}

/// The hollow mark of a figure that is not shown.
pub(super) fn draw_hollow(scene: &mut Scene, at: At, radius: f64, ink: Ink) {
    scene.ring(at, radius, 1.4, ink);
}

fn fill(scene: &mut Scene, shape: Shape, at: At, radius: f64, rim: f64, ink: Ink) {
    match shape {
        Shape::Disc => scene.marks.push(Mark::Disc { at, radius: radius + rim, ink }),
        Shape::Square => regular(scene, at, 4, 45.0, 1.2 * radius + 1.4 * rim, ink),
        Shape::Diamond => regular(scene, at, 4, 0.0, 1.3 * radius + 1.4 * rim, ink),
        Shape::Up => regular(scene, at, 3, 0.0, 1.38 * radius + 2.0 * rim, ink),
        Shape::Down => regular(scene, at, 3, 180.0, 1.38 * radius + 2.0 * rim, ink),
        Shape::Cross => cross(scene, at, 1.15 * radius + rim, 0.42 * radius + rim, ink),
    }
}

/// A polygon with its first corner `turn` degrees from straight up.
fn regular(scene: &mut Scene, (x, y): At, n: usize, turn: f64, radius: f64, ink: Ink) {
    let corner = |i: usize| {
        let angle = (turn + 360.0 * real(i) / real(n)).to_radians();
        (x + radius * angle.sin(), y - radius * angle.cos())
    };
    scene.area((0..n).map(corner).collect(), ink);
}

fn cross(scene: &mut Scene, (x, y): At, reach: f64, half: f64, ink: Ink) {
    let arm = [(-half, -reach), (half, -reach), (half, -half)];
    // A quarter turn takes (x, y) to (-y, x).
    let turned = |n: usize| arm.map(|it| (0..n).fold(it, |(x, y), _| (-y, x)));
    let corners = (0..4).flat_map(turned).map(|(dx, dy)| (x + dx, y + dy));
    scene.area(corners.collect(), ink);
}
