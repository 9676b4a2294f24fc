//! Labels at the ends of lines, with leader lines where they had to move.
//!
//! In: labels and the heights they want. Out: labels on the sheet, off each other. Never: a
//! legend to look things up in.

use super::labels::{Wish, spread};
use super::metrics::Weight;
use super::real;
use super::scene::{At, Ink};
use super::sheet::{LABEL_LINE, Sheet, Slot};

/// White between a panel and its labels.
pub(super) const LABEL_WHITE: f64 = 14.0;

/// A label right of a panel, and what it names.
pub(super) struct EndLabel {
    pub(super) lines: Vec<String>,
    pub(super) ink: Ink,
    pub(super) weight: Weight,
    /// The height it wants.
    pub(super) y: f64,
    /// Where its leader line starts; `None` when it needs none.
    pub(super) from: Option<At>,
}

/// Writes the labels right of a panel.
pub(super) fn place_labels(sheet: &mut Sheet, slot: &Slot, mut labels: Vec<EndLabel>) {
    labels.retain(|it| !it.lines.is_empty());
    let wish = |it: &EndLabel| Wish {
        middle: it.y,
        height: real(it.lines.len()) * LABEL_LINE + 3.0,
    };
    let wishes: Vec<Wish> = labels.iter().map(wish).collect();
    let middles = spread(&wishes, slot.top - 10.0, slot.bottom + 10.0);
    for (label, middle) in labels.iter().zip(middles) {
        write_label(sheet, slot, label, middle);
    }
}

fn write_label(sheet: &mut Sheet, slot: &Slot, label: &EndLabel, middle: f64) {
    let x = slot.right + LABEL_WHITE - 4.0;
    if let Some(from) = label.from {
        let is_far = x - from.0 > 20.0 || (middle - from.1).abs() > 4.0;
        if is_far {
            sheet.scene.line(from, (x - 3.0, middle), 1.0, label.ink.faint(0.45));
        }
    }
    let top = middle - real(label.lines.len()) * LABEL_LINE / 2.0;
    for (i, line) in label.lines.iter().enumerate() {
        let y = top + real(i) * LABEL_LINE + 0.78 * LABEL_LINE;
        sheet.label(line, (x, y), label.weight, label.ink);
    }
}
