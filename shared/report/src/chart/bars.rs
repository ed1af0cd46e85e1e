//! A ranking as level bars, best on top.

use sellout_model::Currency;

use super::svg::{Paint, Svg};
use crate::model::{Figures, Ranking};
use crate::show;

const WIDTH: u32 = 720;
const ROW: f64 = 28.0;
const NAMES: f64 = 190.0;
const FIGURES: f64 = 150.0;
/// Names longer than this are cut; the full name is under the pointer.
const LONGEST: usize = 30;

/// The first `most` lines of a ranking as an `<svg>` element; `whole` is what the shares are of.
pub fn bars_svg(ranking: &Ranking, most: usize, whole: Figures, currency: Currency) -> String {
    let lines = &ranking.lines[..most.min(ranking.lines.len())];
    let best = lines.iter().map(|l| l.figures.amount.0).max().unwrap_or(0).max(1);
    let room = f64::from(WIDTH) - NAMES - FIGURES;
    let height = (ROW * lines.len().max(1) as f64) as u32;
    let said: Vec<String> =
        lines.iter().map(|l| format!("{} {} {currency}", l.name, show::money(l.figures.amount, currency))).collect();
    let mut svg = Svg::begin(WIDTH, height, ranking.subject.heading(), &said.join("; "));
    for (index, line) in lines.iter().enumerate() {
        let middle = ROW * (index as f64 + 0.5);
        let amount = line.figures.amount.0;
        let part = (amount as f64 / best as f64).clamp(0.0, 1.0);
        let paint = if amount < 0 { Paint::Loss } else { Paint::Bar };
        svg.label(NAMES - 10.0, middle + 4.0, "end", &cut(&line.name));
        svg.bar((NAMES, middle - 8.0), ((room * part).max(2.0), 16.0), paint, &said[index]);
        let mut figures = show::money(line.figures.amount, currency);
        if let Some(share) = line.figures.share_of(whole) {
            figures = format!("{figures} · {}", show::share(share));
        }
        svg.label(NAMES + room * part + 10.0, middle + 4.0, "start", &figures);
    }
    svg.end()
}

fn cut(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let kept: String = name.chars().take(LONGEST - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Subject;
    use crate::sample;

    #[test]
    fn names_are_escaped_and_long_ones_cut() {
        let mut report = sample::report(300);
        report.rankings[0].lines[0].name = "<script>alert(1)</script> & a very long reseller's name".to_owned();
        let ranking = report.ranking(Subject::Reseller).expect("resellers");
        let svg = bars_svg(ranking, 3, report.summary.total, report.currency);
        assert!(!svg.contains("<script"), "{svg}");
        assert!(svg.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; a…</text>"), "{svg}");
        assert_eq!(svg.matches("<rect").count(), 3);
    }
}
