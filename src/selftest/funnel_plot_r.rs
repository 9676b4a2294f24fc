//! Exact limits and the rule for outliers with which `FunnelPlotR` tests itself.

use super::cases::{File, List};
use super::{Kind, Source};
use crate::error::Error;
use crate::estimates::funnel::{Position, TAIL_95, TAIL_998, poisson_limits};

const SOURCE: Source = Source {
    name: "funnelplotr",
    title: "FunnelPlotR 9020d49, its tests",
    kind: Kind::Published,
};
const METHOD: &str = "funnel";

pub(super) fn values() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/funnelplotr/expected.json");
    let file = File::parse(SOURCE, text)?;
    let mut list = file.list();
    let expected = file.at("/poisson_limits/denominators")?.numbers()?;
    for (at, expected) in expected.into_iter().enumerate() {
        for (tail, level, names) in [
            (TAIL_95, "95 %", ["ll95", "ul95"]),
            (TAIL_998, "99.8 %", ["ll998", "ul998"]),
        ] {
            let limits = poisson_limits(expected, tail);
            let found = [limits.map(|it| it.0), limits.map(|it| it.1)];
            for ((name, side), found) in
                names.into_iter().zip(["lower", "upper"]).zip(found)
            {
                let printed =
                    file.at(&format!("/poisson_limits/{name}/{at}"))?.printed()?;
                let what = format!("{expected} expected, {side} limit at {level}");
                list.number(METHOD, what, printed, found);
            }
        }
    }
    let limit = |name: &str| file.at(&format!("/outlier_rule/{name}"))?.number();
    let limits = (limit("LCL95")?, limit("UCL95")?);
    let ratios = file.at("/outlier_rule/rr")?.numbers()?;
    for (at, ratio) in ratios.into_iter().enumerate() {
        let printed = file.at(&format!("/outlier_rule/unadjusted95/{at}"))?.printed()?;
        let position = Position::of(ratio, limits, (0.0, f64::INFINITY));
        let found = u8::from(position != Position::Within).to_string();
        list.text(METHOD, format!("is {ratio} outside the limits"), printed, found);
    }
    Ok(list)
}
