//! Numbers: as many digits, in the range that a CHECK or the type gives.

use super::super::key::Chance;

/// Between which a column's numbers stand, both included. `None`: no bound.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Range {
    pub(crate) least: Option<f64>,
    pub(crate) most: Option<f64>,
}

impl Range {
    fn has(&self, number: &str) -> bool {
        let Ok(number) = number.parse::<f64>() else { return true };
        self.least.is_none_or(|least| number >= least)
            && self.most.is_none_or(|most| number <= most)
    }

    /// As whole numbers of the smallest step, where both ends are near enough to draw between them.
    fn steps(&self, decimals: u32) -> Option<(i64, u64)> {
        const WIDEST: f64 = 1e12;
        let step = 10f64.powi(i32::try_from(decimals).ok()?);
        let (least, most) = (self.least? * step, self.most? * step);
        if least.abs() > WIDEST || most.abs() > WIDEST || most < least {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "both are below the widest")]
        let (least, most) = (least.ceil() as i64, most.floor() as i64);
        Some((least, u64::try_from(most - least).ok()? + 1))
    }
}

/// In a range of no more steps than this a number is drawn from all of it.
const FEW: u64 = 10_000;

/// As many digits, and in the range.
pub(super) fn draw(chance: &mut Chance, number: &str, range: &Range) -> String {
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let decimals = u32::try_from(decimals).unwrap_or(u32::MAX);
    if let Some((least, count)) = range.steps(decimals.min(9)).filter(|(_, count)| *count <= FEW) {
        let drawn = least.saturating_add_unsigned(chance.below(count));
        return written(drawn, decimals.min(9));
    }
    let mut drawn = digits(chance, number);
    for _ in 0..256 {
        if range.has(&drawn) {
            break;
        }
        drawn = digits(chance, number);
    }
    drawn
}

/// Other digits in the same places. What is no digit stays: sign, point, exponent, `NaN`.
fn digits(chance: &mut Chance, number: &str) -> String {
    let (mantissa, exponent) = number.split_at(number.find(['e', 'E']).unwrap_or(number.len()));
    let is_below_one = mantissa.trim_start_matches('-').starts_with("0.");
    let mut leads = true;
    let mut draw = |letter: char| {
        if !letter.is_ascii_digit() {
            letter
        } else if !std::mem::take(&mut leads) {
            chance.digit()
        } else if is_below_one {
            letter
        } else {
            chance.leading_digit()
        }
    };
    let mut drawn: String = mantissa.chars().map(&mut draw).collect();
    drawn.push_str(exponent);
    drawn
}

fn written(steps: i64, decimals: u32) -> String {
    if decimals == 0 {
        return steps.to_string();
    }
    let unit = 10u64.pow(decimals);
    let (sign, size) = (if steps < 0 { "-" } else { "" }, steps.unsigned_abs());
    let width = usize::try_from(decimals).unwrap_or_default();
    format!("{sign}{}.{:0width$}", size / unit, size % unit)
}
